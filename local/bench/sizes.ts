import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { Agent, get } from "node:http";
import { loadWords } from "@/db/seed/load";
import { startNode } from "../children";
import type { Environment } from "../environment";
import { databaseOf, type Server } from "./databases";
import { measures, type Times } from "./list-cost";
import { type Served, serveApp } from "./serve";

/** Medians in milliseconds, by what was measured. */
export type ListCosts = Record<string, number>;
export type SizeCosts = { tasks: number; direct: ListCosts; http: ListCosts };

const ROUNDS = 5;
/** Thrown away: plans are made and pages read in. */
const WARM_UPS = 10;

/**
 * What the list of open tasks costs at each size: over one connection through the app's own code, and over HTTP one by
 * one. The sizes take turns, so that a busy moment of the machine falls on all of them.
 */
export async function costsAt(server: Server, sizes: number[], env: Environment, times: number): Promise<SizeCosts[]> {
  for (const tasks of sizes) await databaseOf(server, tasks, env);
  const places = [];
  for (const tasks of sizes) places.push(await open(server, tasks, env));
  const taken = places.map(() => ({ direct: {} as Times, http: {} as Times }));
  for (let round = -1; round < ROUNDS; round++)
    for (const [i, place] of places.entries()) {
      const count = round < 0 ? WARM_UPS : Math.ceil(times / ROUNDS);
      const [direct, http] = [await place.direct(count), await place.http(count)];
      if (round < 0) continue;
      add(taken[i]!.direct, direct);
      add(taken[i]!.http, http);
    }
  for (const place of places) await place.close();
  return sizes.map((tasks, i) => ({ tasks, direct: medians(taken[i]!.direct), http: medians(taken[i]!.http) }));
}

async function open(server: Server, tasks: number, env: Environment) {
  const database = await databaseOf(server, tasks, env);
  const own = { ...env, DATABASE_URL: database.url };
  const child = startNode(["local/bench/list-cost.ts"], { env: { ...own, DATABASE_POOL: "1" } });
  const cursor = await message<string>(child);
  const app = await serveApp(own);
  const overHttp = requester(app, cursor);
  return {
    async direct(count: number): Promise<Times> {
      child.send(count);
      return message<Times>(child);
    },
    http: overHttp,
    async close() {
      child.send(0);
      await app.stop();
    },
  };
}

async function message<T>(child: ChildProcess): Promise<T> {
  const ended = once(child, "exit").then(() => {
    throw new Error("A process that times the lists has ended.");
  });
  const [value] = await Promise.race([once(child, "message"), ended]);
  return value as T;
}

function requester({ url }: Served, cursor: string) {
  const queries: Record<string, string> = {
    [measures.first]: "",
    [measures.deep]: `cursor=${cursor}`,
    [measures.rare]: `search=${loadWords.rare}`,
    [measures.mid]: `search=${loadWords.mid}`,
    [measures.common]: `search=${loadWords.common}`,
  };
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let caller = 0;
  return async (count: number): Promise<Times> => {
    const round: Times = {};
    for (const [name, query] of Object.entries(queries)) {
      const taken: number[] = [];
      round[name] = taken;
      for (let i = 0; i < count; i++) {
        caller++;
        taken.push(
          await timed(`${url}/api/tasks?limit=50&${query}`, agent, `10.9.${(caller >> 8) & 255}.${caller & 255}`),
        );
      }
    }
    return round;
  };
}

function timed(url: string, agent: Agent, address: string): Promise<number> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    get(url, { agent, headers: { "x-forwarded-for": address } }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url} answered ${response.statusCode}`));
      response.resume().on("end", () => resolve(performance.now() - began));
    }).on("error", reject);
  });
}

function add(all: Times, round: Times) {
  for (const [name, times] of Object.entries(round)) all[name] = [...(all[name] ?? []), ...times];
}

const medians = (times: Times): ListCosts =>
  Object.fromEntries(
    Object.entries(times).map(([name, taken]) => [name, taken.sort((a, b) => a - b)[Math.floor(taken.length / 2)]!]),
  );
