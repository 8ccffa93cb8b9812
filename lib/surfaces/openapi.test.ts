import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import type { Operation } from "@/lib/core/operation";
import { examples } from "./examples";
import { gigiac } from "./gigiac";
import { givegigs } from "./givegigs";
import { openApiDocument } from "./openapi";

const document = openApiDocument();
const operations = Object.values(document.paths).flatMap((path) => Object.values(path as object)) as any[];
const routes = { ...gigiac.routes, ...givegigs.routes };

describe("the OpenAPI document", () => {
  test("passes redocly's strictest rules without an error or a warning", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "openapi-"));
    const file = path.join(folder, "openapi.json");
    await writeFile(file, JSON.stringify(document));
    const redocly = path.resolve("node_modules/@redocly/cli/bin/cli.js");
    const lint = [redocly, "lint", "--config", path.resolve("redocly.yaml"), "--format", "json", file];
    const environment = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
    const { stdout } = await promisify(execFile)(process.execPath, lint, { env: environment }).catch(
      (failed) => failed,
    );
    await rm(folder, { recursive: true });
    const { totals, problems } = JSON.parse(stdout);
    expect(problems.map(({ message, location }: any) => `${location[0]?.pointer}: ${message}`)).toEqual([]);
    expect(totals).toEqual({ errors: 0, warnings: 0, ignored: 0 });
  }, 60_000);

  test("describes every route of both tables, and nothing else", () => {
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods as object).map(
        (method) => `${method.toUpperCase()} ${path.replaceAll("{", "[").replaceAll("}", "]")}`,
      ),
    );
    const health = ["GET /api/health", "GET /api/health/ready"];
    expect(described.sort()).toEqual([...Object.keys(routes), ...health].sort());
  });

  test("declares a cursor for the lists that give one out, and for those alone", () => {
    const parametersOf = (path: string) => document.paths[path].get.parameters.map((one: any) => one.name);
    expect(parametersOf("/api/tasks")).toContain("cursor");
    for (const path of ["/api/tasks/matched", "/api/tasks/recommended"]) {
      expect(parametersOf(path)).toContain("offset");
      expect(parametersOf(path)).not.toContain("cursor");
    }
  });

  test("names every operation once, and every reference leads somewhere", () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, pointer]) => pointer!);
    const lost = refs.filter(
      (pointer) => pointer.split("/").reduce((at: any, key) => at?.[key], document) === undefined,
    );
    expect(lost).toEqual([]);
  });

  test("speaks each dialect's casing in all its names", () => {
    const named = (api: string) =>
      operations
        .filter(({ operationId }) => operationId.startsWith(api))
        .flatMap(({ parameters, requestBody }) => [
          ...parameters.filter((one: any) => one.in === "query").map((one: any) => one.name),
          ...Object.values<any>(requestBody?.content ?? {}).flatMap(({ schema }) => Object.keys(schema.properties)),
        ]);
    expect(named("gigiac.").filter((name) => /[A-Z]/.test(name))).toEqual([]);
    expect(named("givegigs.").filter((name) => /_/.test(name))).toEqual([]);
  });

  test("shows an example of every body that must be sent, and each is one that the operation takes", () => {
    const byName = new Map<string, Operation>(Object.values(routes).map(({ op }) => [op.name, op]));
    for (const [name, example] of Object.entries(examples)) {
      const op = byName.get(name);
      expect(op, `no operation is called ${name}`).toBeDefined();
      const inPath = Object.fromEntries(
        Object.keys(op!.input.shape)
          .filter((key) => key.endsWith("Id") && !(key in example))
          .map((key) => [key, "x"]),
      );
      expect(op!.input.safeParse({ ...inPath, ...example }), name).toMatchObject({ success: true });
    }
    const bare = operations.filter(
      // A file has none that could be written down.
      ({ requestBody }) => requestBody?.required && requestBody.content["application/json"]?.example === undefined,
    );
    expect(bare.map(({ operationId }) => operationId)).toEqual(["gigiac.files.upload"]);
  });
});
