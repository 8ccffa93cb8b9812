import { createServer, get, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { closeDatabase } from "@/db";
import { waitUntil } from "../processes";
import type { Relay } from "../realtime/relay";
import { clientOf, closeClients, listen, openRelay, refusalOf, tokenFor } from "../realtime/testing";
import { person } from "../testing/market";
import { endPassedOn, passOn } from "./websockets";

let relay: Relay;
let server: Server;
let url: string;
beforeAll(async () => {
  relay = await openRelay();
  server = createServer((_, response) => response.end("a page"));
  server.on("upgrade", (request, socket, head) => passOn(Number(new URL(relay.url).port), request, socket, head));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await closeClients();
  server.closeAllConnections();
  server.close();
  await relay.stop();
  await closeDatabase();
});

/** What the server answers somebody who asks for a websocket there. */
const asksAt = (path: string) =>
  new Promise<number>((done, fail) => {
    const headers = {
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
    };
    get(url + path, { headers }, (answer) => done(answer.resume().statusCode!)).on("error", fail);
  });

test("a websocket of Realtime reaches the relay, in both directions, and what the relay refuses is told", async () => {
  const { actorId } = await person();
  const topic = `user:${actorId}`;
  const one = await listen(clientOf({ url }, tokenFor(actorId)), topic);
  relay.topics.say([topic], true, { event: "large", json: JSON.stringify({ text: "x".repeat(300_000) }) });
  expect((await one.hears(1))[0]!.payload.text).toHaveLength(300_000);
  expect(await refusalOf(clientOf({ url }, tokenFor("another")), topic)).toMatch(/^Unauthorized/);
  expect(await asksAt("/realtime/v1/websocket?apikey=nothing")).toBe(401);
});

test("any other websocket is answered that nothing is there", async () => {
  expect(await asksAt("/_next/hmr")).toBe(404);
  expect(await asksAt("/realtime/v2/websocket")).toBe(404);
});

test("a server that stops is not held up by those that are open", async () => {
  const { actorId } = await person();
  await listen(clientOf({ url }, tokenFor(actorId), { reconnectAfterMs: () => 60_000 }), `user:${actorId}`);
  const connections = () => new Promise<number>((done) => server.getConnections((_, count) => done(count)));
  expect(await connections()).toBeGreaterThan(0);
  endPassedOn();
  await closeClients();
  server.closeIdleConnections();
  expect(await waitUntil(async () => (await connections()) === 0, 3_000)).toBe(true);
});

test("whoever goes away is gone from the relay too", async () => {
  const { actorId } = await person();
  const client = clientOf({ url }, tokenFor(actorId));
  const before = relay.sockets.size;
  await listen(client, `user:${actorId}`);
  expect(relay.sockets.size).toBe(before + 1);
  await client.disconnect();
  expect(await waitUntil(() => relay.sockets.size === before, 3_000)).toBe(true);
});
