import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { newId } from "@/db/id";
import { comments, events, tasks } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import type { Account, Actor } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { codeOf, refusal } from "@/local/testing/accounts";
import { bot, person, postTask } from "@/local/testing/market";
import { MAX_CONTENT, REPLIES_SHOWN } from "./comment";
import { deleteComment } from "./delete";
import { editComment } from "./edit";
import { listComments } from "./list";
import { postComment } from "./post";
import { voteOnComment } from "./vote";

let poster: Account;
let reader: Account;
let taskId: string;
const say = async (who: Actor, content: string, parentId?: string): Promise<any> =>
  (await run<any>(postComment, who, { taskId, content, parentId })).comment;
const vote = async (who: Account, commentId: string, value: unknown): Promise<any> =>
  (await run<any>(voteOnComment, who, { taskId, commentId, value })).comment;
const page = (who: Actor = { kind: "anyone" }, fields: object = {}) =>
  run<any>(listComments, who, { taskId, ...fields });
const texts = async (sort: string) => (await page(undefined, { sort })).items.map(({ content }: any) => content);
const counted = async () =>
  (await db.select({ count: tasks.commentCount }).from(tasks).where(eq(tasks.id, taskId)))[0]!.count;
/** Gives a comment these votes at once, as if so many people had come by. */
const poll = (id: string, upvotes: number, downvotes: number) =>
  db.update(comments).set({ upvotes, downvotes }).where(eq(comments.id, id));

beforeEach(async () => {
  poster = await person("Poster", { dollars: 50 });
  reader = await person("Reader");
  taskId = (await postTask(poster)).id;
});
afterEach(() => clock.reset());

