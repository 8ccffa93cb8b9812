import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { waitUntil } from "./processes";
import { removeFolder } from "./remove";

test("a folder goes that is not there any more", async () => {
  await removeFolder(path.join(tmpdir(), "never-was-there"));
});

test("a folder goes for good while a dying process still writes to it", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "bothand-remove-"));
  const data = path.join(folder, "data");
  mkdirSync(data);
  const script = `
    const fs = require("node:fs");
    const until = Date.now() + 1500;
    for (let i = 0; Date.now() < until; i++) {
      try {
        fs.mkdirSync(${JSON.stringify(data)} + "/" + (i % 500));
      } catch {}
    }`;
  const writer = spawn(process.execPath, ["-e", script], { stdio: "ignore" });
  await waitUntil(() => readdirSync(data).length > 0, 10_000);
  await removeFolder(folder);
  await waitUntil(() => writer.exitCode !== null, 10_000);
  expect(existsSync(folder)).toBe(false);
});
