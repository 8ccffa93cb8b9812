import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import path from "node:path";
import { type Environment, root } from "./environment";
import { waitUntil } from "./processes";

const living = new Set<ChildProcess>();
let closed = false;
const GRACE_MS = 10_000;

export type ChildOptions = { env?: Environment; stdio?: SpawnOptions["stdio"] };

/**
 * Starts Node on a script of this repository (or of node_modules), in a process group of its own, so that a Ctrl-C in
 * the terminal reaches only the launcher, which then stops its children in order.
 */
export function startNode(script: string[], { env = process.env, stdio = "inherit" }: ChildOptions = {}): ChildProcess {
  if (closed) throw new Error("The launcher is stopping.");
  const preload = ["--disable-warning=ExperimentalWarning", "--import", "./local/orphan.mjs"];
  if (script[0]?.endsWith(".ts")) preload.push("--import", "./local/hooks.mjs");
  const streams = Array.isArray(stdio) ? stdio : [stdio, stdio, stdio];
  const variables: Environment = { ...env, LAUNCHER_PID: String(process.pid) };
  const child = spawn(process.execPath, [...preload, ...script], {
    cwd: root,
    env: variables as NodeJS.ProcessEnv,
    stdio: [...streams, "ipc"],
    detached: process.platform !== "win32",
  });
  living.add(child);
  child.on("exit", () => living.delete(child));
  return child;
}

/** Runs a script to its end. Gives its exit code, and its output when `stdio` is "pipe". */
export function runNode(script: string[], options: ChildOptions = {}): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const stdio = options.stdio === "pipe" ? (["ignore", "pipe", "pipe"] as SpawnOptions["stdio"]) : options.stdio;
    const child = startNode(script, { ...options, stdio });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk) => {
        output += chunk;
      });
    }
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, output }));
  });
}

/** The script behind a command of an installed package. */
export const installed = (file: string) => path.join("node_modules", file);

/** Asks the child's whole group to stop and waits; kills what is left after the grace. */
export async function stopChild(child: ChildProcess, graceMs = GRACE_MS): Promise<void> {
  const gone = () => child.exitCode !== null || child.signalCode !== null;
  if (!gone()) {
    child.kill("SIGTERM");
    await waitUntil(gone, graceMs);
  }
  signalGroup(child, "SIGKILL");
  await waitUntil(gone, 5_000);
}

/** What a dead leader left behind in its group goes too. */
function signalGroup(child: ChildProcess, signal: NodeJS.Signals) {
  if (!child.pid) return;
  try {
    if (process.platform === "win32") child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // Nobody is left in the group.
  }
}

/** Stops every child, and lets no new one start. */
export async function stopAllChildren(): Promise<void> {
  closed = true;
  await Promise.all([...living].map((child) => stopChild(child)));
}
