import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "../build";
import { installed, runNode } from "../children";
import { startCopy } from "../copy";
import { composeEnvironment, type Environment, type Place, readPlace, root } from "../environment";
import { stopAbandoned } from "../postgres";
import { freePort, identify, lives, readIdentity } from "../processes";
import { removeFolder } from "../remove";
import { isShuttingDown, onShutdown, shutDown } from "../shutdown";
import { TypeWitness } from "../stripe/against-types";
import { startIdentityProvider } from "../testing/identity-provider";

type Outcome = { passed: number; failed: number };
type Stage = { name: string; run(): Promise<Outcome> };

/** Names the process a run's folder belongs to. */
const OWNER = "owner.json";
/** As fast as a database can be whose data nobody will miss. */
const SETTINGS = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

const one = (code: number): Outcome => (code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });

/**
 * `npm test`: everything continuous integration runs. `npm test -- unit` (types, style, and every test that needs no
 * browser), `-- e2e` (the browser), `-- <part of a file's name>` (whatever matches). It lives in a folder and on ports of
 * its own, so that it never meets a copy somebody works with, and takes both away at the end.
 */
export default async function testCommand(args: string[]): Promise<number> {
  const place = await ownPlace();
  const report: { name: string; seconds: number; outcome: Outcome }[] = [];
  for (const stage of chooseStages(place, args)) {
    console.log(`\n── ${stage.name}`);
    const began = performance.now();
    const outcome = await stage.run().catch((error): Outcome => {
      if (!isShuttingDown()) console.error(error instanceof Error ? error.message : error);
      return { passed: 0, failed: 1 };
    });
    if (isShuttingDown()) return 1;
    report.push({ name: stage.name, seconds: (performance.now() - began) / 1000, outcome });
  }
  const total = { passed: 0, failed: 0 };
  console.log();
  for (const { name, seconds, outcome } of report) {
    total.passed += outcome.passed;
    total.failed += outcome.failed;
    const columns = [name.padEnd(12), `${seconds.toFixed(1)} s`.padStart(9), `${outcome.passed} passed`.padStart(14)];
    console.log(`${columns.join("")}${outcome.failed ? `${outcome.failed} failed`.padStart(12) : ""}`);
  }
  if (total.failed > 0) keepEvidence(place);
  await shutDown();
  console.log(`${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}

/** What one needs to understand a failure outlives the run: the server's log, screenshots and traces. */
function keepEvidence(place: Place) {
  const folder = path.join(place.localDir, "../../test-failures");
  rmSync(folder, { recursive: true, force: true });
  for (const name of ["web.log", "playwright"]) {
    if (existsSync(path.join(place.localDir, name)))
      cpSync(path.join(place.localDir, name), path.join(folder, name), { recursive: true });
  }
  if (existsSync(folder)) console.log(`\nThe server's log, screenshots and traces: ${path.resolve(folder)}`);
}

function chooseStages(place: Place, args: string[]): Stage[] {
  const { NODE_ENV: _, ...env } = composeEnvironment(place, "");
  const types = { name: "types", run: () => checkTypes(env) };
  const style = { name: "style", run: () => script(installed("@biomejs/biome/bin/biome"), ["check", "."], env) };
  const unit = (files: string[]) => ({ name: "tests", run: () => runVitest(place, files, env) });
  const browser = (files: string[]) => [
    { name: "build", run: async () => build({ env, onStart: () => console.log("Building …") }).then(() => one(0)) },
    { name: "browser", run: () => runPlaywright(place, files) },
  ];
  if (args.length === 0) return [types, style, unit([]), ...browser([])];
  if (args[0] === "unit") return [types, style, unit(args.slice(1))];
  if (args[0] === "e2e") return browser(args.slice(1));
  const inBrowser = args.filter((file) => /(^|\/)e2e\//.test(file) || file.includes(".spec"));
  const others = args.filter((file) => !inBrowser.includes(file));
  return [...(others.length ? [unit(others)] : []), ...(inBrowser.length ? browser(inBrowser) : [])];
}

async function checkTypes(env: Environment): Promise<Outcome> {
  // A fresh clone lacks the declarations that Next writes: those of stylesheets, images and routes.
  const { code, output } = await runNode([installed("next/dist/bin/next"), "typegen"], { env, stdio: "pipe" });
  if (code !== 0) throw new Error(output);
  return script(installed("typescript/bin/tsc"), ["--noEmit"], env);
}

async function script(file: string, args: string[], env: Environment): Promise<Outcome> {
  return one((await runNode([file, ...args], { env })).code);
}

async function runVitest(place: Place, files: string[], env: Environment): Promise<Outcome> {
  const file = path.join(place.localDir, "vitest.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const { code } = await runNode([installed("vitest/vitest.mjs"), "run", ...reporters, ...files], { env });
  if (!existsSync(file))
    throw new Error("The tests ended before they could say what came of them: something stopped them.");
  const { numPassedTests: passed, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(file, "utf8"));
  // A file that cannot even be read has no failed test in it, and still is a failure.
  const failed = numFailedTests || numFailedTestSuites;
  return { passed, failed: failed || code === 0 ? failed : 1 };
}

/** A seeded production server on a port of its own, and the browser tests against it. */
async function runPlaywright({ variables, ...rest }: Place, files: string[]): Promise<Outcome> {
  // Each test says which address it comes from, as a proxy would, so that none uses up another's limits.
  const provider = await startIdentityProvider();
  onShutdown(() => provider.stop());
  const place = { ...rest, variables: { ...variables, ...provider.variables, TRUSTED_PROXIES: "1" } };
  const traffic = new TypeWitness();
  const options = { mode: "production", say: console.log, settings: SETTINGS, witness: traffic } as const;
  const copy = await startCopy({ place, ...options });
  const output = path.join(place.localDir, "playwright");
  const env = {
    ...copy.env,
    NODE_ENV: undefined,
    PLAYWRIGHT_OUTPUT: output,
    IDENTITY_PROVIDER: provider.url,
    FORCE_COLOR: "0",
  };
  const { code } = await runNode([installed("@playwright/test/cli.js"), "test", ...files], { env });
  const report = path.join(output, "report.json");
  if (!existsSync(report)) return one(code);
  const { stats } = JSON.parse(readFileSync(report, "utf8"));
  const wrong = await traffic.violations();
  for (const sentence of wrong) console.error(`Not as Stripe's SDK has it: ${sentence}`);
  const failed = stats.unexpected + Math.min(1, wrong.length);
  return { passed: stats.expected + stats.flaky, failed: failed || code === 0 ? failed : 1 };
}

/** A place that nobody else uses, below LOCAL_DIR, without any of the person's own services. Removed at the end. */
async function ownPlace(): Promise<Place> {
  const { localDir } = readPlace();
  const runs = path.join(localDir, "test");
  mkdirSync(runs, { recursive: true });
  for (const name of readdirSync(runs)) await removeRun(path.join(runs, name));
  const folder = path.join(runs, `run-${process.pid}`);
  mkdirSync(folder);
  writeFileSync(path.join(folder, OWNER), JSON.stringify(identify()));
  onShutdown(async () => {
    rmSync(path.join(folder, OWNER));
    await removeRun(folder);
  });
  const port = await freePort();
  return readPlace({
    ...process.env,
    ...withoutServices(),
    LOCAL_DIR: folder,
    PORT: String(port),
    CHECK_ANSWERS: "1",
  });
}

/** Ends what a run left running (it was killed, if anything is) and deletes its folder. A run that goes on is let be. */
async function removeRun(folder: string) {
  const owner = path.join(folder, OWNER);
  const holder = readIdentity(owner);
  if (holder && lives(holder)) return;
  for (const file of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (path.basename(file) === "postmaster.pid") await stopAbandoned(path.join(folder, file, "../.."));
  }
  await removeFolder(folder);
}

/** Every variable that .env.example explains, emptied, which means unset: tests reach no service of the person's. */
function withoutServices(): Record<string, string> {
  const names = readFileSync(path.join(root, ".env.example"), "utf8").matchAll(/^#?\s?([A-Z][A-Z0-9_]*)=/gm);
  return Object.fromEntries([...names].map(([, name]) => [name, ""]));
}
