import { mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { fingerprint } from "./fingerprint";

const root = mkdtempSync(path.join(tmpdir(), "bothand-fingerprint-"));
const write = (file: string, text: string) => {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), text);
};

beforeAll(() => {
  write("app/page.tsx", "one");
  write("lib/core/run.ts", "two");
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

it("stays the same when only dates, tests or launcher files change", () => {
  const before = fingerprint(root);
  utimesSync(path.join(root, "app/page.tsx"), 0, 0);
  write("lib/core/run.test.ts", "a test");
  write("local/cli.mjs", "launcher");
  expect(fingerprint(root)).toBe(before);
});

it("changes when a source file changes, appears, moves or goes", () => {
  const seen = new Set([fingerprint(root)]);
  const note = () => seen.add(fingerprint(root));
  write("app/page.tsx", "uno");
  note();
  write("components/gigs/card.tsx", "new");
  note();
  renameSync(path.join(root, "components/gigs/card.tsx"), path.join(root, "components/gigs/row.tsx"));
  note();
  rmSync(path.join(root, "lib/core/run.ts"));
  note();
  expect(seen.size).toBe(5);
});
