import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { messages, tasks } from "@/db/schema";
import type { Account, Context } from "@/lib/core/context";
import { id, text } from "@/lib/core/fields";
import { invalid } from "@/lib/core/invalid";
import { command } from "@/lib/core/operation";
import { insertMessageFiles, type PreparedFile, prepareFiles } from "@/lib/domain/files/attach";
import { fileUrls } from "@/lib/domain/files/file";
import { MAX_CONTENT, Message, PREVIEW } from "./message";
import { nameOf } from "./participants";
import {
  loadMessageJson,
  loadParticipant,
  lockThread,
  type MessageRow,
  type ParticipantRow,
  type ThreadRow,
} from "./queries";
import { say, speakerOf } from "./say";

/** Nothing at all is said where files speak; something that only looks like nothing is refused. */
export const said = z.preprocess(
  (value) => (typeof value === "string" && value.trim() === "" ? null : value),
  text(MAX_CONTENT).nullish(),
);

/** Text, files or both. */
export function refuseEmpty(field: string, content: string | null | undefined, files: unknown[]) {
  if (content == null && files.length === 0) throw invalid(field, "is required where no file is attached");
}

export const sendMessage = command({
  name: "chat.send",
  summary: "Send a message.",
  description:
    "To everybody in the thread; it counts as unread for all others. Plain text: addresses in it become links where people read it. `replyToId` answers a message of the same thread. With `fileUrls` it may be without text; what cannot be fetched is refused with its reason, and nothing is sent. A rehearsal fetches nothing.",
  access: "account",
  input: {
    threadId: id("thread"),
    content: said.meta({ description: "Required where no file is attached." }),
    replyToId: id("msg").nullish(),
    fileUrls,
  },
  output: { message: Message },
  async prepare({ threadId, content, fileUrls }, actor, isRehearsal) {
    refuseEmpty("content", content, fileUrls);
    // Only for whoever may speak here is anything fetched.
    await loadParticipant(db, actor, threadId);
    return prepareFiles(fileUrls, actor, { isRehearsal });
  },
  async run(ctx, { threadId, content, replyToId }, files) {
    const { thread, me } = await lockThread(ctx.db, ctx.actor, threadId);
    const messageId = await speak(ctx, thread, me, { content: content ?? "", replyToId: replyToId ?? null, files });
    return { message: await loadMessageJson(ctx.db, ctx.casing, me, messageId) };
  },
});

type Spoken = { content: string; replyToId?: string | null; files: PreparedFile[] };

/** Says something in a thread that is locked, and tells of it. */
export async function speak(
  ctx: Context<Account>,
  thread: ThreadRow,
  me: ParticipantRow,
  { content, replyToId = null, files }: Spoken,
): Promise<string> {
  const { db, actor } = ctx;
  const answered = replyToId === null ? undefined : await findAnswered(ctx, me, replyToId);
  const messageId = await say(ctx, thread.id, speakerOf(actor), { content, replyToId });
  await insertMessageFiles(ctx, messageId, files);
  const task = thread.taskId
    ? (await db.select({ title: tasks.title }).from(tasks).where(eq(tasks.id, thread.taskId)))[0]
    : undefined;
  await ctx.emit(
    "message.created",
    {
      messageId,
      threadId: thread.id,
      threadName: thread.name,
      taskId: thread.taskId,
      taskTitle: task?.title ?? null,
      senderId: actor.actorId,
      senderName: await nameOf(ctx, actor.actorId),
      preview: Array.from(content).slice(0, PREVIEW).join(""),
      files: files.length,
      replyToSenderId: answered?.senderId ?? null,
    },
    { actorId: actor.actorId, subjectId: thread.id },
  );
  return messageId;
}

async function findAnswered({ db }: Context, me: ParticipantRow, messageId: string): Promise<MessageRow> {
  const [row] = await db
    .select()
    .from(messages)
    .where(and(eq(messages.id, messageId), eq(messages.threadId, me.threadId), isNull(messages.deletedAt)));
  if (!row || row.seq <= me.fromSeq) throw invalid("replyToId", "is no message of this thread");
  return row;
}
