import { once } from "node:events";
import { startNode } from "../children";
import type { Environment } from "../environment";
import type { Spent } from "./count-cost";
import { emptyDatabase, type Server } from "./databases";

/** What counting answers takes, in a process of its own: medians in milliseconds, and the most memory it had. */
export async function measureConsensus(server: Server, env: Environment, times: number): Promise<Spent> {
  const database = await emptyDatabase(server, "bench_consensus");
  const child = startNode(["local/bench/count-cost.ts", String(times)], {
    env: { ...env, DATABASE_URL: database.url, DATABASE_OWNER_URL: database.ownerUrl },
  });
  try {
    const ended = once(child, "exit").then(() => {
      throw new Error("The process that counts has ended.");
    });
    const [spent] = await Promise.race([once(child, "message"), ended]);
    return spent as Spent;
  } finally {
    child.kill();
    await database.drop();
  }
}
