import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as applyMigrations } from "drizzle-orm/postgres-js/migrator";
import postgres from "postgres";
import { APP_ROLE } from "./postgres";

const MIGRATIONS = fileURLToPath(new URL("../db/migrations", import.meta.url));
// Any constant does; it only has to be the same in every process that migrates.
const LOCK_KEY = 7_250_114;

export type MigrateOptions = {
  /** Connection string of the role that owns the schema. */
  ownerUrl: string;
  /** When given, a login role for the app is made with this password and given what the migrations grant to `app_role`. */
  appPassword?: string;
  folder?: string;
};

/** Brings the database to the newest migration. Safe to run twice, and from several processes at once: they queue. */
export async function migrate({ ownerUrl, appPassword, folder = MIGRATIONS }: MigrateOptions): Promise<void> {
  // One connection, so that the lock and the migrations share a session.
  const sql = postgres(ownerUrl, { max: 1, onnotice() {} });
  try {
    await sql`select pg_advisory_lock(${LOCK_KEY})`;
    if (existsSync(path.join(folder, "meta", "_journal.json"))) {
      await applyMigrations(drizzle(sql), { migrationsFolder: folder });
    }
    await allowReadiness(sql);
    if (appPassword) await createAppRole(sql, appPassword);
    await sql`select pg_advisory_unlock(${LOCK_KEY})`;
  } finally {
    await sql.end();
  }
}

const exists = async (sql: postgres.Sql, role: string) =>
  (await sql`select 1 from pg_roles where rolname = ${role}`).length > 0;

/** The app says at /api/health/ready whether the schema is the one it was built for, so it may read the journal. */
async function allowReadiness(sql: postgres.Sql) {
  if (!(await exists(sql, "app_role"))) return;
  await sql.unsafe(
    "grant usage on schema drizzle to app_role; grant select on all tables in schema drizzle to app_role",
  );
}

async function createAppRole(sql: postgres.Sql, password: string) {
  if (!/^[0-9a-f]+$/.test(password)) throw new Error("The app role's password must be hexadecimal.");
  const verb = (await exists(sql, APP_ROLE)) ? "alter" : "create";
  await sql.unsafe(`${verb} role ${APP_ROLE} login password '${password}'`);
  if (await exists(sql, "app_role")) await sql.unsafe(`grant app_role to ${APP_ROLE}`);
}
