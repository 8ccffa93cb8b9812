import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { events, notificationPauses, notifications } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import type { Account } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { deleteMessage } from "@/lib/domain/chat/delete-message";
import { loadThread } from "@/lib/domain/chat/history";
import { removeParticipant } from "@/lib/domain/chat/members";
import { openThread } from "@/lib/domain/chat/open";
import { markRead } from "@/lib/domain/chat/read";
import { sendMessage } from "@/lib/domain/chat/send";
import { bot, worker } from "@/local/testing/market";
import { editNotificationPreferences } from "./edit-preferences";
import { forgetNotifications } from "./housekeeping";
import { listNotifications } from "./list";
import { mentionedIn } from "./messages";
import { notify } from "./notify";
import { tellDue } from "./tell";

let ada: Account;
let ben: Account;
let threadId: string;

const list = async (who: Account) => (await run<any>(listNotifications, who, {})).items as any[];
const heard = async (who: Account = ben) => (await list(who)).map(({ messagePreview }) => messagePreview).reverse();
const threadOf = async (first: Account, ...others: Account[]): Promise<string> =>
  (await run<any>(openThread, first, { participantIds: others.map(({ actorId }) => actorId) })).thread.id;
/** What is said, and the event that tells of it. */
async function said(inThread: string, who: Account, content: string, replyToId?: string) {
  const { message } = await run<any>(sendMessage, who, { threadId: inThread, content, replyToId });
  const [event] = await db.select().from(events).where(sql`${events.payload} ->> 'messageId' = ${message.id}`);
  return { messageId: message.id as string, seq: message.seq as number, event: event! };
}
const say = async (content: string, replyToId?: string, who = ada) => {
  const message = await said(threadId, who, content, replyToId);
  await notify(message.event);
  return message;
};
const later = async (ms: number) => {
  clock.advance(ms);
  return tellDue(5_000);
};
const read = (who: Account, seq?: number) => run(markRead, who, { threadId, seq });

beforeEach(async () => {
  ada = await worker("Ada Lovelace");
  ben = await worker("Ben");
  threadId = await threadOf(ada, ben);
});
afterEach(() => clock.reset());

