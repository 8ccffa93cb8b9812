import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { Agent, get } from "node:http";
import { startNode } from "../children";
import type { Environment } from "../environment";
import { crowdOf, databaseOf, type Server } from "./databases";
import type { Offer, Times } from "./list-cost";
import type { ListName } from "./lists";
import { type Served, serveApp } from "./serve";

/** Medians in milliseconds, by what was measured. */
export type ListCosts = Record<string, number>;
/** `size`: how many tasks, or people, there are. `bounds` names what limits a cost that may grow up to that limit. */
export type SizeCosts = { size: number; direct: ListCosts; http: ListCosts; bounds: Record<string, string> };

const ROUNDS = 5;
/** Thrown away: plans are made and pages read in. */
const WARM_UPS = 10;

/**
 * What one of the lists costs at each size: over one connection through the app's own code, and over HTTP one by one. The
 * sizes take turns, so that a busy moment of the machine falls on all of them.
 */
export async function costsAt(
  server: Server,
  list: ListName,
  sizes: number[],
  env: Environment,
  times: number,
): Promise<SizeCosts[]> {
  const databases = [];
  for (const size of sizes) databases.push(await databaseFor(server, list, size, env));
  const places = [];
  for (const database of databases) places.push(await open(database, list, env));
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
  const bounds = Object.fromEntries(places[0]!.offer.flatMap(({ name, bound }) => (bound ? [[name, bound]] : [])));
  return sizes.map((size, i) => ({ size, direct: medians(taken[i]!.direct), http: medians(taken[i]!.http), bounds }));
}

const databaseFor = (server: Server, list: ListName, size: number, env: Environment) =>
  list === "tasks" ? databaseOf(server, size, env) : crowdOf(server, size);

async function open(database: Server, list: ListName, env: Environment) {
  const own = { ...env, DATABASE_URL: database.url };
  const child = startNode(["local/bench/list-cost.ts", list], { env: { ...own, DATABASE_POOL: "1" } });
  const offer = await message<Offer>(child);
  const app = await serveApp(own);
  return {
    offer,
    async direct(count: number): Promise<Times> {
      child.send(count);
      return message<Times>(child);
    },
    http: requester(app, offer),
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

function requester({ url }: Served, offer: Offer) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let caller = 0;
  return async (count: number): Promise<Times> => {
    const round: Times = {};
    for (const { name, http } of offer) {
      if (http === undefined) continue;
      const taken: number[] = [];
      round[name] = taken;
      for (let i = 0; i < count; i++) {
        caller++;
        taken.push(await timed(url + http, agent, `10.9.${(caller >> 8) & 255}.${caller & 255}`));
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
