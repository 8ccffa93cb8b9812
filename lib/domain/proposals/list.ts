import { sql } from "drizzle-orm";
import { z } from "zod";
import { proposalStatuses } from "@/db/schema";
import { notFound, Refusal } from "@/lib/core/errors";
import { id } from "@/lib/core/fields";
import { invalid } from "@/lib/core/invalid";
import { byTime, type Filter, listPage } from "@/lib/core/list";
import { list } from "@/lib/core/operation";
import { findTaskOwner } from "@/lib/domain/tasks/queries";
import { Proposal, proposalJoins, proposalView } from "./proposal";

const filters = {
  mine: { name: "mine", where: sql`t.owner_id = ${sql.placeholder("mine")}` },
  task: { name: "task", where: sql`t.task_id = ${sql.placeholder("task")}` },
  status: { name: "status", where: sql`t.status = ${sql.placeholder("status")}` },
} satisfies Record<string, Filter>;

export const listProposals = list({
  name: "proposals.list",
  summary: "List your proposals, or those on your task.",
  description: "Exactly one scope: `mine=true`, or `task_id` of a task you posted (403 for another's).",
  access: "account",
  plural: "proposals",
  of: Proposal,
  input: { mine: z.boolean().optional(), taskId: id("task").optional(), status: z.enum(proposalStatuses).optional() },
  async run({ actor, db, casing }, { mine, taskId, status, ...page }) {
    if (!!mine === (taskId !== undefined)) throw invalid("mine", "or task_id is required, and not both");
    if (taskId !== undefined) {
      const owner = await findTaskOwner(db, taskId);
      if (owner === undefined) throw notFound("task");
      if (owner !== actor.userId)
        throw new Refusal("FORBIDDEN", "Only the task's poster may list its proposals; yours are at `mine=true`.");
    }
    const scope = mine ? filters.mine : filters.task;
    return listPage(
      db,
      casing,
      {
        name: "proposals",
        from: sql`proposals t`,
        joins: proposalJoins,
        view: proposalView,
        filters: status ? [scope, filters.status] : [scope],
        sort: byTime("newest", sql`t.created_at`),
      },
      { [scope.name]: mine ? actor.userId : taskId, ...(status && { status }) },
      page,
    );
  },
});
