import { refusals } from "@/lib/core/errors";
import { openApiDocument } from "@/lib/surfaces/openapi";
import type { Schema } from "@/lib/surfaces/openapi-schemas";

export const REFERENCE = "/docs/api";

/** A path, query or header parameter. */
export type Parameter = { name: string; in: "path" | "query" | "header"; required: boolean; schema: Schema };
/** One form of an answer; JSON has no written example, see sample.ts. */
export type Content = { type: string; schema: Schema; example?: string };
export type Answer = { statuses: string[]; description: string; content: Content[] };
export type Refused = { status: string; description: string; codes: string[] };

export type Operation = {
  /** The document's operationId, which is its anchor as well. */
  id: string;
  href: string;
  method: string;
  path: string;
  summary: string;
  description: string;
  access: "Public" | "Key" | "Browser";
  parameters: Parameter[];
  body: { required: boolean; schema: Schema; example: unknown; mediaType?: string } | undefined;
  answers: Answer[];
  refused: Refused[];
};

/** The operations on one noun in one dialect: a page of the reference. */
export type Section = {
  dialect: "Gigiac" | "GiveGigs";
  /** The two last parts of its address. */
  api: string;
  tag: string;
  href: string;
  title: string;
  description: string;
  operations: Operation[];
};

/** What a reference inside the document points at; anything else is itself. */
export function resolved(thing: Schema): Schema {
  if (typeof thing.$ref !== "string") return thing;
  const found = thing.$ref
    .slice(2)
    .split("/")
    .reduce((at: Schema, key: string) => at[key], openApiDocument());
  return resolved(found);
}

let made: Section[] | undefined;

/** The whole reference, page by page, in the document's order. */
export function sections(): Section[] {
  made ??= readSections();
  return made;
}

/** One page of it; undefined where there is none of that name. */
export const sectionAt = (api: string, tag: string): Section | undefined =>
  sections().find((section) => section.api === api && section.tag === tag);

function readSections(): Section[] {
  const { tags, paths } = openApiDocument();
  const all: Section[] = tags.map(({ name, description }: Schema) => {
    const [dialect, title] = name.split(": ");
    const [api, tag] = [dialect, title].map((word: string) => word.toLowerCase().replaceAll(" ", "-"));
    return { dialect, title, api, tag, description, href: `${REFERENCE}/${api}/${tag}`, operations: [] };
  });
  for (const [path, methods] of Object.entries<Schema>(paths))
    for (const [method, described] of Object.entries<Schema>(methods)) {
      const section = all.find(({ dialect, title }) => `${dialect}: ${title}` === described.tags[0])!;
      section.operations.push(readOperation(section, method, path, described));
    }
  return all;
}

function readOperation(section: Section, method: string, path: string, described: Schema): Operation {
  const parameters = described.parameters.map(resolved).map(readParameter);
  const [mediaType, content] = Object.entries<Schema>(described.requestBody?.content ?? {})[0] ?? [];
  const body = described.requestBody && { ...described.requestBody, ...content };
  const responses = Object.entries<Schema>(described.responses);
  return {
    id: described.operationId,
    href: `${section.href}#${described.operationId}`,
    method: method.toUpperCase(),
    path,
    summary: described.summary,
    description: described.description,
    access: accessOf(described.security),
    parameters,
    body: body && { required: body.required, schema: body.schema, example: body.example, mediaType },
    answers: readAnswers(responses.filter(([status]) => status < "300")),
    refused: responses
      .filter(([status]) => status >= "300")
      .map(([status, response]) => ({
        status,
        description: resolved(response).description,
        codes: codesOf(status).filter(
          (code) =>
            (body || code !== "INVALID_JSON") &&
            (method !== "get" || code !== "CROSS_ORIGIN") &&
            (method === "post" || !code.startsWith("IDEMPOTENCY_")),
        ),
      })),
  };
}

const readParameter = ({ name, required = false, description, schema, ...rest }: Schema) =>
  ({ name, in: rest.in, required, schema: { ...schema, ...(description && { description }) } }) as Parameter;

function accessOf(security: Schema[]): Operation["access"] {
  if (security.some((way) => Object.keys(way).length === 0)) return "Public";
  return security.some((way) => "bearer" in way) ? "Key" : "Browser";
}

/** Statuses that answer the same are told of together. */
function readAnswers(responses: [status: string, response: Schema][]): Answer[] {
  const answers: Answer[] = [];
  for (const [status, { description, content }] of responses) {
    const types = Object.entries<Schema>(content).map(([type, inner]) => ({ type, ...inner })) as Content[];
    const same = answers.find((answer) => JSON.stringify(answer.content) === JSON.stringify(types));
    if (same) same.statuses.push(status);
    else answers.push({ statuses: [status], description, content: types });
  }
  return answers;
}

/** The codes that an error of this status may carry. */
export const codesOf = (status: string): string[] =>
  Object.entries(refusals)
    .filter(([, meant]) => String(meant) === status)
    .map(([code]) => code);

/** The name of the component that a reference points at, as one dialect calls it: `Task`, with its whole name for looking up. */
export const componentName = (ref: string): string => ref.slice(ref.lastIndexOf("/") + 1);
export const shortName = (ref: string): string => componentName(ref).replace(/^(Gigiac|GiveGigs)(?=[A-Z])/, "");
export const objectAnchor = (ref: string): string => `object.${shortName(ref)}`;

/** The objects that a section's bodies and answers speak of, each once, in the order in which they are met. */
export function objectsOf({ operations }: Section): { name: string; anchor: string; schema: Schema }[] {
  const found = new Map<string, Schema>();
  const look = (thing: unknown) => {
    if (thing === null || typeof thing !== "object") return;
    const { $ref } = thing as Schema;
    if (typeof $ref !== "string") return Object.values(thing).forEach(look);
    if (found.has($ref)) return;
    found.set($ref, resolved(thing));
    look(found.get($ref));
  };
  for (const { body, answers } of operations) look([body?.schema, answers.map(({ content }) => content)]);
  return [...found].map(([ref, schema]) => ({ name: shortName(ref), anchor: objectAnchor(ref), schema }));
}
