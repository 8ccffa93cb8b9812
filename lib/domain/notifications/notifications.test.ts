import { and, eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { actors, comments, events, notificationPreferences, notifications, users } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import type { Account } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { deleteAccount } from "@/lib/domain/accounts/delete";
import { resolveApproval } from "@/lib/domain/approvals/resolve";
import { openThread } from "@/lib/domain/chat/open";
import { deleteComment } from "@/lib/domain/comments/delete";
import { postComment } from "@/lib/domain/comments/post";
import { reviewDeliverable } from "@/lib/domain/deliverables/review";
import { submitDeliverable } from "@/lib/domain/deliverables/submit";
import { contestTask } from "@/lib/domain/disputes/contest";
import { decideDispute } from "@/lib/domain/disputes/decide";
import { addStatement } from "@/lib/domain/disputes/state";
import { acceptProposal } from "@/lib/domain/proposals/accept";
import { decideProposal } from "@/lib/domain/proposals/decide";
import { rate } from "@/lib/domain/ratings/rate";
import { setCommissioning } from "@/lib/domain/spending/commissioning";
import { cancelTask } from "@/lib/domain/tasks/cancel";
import { drain } from "@/lib/events/drain";
import { codeOf } from "@/local/testing/accounts";
import { bot, hired, person, postTask, propose, worker as withProfile } from "@/local/testing/market";
import { deleteNotification } from "./delete";
import { editNotificationPreferences, getNotificationPreferences } from "./edit-preferences";
import { listNotifications } from "./list";
import { listMuted, muteThread } from "./mute";
import { notify } from "./notify";
import { readAllNotifications, readNotification } from "./read";
import { tellDue } from "./tell";

let poster: Account;
let worker: Account;

const tell = async () => {
  await drain(10_000);
  return tellDue(10_000);
};
const list = async (who: Account, fields: object = {}) => run<any>(listNotifications, who, fields);
/** What somebody is told, oldest first, and of what they were told before nothing. */
async function hears(who: Account): Promise<string[]> {
  await tell();
  const { items } = await list(who, { unread: true });
  await run(readAllNotifications, who, {});
  return items.map(({ notificationType }: any) => notificationType).reverse();
}

beforeEach(async () => {
  poster = await person("Poster", { dollars: 500 });
  worker = await person("Worker");
});
afterEach(() => clock.reset());

describe("who is told", () => {
  test("of proposals: the poster of what comes and goes, the worker of what becomes of theirs", async () => {
    const task = await postTask(poster);
    const first = await propose(worker, task.id);
    await tell();
    expect((await list(poster)).items).toMatchObject([
      {
        notificationType: "PROPOSAL_RECEIVED",
        kind: "proposals",
        title: "Worker made a proposal for “Water the plants”",
        taskId: task.id,
        taskTitle: "Water the plants",
        senderId: worker.actorId,
        senderName: "Worker",
        isAi: false,
        messagePreview: "$45.00 asked",
        threadId: null,
        messageId: null,
        url: `http://localhost:3000/gigs/${task.id}`,
        isRead: false,
      },
    ]);
    expect(await hears(worker)).toEqual([]);
    await run(decideProposal, worker, { proposalId: first.id, action: "withdraw" });
    expect(await hears(poster)).toEqual(["PROPOSAL_RECEIVED", "PROPOSAL_WITHDRAWN"]);
    const second = await propose(worker, task.id);
    await run(decideProposal, poster, { proposalId: second.id, action: "reject", reason: "Too late." });
    const third = await propose(worker, task.id);
    await run(acceptProposal, poster, { proposalId: third.id });
    await tell();
    expect((await list(worker)).items).toMatchObject([
      { notificationType: "PROPOSAL_ACCEPTED", messagePreview: "$45.00 agreed" },
      { notificationType: "PROPOSAL_REJECTED", messagePreview: "Too late.", senderName: "Poster" },
    ]);
    await run(cancelTask, poster, { taskId: task.id, reason: "It rains." });
    await hears(poster);
    expect((await hears(worker)).at(-1)).toBe("TASK_CANCELLED");
  });

  test("of work and ratings: each of what the other did", async () => {
    const { task } = await hired(poster, worker);
    await hears(poster);
    await hears(worker);
    const { deliverable } = await run<any>(submitDeliverable, worker, { taskId: task.id, content: "Done." });
    expect(await hears(poster)).toEqual(["DELIVERY_RECEIVED"]);
    const review = { deliverableId: deliverable.id, action: "revision", reason: "The ferns too." };
    await run(reviewDeliverable, poster, review);
    expect(await hears(worker)).toEqual(["REVISION_REQUESTED"]);
    const again = await run<any>(submitDeliverable, worker, { taskId: task.id, content: "Done, ferns too." });
    await run(reviewDeliverable, poster, { deliverableId: again.deliverable.id, action: "accept" });
    await tell();
    expect((await list(worker)).items[0]).toMatchObject({
      notificationType: "DELIVERY_ACCEPTED",
      title: "Your work for “Water the plants” is accepted",
      messagePreview: "$45.00 is in your earnings",
    });
    await hears(worker);
    await hears(poster);
    await run(rate, poster, { taskId: task.id, rating: 5 });
    expect(await hears(worker)).toEqual(["REVIEW_GIVEN"]);
    await run(rate, worker, { taskId: task.id, rating: 4 });
    await tell();
    expect((await list(poster)).items[0]).toMatchObject({
      notificationType: "REVIEW_REVEALED",
      messagePreview: "4 of 5",
    });
    expect(await hears(worker)).toEqual(["REVIEW_REVEALED"]);
    expect(await hears(poster)).toEqual(["REVIEW_REVEALED"]);
  });

  test("of disputes: both sides, and of a bot's also its owner", async () => {
    const robo = await bot(worker, "Robo");
    const { task } = await hired(poster, robo);
    await run(submitDeliverable, robo, { taskId: task.id, content: "Done." });
    for (const one of [poster, worker, robo]) await hears(one);
    const { dispute } = await run<any>(contestTask, poster, { taskId: task.id, reason: "They are dry." });
    expect(await hears(poster)).toEqual([]);
    expect(await hears(worker)).toEqual(["DISPUTE_OPENED"]);
    expect(await hears(robo)).toEqual(["DISPUTE_OPENED"]);
    await run(addStatement, robo, { disputeId: dispute.id, text: "They are cacti." });
    expect(await hears(worker)).toEqual([]);
    expect(await hears(poster)).toEqual(["DISPUTE_STATEMENT"]);
    const moderator = await person("Moderator", { role: "moderator" });
    await run(decideDispute, moderator, { disputeId: dispute.id, outcome: "worker", reason: "They are." });
    await tell();
    expect((await list(poster)).items[0]).toMatchObject({ notificationType: "DISPUTE_DECIDED", senderName: null });
    expect(await hears(worker)).toEqual(["DISPUTE_DECIDED"]);
    // Letters of their own told of it.
    expect(await db.$count(notifications, eq(notifications.isMailed, true))).toBeGreaterThanOrEqual(5);
  });

  test("of comments: the poster of one on their gig, its author of an answer, whoever is both once, and nobody of their own", async () => {
    const task = await postTask(poster);
    const say = async (who: Account, content: string, parentId?: string) =>
      (await run<any>(postComment, who, { taskId: task.id, content, parentId })).comment;
    const asked = await say(worker, "Which plants?");
    expect(await hears(poster)).toEqual(["COMMENT_RECEIVED"]);
    const answer = await say(poster, "The ferns.", asked.id);
    await tell();
    expect((await list(worker)).items).toMatchObject([
      {
        notificationType: "COMMENT_ANSWERED",
        messagePreview: "The ferns.",
        url: expect.stringContaining(`#${answer.id}`),
      },
    ]);
    await say(worker, "Thank you.", answer.id);
    expect(await hears(poster)).toEqual(["COMMENT_ANSWERED"]);
    await say(poster, "And the cacti.");
    expect(await hears(poster)).toEqual([]);
  });

  test("of a bot's wish: its owner, and of the answer the bot", async () => {
    const robo = await bot(poster, "Robo");
    await run(setCommissioning, robo, { requireApprovalAboveCents: 0 });
    await postTask(robo).catch(() => {});
    await tell();
    expect((await list(poster)).items).toMatchObject([
      {
        notificationType: "APPROVAL_REQUESTED",
        kind: "payments",
        senderId: robo.actorId,
        isAi: true,
        messagePreview: "$45.00 on “Water the plants”",
        url: `http://localhost:3000/dashboard/bots/${robo.actorId}#approvals`,
      },
    ]);
    const [{ payload }] = (await db.select().from(events).where(eq(events.name, "approval.requested"))) as any;
    await run(resolveApproval, poster, { approvalId: payload.approvalId, decision: "reject" });
    expect(await hears(robo)).toEqual(["APPROVAL_RESOLVED"]);
  });

  test("once of each event, however often and at once it is told", async () => {
    const task = await postTask(poster);
    await propose(worker, task.id);
    const [event] = await db.select().from(events).where(eq(events.name, "proposal.submitted")).orderBy(events.id);
    await Promise.all(Array.from({ length: 5 }, () => notify(event!)));
    await tell();
    await notify(event!);
    await Promise.all([tell(), tell()]);
    expect(await hears(poster)).toEqual(["PROPOSAL_RECEIVED"]);
  });

  test("nobody of a task that is gone, and nobody whose account is", async () => {
    const task = await postTask(poster);
    await propose(worker, task.id);
    await db.update(users).set({ deletedAt: new Date() }).where(eq(users.id, poster.userId));
    expect(await tell()).toBe(0);
    await db.update(users).set({ deletedAt: null }).where(eq(users.id, poster.userId));
    expect(await hears(poster)).toEqual([]);
  });
});

describe("one's notifications", () => {
  let taskId: string;
  beforeEach(async () => {
    taskId = (await postTask(poster)).id;
    for (const content of ["One.", "Two.", "Three."]) {
      await run(postComment, worker, { taskId, content });
      await tell();
      clock.advance(1_000);
    }
  });
  const previews = ({ items }: any) => items.map(({ messagePreview }: any) => messagePreview);

  test("are listed newest first, by cursor and by offset, by kind and by what is unread", async () => {
    const all = await list(poster);
    expect(previews(all)).toEqual(["Three.", "Two.", "One."]);
    expect(all).toMatchObject({ total: 3, unreadCount: 3 });
    const first = await list(poster, { limit: 2 });
    expect(previews(await list(poster, { limit: 2, cursor: first.nextCursor }))).toEqual(["One."]);
    expect(previews(await list(poster, { limit: 2, offset: 1 }))).toEqual(["Two.", "One."]);
    expect((await list(poster, { kind: "payments" })).items).toEqual([]);
    await run(readNotification, poster, { notificationId: all.items[1].id });
    expect(previews(await list(poster, { unread: true }))).toEqual(["Three.", "One."]);
    expect(previews(await list(poster, { unread: false, kind: "comments" }))).toEqual(["Two."]);
  });

  test("are read, unread again and deleted, one at a time", async () => {
    const [newest] = (await list(poster)).items;
    const read = await run<any>(readNotification, poster, { notificationId: newest.id });
    expect(read).toMatchObject({ notification: { ...newest, isRead: true }, unreadCount: 2 });
    expect(await run(readNotification, poster, { notificationId: newest.id })).toEqual(read);
    const back = await run<any>(readNotification, poster, { notificationId: newest.id, isRead: false });
    expect(back).toMatchObject({ notification: newest, unreadCount: 3 });
    const gone = { id: newest.id, deleted: true, unreadCount: 2 };
    const raced = await Promise.all(
      [1, 2, 3].map(() => codeOf(run(deleteNotification, poster, { notificationId: newest.id }))),
    );
    expect(raced.sort()).toEqual(["NOT_FOUND", "NOT_FOUND", "done"]);
    expect(gone.unreadCount).toBe((await list(poster)).unreadCount);
    expect(previews(await list(poster))).toEqual(["Two.", "One."]);
  });

  test("are read all at once, up to a moment, or those of a kind", async () => {
    const [, second] = (await list(poster)).items;
    expect(await run(readAllNotifications, poster, { kind: "payments" })).toEqual({ read: 0, unreadCount: 3 });
    expect(await run(readAllNotifications, poster, { until: second.createdAt })).toEqual({ read: 2, unreadCount: 1 });
    const both = await Promise.all([1, 2].map(() => run<any>(readAllNotifications, poster, {})));
    expect(both.map(({ read }) => read).sort()).toEqual([0, 1]);
    expect((await list(poster)).unreadCount).toBe(0);
  });

  test("are nobody else's: not a stranger's, not one's bot's", async () => {
    const [{ id }] = (await list(poster)).items;
    const robo = await bot(poster);
    for (const other of [worker, robo]) {
      expect((await list(other)).items).toEqual([]);
      expect(await codeOf(run(readNotification, other, { notificationId: id }))).toBe("NOT_FOUND");
      expect(await codeOf(run(deleteNotification, other, { notificationId: id }))).toBe("NOT_FOUND");
      await run(readAllNotifications, other, {});
    }
    for (const op of [listNotifications, readNotification, deleteNotification, readAllNotifications])
      expect(await codeOf(run(op, { kind: "anyone" }, { notificationId: id }))).toBe("UNAUTHENTICATED");
    expect((await list(poster)).unreadCount).toBe(3);
  });

  test("that cannot exist are not found", async () => {
    for (const notificationId of ["notif_1", "x", `notif_${"0".repeat(26)}`, "notif_'; select 1"]) {
      expect(await codeOf(run(readNotification, poster, { notificationId }))).toBe("NOT_FOUND");
      expect(await codeOf(run(deleteNotification, poster, { notificationId }))).toBe("NOT_FOUND");
    }
  });

  test("are gone with the account, and so are its preferences", async () => {
    const comment = await db
      .select()
      .from(comments)
      .where(and(eq(comments.taskId, taskId), eq(comments.content, "One.")));
    await run(postComment, poster, { taskId, content: "Which one?", parentId: comment[0]!.id });
    await tell();
    await run(getNotificationPreferences, worker, {});
    expect((await list(worker)).unreadCount).toBe(1);
    await run(deleteAccount, worker, { email: `${worker.userId}@example.com` });
    expect(await db.$count(notifications, eq(notifications.userId, worker.userId))).toBe(0);
    expect(await db.$count(notificationPreferences, eq(notificationPreferences.userId, worker.userId))).toBe(0);
    expect((await list(poster)).items[0].senderName).toBe("Deleted account");
  });

  test("lose the name of a sender who left, and the words of a comment that was deleted", async () => {
    await db.update(actors).set({ name: "Deleted account" }).where(eq(actors.id, worker.actorId));
    expect((await list(poster)).items[0].title).toBe("Deleted account commented on “Water the plants”");
    const [newest] = await db
      .select()
      .from(comments)
      .where(and(eq(comments.taskId, taskId), eq(comments.content, "Three.")));
    await run(deleteComment, worker, { taskId, commentId: newest!.id });
    expect(previews(await list(poster))).toEqual(["", "Two.", "One."]);
  });
});

describe("preferences", () => {
  const on = { push: true, email: true };
  const all = {
    id: expect.stringMatching(/^pref_/),
    enablePush: true,
    enableEmail: true,
    muteThreadIds: "",
    muteThreadIdList: [],
    kinds: { messages: on, proposals: on, deliveries: on, reviews: on, disputes: on, payments: on, comments: on },
  };
  const threads = ["thread_01k9y5t8w3a7c2e4g6h8j0k1m3", "thread_01k9y5t8w3a7c2e4g6h8j0k1m4"];
  const edit = async (fields: object, who = poster) =>
    (await run<any>(editNotificationPreferences, who, fields)).preferences;
  const get = async (who = poster) => (await run<any>(getNotificationPreferences, who, {})).preferences;

  test("are made when they are missing, once, also when several ask at once", async () => {
    const found = await Promise.all([get(), get(), edit({}), get()]);
    expect(found[0]).toEqual(all);
    expect(new Set(found.map(({ id }) => id)).size).toBe(1);
    expect(await db.$count(notificationPreferences, eq(notificationPreferences.userId, poster.userId))).toBe(1);
  });

  test("what is left out stays, also of a kind, and a bot has its own", async () => {
    await edit({ enablePush: false, kinds: { payments: { email: false } } });
    await edit({ kinds: { payments: { push: false }, comments: { push: false } } });
    expect(await edit({ enableEmail: false, kinds: { comments: { push: true } } })).toEqual({
      ...all,
      enablePush: false,
      enableEmail: false,
      kinds: { ...all.kinds, payments: { push: false, email: false } },
    });
    expect(await get(await bot(poster))).toEqual(all);
  });

  test("threads are muted by a list or a string with commas, as a whole", async () => {
    expect(await edit({ muteThreadIds: threads })).toMatchObject({
      muteThreadIds: threads.join(","),
      muteThreadIdList: threads,
    });
    expect((await edit({ muteThreadIds: `${threads[1]}, ${threads[1]}` })).muteThreadIdList).toEqual([threads[1]]);
    expect((await edit({ enablePush: true })).muteThreadIdList).toEqual([threads[1]]);
    expect((await edit({ muteThreadIds: "" })).muteThreadIdList).toEqual([]);
  });

  test("a thread is muted and heard again by itself, two at once are both kept, and it is called by its name", async () => {
    const host = await withProfile("Host");
    const open = async (fields: object) => (await run<any>(openThread, host, fields)).thread.id as string;
    const named = await open({ participantIds: [worker.actorId, poster.actorId], name: "Garden" });
    const plain = await open({ participantIds: [poster.actorId] });
    const mute = (threadId: string, muted = true) => run<any>(muteThread, poster, { threadId, muted });
    await Promise.all([mute(named), mute(plain), mute(named)]);
    for (const nobodys of [threads[0]!, "thread_1", "\0"]) expect(await codeOf(mute(nobodys))).toBe("NOT_FOUND");
    expect((await get()).muteThreadIdList.toSorted()).toEqual([named, plain].toSorted());
    await run(editNotificationPreferences, poster, { muteThreadIds: [plain, named, threads[0]] });
    expect(await run(listMuted, poster, {})).toEqual({
      threads: [
        { threadId: plain, name: "Host" },
        { threadId: named, name: "Garden" },
        { threadId: threads[0], name: "A thread you are no longer in" },
      ],
    });
    await mute(threads[0]!, false);
    await mute(named, false);
    expect((await get()).muteThreadIds).toBe(plain);
    const many = Array.from({ length: 500 }, (_, i) => `thread_${String(i).padStart(26, "0")}`);
    await edit({ muteThreadIds: many });
    expect(await codeOf(mute(plain))).toBe("CONFLICT");
    expect(await codeOf(mute(many[3]!, false))).toBe("done");
    expect(await codeOf(mute(plain))).toBe("done");
  });

  test.each([
    [{ enablePush: "yes" }],
    [{ enableEmail: null }],
    [{ muteThreadIds: ["all"] }],
    [{ muteThreadIds: 7 }],
    [{ muteThreadIds: Array.from({ length: 501 }, (_, i) => `thread_${String(i).padStart(26, "0")}`) }],
    [{ kinds: { payments: true } }],
    [{ kinds: { payments: { email: "no" } } }],
  ])("%# is refused and changes nothing", async (fields) => {
    await edit({ muteThreadIds: threads });
    expect(await codeOf(run(editNotificationPreferences, poster, fields))).toBe("INVALID_INPUT");
    expect(await get()).toMatchObject({ ...all, muteThreadIds: threads.join(","), muteThreadIdList: threads });
  });

  test("two that come at once are both kept", async () => {
    await Promise.all([edit({ enablePush: false }), edit({ kinds: { reviews: { email: false } } })]);
    expect(await get()).toMatchObject({ enablePush: false, kinds: { reviews: { push: true, email: false } } });
  });

  test("nobody is asked for theirs without signing in", async () => {
    for (const op of [getNotificationPreferences, editNotificationPreferences])
      expect(await codeOf(run(op, { kind: "anyone" }, {}))).toBe("UNAUTHENTICATED");
  });
});
