import { generateKeyPairSync, sign } from "node:crypto";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { closeDatabase } from "@/db";
import type { Account } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { removeParticipant } from "@/lib/domain/chat/members";
import { openThread } from "@/lib/domain/chat/open";
import { sendMessage } from "@/lib/domain/chat/send";
import { sleep, waitUntil } from "../processes";
import { bot, person } from "../testing/market";
import type { Relay } from "./relay";
import { clientOf, closeClients, listen, listenAtOnce, openRelay, refusalOf, tokenFor } from "./testing";

const owner = postgres(process.env.DATABASE_OWNER_URL!, { max: 1, onnotice() {} });
const NO_READING = "Unauthorized: You do not have permissions to read from this Channel topic: ";
let relay: Relay;
let ada: Account;
let ben: Account;
let eve: Account;
let threadId: string;

beforeAll(async () => {
  [ada, ben, eve] = [await bot(await person(), "Ada"), await person("Ben"), await person("Eve")];
});
beforeEach(async () => {
  relay = await openRelay();
  threadId = (await run<any>(openThread, ada, { participantIds: [ben.actorId] })).thread.id;
});
afterEach(async () => {
  await closeClients();
  await relay.stop();
});
afterAll(async () => {
  await owner.end();
  await closeDatabase();
});

const inbox = ({ actorId }: Account) => `user:${actorId}`;
const typing = () => `typing:${threadId}`;
const as = (who: Account, claims: object = {}, options: object = {}) =>
  clientOf(relay, tokenFor(who.actorId, claims), options);
const send = (topic: string, payload: object, event = "test", isPrivate = true) =>
  owner`select realtime.send(${JSON.stringify(payload)}::text::jsonb, ${event}, ${topic}, ${isPrivate})`;
const say = (content: string) => run<any>(sendMessage, ada, { threadId, content });

