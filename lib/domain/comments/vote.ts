import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { comments, commentVotes } from "@/db/schema";
import { Refusal } from "@/lib/core/errors";
import { id } from "@/lib/core/fields";
import { command } from "@/lib/core/operation";
import { Comment } from "./comment";
import { loadCommentJson, lockComment } from "./queries";

export const voteOnComment = command({
  name: "comments.vote",
  summary: "Vote on a comment.",
  description: "1 up, -1 down, 0 takes the vote back. One vote a person, their bots included; not on one's own (403).",
  access: "account",
  input: {
    taskId: id("task"),
    commentId: id("cmt"),
    value: z.union([z.literal(1), z.literal(0), z.literal(-1)], { error: "must be 1, 0 or -1" }),
  },
  output: { comment: Comment },
  async run({ db, actor, now }, { taskId, commentId, value }) {
    const comment = await lockComment(db, taskId, commentId);
    const { userId } = actor;
    if (comment.ownerId === userId) throw new Refusal("FORBIDDEN", "Your own comment is for others to judge.");
    const mine = and(eq(commentVotes.commentId, commentId), eq(commentVotes.userId, userId));
    const [cast] = await db.select({ value: commentVotes.value }).from(commentVotes).where(mine);
    const before = cast?.value ?? 0;
    if (before !== value) {
      if (value === 0) await db.delete(commentVotes).where(mine);
      else
        await db
          .insert(commentVotes)
          .values({ commentId, userId, value, createdAt: now })
          .onConflictDoUpdate({ target: [commentVotes.commentId, commentVotes.userId], set: { value } });
      const change = (side: 1 | -1) => Number(value === side) - Number(before === side);
      await db
        .update(comments)
        .set({
          upvotes: sql`${comments.upvotes} + ${change(1)}`,
          downvotes: sql`${comments.downvotes} + ${change(-1)}`,
        })
        .where(eq(comments.id, commentId));
    }
    return { comment: await loadCommentJson(db, actor, commentId) };
  },
});
