import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import { APP_ROLE } from "./postgres";

const MIGRATIONS = fileURLToPath(new URL("../db/migrations", import.meta.url));
const REALTIME = ["shim.sql", "access.sql"].map((name) =>
  fileURLToPath(new URL(`../db/realtime/${name}`, import.meta.url)),
);
// Any constant does; it only has to be the same in every process that migrates.
const LOCK_KEY = 7_250_114;
const NOT_ALLOWED = "42501";

export type MigrateOptions = {
  /** Connection string of the role that owns the schema. */
  ownerUrl: string;
  /** When given, a login role for the app is made with this password and given what the migrations grant to `app_role`. */
  appPassword?: string;
  folder?: string;
};

/**
 * Brings the database to the newest of drizzle-kit's migrations: all pending ones in one transaction, so that either
 * all are applied or none. Safe to run twice, and from several processes at once: they queue.
 *
 * It keeps the journal exactly as Drizzle's own migrator does, and either may follow the other; but that one loads the
 * whole ORM, which is 100 MB that the launcher would keep for as long as the app runs.
 */
export async function migrate({ ownerUrl, appPassword, folder = MIGRATIONS }: MigrateOptions): Promise<void> {
  // One connection, so that the lock and the migrations share a session.
  const sql = postgres(ownerUrl, { max: 1, onnotice() {} });
  try {
    await sql`select pg_advisory_lock(${LOCK_KEY})`;
    await applyPending(sql, readMigrations(folder));
    await allowReadiness(sql);
    await addRealtime(sql);
    if (appPassword) await createAppRole(sql, appPassword);
    await sql`select pg_advisory_unlock(${LOCK_KEY})`;
  } finally {
    await sql.end();
  }
}

type Migration = { name: string; statements: string[]; hash: string; createdAt: number };

/** What drizzle-kit wrote, in the order of its journal. A folder without a journal holds none. */
function readMigrations(folder: string): Migration[] {
  const journal = path.join(folder, "meta", "_journal.json");
  if (!existsSync(journal)) return [];
  const { entries } = JSON.parse(readFileSync(journal, "utf8")) as { entries: { tag: string; when: number }[] };
  return entries.map(({ tag, when }) => {
    const text = readFileSync(path.join(folder, `${tag}.sql`), "utf8");
    const hash = createHash("sha256").update(text).digest("hex");
    return { name: tag, statements: text.split("--> statement-breakpoint"), hash, createdAt: when };
  });
}

async function applyPending(sql: postgres.Sql, migrations: Migration[]) {
  await sql.unsafe(`
    create schema if not exists drizzle;
    create table if not exists drizzle.__drizzle_migrations
      (id serial primary key, hash text not null, created_at bigint);`);
  const [last] = await sql`select max(created_at)::float8 as applied from drizzle.__drizzle_migrations`;
  const pending = migrations.filter((migration) => migration.createdAt > (last?.applied ?? 0));
  await sql.begin(async (tx) => {
    for (const { name, statements, hash, createdAt } of pending) {
      for (const statement of statements) {
        await tx.unsafe(statement).catch((error) => {
          throw new Error(`Migration ${name} failed: ${error.message}\n${statement.trim()}`, { cause: error });
        });
      }
      await tx`insert into drizzle.__drizzle_migrations (hash, created_at) values (${hash}, ${createdAt})`;
    }
  });
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

/**
 * What Supabase Realtime brings along, on a database that is not Supabase's, and who may hear what. The schema's comment
 * says which text of it is there, so that it is done once. On Supabase `npm run admin -- realtime:setup` does the latter.
 */
async function addRealtime(sql: postgres.Sql) {
  const texts = REALTIME.map((file) => readFileSync(file, "utf8"));
  const hash = createHash("sha256").update(texts.join()).digest("hex");
  const [found] =
    await sql`select obj_description(to_regnamespace('realtime')::oid, 'pg_namespace') = ${hash} as is_done,
    to_regnamespace('live') is not null as is_wanted`;
  if (found?.is_done || !found?.is_wanted || (await exists(sql, "supabase_admin"))) return;
  const added = sql.begin(async (tx) => {
    for (const text of texts) await tx.unsafe(text);
    await tx.unsafe(`comment on schema realtime is '${hash}'`);
  });
  await added.catch((error) => {
    if (error.code !== NOT_ALLOWED) throw error;
    console.error(`Nothing is pushed to open pages, which ask every minute instead: ${error.message}.`);
  });
}

async function createAppRole(sql: postgres.Sql, password: string) {
  if (!/^[0-9a-f]+$/.test(password)) throw new Error("The app role's password must be hexadecimal.");
  const verb = (await exists(sql, APP_ROLE)) ? "alter" : "create";
  await sql.unsafe(`${verb} role ${APP_ROLE} login password '${password}'`);
  if (await exists(sql, "app_role")) await sql.unsafe(`grant app_role to ${APP_ROLE}`);
}