describe.each(["1.0.0", "2.0.0"])("version %s", (vsn) => {
  const speaks = { vsn };

  describe("who may join", () => {
    test("one's own inbox, and the typing of a thread that one is in", async () => {
      expect(await refusalOf(as(ben, {}, speaks), inbox(ben))).toBe("joined");
      expect(await refusalOf(as(ada, {}, speaks), inbox(ada))).toBe("joined");
      expect(await refusalOf(as(ben, {}, speaks), typing())).toBe("joined");
    });

    test.each<[string, () => string]>([
      ["another's inbox", () => inbox(ada)],
      ["a thread that one is not in", typing],
      ["a thread that does not exist", () => "typing:thread_nowhere"],
      ["an unknown kind of topic", () => "chat:1"],
      ["a topic without a name", () => "user:"],
      ["a malformed task", () => "task:'; drop table users"],
    ])("not %s, and the socket lives on", async (_, topic) => {
      const client = as(eve, {}, speaks);
      expect(await refusalOf(client, topic())).toBe(NO_READING + topic());
      expect(await refusalOf(client, inbox(eve))).toBe("joined");
    });

    test("without a token only what is public", async () => {
      const client = clientOf(relay, undefined, speaks);
      expect(await refusalOf(client, inbox(ben))).toBe(NO_READING + inbox(ben));
      expect(await refusalOf(client, typing())).toBe(NO_READING + typing());
      expect(await refusalOf(client, "task:task_1")).toBe("joined");
    });

    test.each<[string, () => string, RegExp]>([
      [
        "forged",
        () => tokenFor(ben.actorId, { secret: "another" }),
        /^JwtSignatureError: Failed to validate JWT signature$/,
      ],
      ["expired", () => tokenFor(ben.actorId, { seconds: -5 }), /^InvalidJWTToken: Token has expired \d+ seconds ago$/],
      ["malformed", () => "a.b", /^MalformedJWT: The token provided is not a valid JWT$/],
      [
        "without a role",
        () => tokenFor(ben.actorId, { role: undefined }),
        /^InvalidJWTToken: Fields `role` and `exp` are required in JWT$/,
      ],
      [
        "without an end",
        () => tokenFor(ben.actorId, { exp: undefined }),
        /^InvalidJWTToken: Fields `role` and `exp` are required in JWT$/,
      ],
      ["of nobody", () => tokenFor(""), /^Unauthorized/],
      ["of an unknown role", () => tokenFor(ben.actorId, { role: "postgres" }), /^Unauthorized/],
    ])("not with a token that is %s", async (_, token, reason) => {
      expect(await refusalOf(clientOf(relay, token(), speaks), inbox(ben))).toMatch(reason);
    });

    test("not a channel that is not private", async () => {
      expect(await refusalOf(as(ben, {}, speaks), "lobby", { config: { private: false } })).toBe(
        "PrivateOnly: This project only allows private channels",
      );
    });
  });

  describe("what the database says", () => {
    test("is heard after the commit alone, with the id of its row", async () => {
      const { heard, hears } = await listen(as(ben, {}, speaks), inbox(ben));
      await owner.begin(async (tx) => {
        await tx`select realtime.send('{"n": 1}', 'test', ${inbox(ben)}, true)`;
        await sleep(100);
        expect(heard).toEqual([]);
      });
      await owner
        .begin(async (tx) => {
          await tx`select realtime.send('{"n": 2}', 'test', ${inbox(ben)}, true)`;
          throw new Error("undone");
        })
        .catch(() => {});
      await send(inbox(ben), { n: 3 });
      const [first, second] = await hears(2);
      expect([first!.payload.n, second!.payload.n]).toEqual([1, 3]);
      expect(first!.meta!.id).toBe(first!.payload.id);
    });

    test("may be two hundred thousand bytes, in any letters", async () => {
      const { hears } = await listen(as(ben, {}, speaks), inbox(ben));
      const text = "ü€😀\0".replace("\0", "\\").repeat(20_000);
      await send(inbox(ben), { id: "big", text });
      expect((await hears(1))[0]!.payload).toEqual({ id: "big", text });
    });

    test("three hundred times comes in order, to each of two clients", async () => {
      const ears = [await listen(as(ben, {}, speaks), inbox(ben)), await listen(as(ben, {}, speaks), inbox(ben))];
      for (let n = 0; n < 300; n++) await send(inbox(ben), { n });
      for (const { hears } of ears)
        expect((await hears(300)).map(({ payload }) => payload.n)).toEqual(Array.from({ length: 300 }, (_, n) => n));
    });

    test("is heard on no other topic, nor on the public one of the same name", async () => {
      await relay.stop();
      relay = await openRelay({ privateOnly: false });
      const other = await listen(as(ada, {}, speaks), inbox(ada));
      const open = await listen(as(ben, {}, speaks), inbox(ben), { config: { private: false } });
      const own = await listen(as(ben, {}, speaks), inbox(ben));
      await send(inbox(ben), { n: 1 });
      await own.hears(1);
      await send(inbox(ben), { n: 2 }, "test", false);
      await open.hears(1);
      await sleep(100);
      expect([own, open, other].map(({ heard }) => heard.map(({ payload }) => payload.n))).toEqual([[1], [2], []]);
    });

    test("before the join is told on request, marked as such", async () => {
      await send(inbox(ben), { n: "old" });
      const since = Date.now() - 1000;
      await owner`update realtime.messages set inserted_at = now() - interval '1 hour' where payload ->> 'n' = 'old'`;
      for (let n = 0; n < 30; n++) await send(inbox(ben), { n });
      const { hears } = await listen(as(ben, {}, speaks), inbox(ben), {
        config: { broadcast: { replay: { since, limit: 5 } } },
      });
      const heard = await hears(5);
      expect(heard.map(({ payload }) => payload.n)).toEqual([25, 26, 27, 28, 29]);
      expect(heard[0]!.meta).toMatchObject({ replayed: true });
    });
  });

  describe("what clients say", () => {
    test("reaches the others of a thread and not oneself, and is acknowledged", async () => {
      const config = { broadcast: { ack: true } };
      const [one, other] = [
        await listen(as(ben, {}, speaks), typing(), { config }),
        await listen(as(ada, {}, speaks), typing()),
      ];
      expect(await one.channel.send({ type: "broadcast", event: "typing", payload: { id: ben.actorId } })).toBe("ok");
      expect(await other.hears(1)).toMatchObject([
        { type: "broadcast", event: "typing", payload: { id: ben.actorId } },
      ]);
      await sleep(50);
      expect(one.heard).toEqual([]);
    });

    test("reaches oneself where that is asked for", async () => {
      const one = await listen(as(ben, {}, speaks), typing(), { config: { broadcast: { self: true } } });
      one.channel.send({ type: "broadcast", event: "typing", payload: { n: 1 } });
      expect(await one.hears(1)).toMatchObject([{ event: "typing", payload: { n: 1 } }]);
    });

    test("on an inbox or a task's topic is dropped without a word, by the socket and over HTTP", async () => {
      const config = { broadcast: { ack: true, self: true } };
      for (const topic of [inbox(ben), "task:task_1"]) {
        const { channel, heard } = await listen(as(ben, {}, { ...speaks, timeout: 300 }), topic, { config });
        const forged = { type: "broadcast", event: "message", payload: { message: { content: "forged" } } } as const;
        expect(await channel.send(forged)).toBe("timed out");
        await expect(channel.httpSend("message", { forged: true })).rejects.toThrow("Unauthorized");
        await sleep(50);
        expect(heard).toEqual([]);
      }
    });

    test("over HTTP reaches those who listen where the policies allow it", async () => {
      const [one, other] = [await listen(as(ben, {}, speaks), typing()), await listen(as(ada, {}, speaks), typing())];
      expect(await one.channel.httpSend("typing", { n: 1 })).toEqual({ success: true });
      expect(await other.hears(1)).toMatchObject([{ event: "typing", payload: { n: 1 } }]);
    });
  });

  test("who is there is told at the join, with each change, and when a tab is closed", async () => {
    const config = (key: string) => ({ presence: { key, enabled: true } });
    const [benClient, adaClient] = [as(ben, {}, speaks), as(ada, {}, speaks)];
    const one = await listen(benClient, typing(), { config: config(ben.actorId) });
    await one.channel.track({ at: 1 });
    const other = await listen(adaClient, typing(), { config: config(ada.actorId) });
    const there = (ear: typeof one) => Object.keys(ear.channel.presenceState()).sort();
    const sees = (ear: typeof one, keys: string[]) =>
      waitUntil(() => String(there(ear)) === String(keys.sort()), 3000, 5);
    expect(await sees(other, [ben.actorId])).toBe(true);
    await other.channel.track({ at: 1 });
    expect(await sees(one, [ada.actorId, ben.actorId])).toBe(true);
    await other.channel.track({ at: 2 });
    expect(await waitUntil(() => (one.channel.presenceState()[ada.actorId]?.[0] as any)?.at === 2, 3000, 5)).toBe(true);
    expect(one.channel.presenceState()[ada.actorId]).toHaveLength(1);
    await other.channel.untrack();
    expect(await sees(one, [ben.actorId])).toBe(true);
    await other.channel.track({ at: 3 });
    expect(await sees(one, [ada.actorId, ben.actorId])).toBe(true);
    // A closed tab says nothing: its connection ends.
    (adaClient as any).socketAdapter.getSocket().conn.close();
    await adaClient.disconnect();
    expect(await sees(one, [ben.actorId])).toBe(true);
  });
});

