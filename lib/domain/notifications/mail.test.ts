import { desc, eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { GET, POST } from "@/app/api/(machines)/unsubscribe/route";
import { db } from "@/db";
import { mails, notifications, users } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import type { Account } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { renameAccount } from "@/lib/domain/accounts/rename";
import { removeParticipant } from "@/lib/domain/chat/members";
import { openThread } from "@/lib/domain/chat/open";
import { markRead } from "@/lib/domain/chat/read";
import { sendMessage } from "@/lib/domain/chat/send";
import { postComment } from "@/lib/domain/comments/post";
import { contestTask } from "@/lib/domain/disputes/contest";
import { drain } from "@/lib/events/drain";
import { codeOf } from "@/local/testing/accounts";
import { bot, hired, postTask, propose, worker } from "@/local/testing/market";
import { editNotificationPreferences, getNotificationPreferences } from "./edit-preferences";
import { LETTERS_EVERY_MS, mailDue } from "./mail";
import { muteThread } from "./mute";
import { readAllNotifications } from "./read";
import { MAIL_AFTER_MS, tellDue } from "./tell";
import { showMailing, unsubscribe, waysOut } from "./unsubscribe";

let ada: Account;
let ben: Account;

const emailOf = ({ userId }: Account) => `${userId}@example.com`;
const letters = (to: Account) =>
  db
    .select()
    .from(mails)
    .where(eq(mails.recipient, emailOf(to)))
    .orderBy(desc(mails.createdAt), desc(mails.id));
/** Lets so much time pass, and does what the worker does in it. */
async function pass(ms: number): Promise<number> {
  await drain(10_000);
  await tellDue(10_000);
  clock.advance(ms);
  await tellDue(10_000);
  return mailDue(10_000);
}
async function say(content: string, from = ada, to = ben): Promise<string> {
  const { thread } = await run<any>(openThread, from, { participantIds: [to.actorId] });
  await run(sendMessage, from, { threadId: thread.id, content });
  return thread.id;
}
const edit = (who: Account, fields: object) => run(editNotificationPreferences, who, fields);
const tokenIn = (text: string) => /unsubscribe\?token=([\w-]+)/.exec(text)![1]!;

beforeEach(async () => {
  ada = await worker("Ada");
  ben = await worker("Ben", { dollars: 100 });
});
afterEach(() => clock.reset());

describe("a letter", () => {
  test("tells of a message that is not read within seconds, with the way there and the way out", async () => {
    const threadId = await say("Are the\nplants https://evil.example alive?");
    expect(await pass(MAIL_AFTER_MS - 2_000)).toBe(0);
    expect(await pass(2_000)).toBe(1);
    const [letter] = await letters(ben);
    const token = tokenIn(letter!.text);
    expect(letter).toMatchObject({
      subject: "“Ada” wrote to you",
      unsubscribe: expect.stringMatching(/^http:\/\/localhost:3000\/api\/unsubscribe\?token=[\w-]+$/),
    });
    expect(letter!.text).toBe(`“Ada” wrote to you

> Are the plants https://evil.example alive?

http://localhost:3000/chat/${threadId}

-- 
You get notifications about messages by mail. What is mailed: http://localhost:3000/settings/notifications
No more letters like this: http://localhost:3000/unsubscribe?token=${token}`);
    expect(await letters(ada)).toEqual([]);
    expect(await pass(3_600_000)).toBe(0);
  });

  test("is not written to whoever reads in time, or marks it as read", async () => {
    const threadId = await say("Hello.");
    await pass(0);
    await run(markRead, ben, { threadId });
    expect(await pass(60_000)).toBe(0);
    await say("And?");
    await pass(0);
    await run(readAllNotifications, ben, {});
    expect(await pass(60_000)).toBe(0);
    expect(await letters(ben)).toEqual([]);
  });

  test("is not written of a message to whoever was removed or has muted its thread since they were told", async () => {
    const cyd = await worker("Cyd");
    const { thread } = await run<any>(openThread, ada, { participantIds: [ben.actorId, cyd.actorId] });
    await run(sendMessage, ada, { threadId: thread.id, content: "between us" });
    await drain(10_000);
    await tellDue(10_000);
    await run(removeParticipant, ada, { threadId: thread.id, targetUserId: ben.actorId });
    await run(muteThread, cyd, { threadId: thread.id });
    expect(await pass(MAIL_AFTER_MS)).toBe(0);
    expect([...(await letters(ben)), ...(await letters(cyd))]).toEqual([]);
  });

  test("is one for a burst: the first at once, all others together, and then again at once", async () => {
    const threadId = await say("1");
    await pass(MAIL_AFTER_MS);
    for (let i = 2; i <= 7; i++) {
      await say(`${i}`);
      await pass(6_000);
    }
    const task = await postTask(ben);
    await propose(ada, task.id);
    expect(await pass(6_000)).toBe(0);
    expect(await letters(ben)).toHaveLength(1);
    expect(await pass(LETTERS_EVERY_MS)).toBe(1);
    const [digest, first] = await letters(ben);
    expect(first!.subject).toBe("“Ada” wrote to you");
    expect(digest!.subject).toBe("7 notifications");
    expect(digest!.text).toContain("> 7\n");
    expect(digest!.text).toContain("“Ada” made a proposal for “Water the plants”\n\n> $45.00 asked");
    expect(digest!.text).not.toContain("> 1\n");
    expect(await pass(LETTERS_EVERY_MS)).toBe(0);
    await run(markRead, ben, { threadId });
    await say("8");
    expect(await pass(MAIL_AFTER_MS)).toBe(1);
  });

  test("of more than a few names those and counts the rest", async () => {
    const task = await postTask(ben);
    for (let i = 1; i <= 23; i++) await run(postComment, ada, { taskId: task.id, content: `Comment ${i}.` });
    expect(await pass(MAIL_AFTER_MS)).toBe(1);
    const [letter] = await letters(ben);
    expect(letter!.subject).toBe("“Ada” commented on “Water the plants” (23)");
    expect(letter!.text).toContain("> Comment 20.");
    expect(letter!.text).not.toContain("> Comment 21.");
    expect(letter!.text).toContain("And 3 more: http://localhost:3000/notifications");
  });

  test("is written once, however many write", async () => {
    await say("Hello.");
    await drain(10_000);
    await tellDue(10_000);
    clock.advance(MAIL_AFTER_MS);
    const written = await Promise.all([1, 2, 3, 4].map(() => mailDue(10_000)));
    expect(written.reduce((a, b) => a + b)).toBe(1);
    expect(await letters(ben)).toHaveLength(1);
  });

  test("goes to no address that nobody has confirmed, to no bot, and not where mail is off, as a whole or for its kind", async () => {
    const robo = await bot(ben);
    await say("Hello, bot.", ada, robo);
    expect(await pass(60_000)).toBe(0);
    await db.update(users).set({ emailVerifiedAt: null }).where(eq(users.id, ben.userId));
    await say("Hello.");
    expect(await pass(60_000)).toBe(0);
    await db.update(users).set({ emailVerifiedAt: new Date() }).where(eq(users.id, ben.userId));
    await edit(ben, { kinds: { messages: { email: false } } });
    await say("Hello again.");
    expect(await pass(60_000)).toBe(0);
    await edit(ben, { enableEmail: false, kinds: { messages: { email: true } } });
    await say("Hello once more.");
    expect(await pass(60_000)).toBe(0);
    await edit(ben, { enableEmail: true });
    await say("At last.");
    await drain(10_000);
    await tellDue(10_000);
    // Switched off while it waits.
    await edit(ben, { enableEmail: false });
    expect(await pass(60_000)).toBe(0);
    expect(await letters(ben)).toEqual([]);
    expect(await db.$count(notifications, eq(notifications.userId, ben.userId))).toBe(5);
  });

  test("is not written where another letter says the same", async () => {
    const { task } = await hired(ben, ada);
    await run(readAllNotifications, ben, {});
    await pass(60_000);
    const before = (await letters(ben)).length;
    await run(contestTask, ada, { taskId: task.id, reason: "Nobody opens." });
    expect(await pass(60_000)).toBe(0);
    const after = await letters(ben);
    expect(after.slice(0, after.length - before).map(({ subject }) => subject)).toEqual(["Disputed: Water the plants"]);
  });

  test("is not written about what happened a day ago: the clock stood still", async () => {
    await say("Hello.");
    clock.advance(25 * 3_600_000);
    expect(await pass(60_000)).toBe(0);
    expect(await letters(ben)).toEqual([]);
  });

  test("keeps a name on one line and in quotes, also in its subject", async () => {
    await run(renameAccount, ada, { name: "Bothand: your account is suspended, see https://evil.example now" });
    await say("x");
    await pass(MAIL_AFTER_MS);
    const [letter] = await letters(ben);
    expect(letter!.subject).toBe("“Bothand: your account is suspended, see https://evil.example now” wrote to you");
  });
});

describe("the link that ends letters", () => {
  const post = (token: string) =>
    POST(
      new Request(`http://localhost:3000/api/unsubscribe?token=${token}`, {
        method: "POST",
        body: "List-Unsubscribe=One-Click",
        headers: { "content-type": "application/x-www-form-urlencoded" },
      }),
    );
  const kinds = async (who = ben) => (await run<any>(getNotificationPreferences, who, {})).preferences;
  const of = (who: Account, topic: Parameters<typeof waysOut>[1]) =>
    new URL(waysOut(who.actorId, topic).page).searchParams.get("token")!;
  const nobody = { kind: "anyone" } as const;

  test("works without signing in, with one click of a mail program, and only for its kind", async () => {
    await say("Hello.");
    await pass(MAIL_AFTER_MS);
    const [letter] = await letters(ben);
    const answer = await post(new URL(letter!.unsubscribe!).searchParams.get("token")!);
    expect([answer.status, await answer.text()]).toEqual([200, "No more letters like that one.\n"]);
    expect(await kinds()).toMatchObject({
      enableEmail: true,
      kinds: { messages: { email: false, push: true }, comments: { email: true } },
    });
    clock.advance(LETTERS_EVERY_MS);
    await say("Still there?");
    expect(await pass(60_000)).toBe(0);
    // A program may press twice.
    expect((await post(tokenIn(letter!.text))).status).toBe(200);
  });

  test("opened by hand leads to a page that asks first and changes nothing", async () => {
    const token = of(ben, "messages");
    const answer = await GET(new Request(`http://localhost:3000/api/unsubscribe?token=${token}`));
    expect([answer.status, answer.headers.get("location")]).toEqual([
      303,
      `http://localhost:3000/unsubscribe?token=${token}`,
    ]);
    expect(await run(showMailing, nobody, { token })).toEqual({ kind: "messages", mailed: true, anyMailed: true });
    expect((await kinds()).kinds.messages.email).toBe(true);
  });

  test("can end all of it, of a digest does, and can be taken back", async () => {
    const token = of(ben, "comments");
    expect(await run(unsubscribe, nobody, { token })).toEqual({ kind: "comments", mailed: false, anyMailed: true });
    expect(await run(unsubscribe, nobody, { token, all: true })).toMatchObject({ mailed: false, anyMailed: false });
    expect(await run(unsubscribe, nobody, { token, undo: true })).toMatchObject({ mailed: true, anyMailed: true });
    const digest = of(ben, "all");
    expect(await run(unsubscribe, nobody, { token: digest })).toEqual({ kind: null, mailed: false, anyMailed: false });
    expect(await run(showMailing, nobody, { token: digest })).toMatchObject({ anyMailed: false });
    expect((await kinds()).enableEmail).toBe(false);
  });

  test("is nobody else's, and what is none is refused", async () => {
    const token = of(ben, "messages");
    await run(unsubscribe, nobody, { token });
    expect((await kinds(ada)).kinds.messages.email).toBe(true);
    const changed = `${token.slice(0, -2)}${token.endsWith("AA") ? "BB" : "AA"}`;
    for (const wrong of ["", "x", changed, token.slice(5)]) {
      expect(await codeOf(run(unsubscribe, nobody, { token: wrong }))).toBe("NOT_FOUND");
      expect(await codeOf(run(showMailing, nobody, { token: wrong }))).toBe("NOT_FOUND");
      expect((await post(wrong)).status).toBe(404);
    }
    expect((await post("x".repeat(500))).status).toBe(400);
    await db.update(users).set({ deletedAt: new Date() }).where(eq(users.id, ben.userId));
    expect((await post(token)).status).toBe(404);
  });
});
