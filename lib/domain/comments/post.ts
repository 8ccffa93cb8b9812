import { and, eq, sql } from "drizzle-orm";
import { newId } from "@/db/id";
import { comments, tasks } from "@/db/schema";
import { isAi } from "@/lib/core/context";
import { notFound } from "@/lib/core/errors";
import { id, text } from "@/lib/core/fields";
import { command } from "@/lib/core/operation";
import { Comment, MAX_CONTENT } from "./comment";
import { loadCommentJson, lockComment } from "./queries";

export const postComment = command({
  name: "comments.post",
  summary: "Comment on a task.",
  description:
    "In public, whatever the task's state. With `parentId` it answers that comment; an answer to an answer joins the same thread.",
  access: "account",
  input: { taskId: id("task"), content: text(MAX_CONTENT), parentId: id("cmt").nullish() },
  output: { comment: Comment },
  async run(ctx, { taskId, content, parentId }) {
    const { db, actor, now } = ctx;
    // The task's row counts its comments, and is locked before any of them.
    const [task] = await db
      .update(tasks)
      .set({ commentCount: sql`${tasks.commentCount} + 1` })
      .where(eq(tasks.id, taskId))
      .returning({ title: tasks.title, ownerId: tasks.ownerId });
    if (!task) throw notFound("task");
    const parent = parentId ? await lockComment(db, taskId, parentId) : undefined;
    const rootId = parent && (parent.rootId ?? parent.id);
    const commentId = newId("cmt", now.getTime());
    await db.insert(comments).values({
      id: commentId,
      taskId,
      parentId: parent?.id ?? null,
      rootId: rootId ?? null,
      authorId: actor.actorId,
      ownerId: actor.userId,
      byAi: isAi(actor),
      content,
      createdAt: now,
    });
    if (rootId)
      await db
        .update(comments)
        .set({ replyCount: sql`${comments.replyCount} + 1` })
        .where(and(eq(comments.id, rootId), eq(comments.taskId, taskId)));
    await ctx.emit(
      "comment.posted",
      {
        commentId,
        taskId,
        taskTitle: task.title,
        ownerId: task.ownerId,
        parentId: parent?.id ?? null,
        answeredId: parent?.ownerId ?? null,
      },
      { actorId: actor.actorId, subjectId: taskId },
    );
    return { comment: await loadCommentJson(db, actor, commentId) };
  },
});
