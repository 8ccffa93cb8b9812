import { eq } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { closeDatabase, db } from "@/db";
import { newId } from "@/db/id";
import { actorSkills, apiKeys, eventEntries, events } from "@/db/schema";
import { forgetKey, stopListening } from "@/lib/auth/keys";
import type { Account } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { transact } from "@/lib/core/transaction";
import { deleteMessage } from "@/lib/domain/chat/delete-message";
import { removeParticipant } from "@/lib/domain/chat/members";
import { openThread } from "@/lib/domain/chat/open";
import { sendMessage } from "@/lib/domain/chat/send";
import { acceptProposal } from "@/lib/domain/proposals/accept";
import { decideProposal } from "@/lib/domain/proposals/decide";
import { env } from "@/lib/env";
import type { Event } from "@/lib/events/catalog";
import { drain } from "@/lib/events/drain";
import { gigiac } from "@/lib/surfaces/gigiac";
import { sleep, waitUntil } from "@/local/processes";
import { codeOf } from "@/local/testing/accounts";
import { bot, person, postTask, propose, worker } from "@/local/testing/market";
import { ask, browserOf, type Caller, keyOf, newIp, nobody } from "@/local/testing/request";
import { fileEvent } from "./file";
import { forgetEntries } from "./housekeeping";
import { listEvents } from "./list";
import { MAX_WAITS, stopWaiting } from "./wait";

const BUDGET_MS = 60_000;
let poster: Account;
let owner: Account;
let robo: Account;

beforeEach(async () => {
  poster = await person("Poster", { dollars: 500 });
  owner = await person("Owner");
  robo = await bot(owner, "Robo");
});
afterAll(async () => {
  await stopWaiting();
  await stopListening();
  await closeDatabase();
});

type Page = { data: any[]; nextCursor: string; hasMore: boolean };
const read = (who: Account, input: object = {}) => run<Page>(listEvents, who, { wait: 0, ...input });
const namesOf = ({ data }: Page) => data.map(({ event }) => event);
const drained = () => drain(BUDGET_MS);
/** A notice of an event to one account, written as any is. */
const lowBalance = (userId: string, availableCents: number) =>
  transact({ kind: "system", job: "test" }, ({ emit }) =>
    emit("credits.low_balance", { userId, availableCents, thresholdCents: 500, refills: true }),
  );

