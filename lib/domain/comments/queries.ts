import { and, eq, sql } from "drizzle-orm";
import type { Db } from "@/db";
import { idPattern } from "@/db/id";
import { comments } from "@/db/schema";
import type { Account } from "@/lib/core/context";
import { notFound } from "@/lib/core/errors";
import type { Json } from "@/lib/core/json";
import { findOne } from "@/lib/core/list";
import { commentJoins, commentView } from "./comment";

const isCommentId = idPattern("cmt");
export type CommentRow = typeof comments.$inferSelect;

/** The comment's row, locked until the transaction ends. Refuses NOT_FOUND, also under another task and once it is deleted. */
export async function lockComment(db: Db, taskId: string, id: string): Promise<CommentRow> {
  const [row] = isCommentId.test(id)
    ? await db
        .select()
        .from(comments)
        .where(and(eq(comments.id, id), eq(comments.taskId, taskId)))
        .for("update")
    : [];
  if (!row || row.deletedAt) throw notFound("comment");
  return row;
}

const one = {
  name: "comment",
  from: sql`comments t`,
  joins: commentJoins,
  view: commentView,
  where: sql`t.id = ${sql.placeholder("id")}`,
};

/** The comment as `actor` sees it, as JSON. */
export async function loadCommentJson(db: Db, actor: Account, id: string): Promise<Json<any>> {
  const found = await findOne(db, "camel", one, { id, viewer: actor.userId });
  if (!found) throw notFound("comment");
  return found as Json<any>;
}
