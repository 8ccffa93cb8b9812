import { invalid } from "@/lib/core/invalid";
import { appUrl } from "@/lib/env";
import { gigiac } from "@/lib/surfaces/gigiac";
import { givegigs } from "@/lib/surfaces/givegigs";
import { openApiDocument } from "@/lib/surfaces/openapi";
import type { Schema } from "@/lib/surfaces/openapi-schemas";
import { componentName, type Operation, resolved, type Section, sections } from "./reference";

type Values = Record<string, unknown>;
/** Where in an answer a value stands: under which name, in which noun, and what the request beside it said. */
type Place = { name: string; noun: string; said: Values };

const MOMENT = "2026-01-31T18:00:00.000Z";
const DOLLARS = 45;
const ULID = "01k9y5t8w3a7c2e4g6h8j0k1m3";

/**
 * An answer that an operation could give, made from the schema and from what the example request says. Nothing of it is
 * written by hand: words come from the examples of bodies, the rest from each field's examples, choices, default and form.
 */
export function sampleAnswer(section: Section, operation: Operation, schema: Schema): unknown {
  const defaults = operation.parameters
    .filter((one) => one.schema.default !== undefined)
    .map((one) => [one.name, one.schema.default]);
  const said = { ...Object.fromEntries(defaults), ...(operation.body?.example as Values | undefined) };
  return sample(schema, { name: "", noun: singular(section.title), said });
}

/** What a dialect answers to a body without a title. */
export function exampleError(dialect: Section["dialect"]): object {
  const { message, code, details, extra } = invalid("title", "is required");
  const api = dialect === "Gigiac" ? gigiac : givegigs;
  return api.dialect.refuse({ message, code, details, extra, requestId: `req_${ULID}` });
}

function sample(schema: Schema, place: Place): unknown {
  if (schema.$ref) return sample(resolved(schema), within(place, nounOf(componentName(schema.$ref))));
  if (schema.anyOf) {
    const { anyOf, ...rest } = schema;
    return sample({ ...anyOf[0], ...rest, ...(anyOf[0].type && { type: anyOf[0].type }) }, place);
  }
  if (schema.const !== undefined) return schema.const;
  const known = [place.said[place.name], schema.examples?.[0], schema.enum?.[0], words(place.noun)[place.name]];
  const fitting = [...known, schema.default].find((value) => value !== undefined && fits(value, schema));
  if (fitting !== undefined) return fitting;
  const [type] = [schema.type].flat();
  if (type === "object") return sampleObject(schema, place);
  if (schema.prefixItems) return schema.prefixItems.map((one: any) => sample(one, place));
  if (type === "array") return [sample(schema.items, place)];
  if (type === "integer" || type === "number") return sampleNumber(schema, place.name);
  return type === "boolean" ? false : sampleText(schema, place);
}

/** What the request said about one noun says nothing about another. */
const within = (place: Place, noun: string): Place => ({ ...place, noun, said: noun === place.noun ? place.said : {} });

function sampleObject({ properties = {} }: Schema, place: Place): Values {
  const [inner] = [place.said[place.name] ?? words(place.noun)[place.name]].flat();
  const said = typeof inner === "object" ? { ...place.said, ...inner } : place.said;
  const values = Object.entries<Schema>(properties).map(([name, part]) => {
    const isDollars = `${name}_cents` in properties || `${name}Cents` in properties;
    return [name, isDollars ? DOLLARS : sample(part, { ...place, said, name })];
  });
  return Object.fromEntries(values);
}

/** Money has cents beside it, in fields that end so. */
function sampleNumber({ minimum, maximum }: Schema, name: string): number {
  if (/cents$/i.test(name)) return DOLLARS * 100;
  if (/(amount|budget)$/i.test(name)) return DOLLARS;
  if (minimum !== undefined && maximum !== undefined) return (minimum + maximum) / 2;
  return minimum ?? 1;
}

function sampleText({ format, pattern, type }: Schema, { name, noun }: Place): string | null {
  if (name === "currency") return "USD";
  if (format === "date-time") return MOMENT;
  if (format === "date") return MOMENT.slice(0, 10);
  if (format === "uri") return `${appUrl}/…`;
  const owner = ownerOf(name === "id" ? `${noun}Id` : name);
  return idIn(pattern) ?? ids()[owner] ?? ([type].flat().includes("null") ? null : "string");
}

function fits(value: unknown, { type, enum: choices, properties, items }: Schema): boolean {
  if (choices) return choices.includes(value);
  if (properties) return false;
  if (Array.isArray(value) && !value.every((entry) => fits(entry, items ?? {}))) return false;
  const kind = Array.isArray(value) ? "array" : typeof value;
  return [type].flat().some((one) => one === kind || (one === "integer" && Number.isInteger(value)));
}

const singular = (title: string) => title.replace(/ies$/, "y").replace(/s$/, "");

/** The noun of a section that a component is about: a `RecommendedTask` is a task. */
const nounOf = (component: string): string =>
  sections()
    .map(({ title }) => singular(title))
    .filter((noun) => component.includes(noun))
    .sort((a, b) => component.lastIndexOf(b) - component.lastIndexOf(a))[0] ?? component;

const said = new Map<string, Values>();

/** What the examples of bodies say about a noun, by field. */
function words(noun: string): Values {
  if (!said.has(noun)) {
    const about = sections().filter(({ title }) => singular(title) === noun);
    const examples = about.flatMap(({ operations }) => operations.map(({ body }) => body?.example));
    // The first one is the longest: it makes the thing that the others change.
    said.set(noun, Object.assign({}, ...examples.reverse()));
  }
  return said.get(noun)!;
}

/** Whoever does something is a user, or a bot of one. */
const ACTORS = ["actor", "poster", "proposer", "worker", "rater", "ratee"];

/** `accepted_proposal_id` is a proposal's, `poster_id` a user's. */
function ownerOf(name: string): string {
  const owner = /([a-zA-Z][a-z]*)(?:_id|Id)$/.exec(name)?.[1]?.toLowerCase() ?? "";
  return ACTORS.includes(owner) ? "user" : owner;
}

/** An id of the form that a pattern such as `^task_[0-9a-hjkmnp-tv-z]{26}$` asks for. */
function idIn(pattern: string | undefined): string | undefined {
  const prefix = /^\^([a-z]+_)\[/.exec(pattern ?? "")?.[1];
  return prefix && prefix + ULID;
}

let idsByOwner: Record<string, string> | undefined;

/** An id of each kind of thing, by the names of the fields and parameters that ask for one. */
function ids(): Record<string, string> {
  if (idsByOwner) return idsByOwner;
  const found: Record<string, string> = {};
  const look = (thing: unknown, name: string) => {
    if (thing === null || typeof thing !== "object") return;
    const { pattern, schema, name: parameter } = thing as Schema;
    const id = typeof pattern === "string" && idIn(pattern);
    if (id) found[ownerOf(name)] ??= id;
    for (const [key, inner] of Object.entries(thing)) look(inner, inner === schema ? String(parameter) : key);
  };
  look(openApiDocument().paths, "");
  idsByOwner = found;
  return found;
}