describe("what concerns whoever acts", () => {
  test("is found once, in order, with the event's own id, from the first call on", async () => {
    const before = await postTask(poster);
    await run(acceptProposal, poster, { proposalId: (await propose(robo, before.id)).id });
    await drained();
    expect(await read(robo)).toMatchObject({ data: [], hasMore: false });

    const task = await postTask(poster);
    const offer = await propose(robo, task.id, { proposedAmount: 45 });
    await run(acceptProposal, poster, { proposalId: offer.id });
    await drained();
    const page = await read(robo);
    const [stored] = await db.select().from(events).where(eq(events.id, page.data[0].id));
    expect(page.data).toEqual([
      {
        id: stored!.id,
        event: "proposal.accepted",
        type: "proposal.accepted",
        timestamp: stored!.createdAt.toISOString(),
        data: { ...stored!.payload, proposedAmount: 45 },
      },
    ]);
    await fileEvent(stored as Event);
    expect(await read(robo, { after: page.nextCursor })).toEqual({
      data: [],
      nextCursor: page.nextCursor,
      hasMore: false,
    });
    expect(namesOf(await read(robo))).toEqual(["proposal.accepted"]);
  });

  test("is the bot's own where its key acts, the owner's where they do, and nobody else's", async () => {
    const [other, stranger] = [await bot(owner, "Other"), await person("Stranger")];
    const all = [robo, other, owner, stranger, poster];
    for (const one of all) await read(one);
    const task = await postTask(poster);
    const offer = await propose(robo, task.id);
    await run(decideProposal, poster, { proposalId: offer.id, action: "reject", reason: "Too late." });
    await lowBalance(owner.userId, 100);
    await drained();
    const found = await Promise.all(all.map((one) => read(one)));
    expect(found.map(namesOf)).toEqual([
      ["proposal.rejected"],
      [],
      ["credits.low_balance"],
      [],
      ["proposal.submitted"],
    ]);
    const [submitted] = found[4]!.data;
    expect(JSON.stringify(submitted.data)).not.toContain(owner.userId);
    expect(found[2]!.data[0].data).toMatchObject({ available: 1, availableCents: 100, threshold: 5 });
  });

  test("is new work for a bot that has the skill, and not for its owner's own tasks", async () => {
    const own = await bot(poster, "Own");
    for (const { actorId } of [robo, own])
      await db.insert(actorSkills).values({ actorId, slug: "gardening", label: "Gardening" });
    for (const one of [robo, own, owner]) await read(one);
    await postTask(poster, { requiredSkills: ["Gardening"] });
    await postTask(poster, { requiredSkills: ["Welding"] });
    await drained();
    expect((await read(robo)).data).toMatchObject([{ event: "task.created", data: { requiredSkills: ["gardening"] } }]);
    expect([await read(own), await read(owner)].flatMap(namesOf)).toEqual([]);
  });

  test("is every message to it, also in a burst; how it began is gone with the message, and for whoever is removed", async () => {
    const [speaker, hearer] = [await worker("Speaker"), await person("Hearer")];
    const { thread } = await run<any>(openThread, speaker, { participantIds: [robo.actorId, hearer.actorId] });
    for (const one of [robo, hearer, speaker]) await read(one);
    const say = async (content: string) =>
      (await run<any>(sendMessage, speaker, { threadId: thread.id, content })).message.id;
    const [first] = [await say("One"), await say("Two"), await say("Three")];
    await drained();
    const previews = async (who: Account) => (await read(who)).data.map(({ data }) => data.preview);
    expect(await previews(robo)).toEqual(["One", "Two", "Three"]);
    expect(await previews(speaker)).toEqual([]);
    await run(deleteMessage, speaker, { threadId: thread.id, messageId: first });
    expect(await previews(robo)).toEqual([null, "Two", "Three"]);
    await run(removeParticipant, speaker, { threadId: thread.id, targetUserId: robo.actorId });
    await say("Four");
    await drained();
    expect(await previews(robo)).toEqual([null, null, null]);
    expect(await previews(hearer)).toEqual([null, "Two", "Three", "Four"]);
  });
});

