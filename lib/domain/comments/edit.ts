import { eq } from "drizzle-orm";
import { comments } from "@/db/schema";
import { type Account, actsFor } from "@/lib/core/context";
import { Refusal } from "@/lib/core/errors";
import { id, text } from "@/lib/core/fields";
import { command } from "@/lib/core/operation";
import { Comment, MAX_CONTENT } from "./comment";
import { type CommentRow, loadCommentJson, lockComment } from "./queries";

/** Refuses FORBIDDEN to everybody but the account behind the comment. */
export function refuseUnlessAuthor(actor: Account, comment: CommentRow) {
  if (!actsFor(actor, comment.ownerId, comment.authorId))
    throw new Refusal("FORBIDDEN", "Only its author may do this.");
}

export const editComment = command({
  name: "comments.edit",
  summary: "Change a comment of yours.",
  description: "`editedAt` says that it was.",
  access: "account",
  input: { taskId: id("task"), commentId: id("cmt"), content: text(MAX_CONTENT) },
  output: { comment: Comment },
  async run({ db, actor, now }, { taskId, commentId, content }) {
    const comment = await lockComment(db, taskId, commentId);
    refuseUnlessAuthor(actor, comment);
    if (comment.content !== content)
      await db.update(comments).set({ content, editedAt: now }).where(eq(comments.id, commentId));
    return { comment: await loadCommentJson(db, actor, commentId) };
  },
});
