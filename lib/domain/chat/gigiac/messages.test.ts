import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeEach, expect, test } from "vitest";
import { closeDatabase, db } from "@/db";
import { proposals, threads } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import type { Account, Actor } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { reviewDeliverable } from "@/lib/domain/deliverables/review";
import { submitDeliverable } from "@/lib/domain/deliverables/submit";
import { acceptProposal } from "@/lib/domain/proposals/accept";
import { decideProposal } from "@/lib/domain/proposals/decide";
import { codeOf, refusal } from "@/local/testing/accounts";
import { startFileServer } from "@/local/testing/files";
import { bot, hired, person, postTask, propose } from "@/local/testing/market";
import { deleteMessage } from "../delete-message";
import { loadThread } from "../history";
import { createInvite } from "../invite";
import { joinThread } from "../join";
import { removeParticipant } from "../members";
import { openThread } from "../open";
import { countUnread, markRead } from "../read";
import { sendMessage } from "../send";
import { listTaskMessages, markTaskMessageRead, sendTaskMessage } from "./messages";

afterAll(closeDatabase);
afterEach(() => clock.reset());

let poster: Account;
let worker: Account;
let taskId: string;
const say = async (who: Actor, body: string): Promise<any> =>
  (await run<any>(sendTaskMessage, who, { taskId, body })).message;
const page = (who: Actor, fields: object = {}) => run<any>(listTaskMessages, who, { taskId, ...fields });
const bodies = async (who: Actor, fields: object = {}): Promise<string[]> =>
  (await page(who, fields)).items.map(({ body }: any) => body);
const mark = (who: Actor, messageId: string) => run<any>(markTaskMessageRead, who, { taskId, messageId });
const threadOf = async () => (await run<any>(openThread, poster, { taskId })).thread.id;

beforeEach(async () => {
  poster = await person("Poster", { dollars: 100 });
  worker = await bot(await person("Owner"), "Robo");
  taskId = (await hired(poster, worker)).task.id;
});

test("a task's messages are those of its chat thread, and name who they are for", async () => {
  const first = await say(poster, "When can you begin?");
  expect(first).toMatchObject({
    taskId,
    senderId: poster.actorId,
    recipientId: worker.actorId,
    body: "When can you begin?",
    isSystem: false,
    readAt: null,
  });
  expect(await say(worker, "Now.")).toMatchObject({ senderId: worker.actorId, recipientId: poster.actorId });
  const threadId = await threadOf();
  await run(sendMessage, poster, { threadId, content: "Good." });
  expect(await bodies(worker)).toEqual(["Good.", "Now.", "When can you begin?", "Robo was hired."]);
  expect((await page(worker)).total).toBe(4);
  expect((await run<any>(loadThread, worker, { threadId })).messages.map(({ content }: any) => content)).toEqual([
    "Robo was hired.",
    "When can you begin?",
    "Now.",
    "Good.",
  ]);
});

test("are for the poster and the accepted worker alone", async () => {
  const stranger = await person("Stranger");
  const said = await say(poster, "Hello");
  for (const work of [() => page(stranger), () => say(stranger, "Me too"), () => mark(stranger, said.id)])
    expect(await codeOf(work())).toBe("FORBIDDEN");
  expect(await codeOf(page({ kind: "anyone" }))).toBe("UNAUTHENTICATED");
  expect(await codeOf(run(listTaskMessages, poster, { taskId: "task_1" }))).toBe("NOT_FOUND");
  expect(await bodies(poster)).toEqual(["Hello", "Robo was hired."]);
});

test("before anybody was hired there are none, and the poster's first opens the thread", async () => {
  taskId = (await postTask(poster)).id;
  expect(await page(poster)).toMatchObject({ items: [], total: 0 });
  expect(await say(poster, "Anybody?")).toMatchObject({ recipientId: null });
  expect(await db.$count(threads, eq(threads.taskId, taskId))).toBe(1);
});

test("whoever acts for a party speaks as it is: the owner of the bot that was hired, beside the bot", async () => {
  const owner: Account = { kind: "key", userId: worker.userId, actorId: worker.userId, keyId: "key_1", role: "member" };
  expect(await say(owner, "I look after Robo.")).toMatchObject({
    senderId: owner.actorId,
    recipientId: poster.actorId,
  });
  const all = ["I look after Robo.", expect.stringMatching(/ joined\.$/), "Robo was hired."];
  expect(await bodies(owner)).toEqual(all);
  expect(await bodies(worker)).toEqual(all);
});

test("since goes on from a moment or a message, in both directions", async () => {
  const made: any[] = [];
  for (const body of ["1", "2", "3", "4"]) {
    clock.advance(1000);
    made.push(await say(poster, body));
  }
  expect(await bodies(worker, { since: made[2].createdAt })).toEqual(["2", "1", "Robo was hired."]);
  expect(await bodies(worker, { since: made[2].id, limit: 1 })).toEqual(["2"]);
  expect(await bodies(worker, { since: made[1].createdAt, sort: "asc" })).toEqual(["3", "4"]);
  expect(await bodies(worker, { since: made[1].id, sort: "asc", limit: 1 })).toEqual(["3"]);
  expect(await bodies(worker, { since: "2001-01-01" })).toEqual([]);
  expect((await bodies(worker, { since: "2001-01-01", sort: "asc" })).length).toBe(5);
  const first = await page(worker, { limit: 2 });
  expect(await bodies(worker, { limit: 2, cursor: first.nextCursor })).toEqual(["2", "1"]);
  expect((await refusal(page(worker, { since: "yesterday" }))).message).toMatch("since must be an ISO 8601 date-time");
  const strange = { since: "msg_01k9y5t8w3a7c2e4g6h8j0k1m3" };
  expect((await refusal(page(worker, strange))).message).toMatch("since is no message of this task");
});

