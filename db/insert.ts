import { getTableColumns, sql } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import type { Db } from "./index";
import { execute, type Statement, type Values } from "./statement";

// By the columns that are filled, and those that are null. A command fills the same ones each time.
const statements = new WeakMap<PgTable, Map<string, Statement>>();

/**
 * Inserts one row, by a statement composed once: composing it anew for every row is a tenth of what posting a task costs.
 * Columns left out take their defaults, those of the schema and those of the database.
 */
export async function insertRow<T extends PgTable>(db: Db, table: T, row: T["$inferInsert"]): Promise<void> {
  const values: Values = {};
  let shape = "";
  for (const [name, column] of Object.entries(getTableColumns(table))) {
    const given = (row as Values)[name];
    const value = given === undefined ? column.defaultFn?.() : given;
    if (value === undefined) continue;
    values[name] = value;
    shape += value === null ? `${name}=null,` : `${name},`;
  }
  const known = statements.get(table) ?? new Map<string, Statement>();
  statements.set(table, known);
  const statement = known.get(shape) ?? compose(db, table, values);
  known.set(shape, statement);
  await execute(db, statement, values);
}

/** Values become holes; null stays, because Drizzle would have a hole's encoder make something of it. */
function compose(db: Db, table: PgTable, values: Values): Statement {
  const holes = Object.entries(values).map(([name, value]) => [name, value === null ? null : sql.placeholder(name)]);
  return db.insert(table).values(Object.fromEntries(holes)).toSQL();
}
