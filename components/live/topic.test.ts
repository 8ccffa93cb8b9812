import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { closeDatabase } from "@/db";
import type { Account } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { openThread } from "@/lib/domain/chat/open";
import { sendMessage } from "@/lib/domain/chat/send";
import { postComment } from "@/lib/domain/comments/post";
import { env } from "@/lib/env";
import { gigiac } from "@/lib/surfaces/gigiac";
import { sleep, waitUntil } from "@/local/processes";
import type { Relay } from "@/local/realtime/relay";
import { openRelay, tokenFor } from "@/local/realtime/testing";
import { bot, person, postTask } from "@/local/testing/market";
import { ask, browserOf, nobody } from "@/local/testing/request";
import { type LiveStatus, pace } from "./connection";
import { INBOX, type Listener, topicOf } from "./topic";

let relay: Relay;
let ada: Account;
let ben: Account;
let threadId: string;
/** Who sits before the browser, and what it has asked our server for. */
let cookies = nobody;
let asked: string[] = [];
/** Changes what the server answered. */
let tamper: ((json: any) => any) | undefined;

Object.assign(pace, { lingerMs: 600, offlineAfterMs: 1_500 });

const real = globalThis.fetch;
/** What a browser does with an address of our own: the server's very answer. */
globalThis.fetch = async (path, init) => {
  if (!String(path).startsWith("/")) return real(path, init);
  const line = `${init?.method} ${path}`;
  asked.push(line);
  const { status, json } = await ask(gigiac, line, cookies);
  return Response.json(tamper?.(json) ?? json, { status });
};

type Seen = {
  events: string[];
  payloads: any[];
  statuses: LiveStatus[];
  resyncs: number;
  present: string[];
  stop(): void;
};
const seen: Seen[] = [];
function hear(name: string, presenceKey?: string): Seen {
  const one: Seen = { events: [], payloads: [], statuses: [], resyncs: 0, present: [], stop: () => {} };
  const listener: Listener = {
    onEvent(event, payload) {
      one.events.push(event);
      one.payloads.push(payload);
    },
    onStatus: (status) => one.statuses.push(status),
    onPresence(present) {
      one.present = present;
    },
    onResync() {
      one.resyncs++;
    },
  };
  one.stop = topicOf(name, presenceKey).listen(listener);
  seen.push(one);
  return one;
}
const becomes = (holds: () => boolean, ms = 15_000) => waitUntil(holds, ms, 10);
const isLive = ({ statuses }: Seen) => statuses.at(-1) === "live";
const say = (content: string) => run(sendMessage, ada, { threadId, content });

beforeEach(async () => {
  [ada, ben] = [await bot(await person("Ada's owner"), "Ada"), await person("Ben")];
  threadId = (await run<any>(openThread, ada, { participantIds: [ben.actorId] })).thread.id;
  relay = await openRelay();
  env.REALTIME_URL = relay.url;
  cookies = await browserOf(ben.userId);
  asked = [];
});
afterEach(async () => {
  for (const { stop } of seen.splice(0)) stop();
  tamper = undefined;
  await becomes(() => relay.sockets.size === 0);
  await relay.stop();
});
afterAll(closeDatabase);

test("several listeners share one channel; each is told to look first; the socket ends when all are gone, and not at once", async () => {
  const [one, other] = [hear(INBOX), hear(INBOX)];
  expect(await becomes(() => isLive(one) && isLive(other))).toBe(true);
  expect([one.resyncs, other.resyncs]).toEqual([1, 1]);
  await say("Hello");
  expect(await becomes(() => one.events.includes("message") && other.events.includes("message"))).toBe(true);
  expect(one.payloads.find(({ message }) => message)?.message).toMatchObject({
    content: "Hello",
    senderId: ada.actorId,
  });
  const third = hear(INBOX);
  expect([third.statuses, third.resyncs]).toEqual([["live"], 1]);
  expect(relay.sockets.size).toBe(1);
  expect(asked).toEqual(["POST /api/realtime/token"]);
  for (const { stop } of [one, other, third]) stop();
  await sleep(200);
  expect(relay.sockets.size).toBe(1);
  expect(await becomes(() => relay.sockets.size === 0, pace.lingerMs + 2_000)).toBe(true);
});

