import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { type Environment, root } from "../environment";
import { freePort, sleep } from "../processes";

export type StartTimes = {
  /** Seconds until `ready`, of an empty folder and of the same one again. */
  first: number;
  again: number;
  /** Megabytes of the whole of `npm start` a while after `ready`, by program; shared memory counted once. Linux only. */
  memory?: { total: number; launcher: number; web: number; relay: number; postgres: number };
};

const READY_TIMEOUT_MS = 240_000;
const SETTLE_MS = 3_000;

/** Starts a whole copy in an empty folder, twice. The production build is there already: it depends on the sources alone. */
export async function measureStarts(env: Environment): Promise<StartTimes> {
  const folder = path.join(env.LOCAL_DIR!, "start");
  rmSync(folder, { recursive: true, force: true });
  const own = { ...env, LOCAL_DIR: folder, PORT: String(await freePort()), ...unset };
  const first = await start(own);
  const memory = await memoryOf(first.pid);
  await first.stop();
  const again = await start(own);
  await again.stop();
  rmSync(folder, { recursive: true, force: true });
  return { first: first.seconds, again: again.seconds, ...(memory && { memory }) };
}

/** A copy finds its own database, secrets and address, as anybody's does. */
const unset = Object.fromEntries(
  ["DATABASE_URL", "DATABASE_OWNER_URL", "APP_URL", "NEXTAUTH_URL", "MAIL_DIR", "LAUNCHER_PID", "NODE_ENV"].map(
    (name) => [name, undefined],
  ),
);

async function start(env: Environment): Promise<{ pid: number; seconds: number; stop(): Promise<void> }> {
  const began = performance.now();
  const child = spawn(process.execPath, ["local/cli.mjs", "start"], { cwd: root, env: env as NodeJS.ProcessEnv });
  const ended = new Promise<void>((resolve) => child.on("exit", () => resolve()));
  let output = "";
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`npm start was not ready in time:\n${output}`)), READY_TIMEOUT_MS);
    const hear = (chunk: Buffer) => {
      output += chunk;
      if (/^ready /m.test(output)) resolve(clearTimeout(timer));
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.on("exit", (code) => reject(new Error(`npm start ended with ${code}:\n${output}`)));
  });
  return {
    pid: child.pid!,
    seconds: (performance.now() - began) / 1000,
    async stop() {
      child.kill("SIGINT");
      await ended;
    },
  };
}

/** Proportional set size: what the processes of this tree take of the machine, each shared page once. */
async function memoryOf(pid: number): Promise<StartTimes["memory"]> {
  if (!existsSync("/proc/self/smaps_rollup")) return undefined;
  await sleep(SETTLE_MS);
  const memory = { total: 0, launcher: 0, web: 0, relay: 0, postgres: 0 };
  for (const one of treeOf(pid)) {
    try {
      const size = Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${one}/smaps_rollup`, "utf8"))?.[1] ?? 0) / 1024;
      const command = readFileSync(`/proc/${one}/cmdline`, "utf8");
      memory.total += size;
      memory[partOf(command)] += size;
    } catch {
      // It ended meanwhile.
    }
  }
  return memory;
}

function partOf(command: string): "postgres" | "web" | "relay" | "launcher" {
  if (/postgres/.test(command)) return "postgres";
  if (/server\/index/.test(command)) return "web";
  return /realtime\/process/.test(command) ? "relay" : "launcher";
}

/** A process, what it started, and the database server of its folder, which lives on its own. */
function treeOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "utf8");
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(")") + 4).split(" ")[0]));
    } catch {
      // It ended meanwhile.
    }
  }
  const folder = readFileSync(`/proc/${pid}/environ`, "utf8").match(/(?:^|\0)LOCAL_DIR=([^\0]*)/)?.[1] ?? "";
  const file = path.join(folder, "postgres/data/postmaster.pid");
  const tree = new Set([pid, ...(existsSync(file) ? [Number(readFileSync(file, "utf8").split("\n")[0])] : [])]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const [child, parent] of parents)
      if (tree.has(parent) && !tree.has(child)) {
        tree.add(child);
        grew = true;
      }
  }
  return [...tree];
}