describe("tokens", () => {
  test.each<[string, () => any]>([
    ["ES256", () => generateKeyPairSync("ec", { namedCurve: "P-256" })],
    ["RS256", () => generateKeyPairSync("rsa", { modulusLength: 2048 })],
  ])("may be signed with one's own key, %s, by its name", async (alg, make) => {
    const [own, foreign] = [make(), make()];
    await relay.stop();
    const jwk = { ...own.publicKey.export({ format: "jwk" }), kid: "k1", alg };
    relay = await openRelay({ keys: { jwks: [jwk] } });
    const signed = (key: any, kid: string) => {
      const exp = Math.floor(Date.now() / 1000) + 60;
      const text = [
        { alg, kid },
        { sub: ben.actorId, role: "authenticated", exp },
      ]
        .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
        .join(".");
      return `${text}.${sign("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
    };
    expect(await refusalOf(clientOf(relay, signed(own.privateKey, "k1")), inbox(ben))).toBe("joined");
    expect(await refusalOf(clientOf(relay, signed(foreign.privateKey, "k1")), inbox(ben))).toMatch(
      /^JwtSignatureError/,
    );
    expect(await refusalOf(clientOf(relay, signed(own.privateKey, "k2")), inbox(ben))).toMatch(/^JwtSignatureError/);
    expect(await refusalOf(as(ben), inbox(ben))).toMatch(/^JwtSignatureError/);
  });

  test("renewed in time keep the channel; a new one that is another's ends it", async () => {
    let token = tokenFor(ben.actorId, { seconds: 2 });
    const client = clientOf(relay, async () => token);
    const { states, hears } = await listen(client, inbox(ben));
    token = tokenFor(ben.actorId, { seconds: 600 });
    await client.setAuth();
    await sleep(2200);
    await send(inbox(ben), { n: 1 });
    await hears(1);
    expect(states).toEqual(["SUBSCRIBED"]);
    token = tokenFor(eve.actorId);
    await client.setAuth();
    expect(await waitUntil(() => states.includes("CLOSED"), 3000)).toBe(true);
  });

  test("not renewed end the channel, which says why and does not come back", async () => {
    const client = as(ben, { seconds: 1 });
    const { channel, states, heard } = await listen(client, inbox(ben));
    const said: string[] = [];
    channel.on("system", {}, ({ message }: any) => said.push(message));
    expect(await waitUntil(() => states.includes("CLOSED"), 3000)).toBe(true);
    expect(said[0]).toMatch(/^Token has expired \d+ seconds ago$/);
    await send(inbox(ben), { n: 1 });
    await sleep(300);
    expect(states).toEqual(["SUBSCRIBED", "CLOSED"]);
    expect(heard).toEqual([]);
  });

  test("that ended while the client was away are refused, and the next one is taken", async () => {
    let token = tokenFor(ben.actorId, { seconds: 1 });
    const client = clientOf(relay, async () => token);
    const { states, hears } = await listen(client, inbox(ben));
    const { port } = new URL(relay.url);
    await relay.stop();
    await sleep(1200);
    token = tokenFor(ben.actorId);
    relay = await openRelay({ port: Number(port) });
    expect(await waitUntil(() => states.at(-1) === "SUBSCRIBED" && states.length > 1, 15_000)).toBe(true);
    await send(inbox(ben), { n: 1 });
    await hears(1);
  });

  test("not yet known at the first join are missed by it; known first, they are not", async () => {
    const slow = async () => {
      await sleep(30);
      return tokenFor(ben.actorId);
    };
    const race = listenAtOnce(clientOf(relay, slow), inbox(ben));
    await expect(race.joined).rejects.toThrow("Unauthorized");
    expect(await refusalOf(clientOf(relay, slow), inbox(ben))).toBe("joined");
  });
});

test("bytes that a client says are heard as bytes by whoever speaks a version that has them, and by nobody else", async () => {
  const [one, other, old] = [
    await listen(as(ben), typing()),
    await listen(as(ada), typing()),
    await listen(as(ada, {}, { vsn: "1.0.0" }), typing()),
  ];
  const payload = new Uint8Array([0, 1, 255, 128]).buffer;
  one.channel.send({ type: "broadcast", event: "bytes", payload });
  const [heard] = await other.hears(1);
  expect(heard).toMatchObject({ event: "bytes" });
  expect([...new Uint8Array(heard!.payload)]).toEqual([0, 1, 255, 128]);
  one.channel.send({ type: "broadcast", event: "typing", payload: { n: 1 } });
  expect(await old.hears(1)).toMatchObject([{ event: "typing", payload: { n: 1 } }]);
});

test("whoever was removed hears no more messages at once, and joins the thread's typing no more", async () => {
  const before = await listen(as(ben), inbox(ben));
  await say("Before");
  await before.hears(1);
  await run(removeParticipant, ada, { threadId, targetUserId: ben.actorId });
  await say("After");
  await send(inbox(ben), {}, "mark");
  await waitUntil(() => before.heard.some(({ event }) => event === "mark"), 3000, 5);
  const texts = before.heard.filter(({ event }) => event === "message").map(({ payload }) => payload.message.content);
  expect(texts).toEqual(["Before"]);
  expect(await refusalOf(as(ben), typing())).toBe(NO_READING + typing());
});

describe("what breaks", () => {
  test("a relay that was started again is joined by itself, and heard", async () => {
    const { states, hears } = await listen(as(ben), inbox(ben));
    const { port } = new URL(relay.url);
    await relay.stop();
    relay = await openRelay({ port: Number(port) });
    expect(await waitUntil(() => states.filter((state) => state === "SUBSCRIBED").length === 2, 15_000)).toBe(true);
    await say("Back");
    expect((await hears(1))[0]!.payload.message.content).toBe("Back");
  });

  test("a database connection that was ended sends all away, who come back and hear", async () => {
    const { states, hears } = await listen(as(ben), inbox(ben));
    await owner`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'bothand-relay' and datname = current_database()`;
    expect(await waitUntil(() => states.filter((state) => state === "SUBSCRIBED").length === 2, 15_000)).toBe(true);
    await say("Back");
    expect((await hears(1))[0]!.payload.message.content).toBe("Back");
  });

  test("a policy that raises refuses with no more than that it is unknown why, and the socket lives on", async () => {
    await owner`create policy broken on realtime.messages for select to authenticated
      using (case when realtime.topic() = 'user:broken' then 1 / (length(topic) - 11) = 1 else false end)`;
    try {
      const client = as(ben);
      expect(await refusalOf(client, "user:broken")).toBe("Unknown Error on Channel");
      expect(await refusalOf(client, inbox(ben))).toBe("joined");
    } finally {
      await owner`drop policy broken on realtime.messages`;
    }
  });
});