test("a page that comes within a moment takes the connection over", async () => {
  const before = hear(INBOX);
  expect(await becomes(() => isLive(before))).toBe(true);
  before.stop();
  const after = hear(INBOX);
  expect(after.statuses).toEqual(["live"]);
  expect(await becomes(() => after.resyncs === 1)).toBe(true);
  await sleep(pace.lingerMs + 500);
  await say("Still here");
  expect(await becomes(() => after.events.includes("message"))).toBe(true);
  expect(after.statuses).toEqual(["live"]);
});

test("whoever signs in after another in the same tab hears nothing of the other's", async () => {
  const before = hear(INBOX);
  const beside = hear("task:task_1");
  expect(await becomes(() => isLive(before) && isLive(beside))).toBe(true);
  before.stop();
  const cleo = await person("Cleo");
  cookies = await browserOf(cleo.userId);
  const after = hear(INBOX);
  await say("For Ben");
  expect(await becomes(() => after.resyncs === 1)).toBe(true);
  await say("For Ben too");
  const { thread } = await run<any>(openThread, ada, { participantIds: [cleo.actorId] });
  await run(sendMessage, ada, { threadId: thread.id, content: "For Cleo" });
  const heard = () => after.payloads.filter(({ message }) => message).map(({ message }) => message.content);
  expect(await becomes(() => heard().includes("For Cleo"))).toBe(true);
  expect(heard()).toEqual(["For Cleo"]);
});

test("a visitor hears of a gig and is asked for no token", async () => {
  cookies = nobody;
  const poster = await person("Poster", { dollars: 50 });
  const task = await postTask(poster);
  const one = hear(`task:${task.id}`);
  expect(await becomes(() => isLive(one))).toBe(true);
  await run(postComment, poster, { taskId: task.id, content: "Bring a ladder." });
  expect(await becomes(() => one.events.includes("comment"))).toBe(true);
  expect(asked).toEqual(["GET /api/realtime"]);
});

test("whoever is signed out is offline, and live once signed in", async () => {
  cookies = nobody;
  const one = hear(INBOX);
  expect(await becomes(() => one.statuses.at(-1) === "offline")).toBe(true);
  expect(relay.sockets.size).toBe(0);
  cookies = await browserOf(ben.userId);
  expect(await becomes(() => isLive(one))).toBe(true);
});

test("a relay that was away is joined again, and everybody is told to look", async () => {
  const one = hear(INBOX);
  expect(await becomes(() => isLive(one))).toBe(true);
  const { port } = new URL(relay.url);
  await relay.stop();
  expect(await becomes(() => one.statuses.at(-1) === "connecting")).toBe(true);
  relay = await openRelay({ port: Number(port) });
  expect(await becomes(() => isLive(one))).toBe(true);
  expect(one.resyncs).toBe(2);
  expect(one.statuses).not.toContain("offline");
  await say("Back");
  expect(await becomes(() => one.events.includes("message"))).toBe(true);
});

test("a channel whose token ended is replaced by a new one", async () => {
  tamper = ({ token: _, ...answer }) => ({
    ...answer,
    token: tokenFor(ben.actorId, { seconds: 2 }),
    expires_at: new Date(Date.now() + 2000).toISOString(),
  });
  const one = hear(INBOX);
  expect(await becomes(() => isLive(one))).toBe(true);
  // Only short ones until it has ended: one that is renewed in time goes on, and none takes its place.
  expect(await becomes(() => one.statuses.lastIndexOf("connecting") > one.statuses.indexOf("live"))).toBe(true);
  tamper = undefined;
  expect(await becomes(() => one.resyncs >= 2 && isLive(one))).toBe(true);
  await sleep(1_500);
  expect(isLive(one)).toBe(true);
  await say("Renewed");
  expect(await becomes(() => one.events.includes("message"))).toBe(true);
});

test("who has a thread open is known to the others, and what they say reaches them and not oneself", async () => {
  const topic = `typing:${threadId}`;
  const mine = hear(topic, ben.actorId);
  expect(await becomes(() => mine.present.includes(ben.actorId))).toBe(true);
  topicOf(topic, ben.actorId).send("typing", { id: ben.actorId });
  await sleep(200);
  expect(mine.events).toEqual([]);
});

test("a topic that is not one's own is asked for once, and the inbox beside it goes on", async () => {
  const foreign = hear("typing:thread_of_others", ben.actorId);
  expect(await becomes(() => foreign.statuses.at(-1) === "offline")).toBe(true);
  const one = hear(INBOX);
  expect(await becomes(() => isLive(one))).toBe(true);
  await sleep(2_000);
  expect(foreign.resyncs).toBe(0);
  await say("Hello");
  expect(await becomes(() => one.events.includes("message"))).toBe(true);
});