describe("comments", () => {
  test("are public, counted, told of, and say whether a person or a machine wrote them", async () => {
    const first = await say(reader, "  Is it urgent?  ");
    expect(first).toMatchObject({
      taskId,
      parentId: null,
      content: "Is it urgent?",
      authorId: reader.userId,
      authorName: "Reader",
      isAi: false,
      score: 0,
      myVote: 0,
      isMine: true,
      editedAt: null,
      replyCount: 0,
      replies: [],
    });
    expect(await say(await bot(poster, "Robo"), "No.")).toMatchObject({ isAi: true, authorName: "Robo" });
    expect((await page()).items).toMatchObject([{ isMine: false }, { isMine: false }]);
    expect((await page(reader, { sort: "old" })).items).toMatchObject([{ isMine: true }, { isMine: false }]);
    expect(await counted()).toBe(2);
    const told = await db.select().from(events).where(eq(events.name, "comment.posted"));
    expect(told.filter(({ subjectId }) => subjectId === taskId)).toHaveLength(2);
  });

  test("answers stand under the comment that began the thread, oldest first, and name what they answer", async () => {
    const root = await say(reader, "One");
    const answer = await say(poster, "Two", root.id);
    const deeper = await say(reader, "Three", answer.id);
    expect((await page()).items).toMatchObject([
      {
        id: root.id,
        replyCount: 2,
        replies: [
          { id: answer.id, parentId: root.id, content: "Two" },
          { id: deeper.id, parentId: answer.id, content: "Three" },
        ],
      },
    ]);
    expect((await page()).total).toBe(1);
  });

  test(`of a thread the first ${REPLIES_SHOWN} answers come along, the rest as a list`, async () => {
    const root = await say(reader, "Long one");
    const rows = Array.from({ length: REPLIES_SHOWN + 10 }, (_, n) => ({
      id: newId("cmt", n + 1),
      ...{ taskId, parentId: root.id, rootId: root.id, authorId: reader.actorId, ownerId: reader.userId, byAi: false },
      content: `Answer ${n}`,
      createdAt: new Date(n + 1),
    }));
    await db.insert(comments).values(rows);
    expect((await page()).items[0].replies).toHaveLength(REPLIES_SHOWN);
    const rest = await page(undefined, { parentId: root.id, offset: REPLIES_SHOWN });
    expect(rest.items.map(({ content }: any) => content)).toEqual(rows.slice(REPLIES_SHOWN).map((row) => row.content));
    const first = await page(undefined, { parentId: root.id, limit: 20 });
    const second = await page(undefined, { parentId: root.id, limit: 20, cursor: first.nextCursor });
    expect(second.items[0].content).toBe("Answer 20");
  });

  test("are sorted four ways, and paged by cursor in each", async () => {
    const made: Record<string, string> = {};
    for (const name of ["few", "loved", "hated", "split", "new"]) {
      clock.advance(1000);
      made[name] = (await say(reader, name)).id;
    }
    await poll(made.few!, 2, 0);
    await poll(made.loved!, 90, 10);
    await poll(made.hated!, 1, 40);
    await poll(made.split!, 50, 50);
    expect(await texts("best")).toEqual(["loved", "split", "few", "hated", "new"]);
    expect(await texts("controversial")).toEqual(["split", "loved", "hated", "new", "few"]);
    expect(await texts("new")).toEqual(["new", "split", "hated", "loved", "few"]);
    expect(await texts("old")).toEqual(["few", "loved", "hated", "split", "new"]);
    for (const sort of ["best", "controversial", "new", "old"]) {
      const walked: string[] = [];
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const { items, nextCursor } = await page(undefined, { sort, limit: 2, ...(cursor && { cursor }) });
        walked.push(...items.map(({ content }: any) => content));
        cursor = nextCursor;
      }
      expect(walked).toEqual(await texts(sort));
    }
  });

  test.each([
    [1, 0, 0.2065],
    [2, 0, 0.3424],
    [90, 10, 0.8256],
    [50, 50, 0.4038],
    [0, 5, 0],
  ])("%d up and %d down are worth Wilson's lower bound, %d", async (up, down, bound) => {
    const { id } = await say(reader, "x");
    await poll(id, up, down);
    const [row] = await db.select().from(comments).where(eq(comments.id, id));
    expect(row!.best / 1e9).toBeCloseTo(bound, 3);
  });

  test("deleted, leave their place as long as something hangs on it, and nothing of what was said", async () => {
    const root = await say(reader, "Mine");
    const answer = await say(poster, "An answer", root.id);
    const deeper = await say(reader, "And back", answer.id);
    await run(deleteComment, reader, { taskId, commentId: root.id });
    await run(deleteComment, poster, { taskId, commentId: answer.id });
    const gone = { content: null, authorId: null, authorName: null, isMine: false };
    expect((await page(reader)).items).toMatchObject([
      { id: root.id, ...gone, replyCount: 1, replies: [{ id: answer.id, ...gone }, { id: deeper.id }] },
    ]);
    expect(await counted()).toBe(1);
    await run(deleteComment, reader, { taskId, commentId: deeper.id });
    expect((await page()).items).toEqual([]);
    expect(await counted()).toBe(0);
    expect(await codeOf(say(poster, "Late", root.id))).toBe("NOT_FOUND");
    expect(await codeOf(vote(poster, root.id, 1))).toBe("NOT_FOUND");
    const [row] = await db.select().from(comments).where(eq(comments.id, root.id));
    expect(row!.content).toBeNull();
  });

  test("are edited by their author, who may act as any of their bots, and say so", async () => {
    const robo = await bot(reader);
    const { id } = await say(robo, "Teh");
    const edit = (who: Account, content: string) => run<any>(editComment, who, { taskId, commentId: id, content });
    expect((await edit(robo, "Teh")).comment.editedAt).toBeNull();
    expect((await edit(reader, "The")).comment).toMatchObject({ content: "The", editedAt: expect.any(String) });
    expect(await codeOf(edit(poster, "Mine now"))).toBe("FORBIDDEN");
    expect(await codeOf(run(deleteComment, poster, { taskId, commentId: id }))).toBe("FORBIDDEN");
    expect((await page()).items).toMatchObject([{ content: "The" }]);
  });

  test.each([
    ["empty", { content: "" }, "content must not be empty"],
    ["only invisible", { content: "\u200b\u2060" }, "content must not be empty"],
    ["too long", { content: "x".repeat(MAX_CONTENT + 1) }, `content must be at most ${MAX_CONTENT} characters`],
  ])("that are %s are refused, and nothing is counted", async (_, fields, message) => {
    expect(await refusal(run(postComment, reader, { taskId, ...fields }))).toMatchObject({ message });
    expect(await counted()).toBe(0);
  });

  test("of 5,000 emoji are whole", async () => {
    const content = "🌳".repeat(MAX_CONTENT);
    expect((await say(reader, content)).content).toBe(content);
  });

  test("on no task, under another task's address, by nobody and of another thread are refused with nothing written", async () => {
    const other = (await postTask(poster, { title: "Other", budget: 1 })).id;
    const { id } = await say(reader, "Here");
    const elsewhere = (fields: object) => codeOf(run(postComment, reader, { taskId: other, content: "x", ...fields }));
    expect(await elsewhere({ parentId: id })).toBe("NOT_FOUND");
    expect(await elsewhere({ taskId: newId("task") })).toBe("NOT_FOUND");
    expect(await elsewhere({ parentId: "cmt_1" })).toBe("NOT_FOUND");
    expect(await codeOf(say({ kind: "anyone" }, "x"))).toBe("UNAUTHENTICATED");
    for (const op of [editComment, deleteComment, voteOnComment])
      expect(await codeOf(run(op, reader, { taskId: other, commentId: id, content: "x", value: 1 }))).toBe("NOT_FOUND");
    expect(await codeOf(page(undefined, { taskId: newId("task") }))).toBe("NOT_FOUND");
    expect(await counted()).toBe(1);
    const [row] = await db.select().from(tasks).where(eq(tasks.id, other));
    expect(row!.commentCount).toBe(0);
  });
});

