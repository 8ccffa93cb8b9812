import path from "node:path";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import type { TestProject } from "vitest/node";
import { withDatabase } from "../database-url";
import { withLock } from "../lock";
import { migrate } from "../migrate";
import { startPostgres } from "../postgres";
import { startTimeOf } from "../processes";
import { startStandIn } from "../stripe/server";

declare module "vitest" {
  interface ProvidedContext {
    /** Where each test file makes its database: see database.ts. */
    testPostgres: { ownerUrl: string; url: string; template: string; folder: string };
    /** A stand-in for Stripe that all test files share; none of them knows the others' customers. */
    testStripe: { url: string };
  }
}

/**
 * One PostgreSQL for all test files, in a folder of its own below LOCAL_DIR, with one migrated template database. Its
 * data need not outlive a power cut, which makes it fast; everything else is as in production. Several runs may go on
 * at once: each has databases of its own, named after its process.
 */
export default async function setup(project: TestProject) {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const folder = path.resolve(root, process.env.LOCAL_DIR ?? ".local", "vitest");
  const server = await startPostgres({
    dir: path.join(folder, "postgres"),
    settings: { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "200" },
  });
  const template = `test_${process.pid}_template`;
  const sql = postgres(server.ownerUrl, { max: 1, onnotice() {} });
  // Roles belong to the whole server, so two runs may not migrate at the same moment.
  await withLock(path.join(folder, "setup.lock"), async () => {
    await dropDatabases(sql, (pid) => pid === process.pid || startTimeOf(pid) === undefined);
    await sql.unsafe(`create database ${template}`);
    await migrate({ ownerUrl: withDatabase(server.ownerUrl, template), appPassword: server.appPassword });
  });
  const stripe = await startStandIn({ file: ":memory:" });
  project.provide("testStripe", { url: stripe.url });
  project.provide("testPostgres", { ownerUrl: server.ownerUrl, url: server.url, template, folder });
  return async () => {
    await stripe.stop();
    await dropDatabases(sql, (pid) => pid === process.pid);
    await sql.end();
    await server.stop();
  };
}

/** Drops the test databases of the runs whose pid is chosen. */
async function dropDatabases(sql: postgres.Sql, choose: (pid: number) => boolean) {
  for (const { datname } of await sql`select datname from pg_database where datname like 'test\\_%'`) {
    if (choose(Number(datname.split("_")[1]))) await sql.unsafe(`drop database if exists ${datname} with (force)`);
  }
}
