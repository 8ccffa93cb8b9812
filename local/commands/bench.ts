import path from "node:path";
import { type Part, readOptions } from "../bench/options";
import { build } from "../build";
import { runNode } from "../children";
import { openDatabase } from "../database";
import { composeEnvironment, readPlace } from "../environment";
import { freePort } from "../processes";
import { onShutdown } from "../shutdown";

/** A server for one person is small; one that is measured at a million rows has to hold their indexes. */
const SETTINGS = {
  shared_buffers: "512MB",
  max_wal_size: "4GB",
  maintenance_work_mem: "256MB",
  max_connections: "120",
};

/** What is measured without the app's pages and routes. */
const WITHOUT_APP: Part[] = ["ledger", "realtime"];

/** `npm run bench`: builds, opens a database of its own, and hands both to local/bench/index.ts. */
export default async function benchCommand(args: string[]) {
  // What cannot be read is said before anything is built.
  const { parts } = readOptions(args);
  const own = readPlace();
  const port = await freePort();
  const place = {
    ...own,
    localDir: path.join(own.localDir, "bench"),
    port,
    appUrl: `http://localhost:${port}`,
    externalDatabase: undefined,
  };
  const database = await openDatabase(place, SETTINGS);
  onShutdown(() => database.stop());
  const env = { ...composeEnvironment(place, database.url), DATABASE_OWNER_URL: database.ownerUrl };
  if (parts.some((part) => !WITHOUT_APP.includes(part))) await build({ env, onStart: () => console.log("Building …") });
  return (await runNode(["local/bench/index.ts", ...args], { env: { ...env, NODE_ENV: "production" } })).code;
}
