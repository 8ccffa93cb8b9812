import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import postgres from "postgres";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { withDatabase } from "../database-url";
import { migrate } from "../migrate";
import { clientOf, closeClients, listen, openRelay, refusalOf, tokenFor } from "./testing";

const ROLES = ["anon", "authenticated", "service_role"];
const superuser = postgres(process.env.DATABASE_OWNER_URL!, { max: 1, onnotice() {} });
const name = `test_${process.pid}_${randomBytes(4).toString("hex")}`;
const url = new URL(withDatabase(process.env.DATABASE_OWNER_URL!, name));
Object.assign(url, { username: name, password: "x" });
const ownerUrl = url.href;

/** A database of somebody who is no superuser, on a server where others have been. */
beforeEach(async () => {
  await superuser.unsafe(`create role ${name} login createrole password 'x'`);
  await superuser.unsafe(`create database ${name} owner ${name}`);
});
afterEach(async () => {
  await closeClients();
  await superuser.unsafe(`drop database ${name} with (force)`);
  await superuser.unsafe(`drop role ${name}`);
});
afterAll(() => superuser.end());

const hasShim = async () => {
  const sql = postgres(ownerUrl, { max: 1 });
  const [row] = await sql`select to_regclass('realtime.messages') is not null as there`;
  await sql.end();
  return row!.there;
};

test("an owner who may look with the eyes of its roles gets all of it, and a relay works there", async () => {
  for (const role of ROLES) await superuser.unsafe(`grant ${role} to ${name}`);
  await migrate({ ownerUrl });
  await migrate({ ownerUrl });
  const relay = await openRelay({ databaseUrl: ownerUrl });
  const one = await listen(clientOf(relay, tokenFor("user_x")), "user:user_x");
  expect(await refusalOf(clientOf(relay, tokenFor("user_x")), "user:user_y")).toMatch(/^Unauthorized/);
  const sql = postgres(ownerUrl, { max: 1 });
  await sql`select live.push('test', '{"n": 1}', array['user:user_x', 'user:user_y'])`;
  expect((await one.hears(1))[0]).toMatchObject({ event: "test", payload: { n: 1 } });
  await sql.end();
  await relay.stop();
});

test("where the roles are somebody else's the migrations go through without it, and nothing is told", async () => {
  await migrate({ ownerUrl });
  expect(await hasShim()).toBe(false);
  const sql = postgres(ownerUrl, { max: 1 });
  await sql`select live.push('test', '{"n": 1}', array['user:user_x'])`;
  const [row] = await sql`select count(*)::int as n from drizzle.__drizzle_migrations`;
  expect(row!.n).toBeGreaterThan(10);
  await sql.end();
});

test("it refuses a database that is Supabase's", async () => {
  const undone = superuser.begin(async (tx) => {
    await tx.unsafe("create role supabase_admin");
    await expect(tx.savepoint((inner) => inner.unsafe(readFileSync("db/realtime/shim.sql", "utf8")))).rejects.toThrow(
      "This is a Supabase database",
    );
    throw new Error("undone");
  });
  await expect(undone).rejects.toThrow("undone");
});
