import { and, desc, eq, isNull, lte, sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db";
import { idPattern } from "@/db/id";
import { messages, threads } from "@/db/schema";
import type { Casing } from "@/lib/core/casing";
import type { Account, Context } from "@/lib/core/context";
import { notFound, Refusal } from "@/lib/core/errors";
import { id, instant, text } from "@/lib/core/fields";
import { invalid } from "@/lib/core/invalid";
import type { Json } from "@/lib/core/json";
import { type Filter, findOne, listPage, type Sort } from "@/lib/core/list";
import { command, list } from "@/lib/core/operation";
import { lockTask } from "@/lib/domain/tasks/queries";
import { MAX_CONTENT } from "../message";
import { refuseRemoved } from "../participants";
import { findParticipant, findTaskThread, lockThreadRow } from "../queries";
import { markReadUpTo } from "../read";
import { speak } from "../send";
import { joinAsParty, openForPoster } from "../task-thread";
import { TaskMessage, taskMessageJoins, taskMessageView } from "./message";
import { loadParty } from "./party";

const hole = sql.placeholder;
const isMessageId = idPattern("msg");

const since = z
  .string()
  .transform((value, { issues }): string | Date => {
    if (isMessageId.test(value)) return value;
    const moment = instant.safeParse(value);
    if (moment.success) return moment.data;
    issues.push({ code: "custom", input: value, message: "must be an ISO 8601 date-time, or a message's id" });
    return value;
  })
  .optional()
  .meta({ type: "string", description: "A moment, or a message's id: older than it, or newer with `sort=asc`." });

/** Messages stand in the order of their numbers, which no two share. */
const bySeq = (direction: "asc" | "desc"): Sort => ({
  name: direction,
  column: sql`t.seq`,
  direction,
  key: sql`t.seq`,
  value: (key) => sql`${key}::bigint`,
});
const said: Filter = {
  name: "said",
  where: sql`t.thread_id = ${hole("thread")} and t.seq > ${hole("from")}::bigint and t.deleted_at is null`,
};
const older: Filter = { name: "older", where: sql`t.seq < ${hole("place")}::bigint` };
const newer: Filter = { name: "newer", where: sql`t.seq > ${hole("place")}::bigint` };

export const listTaskMessages = list({
  name: "messages.list",
  summary: "List the messages of a task.",
  description:
    "What its poster and its accepted worker wrote to each other: the same messages as in the task's chat thread. For these two alone (403). Newest first, or oldest first with `sort=asc`; `since` goes on from there. Reading marks nothing as read.",
  access: "account",
  plural: "messages",
  of: TaskMessage,
  input: { taskId: id("task"), since, sort: z.enum(["desc", "asc"]).default("desc") },
  defaultLimit: 20,
  async run({ db, casing, actor }, { taskId, since, sort, ...page }) {
    await loadParty(db, actor, taskId);
    const thread = await findTaskThread(db, taskId);
    const me = thread && (await findParticipant(db, thread.id, actor.actorId));
    if (thread && !me) await refuseRemoved(db, thread.id, actor);
    const place = since === undefined ? undefined : await placeOf(db, thread?.id ?? "", since, sort);
    return listPage(
      db,
      casing,
      {
        name: "task_messages",
        from: sql`messages t`,
        joins: taskMessageJoins,
        view: taskMessageView,
        filters: place === undefined ? [said] : [said, sort === "desc" ? older : newer],
        sort: bySeq(sort),
      },
      { thread: thread?.id ?? "", from: me?.fromSeq ?? 0, ...(place !== undefined && { place }) },
      page,
    );
  },
});

/** Between which messages a moment lies, or where a message stands. */
async function placeOf(db: Db, threadId: string, since: string | Date, sort: "asc" | "desc"): Promise<number> {
  if (typeof since === "string") {
    const [row] = await db
      .select({ seq: messages.seq })
      .from(messages)
      .where(and(eq(messages.id, since), eq(messages.threadId, threadId)));
    if (!row) throw invalid("since", "is no message of this task");
    return row.seq;
  }
  const [last] = await db
    .select({ seq: messages.seq, at: messages.createdAt })
    .from(messages)
    .where(and(eq(messages.threadId, threadId), lte(messages.createdAt, since)))
    .orderBy(desc(messages.seq))
    .limit(1);
  if (sort === "asc") return last?.seq ?? 0;
  // Older than this moment: what was written at it is not.
  return last ? (last.at < since ? last.seq + 1 : last.seq) : 0;
}

const oneMessage = {
  name: "task_message",
  from: sql`messages t`,
  joins: taskMessageJoins,
  view: taskMessageView,
  where: sql`t.id = ${hole("id")}`,
};

async function loadTaskMessage(db: Db, casing: Casing, id: string): Promise<Json<any>> {
  const found = await findOne(db, casing, oneMessage, { id });
  if (!found) throw notFound("message");
  return found as Json<any>;
}

export const sendTaskMessage = command({
  name: "messages.send",
  summary: "Write to the other party of a task.",
  description: "The task's poster to its accepted worker, or the other way round (403 to others).",
  access: "account",
  input: { taskId: id("task"), body: text(MAX_CONTENT) },
  output: { message: TaskMessage },
  async run(ctx, { taskId, body }) {
    const { thread, me } = await lockOwnThread(ctx, taskId);
    const messageId = await speak(ctx, thread, me, body, null);
    return { message: await loadTaskMessage(ctx.db, ctx.casing, messageId) };
  },
});

/** The task's thread, locked, with the caller in it: whichever of its account's actors speaks. */
async function lockOwnThread(ctx: Context<Account>, taskId: string) {
  const { db, actor } = ctx;
  const { isPoster } = await loadParty(db, actor, taskId);
  const found = await findTaskThread(db, taskId);
  let thread = found && (await lockThreadRow(db, found.id));
  let me = thread && (await findParticipant(db, thread.id, actor.actorId));
  if (!thread || !me) {
    thread = (await openForPoster(ctx, await lockTask(db, taskId))).thread;
    await joinAsParty(ctx, thread, isPoster);
    me = (await findParticipant(db, thread.id, actor.actorId))!;
  }
  return { thread, me };
}

export const markTaskMessageRead = command({
  name: "messages.mark_read",
  summary: "Mark a message of a task as read.",
  description: "By its recipient (403 to its sender), with everything that was written to it before.",
  access: "account",
  input: { taskId: id("task"), messageId: id("msg") },
  output: { message: TaskMessage },
  async run(ctx, { taskId, messageId }) {
    const { db, actor } = ctx;
    await loadParty(db, actor, taskId);
    const [message] = isMessageId.test(messageId)
      ? await db
          .select({ seq: messages.seq, threadId: messages.threadId, ownerId: messages.ownerId })
          .from(messages)
          .innerJoin(threads, eq(threads.id, messages.threadId))
          .where(and(eq(messages.id, messageId), eq(threads.taskId, taskId), isNull(messages.deletedAt)))
      : [];
    if (!message) throw notFound("message");
    if (message.ownerId === actor.userId)
      throw new Refusal("FORBIDDEN", "Only the recipient of a message marks it as read.");
    const { me } = await lockOwnThread(ctx, taskId);
    if (message.seq <= me.fromSeq) throw notFound("message");
    await markReadUpTo(ctx, me, message.seq);
    return { message: await loadTaskMessage(db, ctx.casing, messageId) };
  },
});
