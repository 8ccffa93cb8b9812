import type { ChildProcess } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import postgres from "postgres";
import { startNode, stopChild } from "../children";
import type { Database } from "../database";
import { type Environment, type Place, readSecrets } from "../environment";
import { answers, freePort, isFree, waitUntil } from "../processes";
import { isShuttingDown, onShutdown } from "../shutdown";

const START_MS = 20_000;
const RESTART_MS = 1_000;
/** It keeps little, and throws away much: a heap that is allowed to grow would, and so would one for each thread. */
export const RELAY_MEMORY = {
  NODE_OPTIONS: "--max-semi-space-size=1 --max-old-space-size=128",
  MALLOC_ARENA_MAX: "1",
};

/**
 * The variables of Realtime: the person's own where SUPABASE_PUBLISHABLE_KEY is set, else those of a relay that is started
 * here, brought back when it dies, and stopped with this process. It keeps its port. Browsers reach it by the web server,
 * which passes websockets on (local/server/websockets.ts); the development server does not, so there they go to it directly.
 */
export async function openRealtime(place: Place, database: Database, mode: "production" | "dev"): Promise<Environment> {
  const { variables, localDir, appUrl } = place;
  if (variables.SUPABASE_PUBLISHABLE_KEY) return {};
  if (!(await hasShim(database))) return {};
  const keys = keysOf(localDir);
  const port = await choosePort(portFile(localDir));
  await keepRunning({ ...process.env, ...keys, RELAY_PORT: String(port), DATABASE_OWNER_URL: database.ownerUrl }, port);
  return {
    ...keys,
    RELAY_PORT: String(port),
    REALTIME_URL: variables.REALTIME_URL || (mode === "production" ? appUrl : `http://127.0.0.1:${port}`),
  };
}

/** The relay that runs for this folder already, reached directly; one of our own where none does. For an operator's command. */
export async function joinRealtime(place: Place, database: Database): Promise<Environment> {
  const port = keptPort(portFile(place.localDir));
  if (place.variables.SUPABASE_PUBLISHABLE_KEY || !(await isRelay(port))) return openRealtime(place, database, "dev");
  return { ...keysOf(place.localDir), REALTIME_URL: `http://127.0.0.1:${port}` };
}

const portFile = (localDir: string) => path.join(localDir, "realtime", "port");
const keptPort = (file: string) => (existsSync(file) ? Number(readFileSync(file, "utf8")) : 0);
const isRelay = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/`, { signal: AbortSignal.timeout(2_000) }).then(
    async (answer) => ((await answer.json()) as { relay?: string }).relay !== undefined,
    () => false,
  );

/** What the relay of this folder takes, the same over restarts. */
function keysOf(localDir: string): Environment {
  const derived = (what: string) =>
    createHash("sha256")
      .update(`realtime ${what} ${readSecrets(localDir).auth}`)
      .digest("hex");
  return {
    SUPABASE_PUBLISHABLE_KEY: `sb_publishable_${derived("apikey").slice(0, 32)}`,
    SUPABASE_JWT_SECRET: derived("tokens"),
    SUPABASE_JWT_PRIVATE_KEY: undefined,
  };
}

/** False where the database is Supabase's: then its own server reads it, and needs a key to be reached. */
async function hasShim({ ownerUrl }: Database): Promise<boolean> {
  const sql = postgres(ownerUrl, { max: 1, onnotice() {} });
  try {
    const [row] = await sql`select to_regclass('realtime.relay') is not null as there`;
    return row!.there;
  } finally {
    await sql.end();
  }
}

async function choosePort(file: string): Promise<number> {
  mkdirSync(path.dirname(file), { recursive: true });
  const kept = keptPort(file);
  const port = kept > 0 && (await isFree(kept, "127.0.0.1")) ? kept : await freePort();
  writeFileSync(file, String(port));
  return port;
}

async function keepRunning(env: Environment, port: number) {
  let relay: ChildProcess;
  const launch = () => {
    if (isShuttingDown()) return;
    relay = startNode(["local/realtime/process.ts"], { env: { ...env, ...RELAY_MEMORY } });
    relay.once("exit", () => {
      if (isShuttingDown()) return;
      console.error("The relay of live messages ended; starting it again.");
      setTimeout(launch, RESTART_MS);
    });
  };
  launch();
  onShutdown(() => stopChild(relay));
  if (!(await waitUntil(() => answers(port), START_MS))) throw new Error("The relay of live messages did not start.");
}
