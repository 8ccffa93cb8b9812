import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { withLock } from "./lock";
import { answers, end, freePort, identify, isFree, lives, readIdentity, sleep } from "./processes";

const folder = mkdtempSync(path.join(tmpdir(), "bothand-processes-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("reads whom a file names, and nobody from one that a kill left half-written", () => {
  const file = path.join(folder, "holder.json");
  expect(readIdentity(file)).toBeUndefined();
  writeFileSync(file, JSON.stringify(identify()).slice(0, 9));
  expect(readIdentity(file)).toBeUndefined();
  writeFileSync(file, JSON.stringify(identify()));
  expect(readIdentity(file)).toEqual(identify());
  rmSync(file);
});

const sleeper = (code = "setInterval(() => {}, 1000); console.log('up')") => {
  const child = spawn(process.execPath, ["-e", code], { stdio: ["ignore", "pipe", "ignore"] });
  return once(child.stdout, "data").then(() => child);
};

it("knows a process again, and not a dead one or another with the same number", async () => {
  const child = await sleeper();
  const identity = identify(child.pid);
  expect(lives(identity)).toBe(true);
  expect(lives({ ...identity, started: "earlier" })).toBe(false);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(lives(identity)).toBe(false);
});

it("never ends a process whose start time is another's", async () => {
  const child = await sleeper();
  await end({ pid: child.pid!, started: "earlier" }, 100);
  expect(lives(identify(child.pid))).toBe(true);
  child.kill("SIGKILL");
});

it("ends a process that does not listen to a polite request", async () => {
  const child = await sleeper("process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up')");
  const gone = once(child, "exit");
  await end(identify(child.pid), 200);
  expect(await gone).toEqual([null, "SIGKILL"]);
});

it("tells a free port from a taken one", async () => {
  const port = await freePort();
  expect([await isFree(port), await answers(port)]).toEqual([true, false]);
  const server = net.createServer().listen(port, "127.0.0.1");
  await once(server, "listening");
  expect([await isFree(port), await answers(port)]).toEqual([false, true]);
  server.close();
});

it("lets one at a time hold a lock, and takes over that of a dead process", async () => {
  const file = path.join(folder, "lock");
  const child = await sleeper();
  writeFileSync(file, JSON.stringify(identify(child.pid)));
  child.kill("SIGKILL");
  await once(child, "exit");
  let inside = 0;
  let most = 0;
  await Promise.all(
    [1, 2, 3, 4].map(() =>
      withLock(file, async () => {
        most = Math.max(most, ++inside);
        await sleep(20);
        inside--;
      }),
    ),
  );
  expect(most).toBe(1);
  expect(readdirSync(folder)).toEqual([]);
});