describe("a cursor", () => {
  test("walks page by page, of the wanted types alone, and passes the others", async () => {
    await read(poster);
    const task = await postTask(poster);
    for (const name of ["A", "B", "C"]) await propose(await person(name), task.id);
    await lowBalance(poster.userId, 1);
    await drained();
    const types = "proposal.submitted";
    const first = await read(poster, { limit: 2, types });
    expect([namesOf(first), first.hasMore]).toEqual([[types, types], true]);
    const second = await read(poster, { limit: 2, types, after: first.nextCursor });
    expect([namesOf(second), second.hasMore]).toEqual([[types], false]);
    expect(namesOf(await read(poster, { after: second.nextCursor }))).toEqual([]);
    expect(namesOf(await read(poster, { after: first.nextCursor }))).toEqual([types, "credits.low_balance"]);
  });

  test("misses nothing that commits late, though its id and its time are older", async () => {
    await read(owner);
    const slow = postgres(process.env.DATABASE_OWNER_URL!, { max: 1 });
    const late = newId("evt");
    let commit = () => {};
    const waits = new Promise<void>((done) => {
      commit = done;
    });
    let isWritten = () => {};
    const written = new Promise<void>((done) => {
      isWritten = done;
    });
    const payload = JSON.stringify({ userId: owner.userId, availableCents: 1, thresholdCents: 2, refills: true });
    const writing = slow.begin(async (tx) => {
      await tx`insert into events (id, name, payload) values (${late}, 'credits.low_balance', ${payload}::text::jsonb)`;
      isWritten();
      await waits;
    });
    await written;
    await sleep(5);
    await lowBalance(owner.userId, 2);
    await drained();
    const before = await read(owner);
    expect(before.data).toHaveLength(1);
    expect(before.data[0].id > late).toBe(true);
    commit();
    await writing;
    await drained();
    const after = await read(owner, { after: before.nextCursor });
    expect(after.data.map(({ id }) => id)).toEqual([late]);
    await slow.end();
  });

  test("misses nothing and repeats nothing while many write and several drain", async () => {
    await read(owner);
    let isWriting = true;
    const seen: string[] = [];
    const reading = (async () => {
      let after: string | undefined;
      for (let quiet = 0; quiet < 2; ) {
        const page = await read(owner, { ...(after && { after }), limit: 7 });
        seen.push(...page.data.map(({ id }) => id));
        after = page.nextCursor;
        if (page.data.length === 0 && !isWriting) quiet++;
      }
    })();
    const draining = [1, 2].map(async () => {
      while (isWriting) await drained();
    });
    await Promise.all(Array.from({ length: 120 }, (_, n) => lowBalance(owner.userId, n)));
    await drained();
    await waitUntil(
      async () => (await db.$count(eventEntries, eq(eventEntries.actorId, owner.actorId))) === 120,
      30_000,
    );
    isWriting = false;
    await Promise.all([...draining, reading]);
    expect(seen).toHaveLength(120);
    expect(new Set(seen).size).toBe(120);
  });

  test.each(["x", "MTIz", Buffer.from("events|-1|user_01k9y5t8w3a7c2e4g6h8j0k1m3").toString("base64url")])(
    "that was not given out is refused: %s",
    async (after) => {
      expect(await codeOf(read(owner, { after }))).toBe("INVALID_INPUT");
    },
  );

  test("of another is refused", async () => {
    const { nextCursor } = await read(robo);
    expect(await codeOf(read(owner, { after: nextCursor }))).toBe("INVALID_INPUT");
  });
});

