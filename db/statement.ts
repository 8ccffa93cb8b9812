import { fillPlaceholders, type SQL } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import type { Db } from "./index";

const dialect = new PgDialect({ casing: "snake_case" });

export type Values = Record<string, unknown>;

/** SQL compiled once: text, and parameters with holes named by `sql.placeholder`. */
export type Statement = { sql: string; params: unknown[] };

export const compile = (query: SQL): Statement => {
  const { sql, params } = dialect.sqlToQuery(query);
  return { sql, params };
};

/** Marks text that is planned for its very values: a generic plan would serve a rare word and a common one alike, one of them badly. */
export const PLANNED_ANEW = "/* planned anew */ ";
export const planAnew = (statement: Statement): Statement => ({ ...statement, sql: PLANNED_ANEW + statement.sql });

/** The parameters of one run, in order. */
export const bind = (statement: Statement, values: Values): unknown[] => fillPlaceholders(statement.params, values);

type Session = {
  prepareQuery(
    query: Statement,
    fields: undefined,
    name: string,
    arrays: boolean,
  ): { execute(values: Values): Promise<any[]> };
};

/** Runs a compiled statement on the pool or inside a transaction; rows come back as the driver reads them. */
export async function execute<Row>(db: Db, statement: Statement, values: Values): Promise<Row[]> {
  const session = (db as unknown as { _: { session: Session } })._.session;
  return session.prepareQuery(statement, undefined, "statement", false).execute(values);
}