describe("of a thread somebody is told", () => {
  test("at once when something is said, and never of what they said themselves", async () => {
    const { messageId } = await say("Hello.");
    expect(await later(0)).toBe(1);
    expect(await list(ben)).toEqual([
      {
        id: expect.stringMatching(/^notif_/),
        blockTaskId: null,
        notificationType: "NEW_MESSAGE",
        kind: "messages",
        title: "Ada Lovelace wrote to you",
        threadId,
        messageId,
        taskId: null,
        taskTitle: null,
        senderId: ada.actorId,
        senderName: "Ada Lovelace",
        isAi: false,
        messagePreview: "Hello.",
        url: `http://localhost:3000/chat/${threadId}`,
        isRead: false,
        createdAt: expect.stringMatching(/Z$/),
      },
    ]);
    expect(await list(ada)).toEqual([]);
  });

  test("every five seconds at most in a burst, and of the last one always", async () => {
    for (let i = 1; i <= 10; i++) await say(`${i}`);
    await later(0);
    // The second of the first ones waits, and so on: only the last is still there.
    expect(await heard()).toEqual(["10"]);
    for (let i = 11; i <= 20; i++) await say(`${i}`);
    // The machine's own time goes on meanwhile, and is part of the five seconds.
    await later(0);
    expect(await heard()).toEqual(["10"]);
    await later(5_000);
    expect(await heard()).toEqual(["10", "20"]);
    await later(60_000);
    expect(await heard()).toEqual(["10", "20"]);
    await say("21");
    await later(0);
    expect(await heard()).toEqual(["10", "20", "21"]);
  });

  test("every five seconds at most when it is told as it comes", async () => {
    for (let i = 1; i <= 4; i++) {
      await say(`${i}`);
      await later(0);
    }
    expect(await heard()).toEqual(["1"]);
    await later(5_000);
    expect(await heard()).toEqual(["1", "4"]);
  });

  test("what was said to them by name, though more was said to all since", async () => {
    await say("first");
    await later(0);
    const mine = await said(threadId, ben, "What?");
    await say("@ben look");
    await say("and that", mine.messageId);
    await say("to all");
    await later(5_000);
    expect((await list(ben)).map(({ notificationType }) => notificationType)).toEqual(["REPLY", "NEW_MESSAGE"]);
    await later(5_000);
    expect((await list(ben)).map(({ messagePreview }) => messagePreview)).toEqual(["to all", "and that", "first"]);
  });

  test("once of each message, also when events are told twice, at once, and in another order", async () => {
    const sent = [];
    for (let i = 1; i <= 6; i++) sent.push(await said(threadId, ada, `${i}`));
    const turned = [...sent.toReversed(), ...sent];
    await Promise.all(turned.map(({ event }) => notify(event)));
    await Promise.all([tellDue(5_000), tellDue(5_000)]);
    await later(5_000);
    await later(5_000);
    const texts = await heard();
    expect(texts.at(-1)).toBe("6");
    expect(texts.length).toBeLessThanOrEqual(2);
    await Promise.all(sent.map(({ event }) => notify(event)));
    await later(10_000);
    expect(await heard()).toEqual(texts);
  });

  test("nothing any more once they have read it: what waits is dropped, what was told is read", async () => {
    await say("1");
    await later(0);
    const { seq } = await say("2");
    await say("3");
    await read(ben, seq);
    expect(await list(ben)).toMatchObject([{ messagePreview: "1", isRead: true }]);
    await later(5_000);
    expect(await list(ben)).toMatchObject([{ messagePreview: "3", isRead: false }, { isRead: true }]);
    await read(ben);
    expect((await run<any>(listNotifications, ben, {})).unreadCount).toBe(0);
  });

  test("nothing of what they read by themselves before it was told", async () => {
    const { seq, event } = await said(threadId, ada, "seen live");
    await read(ben, seq);
    await notify(event);
    expect(await later(10_000)).toBe(0);
    await say("not yet seen");
    await run(loadThread, ben, { threadId });
    expect(await later(10_000)).toBe(0);
    expect(await db.$count(notifications, eq(notifications.actorId, ben.actorId))).toBe(0);
  });

  test("nothing when they muted it, were removed from it, or it was deleted first", async () => {
    await run(editNotificationPreferences, ben, { muteThreadIds: [threadId] });
    await say("@Ben");
    expect(await later(10_000)).toBe(0);
    await run(editNotificationPreferences, ben, { muteThreadIds: "" });
    await say("waits");
    await run(editNotificationPreferences, ben, { muteThreadIds: threadId });
    expect(await later(10_000)).toBe(0);
    await run(editNotificationPreferences, ben, { muteThreadIds: [] });
    const { messageId } = await say("gone");
    await run(deleteMessage, ada, { threadId, messageId });
    expect(await later(10_000)).toBe(0);
    await say("too late");
    await run(removeParticipant, ada, { threadId, targetUserId: ben.actorId });
    expect(await later(10_000)).toBe(0);
    await say("never");
    expect(await db.$count(notifications, eq(notifications.actorId, ben.actorId))).toBe(0);
  });

  test("of those before the last one of a burst, when that one is deleted first", async () => {
    await say("one");
    await later(0);
    await say("two");
    const { messageId } = await say("three");
    await run(deleteMessage, ada, { threadId, messageId });
    await later(5_000);
    expect(await heard()).toEqual(["one", "two"]);
    // Nobody had been told of the last one yet, and those before it had been left out for its sake.
    const cyd = await worker("Cyd");
    threadId = await threadOf(ada, ben, cyd);
    const mine = await said(threadId, cyd, "mine");
    const last = await said(threadId, ada, "gone");
    await notify(mine.event);
    await run(deleteMessage, ada, { threadId, messageId: last.messageId });
    await notify(last.event);
    await later(0);
    expect((await heard()).at(-1)).toBe("mine");
    expect(await heard(cyd)).toEqual([]);
  });

  test("nothing any more of a message that is deleted, though it was told", async () => {
    const { messageId } = await say("a secret");
    await later(0);
    await run(deleteMessage, ada, { threadId, messageId });
    expect(await run(listNotifications, ben, {})).toMatchObject({ items: [], unreadCount: 0 });
  });

  test("in another thread at the same time: each has a pause of its own, and a bot has its own list", async () => {
    const robo = await bot(ben, "Robo");
    const other = await threadOf(ada, ben, robo);
    await say("here");
    const message = await said(other, ada, "there");
    await notify(message.event);
    expect(await later(0)).toBe(3);
    expect((await heard()).sort()).toEqual(["here", "there"]);
    expect(await heard(robo)).toEqual(["there"]);
  });

  test("with a hundred in it, as many writers at once: everybody is told, of the last one in the end", async () => {
    const crowd = await Promise.all(Array.from({ length: 30 }, (_, i) => worker(`Person ${i}`)));
    threadId = await threadOf(crowd[0]!, ...crowd.slice(1));
    const sent = [];
    for (let i = 0; i < 20; i++) sent.push(await said(threadId, crowd[i % 30]!, `${i}`));
    await Promise.all(sent.map(({ event }) => notify(event)));
    await Promise.all([tellDue(5_000), tellDue(5_000), tellDue(5_000)]);
    await later(5_000);
    for (const [i, one] of crowd.entries()) expect((await heard(one)).at(-1)).toBe(i === 19 ? "18" : "19");
  });
});

test("what somebody was told is forgotten after three months, and a pause once it is over", async () => {
  await say("Hello.");
  await later(0);
  await forgetNotifications(new Date(clock.now().getTime() + 89 * 86_400_000));
  expect(await heard()).toEqual(["Hello."]);
  expect(await db.$count(notificationPauses, eq(notificationPauses.threadId, threadId))).toBe(0);
  await forgetNotifications(new Date(clock.now().getTime() + 91 * 86_400_000));
  expect(await heard()).toEqual([]);
});

describe("a mention", () => {
  const people = [
    { actorId: "ada", name: "Ada Lovelace" },
    { actorId: "ada2", name: "Ada Byron" },
    { actorId: "ben", name: "Ben" },
    { actorId: "zoe", name: "Zoë Núñez" },
    { actorId: "bot", name: "C-3PO" },
  ];
  test.each([
    ["@Ada Lovelace, look", ["ada"]],
    ["hello @adalovelace!", ["ada"]],
    ["@Ada which one", []],
    ["@ben", ["ben"]],
    ["(@BEN)", ["ben"]],
    ["@Benjamin", []],
    ["me@ben.example", []],
    ["@zoë and @c-3po", ["zoe", "bot"]],
    ["Ben", []],
    ["@", []],
  ])("in %j is of %j", (content, named) => {
    expect([...mentionedIn(content, people)].sort()).toEqual([...named].sort());
  });
});