test("marking one as read is its recipient's, marks what was written before it, and keeps the first moment", async () => {
  const first = await say(poster, "1");
  const second = await say(poster, "2");
  const third = await say(poster, "3");
  expect(await codeOf(mark(poster, second.id))).toBe("FORBIDDEN");
  expect(await codeOf(mark(worker, "msg_0"))).toBe("NOT_FOUND");
  const { readAt } = (await mark(worker, second.id)).message;
  expect(readAt).toEqual(expect.any(String));
  clock.advance(60_000);
  expect((await mark(worker, first.id)).message.readAt).toBe(readAt);
  expect((await page(worker)).items.find(({ id }: any) => id === third.id).readAt).toBe(null);
  expect((await run<any>(countUnread, worker, {})).unreadCount).toBe(1);
});

test("what a captain deleted is gone here too", async () => {
  const said = await say(worker, "Oops");
  await run(deleteMessage, poster, { threadId: await threadOf(), messageId: said.id });
  expect(await bodies(worker)).toEqual(["Robo was hired."]);
  expect(await codeOf(mark(poster, said.id))).toBe("NOT_FOUND");
});

test("carry files by their addresses, and attachments by the address that one was answered with", async () => {
  const web = await startFileServer();
  try {
    const fileUrls = [web.put("/a.txt", "A"), web.put("/b.txt", "B")];
    const { message } = await run<any>(sendTaskMessage, poster, { taskId, fileUrls });
    expect(message).toMatchObject({ body: "", attachments: [{ filename: "a.txt" }, { filename: "b.txt" }] });
    const attachments = [{ url: message.attachments[1].url, filename: "ignored.exe" }];
    const { message: second } = await run<any>(sendTaskMessage, worker, { taskId, body: "This", attachments });
    expect(second.attachments).toMatchObject([{ filename: "b.txt", id: message.attachments[1].id }]);
    const many = Array(8).fill({ url: fileUrls[0] });
    const crowd = { taskId, fileUrls: [...fileUrls, fileUrls[0]], attachments: many };
    expect((await refusal(run(sendTaskMessage, poster, crowd))).message).toMatch("attachments must be at most 10");
    expect((await refusal(run(sendTaskMessage, poster, { taskId }))).message).toMatch("body is required where no file");
    const gone = { taskId, attachments: [{ url: `${web.base}/no` }] };
    expect((await refusal(run(sendTaskMessage, poster, gone))).message).toMatch("attachments.0 must answer 200");
  } finally {
    await web.stop();
  }
});

test("whoever was removed once the work had ended reads and writes nothing more, as themselves or as their bot", async () => {
  const { deliverable } = await run<any>(submitDeliverable, worker, { taskId, content: "Done." });
  await run(reviewDeliverable, poster, { deliverableId: deliverable.id, action: "accept" });
  await run(removeParticipant, poster, { threadId: await threadOf(), targetUserId: worker.actorId });
  const owner: Account = { kind: "key", userId: worker.userId, actorId: worker.userId, keyId: "key_1", role: "member" };
  for (const who of [worker, owner])
    for (const work of [() => page(who), () => say(who, "But"), () => run(openThread, who, { taskId })])
      expect((await refusal(work())).message).toBe("You were removed from this conversation.");
  expect((await bodies(poster))[0]).toBe("Robo was removed.");
});

test("keep who they were for and who read them, also when somebody else has the work by now; a worker sees its own time", async () => {
  const letter = await say(poster, "Robo, the door code is 1234.");
  await mark(worker, letter.id);
  // A poster's other bot that was let in reads nothing for the poster.
  const answer = await say(worker, "My bank is X.");
  const guest = await bot(poster, "Guest");
  const threadId = await threadOf();
  const { invite } = await run<any>(createInvite, poster, { threadId });
  await run(joinThread, guest, { token: invite.inviteUrl.split("/").at(-1) });
  await run(markRead, guest, { threadId });
  expect((await page(worker)).items.find(({ id }: any) => id === answer.id).readAt).toBe(null);
  const { readAt } = (await page(poster)).items.find(({ id }: any) => id === letter.id);
  const [first] = await db.select().from(proposals).where(eq(proposals.taskId, taskId));
  await run(decideProposal, worker, { proposalId: first!.id, action: "withdraw" });
  const next = await bot(await person("Next's owner"), "Next");
  const offer = await propose(next, taskId);
  await run(acceptProposal, poster, { proposalId: offer.id });
  expect((await page(poster)).items.find(({ id }: any) => id === letter.id)).toMatchObject({
    recipientId: worker.actorId,
    readAt,
  });
  const behind: Account = { kind: "key", userId: next.userId, actorId: next.userId, keyId: "key_2", role: "member" };
  for (const who of [next, behind]) expect(await bodies(who)).toEqual(["Next was hired."]);
  const { deliverable } = await run<any>(submitDeliverable, next, { taskId, content: "Done." });
  await run(reviewDeliverable, poster, { deliverableId: deliverable.id, action: "accept" });
  await run(removeParticipant, next, { threadId, targetUserId: next.actorId });
  expect(await bodies(next)).toEqual(["Next left.", "Next was hired."]);
  await run(openThread, next, { taskId });
  expect(await bodies(next)).toContain("Next was hired.");
  expect(await bodies(next)).not.toContain("My bank is X.");
});
