import { and, eq } from "drizzle-orm";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { closeDatabase, db } from "@/db";
import { events, messages, threadParticipants, threads } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import type { Account, Actor } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { saveClient } from "@/lib/domain/people/clients";
import { codeOf, refusal } from "@/local/testing/accounts";
import { startFileServer } from "@/local/testing/files";
import { bot, hired, person, postTask, propose, worker } from "@/local/testing/market";
import { listMessages, loadThread } from "./history";
import { listThreads } from "./list";
import { openThread } from "./open";
import { countUnread, markRead } from "./read";
import { sendMessage } from "./send";

afterAll(closeDatabase);
afterEach(() => clock.reset());

let ada: Account;
let ben: Account;
let cleo: Account;
beforeEach(async () => {
  ada = await bot(await person("Ada's owner"), "Ada");
  ben = await person("Ben");
  cleo = await worker("Cleo");
});

const sentence = async (work: Promise<unknown>): Promise<string> => (await refusal(work)).message;
const open = (who: Actor, fields: object) => run<any>(openThread, who, fields);
const direct = async (who: Actor, ...others: Account[]): Promise<any> =>
  (await open(who, { participantIds: others.map(({ actorId }) => actorId) })).thread;
const say = async (who: Actor, threadId: string, content: string, replyToId?: string): Promise<any> =>
  (await run<any>(sendMessage, who, { threadId, content, replyToId })).message;
const read = (who: Actor, threadId: string, fields: object = {}) => run<any>(loadThread, who, { threadId, ...fields });
const peek = (who: Actor, threadId: string, fields: object = {}) =>
  run<any>(listMessages, who, { threadId, ...fields });
const mine = async (who: Actor, fields: object = {}): Promise<any[]> =>
  (await run<any>(listThreads, who, fields)).items;
const unread = async (who: Actor): Promise<number> => (await run<any>(countUnread, who, {})).unreadCount;
const texts = ({ messages }: any): string[] => messages.map(({ content }: any) => content);

describe("direct threads", () => {
  test("are opened with people and bots, and found again by the same people whoever asks", async () => {
    const { thread, existing } = await open(ada, { participantIds: [ben.actorId, cleo.actorId], name: "Garden" });
    expect(existing).toBe(false);
    expect(thread).toMatchObject({
      threadType: "DIRECT",
      taskId: null,
      name: "Garden",
      status: "ACTIVE",
      myRole: "OWNER",
      myUnreadCount: 0,
      participantCount: 3,
      lastMessagePreview: null,
    });
    expect(thread.participants.map(({ name, isAi, role }: any) => `${name} ${isAi} ${role}`).sort()).toEqual([
      "Ada true OWNER",
      "Ben false MEMBER",
      "Cleo false MEMBER",
    ]);
    expect(await open(ada, { participantIds: [cleo.actorId, ben.actorId, ada.actorId] })).toMatchObject({
      thread: { id: thread.id },
      existing: true,
    });
    const other = await direct(ada, ben);
    expect(other.id).not.toBe(thread.id);
  });

  test("are opened by whoever has a profile, or is a bot; anybody may be invited", async () => {
    expect(await sentence(open(ben, { participantIds: [cleo.actorId] }))).toMatch("PUT /api/ai/workers/me");
    await run(saveClient, ben, { companyName: "Ben's" });
    expect((await direct(ben, cleo)).myRole).toBe("OWNER");
  });

  test("asked for by many at once there is one", async () => {
    const robo = await bot(await person("Owner"), "Robo");
    const asked = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        n % 2 ? open(ada, { participantIds: [robo.actorId] }) : open(robo, { participantIds: [ada.actorId] }),
      ),
    );
    expect(new Set(asked.map(({ thread }) => thread.id)).size).toBe(1);
    expect(asked.filter(({ existing }) => !existing)).toHaveLength(1);
    expect(asked[0].thread.participantCount).toBe(2);
  });

  test("name people who are here, at most 99 of them besides oneself", async () => {
    const refused = (fields: object) => sentence(open(ada, fields));
    expect(await refused({ participantIds: [ada.actorId] })).toMatch("participantIds must name somebody besides");
    expect(await refused({ participantIds: ["user_0"] })).toMatch("participantIds names nobody here: user_0");
    expect(await refused({ participantIds: [] })).toMatch("participantIds must be at least 1");
    expect(await refused({ participantIds: Array(100).fill(ben.actorId) })).toMatch("at most 99");
    expect(await refused({})).toMatch("taskId or participantIds is required");
    expect(await refused({ taskId: "task_1", participantIds: [ben.actorId] })).toMatch("not both");
    expect(await mine(ada)).toEqual([]);
  });

  test("do not exist for anybody who is not in them", async () => {
    const thread = await direct(ada, ben);
    await say(ada, thread.id, "Between us.");
    for (const work of [
      () => read(cleo, thread.id),
      () => peek(cleo, thread.id),
      () => say(cleo, thread.id, "Hello?"),
      () => run(markRead, cleo, { threadId: thread.id }),
      () => read(cleo, "thread_0"),
      // Nor for the owner of a bot that is in it, unless it acts as that bot.
      () => read({ ...ben, userId: ada.userId, actorId: ada.userId }, thread.id),
    ])
      expect(await codeOf(work())).toBe("NOT_FOUND");
    expect(await mine(cleo)).toEqual([]);
    expect(await codeOf(read({ kind: "anyone" }, thread.id))).toBe("UNAUTHENTICATED");
    expect(await db.$count(messages, eq(messages.threadId, thread.id))).toBe(1);
  });
});

