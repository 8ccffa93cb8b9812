import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { closeDatabase } from "@/db";
import type { Database } from "../database";
import { type Place, readPlace } from "../environment";
import { waitUntil } from "../processes";
import { shutDown } from "../shutdown";
import { person } from "../testing/market";
import { joinRealtime, openRealtime } from "./place";
import { clientOf, closeClients, listen, tokenFor } from "./testing";

const localDir = mkdtempSync(path.join(tmpdir(), "bothand-realtime-"));
const database: Database = {
  url: process.env.DATABASE_URL!,
  ownerUrl: process.env.DATABASE_OWNER_URL!,
  embedded: true,
  async stop() {},
};
const placeWith = (variables: object = {}): Place => {
  const place = readPlace({ LOCAL_DIR: localDir, PORT: "4000" });
  return { ...place, variables: { ...variables } };
};

afterAll(async () => {
  await closeClients();
  await shutDown();
  await closeDatabase();
  rmSync(localDir, { recursive: true, force: true });
});

test("a copy has a relay: found by an operator's command, brought back when it is killed, and joined again by itself", async () => {
  const env = await openRealtime(placeWith(), database, "production");
  expect(env.REALTIME_URL).toBe("http://localhost:4000");
  const url = `http://127.0.0.1:${env.RELAY_PORT}`;
  const { REALTIME_URL, SUPABASE_JWT_SECRET } = await joinRealtime(placeWith(), database);
  expect({ REALTIME_URL, SUPABASE_JWT_SECRET }).toEqual({
    REALTIME_URL: url,
    SUPABASE_JWT_SECRET: env.SUPABASE_JWT_SECRET,
  });

  const { actorId } = await person();
  const token = tokenFor(actorId, { secret: env.SUPABASE_JWT_SECRET });
  const client = clientOf({ url }, token, { params: { apikey: env.SUPABASE_PUBLISHABLE_KEY! } });
  const { states } = await listen(client, `user:${actorId}`);
  const { pid } = (await (await fetch(url)).json()) as { pid: number };
  process.kill(pid, "SIGKILL");
  expect(await waitUntil(() => states.filter((state) => state === "SUBSCRIBED").length === 2, 20_000)).toBe(true);
});

test("there is none where a Supabase project is named", async () => {
  expect(await openRealtime(placeWith({ SUPABASE_PUBLISHABLE_KEY: "sb_publishable_x" }), database, "dev")).toEqual({});
});
