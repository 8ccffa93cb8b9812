import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";
import postgres from "postgres";
import type { TestProject } from "vitest/node";
import { withDatabase } from "../database-url";
import { withLock } from "../lock";
import { migrate } from "../migrate";
import { startPostgres } from "../postgres";
import { startTimeOf } from "../processes";
import { TypeWitness } from "../stripe/against-types";
import { type StandIn, startStandIn } from "../stripe/server";

declare module "vitest" {
  interface ProvidedContext {
    /** Where each test file makes its database: see database.ts. */
    testPostgres: { ownerUrl: string; url: string; template: string; folder: string };
    /** Where each test file gets a stand-in for Stripe of its own: POST starts one and answers its url, DELETE to that ends it. */
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
  const witness = new TypeWitness();
  const stripe = await lendStandIns(witness);
  project.provide("testStripe", { url: stripe.url });
  project.provide("testPostgres", { ownerUrl: server.ownerUrl, url: server.url, template, folder });
  return async () => {
    await stripe.stop();
    await dropDatabases(sql, (pid) => pid === process.pid);
    await sql.end();
    await server.stop();
    const began = performance.now();
    const wrong = await witness.violations();
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    if (witness.size > 0) console.log(`${witness.size} forms of what Stripe hears and says, read in ${seconds} s`);
    for (const sentence of wrong) console.error(`Not as Stripe's SDK has it: ${sentence}`);
    // Vitest itself only prints what fails here.
    if (wrong.length > 0) process.exitCode = 1;
  };
}

/** Lends stand-ins for Stripe from this process: starting one costs a test file no time, and none sees another's mischief. */
async function lendStandIns(witness: TypeWitness): Promise<{ url: string; stop(): Promise<void> }> {
  const lent = new Map<string, StandIn>();
  const server = createServer(async (request, response) => {
    const id = request.url!.slice(1);
    if (request.method === "DELETE") {
      await lent.get(id)?.stop();
      lent.delete(id);
      return void response.end();
    }
    const standIn = await startStandIn({ file: ":memory:", witness });
    const name = String(new URL(standIn.url).port);
    lent.set(name, standIn);
    response.end(standIn.url);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      await Promise.all([...lent.values()].map((standIn) => standIn.stop()));
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Drops the test databases of the runs whose pid is chosen. */
async function dropDatabases(sql: postgres.Sql, choose: (pid: number) => boolean) {
  for (const { datname } of await sql`select datname from pg_database where datname like 'test\\_%'`) {
    if (choose(Number(datname.split("_")[1]))) await sql.unsafe(`drop database if exists ${datname} with (force)`);
  }
}
