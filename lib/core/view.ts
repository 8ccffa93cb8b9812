import { type SQL, sql } from "drizzle-orm";
import type { z } from "zod";
import { type Casing, named } from "./casing";

type Nested<T> =
  NonNullable<T> extends unknown[] ? never : NonNullable<T> extends object ? Fields<NonNullable<T>> : never;

/** For each field of an outward shape, the SQL that yields it; nested shapes nest. */
export type Fields<T> = { [K in keyof T]: SQL | InCasing | Nested<T[K]> | Given<Nested<T[K]>> };

/** SQL that writes names itself, such as those of objects in a list. */
type InCasing = (casing: Casing) => SQL;

/** A nested shape that is null unless a condition holds. */
class Given<F> {
  readonly condition: SQL;
  readonly fields: F;
  constructor(condition: SQL, fields: F) {
    this.condition = condition;
    this.fields = fields;
  }
}
/** A nested shape that is there only where a condition holds, and null elsewhere. */
export const given = <F>(condition: SQL, fields: F): Given<F> => new Given(condition, fields);

/** How rows of a noun look from outside. The compiler holds its fields to the schema's: nothing undeclared can leave. */
export type View<T> = { fields: Fields<T>; columns(casing: Casing): SQL };

const isSql = (field: unknown): field is SQL => typeof field === "object" && field !== null && "getSQL" in field;

function sqlOf(field: unknown, casing: Casing): SQL {
  if (isSql(field)) return field;
  if (typeof field === "function") return (field as InCasing)(casing);
  if (field instanceof Given) return sql`case when ${field.condition} then ${sqlOf(field.fields, casing)} end`;
  const parts = Object.entries(field as object).map(
    ([key, inner]) => sql`${sql.raw(`'${named(casing, key)}'`)}, ${sqlOf(inner, casing)}`,
  );
  return sql`json_build_object(${sql.join(parts, sql`, `)})`;
}

/** Declares a view of `schema`: one SQL expression a field. */
export function view<S extends z.ZodObject>(_schema: S, fields: Fields<z.output<S>>): View<z.output<S>> {
  const compiled = new Map<Casing, SQL>();
  return {
    fields,
    columns(casing) {
      let columns = compiled.get(casing);
      if (!columns) {
        const parts = Object.entries(fields).map(
          ([key, field]) => sql`${sqlOf(field, casing)} as ${sql.raw(`"${named(casing, key)}"`)}`,
        );
        columns = sql.join(parts, sql`, `);
        compiled.set(casing, columns);
      }
      return columns;
    },
  };
}

/** A timestamp as it leaves: ISO 8601, UTC, milliseconds, Z. */
export const utc = (column: SQL): SQL => sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
/** Cents as dollars. */
export const inDollars = (column: SQL): SQL => sql`(${column}::float8 / 100)`;
