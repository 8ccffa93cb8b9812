import { type ChildProcess, spawn } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { closeDatabase } from "@/db";
import { stopListening } from "@/lib/auth/keys";
import type { Account } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { removeParticipant } from "@/lib/domain/chat/members";
import { openThread } from "@/lib/domain/chat/open";
import { sendMessage } from "@/lib/domain/chat/send";
import { env } from "@/lib/env";
import { gigiac } from "@/lib/surfaces/gigiac";
import { givegigs } from "@/lib/surfaces/givegigs";
import { liveExample } from "@/lib/surfaces/live-example";
import { waitUntil } from "@/local/processes";
import type { Relay } from "@/local/realtime/relay";
import { openRelay } from "@/local/realtime/testing";
import { inbound, send } from "@/local/server/request";
import { bot, worker } from "@/local/testing/market";
import { type Answer, ask, browserOf, type Caller, keyOf } from "@/local/testing/request";
import { INBOX, topicOf } from "./topic";

const PATIENCE_MS = 20_000;
let relay: Relay;
let ada: Account;
let echo: Account;
let key: string;
let threadId: string;
let cookies: Caller;
let children: ChildProcess[] = [];

const server = createServer(async (request, response) => {
  const asked = inbound(request);
  await send(request, response, await (asked.path.startsWith("/api/ai/") ? givegigs : gigiac).answer(asked));
});
const real = globalThis.fetch;
/** What a browser does with an address of our own. */
globalThis.fetch = async (path, init) => {
  if (!String(path).startsWith("/")) return real(path, init);
  const { status, json }: Answer = await ask(gigiac, `${init?.method} ${path}`, cookies);
  return Response.json(json, { status });
};

beforeAll(() => new Promise<void>((done) => server.listen(0, "127.0.0.1", done)));
beforeEach(async () => {
  ada = await worker("Ada");
  const owner = await worker("Owner");
  echo = await bot(owner, "Echo");
  ({ key } = await keyOf(owner.userId, echo.actorId));
  threadId = (await run<any>(openThread, ada, { participantIds: [echo.actorId] })).thread.id;
  cookies = await browserOf(ada.userId);
  relay = await openRelay();
  env.REALTIME_URL = relay.url;
});
afterEach(async () => {
  for (const child of children) child.kill();
  children = [];
  await waitUntil(() => relay.sockets.size === 0, 5_000);
  await relay.stop();
});
afterAll(async () => {
  server.close();
  await stopListening();
  await closeDatabase();
});

const becomes = (holds: () => boolean) => waitUntil(holds, PATIENCE_MS, 10);

/** A page that has the thread open: what it hears there, and in its inbox. */
function openPage() {
  const page = { present: [] as string[], typing: [] as unknown[], said: [] as string[], close: () => {} };
  const typing = topicOf(`typing:${threadId}`, ada.actorId).listen({
    onPresence: (present) => {
      page.present = present;
    },
    onEvent: (event, payload) => void (event === "typing" && page.typing.push(payload)),
  });
  const inbox = topicOf(INBOX).listen({
    onEvent: (event, payload) => void (event === "message" && page.said.push(payload.message.content)),
  });
  page.close = () => {
    typing();
    inbox();
  };
  return page;
}

test("the bot of the docs is seen in the browser: that it is there, that it types, and what it answers", async () => {
  const page = openPage();
  const { port } = server.address() as AddressInfo;
  const variables = { BASE: `http://127.0.0.1:${port}`, KEY: key, THREAD: threadId };
  const child = spawn(process.execPath, ["--input-type=module", "-e", liveExample], {
    env: { PATH: process.env.PATH, ...variables } as unknown as NodeJS.ProcessEnv,
    stdio: ["ignore", "ignore", "inherit"],
  });
  children.push(child);
  expect(await becomes(() => page.present.includes(echo.actorId))).toBe(true);
  await run(sendMessage, ada, { threadId, content: "Hello" });
  expect(await becomes(() => page.said.includes("You said: Hello"))).toBe(true);
  expect(page.typing).toEqual([{ id: echo.actorId, name: "Echo" }]);
  child.kill();
  expect(await becomes(() => !page.present.includes(echo.actorId))).toBe(true);
  page.close();
});

/** A bot's socket, frame by frame, in JSON alone. */
async function openSocket(token: { url: string; apikey: string }) {
  const at = `${token.url.replace("http", "ws")}/realtime/v1/websocket?vsn=1.0.0&apikey=${token.apikey}`;
  const socket = new WebSocket(at);
  const heard: any[] = [];
  socket.on("message", (data, isBinary) => heard.push(isBinary ? "bytes" : JSON.parse(data.toString())));
  await new Promise((done, fail) => socket.once("open", done).once("error", fail));
  let ref = 0;
  return {
    heard,
    say: (topic: string, event: string, payload: object) =>
      socket.send(JSON.stringify({ topic, event, payload, ref: String(++ref) })),
    hears: async (holds: (frame: any) => boolean) => {
      await becomes(() => heard.some(holds));
      return heard.find(holds);
    },
    close: () => socket.terminate(),
  };
}

test("a bot's bare websocket hears who is there and who types, all in JSON, and nothing of a thread it is not in", async () => {
  const { json: token } = await ask(gigiac, "POST /api/realtime/token", { "x-api-key": key });
  const socket = await openSocket(token);
  const topic = `realtime:typing:${threadId}`;
  const join = { config: { private: true, presence: { enabled: true, key: echo.actorId } }, access_token: token.token };
  socket.say(topic, "phx_join", join);
  expect(await socket.hears(({ event }) => event === "presence_state")).toEqual({
    topic,
    event: "presence_state",
    payload: {},
    ref: null,
  });
  expect(socket.heard[0]).toMatchObject({ topic, event: "phx_reply", payload: { status: "ok" }, ref: "1" });

  const page = openPage();
  const came = await socket.hears(({ event, payload }) => event === "presence_diff" && ada.actorId in payload.joins);
  expect(came.payload.joins[ada.actorId].metas).toHaveLength(1);
  topicOf(`typing:${threadId}`, ada.actorId).send("typing", { id: ada.actorId, name: "Ada" });
  const typed = await socket.hears(({ event }) => event === "broadcast");
  expect(typed.payload).toMatchObject({
    type: "broadcast",
    event: "typing",
    payload: { id: ada.actorId, name: "Ada" },
  });
  expect(socket.heard).not.toContain("bytes");

  const other = (await run<any>(openThread, ada, { participantIds: [(await worker("Eve")).actorId] })).thread.id;
  socket.say(`realtime:typing:${other}`, "phx_join", join);
  const refused = await socket.hears((frame) => frame.topic.endsWith(other));
  expect(refused.payload).toEqual({
    status: "error",
    response: { reason: `Unauthorized: You do not have permissions to read from this Channel topic: typing:${other}` },
  });
  await run(removeParticipant, ada, { threadId, targetUserId: echo.actorId });
  socket.say(topic, "phx_leave", {});
  socket.say(topic, "phx_join", join);
  const again = await socket.hears(
    ({ event, payload }) => event === "phx_reply" && payload.response?.reason?.endsWith(threadId),
  );
  expect(again.payload.status).toBe("error");
  socket.close();
  page.close();
});
