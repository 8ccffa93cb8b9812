import { Agent, get } from "node:http";
import { loadWords } from "@/db/seed/load";
import { runNode } from "../children";
import type { Environment } from "../environment";
import { databaseOf, type Server } from "./databases";
import type { ListCosts } from "./list-cost";
import { serveApp } from "./serve";

export type SizeCosts = { tasks: number; direct: ListCosts; http: ListCosts };

/** What the list of open tasks costs at a size: over one connection through the app's own code, and over HTTP one by one. */
export async function costsAt(server: Server, tasks: number, env: Environment, times: number): Promise<SizeCosts> {
  const database = await databaseOf(server, tasks, env);
  const own = { ...env, DATABASE_URL: database.url };
  const { code, output } = await runNode(["local/bench/list-cost.ts", String(times)], {
    env: { ...own, DATABASE_POOL: "1" },
    stdio: "pipe",
  });
  if (code !== 0) throw new Error(output);
  const { costs, cursor } = JSON.parse(output.trimEnd().split("\n").at(-1)!) as { costs: ListCosts; cursor: string };
  const app = await serveApp(own);
  try {
    return { tasks, direct: costs, http: await overHttp(app.url, cursor, times) };
  } finally {
    await app.stop();
  }
}

async function overHttp(url: string, cursor: string, times: number): Promise<ListCosts> {
  const search = (word: string) => `search=${word}`;
  const queries: Record<string, string> = {
    "first page": "",
    "deep page by cursor": `cursor=${cursor}`,
    [`search "${loadWords.rare}" (20 tasks)`]: search(loadWords.rare),
    [`search "${loadWords.mid}" (1 in 100)`]: search(loadWords.mid),
    [`search "${loadWords.common}" (1 in 2)`]: search(loadWords.common),
  };
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const costs: ListCosts = {};
  let caller = 0;
  for (const [name, query] of Object.entries(queries)) {
    const taken: number[] = [];
    for (let i = -10; i < times; i++) {
      caller++;
      const ms = await timed(`${url}/api/tasks?limit=50&${query}`, agent, `10.9.${caller >> 8}.${caller & 255}`);
      if (i >= 0) taken.push(ms);
    }
    costs[name] = taken.sort((a, b) => a - b)[Math.floor(taken.length / 2)]!;
  }
  agent.destroy();
  return costs;
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
