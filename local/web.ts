import type { ChildProcess } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { installed, startNode, stopChild } from "./children";
import type { Environment, Place } from "./environment";
import { withLock } from "./lock";
import { answers, end, identify, isFree, type ProcessIdentity, waitUntil } from "./processes";
import { isShuttingDown } from "./shutdown";

const START_TIMEOUT_MS = 90_000;
/** A log larger than this is put aside at the next start, in place of the one put aside before. */
const MAX_LOG_BYTES = 20 * 1024 * 1024;
/** A web process that dies is started again, unless it died within so long before. */
const RESTART_AGAIN_MS = 60_000;

type Running = { launcher: ProcessIdentity; web?: ProcessIdentity };

const runningFile = (place: Place) => path.join(place.localDir, "running.json");
export const logFile = (place: Place) => path.join(place.localDir, "web.log");

/**
 * Makes this process the place's launcher: ends an earlier one of the same LOCAL_DIR together with its web process
 * (they may have outlived the terminal, or a kill -9 of their parent), and no other process of the machine. Throws when
 * somebody else listens on the port.
 */
export async function takeOver(place: Place): Promise<void> {
  mkdirSync(place.localDir, { recursive: true });
  await withLock(`${runningFile(place)}.lock`, async () => {
    const earlier = readRunning(place);
    for (const process of [earlier?.launcher, earlier?.web]) if (process) await end(process);
    writeRunning(place, { launcher: identify() });
  });
  const isTaken = async () => !(await isFree(place.port)) || (await answers(place.port));
  if (await waitUntil(async () => !(await isTaken()), 1_000)) return;
  throw new Error(
    `Port ${place.port} is in use by another program. Stop that program, or choose another port: PORT=${place.port + 1} npm start`,
  );
}

/** The counterpart of `takeOver`, for a clean end. Leaves the file alone when another launcher took over meanwhile. */
export function letGo(place: Place) {
  if (readRunning(place)?.launcher.pid === process.pid) rmSync(runningFile(place), { force: true });
}

function readRunning(place: Place): Running | undefined {
  try {
    return JSON.parse(readFileSync(runningFile(place), "utf8"));
  } catch {
    return undefined;
  }
}

function writeRunning(place: Place, running: Running) {
  writeFileSync(runningFile(place), JSON.stringify(running));
}

export type Web = {
  stop(): Promise<void>;
  /** Settles when the web process has died for good without being asked; its value is the sentence to print. */
  failed: Promise<string>;
};

export type WebOptions = {
  place: Place;
  env: Environment;
  /** `dev` is Next's own development server with hot reload, on the terminal; `production` writes its log to a file. */
  mode: "production" | "dev";
};

/** Starts the web process and resolves once it accepts requests. Throws with the end of its log when it cannot start. */
export async function startWeb(options: WebOptions): Promise<Web> {
  let stopping = false;
  let died = 0;
  let child = await launch(options);
  let report: (sentence: string) => void = () => {};
  const failed = new Promise<string>((resolve) => {
    report = resolve;
  });
  const watch = () =>
    child.once("exit", async (code, signal) => {
      if (stopping || isShuttingDown()) return;
      const reason = `The web process ended unexpectedly (${signal ?? `exit code ${code}`}).\n${tailOfLog(options)}`;
      // Twice at short notice is no accident; twice in a month may be.
      if (Date.now() - died < RESTART_AGAIN_MS) return report(reason);
      died = Date.now();
      console.error(`${reason}\nStarting it again.`);
      try {
        child = await launch(options);
        watch();
      } catch (error) {
        report(String(error));
      }
    });
  watch();
  return {
    failed,
    async stop() {
      stopping = true;
      await stopChild(child);
    },
  };
}

async function launch(options: WebOptions): Promise<ChildProcess> {
  const { place, env, mode } = options;
  if (sizeOf(logFile(place)) > MAX_LOG_BYTES) renameSync(logFile(place), `${logFile(place)}.1`);
  const from = sizeOf(logFile(place));
  const child = mode === "dev" ? startDev(place, env) : startProduction(place, env);
  writeRunning(place, { launcher: identify(), web: identify(child.pid) });
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  const isReady = async () => (mode === "dev" ? answers(place.port) : /\blistening\b/.test(readLog(place, from)));
  const settled = await waitUntil(async () => hasEnded() || (await isReady()), START_TIMEOUT_MS);
  if (settled && !hasEnded()) return child;
  await stopChild(child);
  throw new Error(`The web process did not start.\n${tailOfLog(options)}`);
}

function startProduction(place: Place, env: Environment) {
  // A file, not a pipe: no bytes pass through this process, and the log outlives it.
  const log = openSync(logFile(place), "a");
  const child = startNode(["local/server/index.ts"], {
    env: { ...env, NODE_ENV: "production" },
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  return child;
}

/** As the production server does: a copy at a name of this machine is reached from it alone. */
const devHost = ({ appUrl, variables }: Place) =>
  variables.HOST || (["localhost", "127.0.0.1", "[::1]"].includes(new URL(appUrl).hostname) ? "127.0.0.1" : "0.0.0.0");

function startDev(place: Place, env: Environment) {
  return startNode(
    [installed("next/dist/bin/next"), "dev", "--port", String(place.port), "--hostname", devHost(place)],
    {
      env: { ...env, NODE_ENV: "development" },
    },
  );
}

/** What the log says from this byte on. */
function readLog(place: Place, from = 0): string {
  return existsSync(logFile(place)) ? readFileSync(logFile(place)).subarray(from).toString("utf8") : "";
}

const sizeOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

function tailOfLog({ place, mode }: WebOptions): string {
  return mode === "dev"
    ? ""
    : `${readLog(place).trimEnd().split("\n").slice(-20).join("\n")}\n(from ${logFile(place)})`;
}