describe("messages", () => {
  test("are numbered, count as unread for others, and say who wrote them and what they answer", async () => {
    const { id } = await direct(ada, ben, cleo);
    const first = await say(ada, id, "  Shall we start?\u202e  ");
    expect(first).toMatchObject({
      threadId: id,
      seq: 1,
      content: "Shall we start?",
      senderId: ada.actorId,
      senderName: "Ada",
      isAi: true,
      isSystem: false,
      replyToId: null,
      replyTo: null,
    });
    const answer = await say(ben, id, "Yes: https://example.com", first.id);
    expect(answer).toMatchObject({
      seq: 2,
      isAi: false,
      replyToId: first.id,
      replyTo: { id: first.id, senderName: "Ada", content: "Shall we start?" },
    });
    expect([await unread(ada), await unread(ben), await unread(cleo)]).toEqual([1, 1, 2]);
    expect(await mine(cleo)).toMatchObject([{ id, myUnreadCount: 2, lastMessagePreview: "Yes: https://example.com" }]);
    const told = await db
      .select()
      .from(events)
      .where(and(eq(events.name, "message.created"), eq(events.subjectId, id)));
    expect(told.map(({ payload }) => payload)).toMatchObject([
      { senderName: "Ada", preview: "Shall we start?", replyToSenderId: null },
      { senderName: "Ben", replyToSenderId: ada.actorId },
    ]);
  });

  test("reading a thread marks it as read, reading its messages does not", async () => {
    const { id } = await direct(ada, ben);
    for (const n of [1, 2, 3]) await say(ada, id, `${n}`);
    expect(await peek(ben, id)).toMatchObject({ lastSeq: 3, lastReadSeq: 0, unreadCount: 3, hasMore: false });
    expect(await unread(ben)).toBe(3);
    await read(ben, id, { peek: true });
    expect(await unread(ben)).toBe(3);
    const page = await read(ben, id);
    expect(texts(page)).toEqual(["1", "2", "3"]);
    expect(page).toMatchObject({ hasMore: false, thread: { myUnreadCount: 0, lastReadSeq: 3 } });
    expect(await unread(ben)).toBe(0);
    expect(await unread(ada)).toBe(0);
  });

  test("one may read up to a place, and going back changes nothing", async () => {
    const { id } = await direct(ada, ben);
    for (const n of [1, 2, 3, 4]) await say(ada, id, `${n}`);
    const mark = async (seq?: number) => (await run<any>(markRead, ben, { threadId: id, seq })).unreadCount;
    expect(await mark(2)).toBe(2);
    expect(await mark(1)).toBe(2);
    await say(ben, id, "5, of my own");
    expect(await unread(ben)).toBe(2);
    expect(await mark(3)).toBe(1);
    expect(await mark(99)).toBe(0);
    await say(ben, id, "6");
    await say(ada, id, "7");
    expect(await unread(ben)).toBe(1);
    expect(await mark()).toBe(0);
  });

  test("unread counts are right after a rush in which people read and write at once", async () => {
    const { id } = await direct(ada, ben, cleo);
    const rush = Array.from({ length: 60 }, (_, n) => [
      say([ada, ben, cleo][n % 3]!, id, `${n}`),
      n % 4 === 0 ? run<any>(markRead, ben, { threadId: id }) : Promise.resolve(),
    ]).flat();
    await Promise.all(rush);
    const said = await db.select().from(messages).where(eq(messages.threadId, id)).orderBy(messages.seq);
    expect(said.map(({ seq }) => seq)).toEqual(Array.from({ length: 60 }, (_, n) => n + 1));
    for (const who of [ada, ben, cleo]) {
      const [me] = await db
        .select()
        .from(threadParticipants)
        .where(and(eq(threadParticipants.threadId, id), eq(threadParticipants.actorId, who.actorId)));
      const waiting = said.filter(({ seq, senderId }) => seq > me!.lastReadSeq && senderId !== who.actorId);
      expect(await unread(who)).toBe(waiting.length);
    }
    expect((await run<any>(markRead, ada, { threadId: id })).unreadCount).toBe(0);
  });

  test("are paged backwards by message and by offset, and forwards by number", async () => {
    const { id } = await direct(ada, ben);
    const said: any[] = [];
    for (let n = 1; n <= 7; n++) said.push(await say(ada, id, `${n}`));
    expect(await read(ben, id, { limit: 3 })).toMatchObject({ hasMore: true });
    expect(texts(await read(ben, id, { limit: 3 }))).toEqual(["5", "6", "7"]);
    expect(texts(await read(ben, id, { limit: 3, offset: 3 }))).toEqual(["2", "3", "4"]);
    expect(await read(ben, id, { limit: 3, before: said[4].id })).toMatchObject({ hasMore: true });
    expect(texts(await read(ben, id, { limit: 4, before: said[4].id }))).toEqual(["1", "2", "3", "4"]);
    expect(await read(ben, id, { limit: 4, before: said[4].id })).toMatchObject({ hasMore: false });
    expect(texts(await peek(ben, id, { after: 2, limit: 3 }))).toEqual(["3", "4", "5"]);
    expect(await peek(ben, id, { after: 2, limit: 3 })).toMatchObject({ hasMore: true });
    expect(texts(await peek(ben, id, { before: 3 }))).toEqual(["1", "2"]);
    expect(texts(await peek(ben, id, { after: 7 }))).toEqual([]);
    expect(await sentence(read(ben, id, { before: "msg_1" }))).toMatch("before is no message of this thread");
    expect(await sentence(peek(ben, id, { after: 1, before: 3 }))).toMatch("before cannot be combined with after");
    expect(await codeOf(read(ben, id, { limit: 101 }))).toBe("INVALID_INPUT");
  });

  test("hold 1 to 5,000 characters, emoji counted as one each, and nothing is written on refusal", async () => {
    const { id } = await direct(ada, ben);
    expect((await say(ada, id, "🌱".repeat(5000))).content).toHaveLength(10_000);
    expect((await say(ada, id, "<script>alert(1)</script> javascript:alert(1)")).content).toMatch("<script>");
    expect(await sentence(say(ada, id, "x".repeat(5001)))).toMatch("content must be at most 5000 characters");
    expect(await sentence(say(ada, id, " \u200b "))).toMatch("content must not be empty");
    const other = await say(cleo, (await direct(cleo, ben)).id, "Elsewhere");
    expect(await sentence(say(ada, id, "What?", other.id))).toMatch("replyToId is no message of this thread");
    const [thread] = await db.select().from(threads).where(eq(threads.id, id));
    expect(thread!.lastSeq).toBe(2);
    expect(await db.$count(messages, eq(messages.threadId, id))).toBe(2);
  });

  test("carry files, with text or without; what cannot be fetched is named, and nothing is sent", async () => {
    const web = await startFileServer();
    try {
      const report = web.put("/report.txt", "All is well.");
      const { id } = await direct(ada, ben);
      const send = (who: Actor, fields: object) => run<any>(sendMessage, who, { threadId: id, ...fields });
      const { message } = await send(ada, { fileUrls: [report] });
      expect(message).toMatchObject({ content: "", attachments: [{ filename: "report.txt", sizeBytes: 12 }] });
      const again = await send(ben, { content: "This one?", fileUrls: [message.attachments[0].url] });
      expect(again.message.attachments).toMatchObject([{ id: message.attachments[0].id }]);
      expect((await read(ben, id)).messages.map(({ attachments }: any) => attachments.length)).toEqual([1, 1]);
      const gone = { content: "And this.", fileUrls: [report, `${web.base}/missing`] };
      expect(await sentence(send(ada, gone))).toMatch("fileUrls.1 must answer 200");
      expect(await sentence(send(ada, {}))).toMatch("content is required where no file is attached");
      const before = web.asked;
      expect(await codeOf(send(cleo, { fileUrls: [report] }))).toBe("NOT_FOUND");
      expect(web.asked).toBe(before);
      expect(await db.$count(messages, eq(messages.threadId, id))).toBe(2);
    } finally {
      await web.stop();
    }
  });

  test("sort threads by the last of them, and pages follow by cursor", async () => {
    const made: string[] = [];
    for (const other of [ben, cleo, await person("Dora")]) {
      clock.advance(1000);
      made.push((await direct(ada, other)).id);
    }
    clock.advance(1000);
    await say(ben, made[0]!, "Up again");
    expect((await mine(ada)).map(({ id }) => id)).toEqual([made[0], made[2], made[1]]);
    const first = await run<any>(listThreads, ada, { limit: 2 });
    expect(first.total).toBe(3);
    const second = await run<any>(listThreads, ada, { limit: 2, cursor: first.nextCursor });
    expect(second.items.map(({ id }: any) => id)).toEqual([made[1]]);
    expect(await mine(ada, { type: "TASK" })).toEqual([]);
  });
});

