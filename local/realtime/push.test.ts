import { sql as drizzleSql, eq } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { closeDatabase, db } from "@/db";
import { apiKeys, messages } from "@/db/schema";
import type { Account, Actor } from "@/lib/core/context";
import type { Operation } from "@/lib/core/operation";
import { run } from "@/lib/core/run";
import { transact } from "@/lib/core/transaction";
import { deleteMessage } from "@/lib/domain/chat/delete-message";
import { editThread } from "@/lib/domain/chat/edit";
import { loadThread } from "@/lib/domain/chat/history";
import { createInvite } from "@/lib/domain/chat/invite";
import { joinThread } from "@/lib/domain/chat/join";
import { appointCaptain, removeParticipant } from "@/lib/domain/chat/members";
import { openThread } from "@/lib/domain/chat/open";
import { markRead } from "@/lib/domain/chat/read";
import { sendMessage } from "@/lib/domain/chat/send";
import { deleteComment } from "@/lib/domain/comments/delete";
import { postComment } from "@/lib/domain/comments/post";
import { deleteNotification } from "@/lib/domain/notifications/delete";
import { readAllNotifications, readNotification } from "@/lib/domain/notifications/read";
import { tellDue } from "@/lib/domain/notifications/tell";
import { drain } from "@/lib/events/drain";
import { waitUntil } from "../processes";
import { startFileServer } from "../testing/files";
import { bot, person, postTask } from "../testing/market";
import { keyOf } from "../testing/request";
import type { Relay } from "./relay";
import { clientOf, closeClients, type Ear, listen, openRelay, refusalOf, tokenFor } from "./testing";

const owner = postgres(process.env.DATABASE_OWNER_URL!, { max: 1, onnotice() {} });
let relay: Relay;
let ada: Account;
let ben: Account;
let cleo: Account;
let threadId: string;

beforeAll(async () => {
  relay = await openRelay();
});
afterEach(closeClients);
afterAll(async () => {
  await relay.stop();
  await owner.end();
  await closeDatabase();
});
beforeEach(async () => {
  [ada, ben, cleo] = [await bot(await person(), "Ada"), await person("Ben"), await person("Cleo")];
  threadId = (await run<any>(openThread, ada, { participantIds: [ben.actorId, cleo.actorId] })).thread.id;
});

/** What is told from now on: what was committed just before may still be on its way. */
async function ear(who: Account): Promise<Ear> {
  const one = await listen(clientOf(relay, tokenFor(who.actorId)), `user:${who.actorId}`);
  await settled(one);
  one.heard.length = 0;
  return one;
}
const say = async (who: Actor, fields: object = {}): Promise<any> =>
  (await run<any>(sendMessage, who, { threadId, content: "Hello", ...fields })).message;
/** What was heard, without the id that Realtime adds to a payload that has none. */
const told = ({ heard }: Ear) =>
  heard.map(({ event, payload: { id, ...rest }, meta }) => ({ event, ...(id !== meta?.id && { id }), ...rest }));
/** Everything that went before has arrived once this has. */
async function settled(...ears: Ear[]) {
  const mark = `mark ${Math.random()}`;
  for (const { channel } of ears) {
    const topic = channel.topic.slice("realtime:".length);
    await owner`select realtime.send('{}', ${mark}, ${topic}, true)`;
  }
  for (const one of ears) {
    while (!one.heard.some(({ event }) => event === mark)) await one.hears(one.heard.length + 1);
    one.heard.splice(
      one.heard.findIndex(({ event }) => event === mark),
      1,
    );
  }
}

