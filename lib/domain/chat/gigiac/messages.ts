import { and, desc, eq, isNull, lte, sql } from "drizzle-orm";
import { z } from "zod";
import { type Db, db } from "@/db";
import { idPattern } from "@/db/id";
import { messages, threads } from "@/db/schema";
import type { Casing } from "@/lib/core/casing";
import type { Account, Context } from "@/lib/core/context";
import { notFound, Refusal } from "@/lib/core/errors";
import { id, instant } from "@/lib/core/fields";
import { invalid } from "@/lib/core/invalid";
import type { Json } from "@/lib/core/json";
import { type Filter, findOne, listPage, type Sort } from "@/lib/core/list";
import { command, list } from "@/lib/core/operation";
import { prepareFiles } from "@/lib/domain/files/attach";
import { fileUrl, fileUrls, MAX_FILES } from "@/lib/domain/files/file";
import { lockTask } from "@/lib/domain/tasks/queries";
import { beginningOf, refuseRemoved } from "../participants";
import { findParticipant, findTaskThread, lockTaskThread } from "../queries";
import { markReadUpTo } from "../read";
import { refuseEmpty, said, speak } from "../send";
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
const spoken: Filter = {
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
    const party = await loadParty(db, actor, taskId);
    const thread = await findTaskThread(db, taskId);
    const me = thread && (await findParticipant(db, thread.id, actor.actorId));
    if (thread && !me) await refuseRemoved(db, thread.id, actor);
    const begin = me || !thread || party.isPoster ? (me?.fromSeq ?? 0) : await beginningOf(db, thread, party.workerId!);
    const place = since === undefined ? undefined : await placeOf(db, thread?.id ?? "", since, sort);
    return listPage(
      db,
      casing,
      {
        name: "task_messages",
        from: sql`messages t`,
        joins: taskMessageJoins,
        view: taskMessageView,
        filters: place === undefined ? [spoken] : [spoken, sort === "desc" ? older : newer],
        sort: bySeq(sort),
      },
      { thread: thread?.id ?? "", from: begin, ...(place !== undefined && { place }) },
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
  description:
    "The task's poster to its accepted worker, or the other way round (403 to others). Text, files or both: `file_urls` are fetched and kept before this is answered, `attachments` name such addresses one by one, as an upload or another message's attachment answered them.",
  access: "account",
  input: {
    taskId: id("task"),
    body: said.meta({ description: "Required where no file is attached." }),
    fileUrls,
    attachments: z
      .array(z.object({ url: fileUrl }))
      .max(MAX_FILES)
      .default([])
      .meta({ description: `Up to ${MAX_FILES}, each with the \`url\` of a file.` }),
  },
  output: { message: TaskMessage },
  async prepare({ taskId, body, fileUrls: named, attachments }, actor, isRehearsal) {
    refuseEmpty("body", body, [...named, ...attachments]);
    if (named.length + attachments.length > MAX_FILES)
      throw invalid("attachments", `must be at most ${MAX_FILES} with all other files of the message`);
    // Only for whoever may write here is anything fetched.
    await loadParty(db, actor, taskId);
    const urls = attachments.map(({ url }) => url);
    return [
      ...(await prepareFiles(named, actor, { isRehearsal })),
      ...(await prepareFiles(urls, actor, { isRehearsal, field: "attachments" })),
    ];
  },
  async run(ctx, { taskId, body }, files) {
    const { thread, me } = await lockOwnThread(ctx, taskId);
    const messageId = await speak(ctx, thread, me, { content: body ?? "", files });
    return { message: await loadTaskMessage(ctx.db, ctx.casing, messageId) };
  },
});

/** The task's thread, locked, with the caller in it: whichever of its account's actors speaks. */
async function lockOwnThread(ctx: Context<Account>, taskId: string) {
  const { db, actor } = ctx;
  const party = await loadParty(db, actor, taskId);
  let thread = await lockTaskThread(db, taskId);
  let me = thread && (await findParticipant(db, thread.id, actor.actorId));
  if (!thread || !me) {
    thread = (await openForPoster(ctx, await lockTask(db, taskId))).thread;
    await joinAsParty(ctx, thread, party);
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
