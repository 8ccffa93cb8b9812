import { sql } from "drizzle-orm";
import { z } from "zod";
import { idPattern } from "@/db/id";
import { notFound } from "@/lib/core/errors";
import { id } from "@/lib/core/fields";
import { byTime, listPage, type Sort } from "@/lib/core/list";
import { list } from "@/lib/core/operation";
import { findTaskOwner } from "@/lib/domain/tasks/queries";
import { Comment, commentJoins, commentView, isShown } from "./comment";

const isCommentId = idPattern("cmt");

const byRank = (name: string, column: string): Sort => ({
  name,
  column: sql.raw(`t.${column}`),
  direction: "desc",
  key: sql.raw(`t.${column}`),
  value: (key) => sql`${key}::bigint`,
});
const sorts = {
  best: byRank("best", "best"),
  new: byTime("new", sql`t.created_at`),
  old: byTime("old", sql`t.created_at`, "asc"),
  controversial: byRank("controversial", "controversy"),
};
export const SORTS = Object.keys(sorts) as (keyof typeof sorts)[];

const threads = {
  name: "task",
  where: sql`t.task_id = ${sql.placeholder("task")} and t.root_id is null and (t.deleted_at is null or t.reply_count > 0)`,
};
const thread = {
  name: "root",
  where: sql`t.root_id = ${sql.placeholder("root")} and t.task_id = ${sql.placeholder("task")} and ${isShown("t")}`,
};

export const listComments = list({
  name: "comments.list",
  summary: "List the comments on a task.",
  description:
    "The comments that begin a thread, each with its answers. `best` ranks by the lower bound of Wilson's interval for the share of upvotes, `controversial` favours many votes that are evenly split. " +
    "With `parentId` the thread that this comment began, oldest first.",
  access: "anyone",
  plural: "comments",
  of: Comment,
  input: {
    taskId: id("task"),
    sort: z.enum(["best", "new", "old", "controversial"]).default("best"),
    parentId: id("cmt").optional(),
  },
  async run({ actor, db }, { taskId, sort, parentId, ...page }) {
    if ((await findTaskOwner(db, taskId)) === undefined) throw notFound("task");
    if (parentId !== undefined && !isCommentId.test(parentId)) throw notFound("comment");
    return listPage(
      db,
      "camel",
      {
        name: "comments",
        from: sql`comments t`,
        joins: commentJoins,
        view: commentView,
        filters: [parentId === undefined ? threads : thread],
        sort: parentId === undefined ? sorts[sort] : sorts.old,
      },
      { task: taskId, viewer: "userId" in actor ? actor.userId : null, ...(parentId && { root: parentId }) },
      page,
    );
  },
});
