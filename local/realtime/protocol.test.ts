import { get, type IncomingMessage } from "node:http";
import { text } from "node:stream/consumers";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { closeDatabase } from "@/db";
import type { Account } from "@/lib/core/context";
import { sleep, waitUntil } from "../processes";
import { threadOf } from "../testing/files";
import { person } from "../testing/market";
import type { Relay } from "./relay";
import { openRelay, PUBLISHABLE, tokenFor } from "./testing";

const owner = postgres(process.env.DATABASE_OWNER_URL!, { max: 1, onnotice() {} });
let relay: Relay;
let ben: Account;
let threadId: string;

beforeAll(async () => {
  ben = await person("Ben");
  threadId = await threadOf(ben, await person("Ada"));
});
beforeEach(async () => {
  relay = await openRelay();
});
afterEach(() => relay.stop());
afterAll(async () => {
  await owner.end();
  await closeDatabase();
});

const inbox = ({ actorId }: Account) => `user:${actorId}`;
const typing = () => `typing:${threadId}`;
const send = (topic: string, payload: object) =>
  owner`select realtime.send(${JSON.stringify(payload)}::text::jsonb, 'test', ${topic}, true)`;

/** A bare websocket, which speaks 2.0.0 by hand: what the tests below say of "one". */
async function socket(query = `apikey=${PUBLISHABLE}&vsn=2.0.0`) {
  const ws = new WebSocket(`${relay.url.replace("http", "ws")}/realtime/v1/websocket?${query}`);
  const heard: any[] = [];
  const closed = new Promise<number>((done) => ws.addEventListener("close", ({ code }) => done(code)));
  ws.addEventListener("message", ({ data }) => heard.push(typeof data === "string" ? JSON.parse(data) : data));
  await new Promise((done, fail) => {
    ws.addEventListener("open", done);
    ws.addEventListener("error", fail);
  });
  const hears = async (count: number) => {
    expect(await waitUntil(() => heard.length >= count, 3000, 5), JSON.stringify(heard)).toBe(true);
    return heard;
  };
  return { ws, heard, hears, closed, say: (...frame: unknown[]) => ws.send(JSON.stringify(frame)) };
}
const topic = () => `realtime:${inbox(ben)}`;
const join = () => ({ config: { private: true }, access_token: tokenFor(ben.actorId) });
const ok = (response: object = {}) => ({ status: "ok", response });

test("one hears its heartbeat answered, joins, leaves, and is told what matches no topic", async () => {
  const { say, hears } = await socket();
  say(null, "1", "phoenix", "heartbeat", {});
  say("2", "2", topic(), "phx_join", join());
  say("2", "3", "realtime:nowhere", "broadcast", { event: "x" });
  say("1", "4", topic(), "phx_leave", {});
  say("2", "5", topic(), "phx_leave", {});
  expect(await hears(5)).toEqual([
    [null, "1", "phoenix", "phx_reply", ok()],
    ["2", "2", topic(), "phx_reply", ok({ postgres_changes: [] })],
    [null, "3", "realtime:nowhere", "phx_reply", { status: "error", response: { reason: "unmatched topic" } }],
    ["2", "5", topic(), "phx_reply", ok()],
    ["2", "2", topic(), "phx_close", {}],
  ]);
});

test("one that joins twice has left once, and hears everything once", async () => {
  const { say, hears, heard } = await socket();
  say("1", "1", topic(), "phx_join", join());
  say("2", "2", topic(), "phx_join", join());
  await hears(3);
  expect(heard[1]).toEqual(["1", "1", topic(), "phx_close", {}]);
  await send(inbox(ben), { n: 1 });
  await hears(4);
  await sleep(50);
  expect(heard).toHaveLength(4);
});

test("one is told when what is said will be heard, where it asks", async () => {
  const { say, hears } = await socket();
  const { config, ...rest } = join();
  say("1", "1", topic(), "phx_join", { ...rest, config: { ...config, broadcast: { replication_ready: true } } });
  expect((await hears(2))[1]).toEqual([
    "1",
    null,
    topic(),
    "system",
    { extension: "system", status: "ok", message: "Replication connection established", channel: inbox(ben) },
  ]);
});

