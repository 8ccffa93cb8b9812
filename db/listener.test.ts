import { afterEach, expect, test } from "vitest";
import { db } from "@/db";
import { listen } from "./listener";

const PULSE = { everyMs: 50, answerMs: 200 };
let stop: (() => Promise<void>) | undefined;
afterEach(() => stop?.());

/** A listener that writes down what it is told, and the server process behind it. */
async function listening(channel: string) {
  const told: string[] = [];
  stop = listen(
    channel,
    { notify: (payload) => told.push(payload), up: () => told.push("up"), down: () => told.push("down") },
    PULSE,
  );
  await expect.poll(() => told).toEqual(["up"]);
  // By what it last ran: other files of this ring have listeners too.
  const backend = async () => {
    const [row] = await db.execute<{ pid: number }>(
      `select pid from pg_stat_activity where application_name = 'bothand-listener' and datname = current_database()
        and query in ('listen "${channel}"', 'select 1') order by backend_start desc limit 1`,
    );
    return row!.pid;
  };
  return { told, backend };
}

test("hears what is notified", async () => {
  const { told } = await listening("heard");
  await db.execute("notify heard, 'one'");
  await expect.poll(() => told).toEqual(["up", "one"]);
});

test("is down the moment its connection ends, and comes back by itself", async () => {
  const { told, backend } = await listening("ended");
  await db.execute(`select pg_terminate_backend(${await backend()})`);
  await expect.poll(() => told).toEqual(["up", "down"]);
  await expect.poll(() => told, { timeout: 5000 }).toEqual(["up", "down", "up"]);
  await db.execute("notify ended, 'again'");
  await expect.poll(() => told).toEqual(["up", "down", "up", "again"]);
});

test.skipIf(process.platform === "win32")("a connection that hangs without a word counts as lost", async () => {
  const { told, backend } = await listening("hung");
  const pid = await backend();
  process.kill(pid, "SIGSTOP");
  try {
    await expect.poll(() => told, { timeout: 5000 }).toEqual(["up", "down", "up"]);
    expect(await backend()).not.toBe(pid);
    await db.execute("notify hung, 'elsewhere'");
    await expect.poll(() => told).toEqual(["up", "down", "up", "elsewhere"]);
  } finally {
    process.kill(pid, "SIGCONT");
  }
});
