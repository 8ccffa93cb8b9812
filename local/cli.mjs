/**
 * The door of every npm script: `node local/cli.mjs <command> …`. Plain JavaScript without dependencies, because it runs
 * before anything is installed and on Nodes that cannot read TypeScript. It installs what package-lock.json lists,
 * finds a Node 24, and hands over to local/main.ts.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const NODE_MAJOR = 24;

const readJson = (file) => {
  try {
    return JSON.parse(readFileSync(path.join(root, file), "utf8"));
  } catch {
    return undefined;
  }
};

/** Contents are compared, not dates: a checkout touches dates without changing a package. */
function isInstalled() {
  const wanted = readJson("package-lock.json")?.packages ?? {};
  const present = readJson("node_modules/.package-lock.json")?.packages;
  if (!present) return false;
  for (const [name, { version, optional, devOptional }] of Object.entries(wanted)) {
    if (name === "" || (present[name] === undefined && (optional || devOptional))) continue;
    if (present[name]?.version !== version) return false;
  }
  return Object.keys(present).every((name) => name in wanted);
}

function install() {
  console.log("Installing packages (npm ci) …");
  const args = ["ci", "--include=dev", "--include=optional", "--no-audit", "--no-fund", "--loglevel=error"];
  const npmScript = process.env.npm_execpath;
  const result = npmScript?.endsWith(".js")
    ? spawnSync(process.execPath, [npmScript, ...args], { cwd: root, stdio: "inherit" })
    : spawnSync("npm", args, { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
  if (result.status !== 0) fail("npm ci did not succeed: see its message above.");
}

/** This Node when it is new enough, else the one that came as an optional package; undefined when there is neither. */
function findNode() {
  if (Number(process.versions.node.split(".")[0]) >= NODE_MAJOR) return process.execPath;
  const platform = process.platform === "win32" ? "win" : process.platform;
  const file = process.platform === "win32" ? "node.exe" : "node";
  const packaged = path.join(root, "node_modules", `node-${platform}-${process.arch}`, "bin", file);
  return existsSync(packaged) ? packaged : undefined;
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

if (!isInstalled()) install();
const node = findNode();
if (!node) {
  fail(
    `Bothand needs Node ${NODE_MAJOR} or newer; this is ${process.version}, and no packaged Node exists for ` +
      `${process.platform} ${process.arch}. Install it from https://nodejs.org and run the command again.`,
  );
}

// PATH: tools that start `node` by name (tsc, biome, next) get the same Node.
const binaries = [path.dirname(node), path.join(root, "node_modules", ".bin")].join(path.delimiter);
const child = spawn(
  node,
  ["--disable-warning=ExperimentalWarning", "--import", "./local/hooks.mjs", "local/main.ts", ...process.argv.slice(2)],
  {
    cwd: root,
    // The channel carries no messages: its closing tells the child that this process is gone, even after kill -9.
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: {
      ...process.env,
      PATH: `${binaries}${path.delimiter}${process.env.PATH ?? ""}`,
      // Starts again a second sooner, with types already stripped.
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? path.join(root, "node_modules", ".cache", "node"),
    },
  },
);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
// npm starts a shell that starts us, and a signal to npm ends only those two: their end has to be noticed.
if (process.env.npm_lifecycle_event) {
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && child.kill("SIGTERM"), 300).unref();
}
child.on("error", (error) => fail(`Could not start ${node}: ${error.message}`));
child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 143)));