describe("a message", () => {
  test("reaches everybody in the thread as the API answers it, with its files and what it answers", async () => {
    const files = await startFileServer();
    const ears = [await ear(ada), await ear(ben), await ear(cleo)];
    const first = await say(ben, { content: `Tab\t"quotes" <b> 日本語 ${"x".repeat(300)}` });
    const fileUrls = [files.put("/a.txt", "one"), files.put("/b.txt", "two")];
    const second = await say(ada, { content: "See both.", replyToId: first.id, fileUrls });
    await files.stop();
    await settled(...ears);
    const wire = JSON.parse(JSON.stringify([first, second]).replaceAll("http://localhost:3000/", "/"));
    expect(wire[1].attachments).toHaveLength(2);
    for (const one of ears) expect(told(one)).toEqual(wire.map((message: unknown) => ({ event: "message", message })));
  });

  test("is told with its commit, once; not of a rollback, a savepoint undone, a refusal or a rehearsal", async () => {
    const one = await ear(ben);
    const attempt = transact({ kind: "system", job: "test" }, async () => {
      await run(sendMessage, ada, { threadId, content: "Never" }, { dryRun: true });
      throw new Error("undone");
    });
    await expect(attempt).rejects.toThrow("undone");
    await expect(say(await person("Stranger"))).rejects.toThrow("No such thread");
    const insert = (id: string) =>
      drizzleSql`insert into messages (id, thread_id, seq, sender_id, owner_id, by_ai, content)
        values (${id}, ${threadId}, ${Number(id.slice(4)) + 100}, ${ada.actorId}, ${ada.userId}, true, ${id})`;
    await db.transaction(async (tx) => {
      await tx.execute(insert("msg_1"));
      await tx
        .transaction(async (inner) => {
          await inner.execute(insert("msg_2"));
          throw new Error("undone");
        })
        .catch(() => {});
      await tx.execute(insert("msg_3"));
      await new Promise((done) => setTimeout(done, 100));
      expect(one.heard).toEqual([]);
    });
    await settled(one);
    expect(one.heard.map(({ payload }) => payload.message.content)).toEqual(["msg_1", "msg_3"]);
  });

  test("that is deleted before its commit is not told; afterwards its deletion is", async () => {
    const one = await ear(ben);
    const { id, seq } = await say(ben);
    await settled(one);
    one.heard.length = 0;
    await run(deleteMessage, ada, { threadId, messageId: id });
    await db.transaction(async (tx) => {
      await tx.insert(messages).values({
        id: "msg_9",
        threadId,
        seq: 90,
        senderId: ada.actorId,
        ownerId: ada.userId,
        byAi: true,
        content: "",
      });
      await tx.update(messages).set({ deletedAt: new Date() }).where(eq(messages.id, "msg_9"));
    });
    await settled(one);
    expect(told(one)[0]).toEqual({ event: "message_deleted", threadId, id, seq });
    expect(one.heard.filter(({ event }) => event === "message")).toEqual([]);
  });

  test("does not reach whoever was removed, from the removal's own announcement on", async () => {
    const [one, other] = [await ear(ben), await ear(cleo)];
    await say(ada, { content: "Before" });
    await run(removeParticipant, ada, { threadId, targetUserId: ben.actorId });
    await say(ada, { content: "After" });
    await settled(one, other);
    const texts = ({ heard }: Ear) =>
      heard.filter(({ event }) => event === "message").map((said) => said.payload.message.content);
    expect(texts(other)).toEqual(["Before", "Ben was removed.", "After"]);
    expect(texts(one)).toEqual(["Before"]);
    expect(told(one)).toContainEqual({ event: "thread", threadId });
  });

  test("of before their time does not reach whoever joins with it", async () => {
    const dana = await person("Dana");
    const one = await ear(dana);
    const { inviteUrl } = (await run<any>(createInvite, ada, { threadId })).invite;
    await say(ada, { content: "Among us" });
    await run(joinThread, dana, { token: inviteUrl.split("/").at(-1) });
    await settled(one);
    const { messages: read } = await run<any>(loadThread, dana, { threadId });
    const heard = one.heard.filter(({ event }) => event === "message").map(({ payload }) => payload.message.id);
    expect(read.map(({ id }: any) => id)).toEqual(expect.arrayContaining(heard));
    expect(told(one)).toContainEqual({ event: "thread", threadId });
  });

  test("three hundred come in the order of their numbers, written by many at once", async () => {
    const one = await ear(ben);
    const speakers = [ada, ben, cleo];
    await Promise.all(Array.from({ length: 300 }, (_, n) => say(speakers[n % 3]!, { content: String(n) })));
    await settled(one);
    const seqs = one.heard.filter(({ event }) => event === "message").map(({ payload }) => payload.message.seq);
    expect(seqs).toEqual(Array.from({ length: 300 }, (_, n) => n + 1));
  });

  test("is not written for listeners where no relay is, nor by a load that asks for silence", async () => {
    const rows = async () => (await owner`select count(*)::int as n from realtime.fanout`)[0]!.n;
    const before = await rows();
    await db.transaction(async (tx) => {
      await tx.execute(drizzleSql`set local live.quiet = 'on'`);
      await tx.insert(messages).values({
        id: "msg_8",
        threadId,
        seq: 80,
        senderId: ada.actorId,
        ownerId: ada.userId,
        byAi: true,
        content: "",
      });
    });
    expect(await rows()).toBe(before);
    await owner`update realtime.relay set seen_at = now() - interval '3 minutes'`;
    await say(ada);
    expect(await rows()).toBe(before);
    await owner`update realtime.relay set seen_at = now()`;
    await say(ada);
    expect(await rows()).toBe(before + 1);
  });

  test("is sent although nothing can be told, and strictly told where that is asked for", async () => {
    await owner`alter table realtime.fanout add constraint nothing check (event is null) not valid`;
    try {
      await say(ada, { content: "Told nobody" });
      const strict = db.transaction(async (tx) => {
        await tx.execute(drizzleSql`set local local.realtime_strict = 'on'`);
        await tx.insert(messages).values({
          id: "msg_7",
          threadId,
          seq: 70,
          senderId: ada.actorId,
          ownerId: ada.userId,
          byAi: true,
          content: "",
        });
      });
      await expect(strict).rejects.toThrow();
    } finally {
      await owner`alter table realtime.fanout drop constraint nothing`;
    }
    const { messages: read } = await run<any>(loadThread, ben, { threadId });
    expect(read.map(({ content }: any) => content)).toEqual(["Told nobody"]);
  });
});

