import { z } from "zod";
import { type Casing, describeIn } from "@/lib/core/casing";

export type Schema = Record<string, any>;

/** The named schemas of one dialect, collected while its endpoints are described. */
export class Components {
  readonly schemas: Record<string, Schema> = {};
  readonly #prefix: string;
  readonly #casing: Casing;

  constructor(prefix: string, casing: Casing) {
    this.#prefix = prefix;
    this.#casing = casing;
  }

  /**
   * A zod object as JSON Schema, in our own names still: its properties, and which of them must be there. Shapes with an
   * id become components of this dialect, named after it, so that the same noun may look different in each.
   */
  read(object: z.ZodObject, io: "input" | "output"): { properties: Record<string, Schema>; required: string[] } {
    const {
      $defs = {},
      properties = {},
      required = [],
    } = z.toJSONSchema(object, { io, unrepresentable: "any" }) as Schema;
    for (const [id, schema] of Object.entries($defs as Record<string, Schema>))
      this.schemas[this.#named(id)] ??= this.respell(this.#tidy(schema));
    return { properties: this.#tidy(properties), required };
  }

  /** A schema that is a component of its own. */
  of(object: z.ZodObject): Schema {
    return this.read(z.object({ it: object }), "output").properties.it!;
  }

  /** Property names as the dialect spells them. */
  respell(schema: Schema): Schema {
    return describeIn(this.#casing, schema);
  }

  #named(id: string): string {
    return id.startsWith(this.#prefix) ? id : `${this.#prefix}${id}`;
  }

  /** Points references at the components, and drops what only a validator wants to know. */
  #tidy(schema: any): any {
    if (Array.isArray(schema)) return schema.map((item) => this.#tidy(item));
    if (schema === null || typeof schema !== "object") return schema;
    if (isNullable(schema)) return this.#tidy(orNull(schema));
    const out: Schema = {};
    for (const [key, value] of Object.entries(schema)) {
      if (key === "$ref") out.$ref = `#/components/schemas/${this.#named(String(value).replace("#/$defs/", ""))}`;
      else if (key === "additionalProperties" && value === false) continue;
      else if (key === "propertyNames" || key === "$schema" || key === "id") {
        // `id` may be a property's name: then it holds a schema.
        if (typeof value === "object" && key === "id") out[key] = this.#tidy(value);
      } else if (key === "pattern" && schema.format !== undefined) continue;
      else if ((key === "minimum" || key === "maximum") && Math.abs(value as number) === Number.MAX_SAFE_INTEGER)
        continue;
      else out[key] = this.#tidy(value);
    }
    return out;
  }
}

const isNullable = ({ anyOf }: Schema) =>
  Array.isArray(anyOf) &&
  anyOf.length === 2 &&
  typeof anyOf[0].type === "string" &&
  anyOf[1].type === "null" &&
  !anyOf[0].enum;

/** "this or null" in one schema instead of three. */
function orNull({ anyOf, ...rest }: Schema): Schema {
  return { ...anyOf[0], ...rest, type: [anyOf[0].type, "null"] };
}

const OPTIONAL = "x-optional";

/** Marks the parts of an answer that may be left out, for `withoutMarks` to find wherever an envelope has put them. */
export function markOptional(properties: Record<string, Schema>, required: string[]): Record<string, Schema> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [
      name,
      required.includes(name) ? schema : { ...schema, [OPTIONAL]: true },
    ]),
  );
}

/** Takes the marked parts out of the lists of what must be there. */
export function withoutMarks(schema: Schema): Schema {
  const { [OPTIONAL]: _, ...rest } = schema;
  if (!rest.properties) return rest;
  const parts = Object.entries(rest.properties as Record<string, Schema>);
  const required = (rest.required as string[] | undefined)?.filter((name) => !rest.properties[name]?.[OPTIONAL]);
  return {
    ...rest,
    properties: Object.fromEntries(parts.map(([name, part]) => [name, withoutMarks(part)])),
    ...(required && { required }),
  };
}

/** A query string holds text: where several forms are read, the simplest is described. */
export function inQuery(schema: Schema): Schema {
  const { anyOf, ...rest } = schema;
  if (!anyOf) return schema;
  const plain = anyOf.find((one: Schema) => one.type === "number" || one.type === "integer" || one.type === "boolean");
  return { ...rest, ...(plain ?? anyOf.find((one: Schema) => one.type === "string") ?? { type: "string" }) };
}