describe("a task's thread", () => {
  let poster: Account;
  beforeEach(async () => {
    poster = await person("Poster", { dollars: 100 });
  });

  test("is opened by accepting, with both in it and a line that says so", async () => {
    const { task } = await hired(poster, ben);
    const { thread, existing } = await open(ben, { taskId: task.id });
    expect(existing).toBe(true);
    expect(thread).toMatchObject({
      threadType: "TASK",
      taskId: task.id,
      taskTitle: task.title,
      status: "ACTIVE",
      myRole: "MEMBER",
      participantCount: 2,
    });
    expect((await read(poster, thread.id)).messages).toMatchObject([{ isSystem: true, content: "Ben was hired." }]);
    expect(await unread(ben)).toBe(1);
    expect(await unread(poster)).toBe(0);
  });

  test("may be opened by its poster before; by nobody else", async () => {
    const task = await postTask(poster);
    await propose(ben, task.id);
    expect(await codeOf(open(ben, { taskId: task.id }))).toBe("FORBIDDEN");
    const { thread, existing } = await open(poster, { taskId: task.id });
    expect(existing).toBe(false);
    expect(thread).toMatchObject({ participantCount: 1, myRole: "OWNER" });
    expect(await open(poster, { taskId: task.id })).toMatchObject({ existing: true, thread: { id: thread.id } });
    expect(await codeOf(open(poster, { taskId: "task_1" }))).toBe("NOT_FOUND");
    expect(await codeOf(open(ben, { taskId: task.id }))).toBe("FORBIDDEN");
  });

  test("asked for by its poster many times at once there is one", async () => {
    const task = await postTask(poster);
    const asked = await Promise.all(Array.from({ length: 10 }, () => open(poster, { taskId: task.id })));
    expect(new Set(asked.map(({ thread }) => thread.id)).size).toBe(1);
    expect(asked.filter(({ existing }) => !existing)).toHaveLength(1);
  });

  test("lets in the owner of the bot that posted it, beside the bot", async () => {
    const robo = await bot(poster, "Robo");
    const task = await postTask(robo);
    const { thread } = await open(robo, { taskId: task.id });
    expect(await open(poster, { taskId: task.id })).toMatchObject({
      existing: true,
      thread: { id: thread.id, myRole: "CAPTAIN", participantCount: 2 },
    });
  });
});
