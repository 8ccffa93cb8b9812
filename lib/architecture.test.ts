import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { gigiac } from "./surfaces/gigiac";
import { givegigs } from "./surfaces/givegigs";

const root = path.resolve(import.meta.dirname, "..");
const CODE = ["app", "components", "db", "e2e", "lib", "local"];
const MAX_LINES = 500;
const MAX_STUB_LINES = 12;

const files = CODE.flatMap((folder) => readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true }))
  .filter((entry) => entry.isFile() && /\.(ts|tsx|mjs)$/.test(entry.name))
  .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join("/"))
  .sort();
const textOf = (file: string) => readFileSync(path.join(root, file), "utf8");
const isTest = (file: string) => /\.test\.tsx?$/.test(file);
const product = files.filter((file) => !isTest(file));

/** What a file imports: our own as paths from the root, others by their name. */
function importsOf(file: string): string[] {
  const said = [...textOf(file).matchAll(/(?:\bfrom|^import|\bimport\()\s*"([^"]+)"/gm)].map(([, name]) => name!);
  return said.map((name) =>
    name.startsWith("@/")
      ? name.slice(2)
      : name.startsWith(".")
        ? path.posix.join(path.posix.dirname(file), name)
        : name,
  );
}
const isUnder = (name: string, folders: string[]) =>
  folders.some((folder) => name === folder || name.startsWith(`${folder}/`));
const offenders = (among: string[], allowed: (name: string) => boolean) =>
  among.flatMap((file) =>
    importsOf(file)
      .filter((name) => isUnder(name, CODE) && !allowed(name))
      .map((name) => `${file} imports ${name}`),
  );
const SEED = ["db/seed", "db/seed.ts"];
const within = (...folders: string[]) =>
  product.filter((file) => isUnder(file, folders) && (isUnder(file, SEED) ? folders.includes("db/seed") : true));

/** Leaves: whoever needs them may import them. */
const LEAVES = ["lib/env", "lib/log"];
/** From the top down: each layer may import itself and what stands below it. */
const LAYERS: [layer: string, below: string[]][] = [
  // What fills a new database with a town of people does so by their own verbs.
  ["db/seed", ["db", "lib/domain", "lib/core", "lib/auth"]],
  ["db", []],
  ["lib/vendors", ["lib/core", "db"]],
  ["lib/core", ["db"]],
  ["lib/auth", ["lib/core", "lib/vendors", "db"]],
  ["lib/domain", ["lib/core", "lib/auth", "lib/vendors", "lib/events", "db"]],
  ["lib/events", ["lib/domain", "lib/core", "lib/vendors", "db"]],
  ["lib/surfaces", ["lib/domain", "lib/events", "lib/auth", "lib/core", "lib/vendors", "db"]],
  ["components", ["lib/core", "lib/domain"]],
  ["app", ["components", "lib"]],
];

describe("the house", () => {
  test.each(LAYERS)("%s imports only what stands below it", (layer, below) => {
    expect(offenders(within(layer), (name) => isUnder(name, [layer, ...below, ...LEAVES]))).toEqual([]);
  });

  test("the kernel knows no product noun, and the product is not made of what runs it on one machine", () => {
    expect(offenders(within("lib/core"), (name) => !isUnder(name, ["lib/domain", "lib/surfaces"]))).toEqual([]);
    expect(offenders(within("app", "components", "lib", "db"), (name) => !isUnder(name, ["local", "e2e"]))).toEqual([]);
  });

  test("components take values: of the database and of operations they know the types alone", () => {
    const value = /^import (?!type\b).* from "@\/(db|lib\/domain\/[^"]*\/(queries|list|load|detail))\b/m;
    expect(within("components").filter((file) => value.test(textOf(file)))).toEqual([]);
  });

  test("pages hold no SQL", () => {
    const found = within("app", "components").filter((file) =>
      importsOf(file).some((name) => /^(drizzle-orm|postgres)\b/.test(name)),
    );
    expect(found).toEqual([]);
  });

  test("only lib/env.ts reads the environment", () => {
    const readers = within("app", "components", "lib", "db").filter((file) => textOf(file).includes("process.env"));
    expect(readers).toEqual(["lib/env.ts"]);
  });

  // Realtime is spoken in the browser: what speaks it there is its own door.
  test("only lib/vendors imports the SDKs of hosted services", () => {
    const SDK = /^(stripe|@stripe\/|@supabase\/|@upstash\/|ioredis|nodemailer)/;
    const importers = product.filter(
      (file) =>
        !isUnder(file, ["lib/vendors", "local/stripe", "local/realtime", "components/live"]) &&
        importsOf(file).some((name) => SDK.test(name)),
    );
    expect(importers).toEqual([]);
  });

  test(`no file is longer than ${MAX_LINES} lines`, () => {
    const long = files
      .map((file) => ({ file, lines: textOf(file).split("\n").length }))
      .filter(({ lines }) => lines > MAX_LINES);
    expect(long).toEqual([]);
  });
});

describe("the addresses", () => {
  const stubs = product.filter((file) => /^app\/api\/\((gigiac|givegigs)\)\/.*route\.ts$/.test(file));
  const catchAlls = stubs.filter((file) => file.includes("[[..."));
  const addressOf = (file: string) => `/${file.slice("app/".length, -"/route.ts".length)}`.replace(/\/\(\w+\)/g, "");

  test.each([
    ["gigiac", gigiac],
    ["givegigs", givegigs],
  ] as const)("every path of the %s table has its route file, and every file its path", (name, { routes }) => {
    const paths = new Set(Object.keys(routes).map((route) => route.split(" ")[1]!));
    const own = stubs.filter((file) => file.includes(`/(${name})/`) && !catchAlls.includes(file));
    expect(own.map(addressOf).sort()).toEqual([...paths].sort());
    for (const file of own)
      expect(textOf(file).replace(/\s+/g, ""), file).toContain(`=handlers(${name}.at("${addressOf(file)}")`);
  });

  test("what no table knows is answered by each dialect in its own words", () => {
    expect(catchAlls.map(addressOf)).toEqual(["/api/[[...path]]", "/api/ai/[[...path]]"]);
  });

  test(`a route file holds no rules: at most ${MAX_STUB_LINES} lines`, () => {
    expect(stubs.filter((file) => textOf(file).trimEnd().split("\n").length > MAX_STUB_LINES)).toEqual([]);
  });
});
