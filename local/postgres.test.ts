import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import postgres from "postgres";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Postgres, startPostgres } from "./postgres";
import type { Privileges } from "./postgres-binaries";
import { answers, waitUntil } from "./processes";

const ways: Privileges[] = process.getuid?.() === 0 ? ["namespace", "drop"] : ["own"];

describe.each(ways)("embedded PostgreSQL (%s)", { timeout: 60_000 }, (privileges) => {
  let dir: string;
  let running: Postgres[];
  const start = async () => {
    const server = await startPostgres({ dir, privileges });
    running.push(server);
    return server;
  };
  const pidOf = () => Number(readFileSync(path.join(dir, "data", "postmaster.pid"), "utf8").split("\n")[0]);
  const query = async (url: string, text: string) => {
    const sql = postgres(url, { max: 1 });
    try {
      return await sql.unsafe(text);
    } finally {
      await sql.end();
    }
  };

  beforeEach(() => {
    // Below LOCAL_DIR, where `npm test` looks for servers that a killed run left behind.
    const parent = path.resolve(process.env.LOCAL_DIR ?? tmpdir());
    mkdirSync(parent, { recursive: true });
    dir = path.join(mkdtempSync(path.join(parent, "trial-")), "a folder's name");
    running = [];
  });
  afterEach(async () => {
    for (const server of running) await server.stop();
    rmSync(path.dirname(dir), { recursive: true, force: true });
  });

  it("keeps data and port over a stop and a second start", async () => {
    const first = await start();
    await query(first.ownerUrl, "create table kept as select 'é💚' as word");
    await first.stop();
    expect(await answers(first.port)).toBe(false);
    const second = await start();
    expect(second.port).toBe(first.port);
    expect(await query(second.ownerUrl, "select word from kept")).toEqual([{ word: "é💚" }]);
  });

  it("is one server for two callers, and stays until the last of them stops", async () => {
    const [first, second] = await Promise.all([start(), start()]);
    expect(second.port).toBe(first.port);
    await first.stop();
    expect(await query(second.ownerUrl, "select 1 as one")).toEqual([{ one: 1 }]);
    await second.stop();
    expect(await answers(second.port)).toBe(false);
  });

  it("starts again with everything committed after its server was killed", async () => {
    const first = await start();
    await query(first.ownerUrl, "create table kept as select 1 as n");
    process.kill(pidOf(), "SIGKILL");
    await waitUntil(async () => !(await answers(first.port)), 5_000);
    const second = await start();
    expect(await query(second.ownerUrl, "select n from kept")).toEqual([{ n: 1 }]);
  });

  it("waits for a killed server's child that goes late, and comes back on the same port", async () => {
    const first = await start();
    const sql = postgres(first.ownerUrl, { max: 1, onnotice() {} });
    const [child] = await sql`select pg_backend_pid() as pid`;
    process.kill(child!.pid, "SIGSTOP");
    process.kill(pidOf(), "SIGKILL");
    await waitUntil(async () => !(await answers(first.port)), 5_000);
    setTimeout(() => process.kill(child!.pid, "SIGCONT"), 2_000);
    const second = await start();
    await sql.end();
    expect(second.port).toBe(first.port);
  });

  it("ignores a pid file whose number now belongs to another program, and leaves that program alone", async () => {
    const first = await start();
    const file = path.join(dir, "data", "postmaster.pid");
    const lines = readFileSync(file, "utf8").split("\n");
    await first.stop();
    writeFileSync(file, [String(process.pid), ...lines.slice(1)].join("\n"));
    const second = await start();
    expect(await query(second.ownerUrl, "select 1 as one")).toEqual([{ one: 1 }]);
    expect(existsSync(file)).toBe(true);
  });

  it("admits nobody without its password, which only the owner of the folder can read", async () => {
    const server = await start();
    const url = new URL(server.ownerUrl);
    url.password = "guess";
    await expect(query(url.href, "select 1")).rejects.toThrow(/password authentication failed/);
    expect(statSync(path.join(dir, "passwords.json")).mode & 0o077).toBe(0);
  });
});
