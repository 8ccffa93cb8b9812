import type { ChildProcess } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { startNode, stopChild } from "../children";
import type { Environment } from "../environment";
import { freePort, waitUntil } from "../processes";

const START_TIMEOUT_MS = 60_000;

export type Served = { url: string; child: ChildProcess; stop(): Promise<void> };

/** Starts a server's script on a free port, with its log in a file as in production. Resolves once it listens. */
export async function serve(name: string, script: (port: number) => string[], env: Environment): Promise<Served> {
  const port = await freePort();
  const folder = env.LOCAL_DIR!;
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${name}.log`);
  const log = openSync(file, "w");
  const child = startNode(script(port), { env: { ...env, PORT: String(port) }, stdio: ["ignore", log, log] });
  closeSync(log);
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  await waitUntil(() => hasEnded() || /\blistening\b/.test(readFileSync(file, "utf8")), START_TIMEOUT_MS);
  if (hasEnded() || !/\blistening\b/.test(readFileSync(file, "utf8"))) {
    await stopChild(child);
    throw new Error(`The ${name} server did not start.\n${readFileSync(file, "utf8").slice(-2000)}`);
  }
  return { url: `http://127.0.0.1:${port}`, child, stop: () => stopChild(child) };
}

/** The app as `npm start` runs it. One proxy is trusted, because the bench plays one: its callers have many addresses. */
export const serveApp = (env: Environment) =>
  serve("app", () => ["local/server/index.ts"], { ...env, NODE_ENV: "production", TRUSTED_PROXIES: "1" });

export const serveBare = (env: Environment, capture: string, fixtures: string) =>
  serve("bare", (port) => ["local/bench/bare.ts", String(port), capture, fixtures], env);
