import { expect } from "vitest";
import { z } from "zod";
import type { gigiac } from "@/lib/surfaces/gigiac";
import type { givegigs } from "@/lib/surfaces/givegigs";
import { openApiDocument } from "@/lib/surfaces/openapi";
import { type Answer, type Asked, ask, type Caller } from "./request";

/** Both APIs as they are described. */
export const document = openApiDocument();
const described = Object.keys(document.paths);
/** Operations that were asked so. */
export const seen = new Set<string>();

/** The document's path that an address belongs to; a fixed one before one with a parameter. */
function pathOf(address: string): string {
  const segments = address.split("/");
  const fits = described
    .filter((path) => {
      const want = path.split("/");
      return want.length === segments.length && want.every((one, i) => one.startsWith("{") || one === segments[i]);
    })
    .sort((a, b) => a.split("{").length - b.split("{").length);
  return fits[0]!;
}

/** A schema of the document that also refuses what it does not name: an answer holds nothing undescribed. */
function strict(schema: any): any {
  if (Array.isArray(schema)) return schema.map(strict);
  if (schema === null || typeof schema !== "object") return schema;
  const out = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, strict(value)]));
  if (schema.type === "object" && schema.properties && !schema.additionalProperties) out.additionalProperties = false;
  if (typeof out.$ref === "string") out.$ref = out.$ref.replace("#/components/schemas/", "#/$defs/");
  return out;
}
const $defs = strict(document.components.schemas);

/** Reads a value as one of the document's schemas. */
export const reader = (schema: object) => z.fromJSONSchema({ ...strict(schema), $defs } as never);

/** Asks, and holds the answer to what the document says of it. */
export async function expectDescribed(
  api: typeof gigiac | typeof givegigs,
  line: string,
  caller: Caller,
  body?: unknown,
  sent: Asked = {},
): Promise<any> {
  const answer: Answer = await ask(api as typeof gigiac, line, caller, { body, ...sent });
  const [method, target] = line.split(" ") as [string, string];
  const path = pathOf(target.split("?")[0]!);
  const operation = document.paths[path][method.toLowerCase()];
  const response = operation.responses[answer.status];
  expect(response, `${line} answered ${answer.status}: ${answer.body}`).toBeDefined();
  if (answer.bytes) {
    const type = answer.headers["Content-Type"]!.replace(/; charset=.*$/, "");
    expect(
      Object.keys(response.content).some((one) => one === "*/*" || one === type),
      type,
    ).toBe(true);
    seen.add(operation.operationId);
    return answer.bytes;
  }
  const { schema } = response.content?.["application/json"] ?? { schema: { $ref: `#/components/schemas/GigiacError` } };
  const read = reader(schema).safeParse(answer.json);
  expect(read.error && z.prettifyError(read.error), `${line}: ${answer.body}`).toBeUndefined();
  expect(answer.status, `${line}: ${answer.body}`).toBeLessThan(400);
  seen.add(operation.operationId);
  return answer.json;
}
