import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { comments, tasks } from "@/db/schema";
import { notFound } from "@/lib/core/errors";
import { id } from "@/lib/core/fields";
import { command } from "@/lib/core/operation";
import { refuseUnlessAuthor } from "./edit";
import { lockComment } from "./queries";

export const deleteComment = command({
  name: "comments.delete",
  summary: "Delete a comment of yours.",
  description: "Its text and name are gone for good; where somebody answered it, its place in the thread stays.",
  access: "account",
  input: { taskId: id("task"), commentId: id("cmt") },
  output: { id: z.string(), deleted: z.literal(true) },
  async run({ db, actor, now }, { taskId, commentId }) {
    // Task first, then comments: the order in which everybody locks them.
    const [task] = await db.select({ id: tasks.id }).from(tasks).where(eq(tasks.id, taskId)).for("update");
    if (!task) throw notFound("comment");
    const comment = await lockComment(db, taskId, commentId);
    refuseUnlessAuthor(actor, comment);
    await db.update(comments).set({ content: null, deletedAt: now }).where(eq(comments.id, commentId));
    await db
      .update(tasks)
      .set({ commentCount: sql`${tasks.commentCount} - 1` })
      .where(eq(tasks.id, taskId));
    if (comment.rootId)
      await db
        .update(comments)
        .set({ replyCount: sql`${comments.replyCount} - 1` })
        .where(eq(comments.id, comment.rootId));
    return { id: commentId, deleted: true as const };
  },
});