test("where each topic has a row of its own, as at Supabase, a message reaches all as well, and is repeated to whoever asks", async () => {
  const ears = [await ear(ada), await ear(ben), await ear(cleo)];
  const since = Date.now() - 1000;
  await owner`alter function realtime.send_many rename to send_many_away`;
  const message = await say(ben, { content: "To each" }).finally(
    () => owner`alter function realtime.send_many_away rename to send_many`,
  );
  const together = await say(ben, { content: "To all" });
  await settled(...ears);
  const expected = [message, together].map((message) => ({ event: "message", message }));
  for (const one of ears) expect(told(one)).toEqual(expected);
  const config = { broadcast: { replay: { since, limit: 25 } } };
  const late = await listen(clientOf(relay, tokenFor(cleo.actorId)), `user:${cleo.actorId}`, { config });
  const repeated = () => late.heard.filter(({ event, meta }) => event === "message" && meta?.replayed);
  await waitUntil(() => repeated().length >= 2, 10_000, 10);
  expect(repeated().map(({ payload }) => payload.message.id)).toEqual([message.id, together.id]);
});

test("where Realtime keeps its messages otherwise, they go by the function that it promises", async () => {
  const undone = owner.begin(async (tx) => {
    await tx.unsafe(`alter function realtime.send_many rename to send_many_away; alter table realtime.messages add column ttl int, add constraint ttl check (ttl is not null) not valid;
      create or replace function realtime.send(payload jsonb, event text, topic text, private boolean default true) returns void
      language sql begin atomic insert into realtime.messages (topic, extension, payload, event, private, ttl)
        values (topic, 'broadcast', payload, event, private, 1); end`);
    await tx`insert into messages (id, thread_id, seq, sender_id, owner_id, by_ai, content)
      values ('msg_6', ${threadId}, 60, ${ada.actorId}, ${ada.userId}, true, '')`;
    await tx`set constraints all immediate`;
    const rows = await tx`select topic from realtime.messages where ttl = 1 order by topic`;
    expect(rows.map(({ topic }) => topic)).toEqual([ada, ben, cleo].map(({ actorId }) => `user:${actorId}`).sort());
    throw new Error("undone");
  });
  await expect(undone).rejects.toThrow("undone");
});

describe("of a thread", () => {
  const changes: [string, () => [Operation, Actor, object], ("ada" | "ben" | "cleo")[]][] = [
    ["its name", () => [editThread, ada, { threadId, name: "Roof" }], ["ada", "ben", "cleo"]],
    [
      "a captain",
      () => [appointCaptain, ada, { threadId, targetUserId: ben.actorId, action: "promote" }],
      ["ada", "ben", "cleo"],
    ],
    ["one who leaves", () => [removeParticipant, ben, { threadId, targetUserId: ben.actorId }], ["ada", "ben", "cleo"]],
    ["that somebody archives it", () => [editThread, ben, { threadId, archived: true }], ["ben"]],
  ];
  test.each(changes)("%s is told once to whom it concerns", async (_, deed, whom) => {
    const ears = { ada: await ear(ada), ben: await ear(ben), cleo: await ear(cleo) };
    const [op, actor, input] = deed();
    await run(op, actor, input);
    await settled(...Object.values(ears));
    for (const [name, one] of Object.entries(ears)) {
      const threads = told(one).filter(({ event }) => event === "thread");
      expect(threads, name).toEqual(whom.includes(name as never) ? [{ event: "thread", threadId }] : []);
    }
  });

  test("a new one is told to all it was opened with, and nothing that changes nothing is", async () => {
    const dana = await person("Dana");
    const one = await ear(dana);
    const opened = await run<any>(openThread, ada, { participantIds: [dana.actorId, ben.actorId] });
    await run(openThread, ada, { participantIds: [dana.actorId, ben.actorId] });
    await run(editThread, ada, { threadId: opened.thread.id, name: "Roof" });
    await run(editThread, ada, { threadId: opened.thread.id, name: "Roof" });
    await settled(one);
    const changed = { event: "thread", threadId: opened.thread.id };
    expect(told(one).filter(({ event }) => event === "thread")).toEqual([changed, changed]);
  });

  test("what was read is told to the reader alone, and not of one's own words", async () => {
    const [one, other] = [await ear(ben), await ear(ada)];
    await say(ada);
    await say(ada);
    await run(markRead, ben, { threadId, seq: 1 });
    await run(markRead, ben, { threadId, seq: 1 });
    await run(markRead, ben, { threadId });
    await say(ben);
    await settled(one, other);
    const reads = (heard: Ear) => told(heard).filter(({ event }) => event === "read");
    expect(reads(one)).toEqual([1, 2].map((lastReadSeq) => ({ event: "read", threadId, lastReadSeq })));
    expect(reads(other)).toEqual([]);
  });
});