test("one that is silent, or speaks no frame, is closed", async () => {
  await relay.stop();
  relay = await openRelay({ idleMs: 100 });
  expect(await (await socket()).closed).toBe(1000);
  await relay.stop();
  relay = await openRelay();
  const rude = await socket();
  rude.ws.send("what?");
  expect(await rude.closed).toBe(1011);
  const hasty = await socket();
  hasty.say("1", "1", "realtime:user:nobody", "phx_join", { config: { private: true } });
  for (let n = 0; n < 1_100; n++) hasty.say(null, String(n), "phoenix", "heartbeat", {});
  expect(await hasty.closed).toBe(1008);
  // Whoever has joined nothing has nothing large to say.
  const stranger = await socket();
  stranger.ws.send(JSON.stringify([null, "1", "realtime:x", "broadcast", { event: "x", payload: "x".repeat(70_000) }]));
  expect(await stranger.closed).toBe(1009);
  // However few they are, what waits is no more than so many bytes.
  const heavy = await socket();
  heavy.say("1", "1", topic(), "phx_join", join());
  await heavy.hears(1);
  heavy.say("2", "2", "realtime:user:nobody", "phx_join", { config: { private: true } });
  for (let n = 0; n < 3; n++)
    heavy.say("1", String(n), topic(), "broadcast", { event: "x", payload: "x".repeat(2 * 1024 * 1024) });
  expect(await heavy.closed).toBe(1008);
  const huge = await socket();
  huge.ws.send("x".repeat(3 * 1024 * 1024 + 1));
  expect(await huge.closed).toBe(1009);
});

test.each([
  null,
  "x",
  [],
  { config: null },
  { config: { presence: null, broadcast: 7 } },
  { config: { presence: { key: {} } } },
])("that joins with %j is refused or joins, and goes on", async (payload) => {
  const { say, hears } = await socket();
  say("1", "1", topic(), "phx_join", payload);
  say("2", "2", topic(), "access_token", 7);
  say(null, "3", "phoenix", "heartbeat", {});
  expect((await hears(3)).at(-1)).toEqual([null, "3", "phoenix", "phx_reply", ok()]);
});

test("one that calls itself __proto__ is there under that name, and keeps nobody out", async () => {
  const name = `realtime:${typing()}`;
  const config = { private: true, presence: { key: "__proto__", enabled: true } };
  const [one, other] = [await socket(), await socket()];
  one.say("1", "1", name, "phx_join", { ...join(), config });
  one.say("1", "2", name, "presence", { type: "presence", event: "track", payload: { n: 1 } });
  await one.hears(4);
  other.say("1", "1", name, "phx_join", { ...join(), config });
  const [, state] = await other.hears(2);
  expect(Object.keys(state[4])).toEqual(["__proto__"]);
});

test("one joins a hundred topics and no more", async () => {
  const { say, hears } = await socket();
  for (let n = 0; n <= 100; n++) say(String(n), String(n), `realtime:task:task_${n}`, "phx_join", join());
  const replies = await hears(101);
  expect(replies.filter(([, , , , { status }]) => status === "ok")).toHaveLength(100);
  expect(replies[100][4]).toEqual({
    status: "error",
    response: { reason: "ChannelRateLimitReached: Too many channels" },
  });
});

test("one that says too often who is there loses the channel", async () => {
  const { say, hears, heard } = await socket();
  const name = `realtime:${typing()}`;
  say("1", "1", name, "phx_join", { ...join(), config: { private: true, presence: { key: "k", enabled: true } } });
  for (let n = 0; n < 6; n++) say("1", `t${n}`, name, "presence", { type: "presence", event: "track", payload: { n } });
  await hears(14);
  expect(heard.at(-2)![4]).toMatchObject({ status: "error", message: "Client presence rate limit exceeded" });
  expect(heard.at(-1)).toEqual(["1", "1", name, "phx_close", {}]);
});

test.each([
  ["no key", "vsn=2.0.0", "API key is missing"],
  ["an unknown key", "apikey=sb_publishable_other", "Failed to validate JWT signature"],
  ["a malformed key", "apikey=abc", "The token provided is not a valid JWT"],
])("one is refused with %s", async (_, query, error) => {
  const headers = {
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
  };
  const answer = await new Promise<IncomingMessage>((done, fail) =>
    get(`${relay.url}/realtime/v1/websocket?${query}`, { headers }, done).on("error", fail),
  );
  expect([answer.statusCode, await text(answer)]).toEqual([401, JSON.stringify({ error })]);
});
