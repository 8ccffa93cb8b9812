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

type Client = { unsafe(sql: string, params: unknown[]): Promise<any[]> };

/**
 * Runs a compiled statement on the pool or inside a transaction; rows come back as the driver reads them. It goes to the
 * driver that Drizzle holds: making one of its own queries for a text that is ready costs more than sending it.
 */
export const execute = <Row>(db: Db, statement: Statement, values: Values): Promise<Row[]> =>
  (db as unknown as { _: { session: { client: Client } } })._.session.client.unsafe(
    statement.sql,
    bind(statement, values),
  );