test("a comment is told to anybody who has the gig's page open, signed in or not, and so is its deletion", async () => {
  const task = await postTask(await person("Poster", { dollars: 50 }));
  const [visitor, member] = [clientOf(relay), clientOf(relay, tokenFor(cleo.actorId))];
  const ears = [await listen(visitor, `task:${task.id}`), await listen(member, `task:${task.id}`)];
  const { comment } = await run<any>(postComment, ben, { taskId: task.id, content: "Bring a ladder." });
  const reply = await run<any>(postComment, cleo, { taskId: task.id, content: "I will.", parentId: comment.id });
  await run(deleteComment, cleo, { taskId: task.id, commentId: reply.comment.id });
  const of = (id: string, parentId: string | null) => ({ event: "comment", id, taskId: task.id, parentId });
  for (const one of ears) {
    await one.hears(3);
    expect(told(one)).toEqual([
      of(comment.id, null),
      of(reply.comment.id, comment.id),
      of(reply.comment.id, comment.id),
    ]);
  }
});

test("a notification is told when its time has come, to whom it is for", async () => {
  ben = await person("Ben", { dollars: 50 });
  const task = await postTask(ben);
  const [one, other] = [await ear(ben), await ear(cleo)];
  await run(postComment, cleo, { taskId: task.id, content: "Is it high?" });
  await drain(60_000);
  await tellDue(60_000);
  await settled(one, other);
  const ids = (heard: Ear) =>
    told(heard)
      .filter(({ event }) => event === "notification")
      .map(({ id }) => id);
  expect(ids(one)).toEqual([expect.stringMatching(/^notif_/)]);
  expect(ids(other)).toEqual([]);
  // Read in one window, kept as unread, read with all others, deleted: the other windows look again, once for each.
  const [notificationId] = ids(one);
  await run(readNotification, ben, { notificationId });
  await run(readNotification, ben, { notificationId });
  await run(readNotification, ben, { notificationId, isRead: false });
  await run(readAllNotifications, ben, {});
  await run(deleteNotification, ben, { notificationId });
  await settled(one, other);
  expect(ids(one)).toEqual([notificationId, null, null, null, null]);
  expect(ids(other)).toEqual([]);
});

test("whoever's key was revoked, and whoever was removed, hears nothing from that moment, though the channel was open", async () => {
  await keyOf(ada.userId, ada.actorId);
  const [key] = await db.select().from(apiKeys).where(eq(apiKeys.userId, ada.userId));
  const token = () => tokenFor(ada.actorId, { via: key!.id });
  const mine = await listen(clientOf(relay, token()), `user:${ada.actorId}`);
  const typing = await listen(clientOf(relay, tokenFor(cleo.actorId)), `typing:${threadId}`);
  const other = await listen(clientOf(relay, tokenFor(ben.actorId)), `typing:${threadId}`);
  await db.update(apiKeys).set({ revokedAt: new Date() }).where(eq(apiKeys.id, key!.id));
  await run(removeParticipant, ada, { threadId, targetUserId: cleo.actorId });
  for (const ear of [mine, typing]) await expect.poll(() => ear.states).toContain("CLOSED");
  const heard = mine.heard.length;
  await say(ben, { content: "Only between us" });
  await other.channel.send({ type: "broadcast", event: "typing", payload: {} });
  await settled(await ear(ben));
  expect(mine.heard.length).toBe(heard);
  expect(typing.heard).toEqual([]);
  expect(other.states).not.toContain("CLOSED");
  expect(await refusalOf(clientOf(relay, token()), `user:${ada.actorId}`)).toMatch("Unauthorized");
  expect(
    await refusalOf(clientOf(relay, tokenFor(ada.actorId, { via: "key_of_nobody" })), `user:${ada.actorId}`),
  ).toMatch("Unauthorized");
});
