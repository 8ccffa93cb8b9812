export type Casing = "camel" | "snake";

/** Free-form objects belong to the caller: their keys are data, not vocabulary. */
export const OPAQUE = new Set(["metadata", "answers", "votes", "posterior", "classMarginals", "byOption", "strengths"]);
/** Deeper JSON than this is nobody's honest input. */
export const MAX_DEPTH = 32;

type Rename = (key: string) => string;
const remember = (rename: Rename): Rename => {
  const known = new Map<string, string>();
  return (key) => {
    const seen = known.get(key);
    if (seen !== undefined) return seen;
    const name = rename(key);
    // Callers send any key they like: remember only as many as our own vocabulary could have.
    if (known.size < 2000) known.set(key, name);
    return name;
  };
};
/** budgetAmount → budget_amount. */
export const toSnake = remember((key) => key.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`));
/** budget_amount → budgetAmount. */
export const toCamel = remember((key) => key.replace(/_([a-z0-9])/g, (_, c: string) => c.toUpperCase()));

/** One of our own names, which are camel case, as a dialect spells it. */
export const named = (casing: Casing, key: string): string => (casing === "snake" ? toSnake(key) : key);

function recase(rename: Rename, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => recase(rename, item));
  if (value === null || typeof value !== "object" || value instanceof Date) return value;
  const out: Record<string, unknown> = {};
  // A body may say "__proto__"; it must not become one.
  for (const [key, inner] of Object.entries(value))
    if (key !== "__proto__") out[rename(key)] = OPAQUE.has(key) ? inner : recase(rename, inner);
  return out;
}

type Json = Record<string, unknown>;
/** What a caller wrote, in our own names. */
export const hear = (casing: Casing, wire: Json): Json => (casing === "snake" ? (recase(toCamel, wire) as Json) : wire);
/** What we answer, in the caller's names. */
export const say = (casing: Casing, output: unknown): unknown =>
  casing === "snake" ? recase(toSnake, output) : output;

/** Property names only: the keywords of JSON Schema are not ours to respell. */
function recaseSchema(rename: Rename, schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map((item) => recaseSchema(rename, item));
  if (schema === null || typeof schema !== "object") return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([key, value]) => {
      if (key === "required" && Array.isArray(value)) return [key, value.map((name) => rename(name as string))];
      if (key === "properties" && value && typeof value === "object")
        return [
          key,
          Object.fromEntries(Object.entries(value).map(([name, inner]) => [rename(name), recaseSchema(rename, inner)])),
        ];
      if (key === "enum" || key === "const" || key === "default" || key === "examples" || key === "example")
        return [key, value];
      return [key, recaseSchema(rename, value)];
    }),
  );
}
/** A JSON Schema of ours with its properties in a dialect's names. */
export const describeIn = (casing: Casing, schema: Json): Json =>
  casing === "snake" ? (recaseSchema(toSnake, schema) as Json) : schema;
