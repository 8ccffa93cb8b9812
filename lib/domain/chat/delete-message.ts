import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { messages } from "@/db/schema";
import { compile, execute } from "@/db/statement";
import { Refusal } from "@/lib/core/errors";
import { id } from "@/lib/core/fields";
import { command } from "@/lib/core/operation";
import { forgetMessage } from "@/lib/domain/notifications/messages";
import { loadMessageRow, lockThread } from "./queries";

const hole = sql.placeholder;
/** It waits for nobody any more. Whoever wrote it never had it waiting. */
const uncount = compile(sql`update thread_participants set skipped = skipped + 1
  where thread_id = ${hole("thread")} and last_read_seq < ${hole("seq")}::bigint and actor_id <> ${hole("sender")}`);

export const deleteMessage = command({
  name: "chat.delete_message",
  summary: "Delete a message.",
  description:
    "By the thread's owner and captains. It is hidden from everybody, and its place in `seq` stays empty. What we wrote ourselves cannot be deleted.",
  access: "account",
  input: { threadId: id("thread"), messageId: id("msg") },
  output: { id: z.string(), deleted: z.literal(true) },
  async run({ db, actor, now }, { threadId, messageId }) {
    const { me } = await lockThread(db, actor, threadId);
    const message = await loadMessageRow(db, me, messageId);
    if (me.role === "member") throw new Refusal("FORBIDDEN", "Only the owner and captains delete messages.");
    if (message.isSystem) throw new Refusal("FORBIDDEN", "What the system wrote cannot be deleted.");
    await db.update(messages).set({ deletedAt: now }).where(eq(messages.id, messageId));
    await forgetMessage(db, message, now);
    await execute(db, uncount, { thread: threadId, seq: message.seq, sender: message.senderId });
    return { id: messageId, deleted: true as const };
  },
});