describe("GET /api/events", () => {
  const EVENTS = "GET /api/events";
  const waiting = (caller: Caller, search = "") => ask(gigiac, `${EVENTS}?wait=20${search}`, caller);
  /** Until whoever asked just now waits. */
  const settle = () => sleep(150);

  test("answers in the API's own names, and goes on from its cursor", async () => {
    const caller = await keyOf(owner.userId);
    await ask(gigiac, `${EVENTS}?wait=0`, caller);
    await lowBalance(owner.userId, 250);
    await drained();
    const { status, json, headers } = await ask(gigiac, `${EVENTS}?wait=0&types=credits.low_balance`, caller);
    expect(status).toBe(200);
    expect(json).toEqual({
      data: [
        {
          id: expect.stringMatching(/^evt_/),
          event: "credits.low_balance",
          type: "credits.low_balance",
          timestamp: expect.any(String),
          data: {
            user_id: owner.userId,
            available_cents: 250,
            available: 2.5,
            threshold_cents: 500,
            threshold: 5,
            refills: true,
          },
        },
      ],
      next_cursor: expect.any(String),
      has_more: false,
    });
    expect(headers["X-RateLimit-Limit"]).toBe("120");
    const next = await ask(gigiac, `${EVENTS}?wait=0&after=${json.next_cursor}`, caller);
    expect(next.json).toMatchObject({ data: [], next_cursor: json.next_cursor });
  });

  test("is for whoever has an account, and waits for no longer than it may", async () => {
    expect((await ask(gigiac, EVENTS, nobody)).status).toBe(401);
    const caller = await browserOf(owner.userId);
    for (const search of ["wait=26", "wait=-1", "limit=101", "after=x"])
      expect((await ask(gigiac, `${EVENTS}?${search}`, caller)).status, search).toBe(400);
  });

  test("is woken by the commit of what it waits for, and by nothing else", async () => {
    const caller = await keyOf(owner.userId, robo.actorId);
    const began = performance.now();
    const answer = waiting(caller);
    await settle();
    await lowBalance(owner.userId, 1);
    await drained();
    const task = await postTask(poster);
    await run(acceptProposal, poster, { proposalId: (await propose(robo, task.id)).id });
    await drained();
    const { json } = await answer;
    expect(json.data.map(({ event }: any) => event)).toEqual(["proposal.accepted"]);
    expect(performance.now() - began).toBeLessThan(15_000);
  });

  test("answers empty when the time is over, with a cursor to go on from", async () => {
    const caller = await keyOf(owner.userId);
    const began = performance.now();
    const { status, json } = await ask(gigiac, `${EVENTS}?wait=1`, caller);
    expect([status, json.data, json.has_more]).toEqual([200, [], false]);
    expect(performance.now() - began).toBeGreaterThan(950);
    expect((await ask(gigiac, `${EVENTS}?wait=0&after=${json.next_cursor}`, caller)).status).toBe(200);
  });

  test("tells a key that was revoked while it waited nothing more", async () => {
    const caller = await keyOf(owner.userId);
    const answer = waiting(caller);
    await settle();
    const [revoked] = await db
      .update(apiKeys)
      .set({ revokedAt: new Date() })
      .where(eq(apiKeys.userId, owner.userId))
      .returning();
    forgetKey(revoked!.keyHash);
    await lowBalance(owner.userId, 1);
    await drained();
    expect((await answer).status).toBe(401);
    expect((await ask(gigiac, EVENTS, caller)).status).toBe(401);
  });

  test(`lets a key wait ${MAX_WAITS} times at once, and gives a place back that was left`, async () => {
    const caller = await keyOf(owner.userId);
    const gone = new Map<number, () => void>();
    const open = Array.from({ length: MAX_WAITS }, (_, n) =>
      gigiac.answer({
        method: "GET",
        path: "/api/events",
        search: "wait=20",
        header: (name) => caller[name],
        body: async () => Buffer.alloc(0),
        ip: newIp(),
        onGone(handler) {
          gone.set(n, handler);
          return () => {};
        },
      }),
    );
    await waitUntil(() => gone.size === MAX_WAITS, 5_000, 5);
    const refused = await waiting(caller);
    expect([refused.status, refused.headers["Retry-After"]]).toEqual([429, "1"]);
    expect((await ask(gigiac, `${EVENTS}?wait=0`, caller)).status).toBe(200);
    const began = performance.now();
    gone.get(0)!();
    await open[0];
    const again = waiting(caller, "&limit=1");
    await settle();
    await lowBalance(owner.userId, 1);
    await drained();
    for (const { body } of await Promise.all([...open.slice(1), again])) expect(JSON.parse(body).data).toHaveLength(1);
    expect(performance.now() - began).toBeLessThan(15_000);
  });

  test("looks now and then where Postgres cannot wake it", async () => {
    await stopWaiting();
    Object.assign(env, { DATABASE_POOLER: true });
    try {
      const answer = waiting(await keyOf(owner.userId));
      await settle();
      await lowBalance(owner.userId, 1);
      await drained();
      expect((await answer).json.data).toHaveLength(1);
    } finally {
      Object.assign(env, { DATABASE_POOLER: undefined });
    }
  });

  test("goes on when the connection that wakes it is cut", async () => {
    const caller = await keyOf(owner.userId);
    const answer = waiting(caller);
    await settle();
    const admin = postgres(process.env.DATABASE_OWNER_URL!, { max: 1 });
    await admin`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'bothand-listener' and datname = current_database()`;
    await lowBalance(owner.userId, 1);
    await drained();
    expect((await answer).json.data).toHaveLength(1);
    await admin.end();
  });
});

test("what was put down a month ago is forgotten, and the count goes on", async () => {
  await read(owner);
  await lowBalance(owner.userId, 1);
  await drained();
  const { nextCursor } = await read(owner);
  await forgetEntries(new Date(Date.now() + 31 * 86_400_000));
  expect((await read(owner)).data).toEqual([]);
  await lowBalance(owner.userId, 2);
  await drained();
  expect((await read(owner, { after: nextCursor })).data).toHaveLength(1);
});
