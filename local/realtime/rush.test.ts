import postgres from "postgres";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { closeDatabase } from "@/db";
import { MAX_PARTICIPANTS } from "@/db/schema/chat";
import type { Account } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { countUnread } from "@/lib/domain/chat/read";
import { sendMessage } from "@/lib/domain/chat/send";
import { Listener } from "../bench/listener";
import { sleep, waitUntil } from "../processes";
import { threadOf } from "../testing/files";
import { person } from "../testing/market";
import type { Relay } from "./relay";
import { clientOf, closeClients, listen, openRelay, tokenFor } from "./testing";

const PATIENCE_MS = 45_000;
const owner = postgres(process.env.DATABASE_OWNER_URL!, { max: 2, onnotice() {} });
let relay: Relay;

beforeEach(async () => {
  relay = await openRelay();
});
afterEach(async () => {
  await closeClients();
  await relay.stop();
});
afterAll(async () => {
  await owner.end();
  await closeDatabase();
});

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n + 1);

/** So many messages, as many a second as this machine writes, up to two hundred; several are always under way. */
async function rush(threadId: string, speakers: Account[], count: number) {
  const began = performance.now();
  const writing: Promise<unknown>[] = [];
  for (let n = 0; n < count; n++) {
    await sleep(Math.max(0, began + n * 5 - performance.now()));
    writing.push(run(sendMessage, speakers[n % speakers.length]!, { threadId, content: `Message ${n}` }));
  }
  await Promise.all(writing);
}

test("a rush reaches each of a hundred who listen, in order and once, whichever version they speak; unread counts are right", async () => {
  const people = await Promise.all(numbers(MAX_PARTICIPANTS).map((n) => person(`Person ${n}`)));
  const threadId = await threadOf(...people);
  const port = Number(new URL(relay.url).port);
  const [first, second, ...rest] = people as [Account, Account, ...Account[]];
  const ears = await Promise.all(
    [first, second].map((who, n) =>
      listen(clientOf(relay, tokenFor(who.actorId), { vsn: n === 0 ? "1.0.0" : "2.0.0" }), `user:${who.actorId}`),
    ),
  );
  const listeners = await Promise.all(rest.map(({ actorId }) => Listener.connect(port, actorId)));
  await Promise.all(listeners.map((listener, n) => listener.join(`user:${rest[n]!.actorId}`)));

  const count = 300;
  const speakers = people.slice(0, 5);
  await rush(threadId, speakers, count);
  const hasAll = () => listeners.every(({ at }) => at.size === count);
  expect(await waitUntil(hasAll, PATIENCE_MS, 20)).toBe(true);
  for (const { at, disorder } of listeners) {
    expect(disorder).toBe(0);
    expect([...at.keys()]).toEqual(numbers(count));
  }
  for (const ear of ears) {
    const said = () => ear.heard.filter(({ event }) => event === "message").map(({ payload }) => payload.message.seq);
    await waitUntil(() => said().length >= count, PATIENCE_MS, 20);
    expect(said()).toEqual(numbers(count));
  }
  for (const listener of listeners) listener.close();

  const each = count / speakers.length;
  const counts = await Promise.all(people.map(async (who) => (await run<any>(countUnread, who, {})).unreadCount));
  // Whoever spoke has not read what the others said before, and not their own words by that.
  expect(counts).toEqual(people.map((who) => (speakers.includes(who) ? count - each : count)));
}, 180_000);

/** Listens as a page does: what is there is read at each join, and what is heard afterwards comes to it. */
function follow(who: Account, threadId: string) {
  const seen = { heard: [] as number[], read: new Set<number>(), joins: 0, reading: Promise.resolve() };
  const client = clientOf(relay, tokenFor(who.actorId));
  const channel = client.channel(`user:${who.actorId}`, { config: { private: true } });
  channel.on("broadcast", { event: "message" }, ({ payload }) => seen.heard.push(payload.message.seq));
  const look = async () => {
    for (const { seq } of await owner`select seq::int from messages where thread_id = ${threadId}`) seen.read.add(seq);
  };
  client.setAuth().then(() =>
    channel.subscribe((state) => {
      if (state !== "SUBSCRIBED") return;
      seen.joins++;
      seen.reading = seen.reading.then(look);
    }),
  );
  return seen;
}

test.each<[string, () => Promise<unknown>]>([
  [
    "the database's listening connection is cut",
    () => owner`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'bothand-relay' and query like 'listen realtime%' and datname = current_database()`,
  ],
  [
    "the relay ends and is started again",
    async () => {
      const port = Number(new URL(relay.url).port);
      await relay.stop();
      relay = await openRelay({ port });
    },
  ],
])(
  "in a rush in which %s, what was heard and what was there at each join is all of it, and nothing twice",
  async (_, breaks) => {
    const [ada, ben] = [await person("Ada"), await person("Ben")];
    const threadId = await threadOf(ada, ben);
    const seen = follow(ben, threadId);
    expect(await waitUntil(() => seen.joins === 1, PATIENCE_MS, 10)).toBe(true);
    const writing = rush(threadId, [ada], 200);
    await waitUntil(() => seen.heard.length > 20, PATIENCE_MS, 5);
    await breaks();
    await writing;
    expect(await waitUntil(() => seen.joins >= 2, PATIENCE_MS, 10)).toBe(true);
    await seen.reading;
    await run(sendMessage, ada, { threadId, content: "The last" });
    expect(await waitUntil(() => seen.heard.includes(201), PATIENCE_MS, 10)).toBe(true);
    expect([...new Set([...seen.heard, ...seen.read])].sort((a, b) => a - b)).toEqual(numbers(201));
    expect(new Set(seen.heard).size).toBe(seen.heard.length);
    expect(seen.heard).toEqual([...seen.heard].sort((a, b) => a - b));
  },
);