describe("votes", () => {
  test("count once a person, whichever of their bots casts them, change and are taken back", async () => {
    const { id } = await say(poster, "Judge me");
    expect(await vote(reader, id, 1)).toMatchObject({ score: 1, upvotes: 1, downvotes: 0, myVote: 1 });
    expect(await vote(await bot(reader), id, 1)).toMatchObject({ upvotes: 1, myVote: 1 });
    expect(await vote(reader, id, -1)).toMatchObject({ score: -1, upvotes: 0, downvotes: 1, myVote: -1 });
    expect(await vote(reader, id, 0)).toMatchObject({ score: 0, upvotes: 0, downvotes: 0, myVote: 0 });
    expect((await page(reader)).items).toMatchObject([{ myVote: 0 }]);
  });

  test("on one's own, and others than 1, 0 and -1, are refused", async () => {
    const { id } = await say(reader, "Great, isn't it");
    expect(await codeOf(vote(reader, id, 1))).toBe("FORBIDDEN");
    expect(await codeOf(vote(await bot(reader), id, 1))).toBe("FORBIDDEN");
    for (const value of [2, "up", 0.5, null]) expect(await codeOf(vote(poster, id, value))).toBe("INVALID_INPUT");
  });

  test("of many at the same moment, and of one person twenty times, are all counted right", async () => {
    const { id } = await say(poster, "Rush");
    const crowd = await Promise.all(Array.from({ length: 10 }, (_, n) => person(`P${n}`)));
    await Promise.all([
      ...crowd.map((who, n) => vote(who, id, n < 7 ? 1 : -1)),
      ...Array.from({ length: 20 }, (_, n) => vote(reader, id, n % 2 ? 1 : -1)),
    ]);
    const [row] = await db.select().from(comments).where(eq(comments.id, id));
    const [cast] = await db.execute(
      sql`select count(*) filter (where value = 1)::int as upvotes, count(*) filter (where value = -1)::int as downvotes from comment_votes where comment_id = ${id}`,
    );
    expect({ upvotes: row!.upvotes, downvotes: row!.downvotes }).toEqual(cast);
    expect(row!.upvotes + row!.downvotes).toBe(11);
  });

  test("answers, deletions and votes in one thread at once leave the counts right", async () => {
    const root = await say(poster, "Root");
    const answers = await Promise.all(Array.from({ length: 12 }, (_, n) => say(reader, `A${n}`, root.id)));
    const outcomes = await Promise.allSettled([
      ...[...answers.slice(0, 6), ...answers.slice(0, 6)].map(({ id }) =>
        run(deleteComment, reader, { taskId, commentId: id }),
      ),
      ...answers.slice(6).map(({ id }) => say(poster, "deeper", id)),
      ...answers.slice(6).map(({ id }) => vote(poster, id, 1)),
    ]);
    const refused = outcomes.filter((one) => one.status === "rejected");
    expect(refused.map(({ reason }) => reason.code)).toEqual(Array(6).fill("NOT_FOUND"));
    const [live] = await db.execute<{ live: number }>(
      sql`select count(*)::int as live from comments where task_id = ${taskId} and deleted_at is null`,
    );
    expect(await counted()).toBe(live!.live);
    const [row] = await db.select().from(comments).where(eq(comments.id, root.id));
    expect(row!.replyCount).toBe(live!.live - 1);
  });
});
