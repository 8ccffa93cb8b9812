import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db";
import { idPattern } from "@/db/id";
import { deliverableStatuses } from "@/db/schema";
import { notFound, Refusal } from "@/lib/core/errors";
import { id } from "@/lib/core/fields";
import { invalid } from "@/lib/core/invalid";
import { byTime, type Filter, listPage } from "@/lib/core/list";
import { list } from "@/lib/core/operation";
import { Deliverable, deliverableJoins, deliverableView } from "./deliverable";

const filters = {
  taskId: { name: "taskId", where: sql`t.task_id = ${sql.placeholder("taskId")}` },
  proposalId: { name: "proposalId", where: sql`t.proposal_id = ${sql.placeholder("proposalId")}` },
  worker: { name: "worker", where: sql`t.owner_id = ${sql.placeholder("worker")}` },
  status: { name: "status", where: sql`t.status = ${sql.placeholder("status")}` },
} satisfies Record<string, Filter>;

export const listDeliverables = list({
  name: "deliverables.list",
  summary: "List the deliverables of a task or of a proposal.",
  description:
    "Exactly one of `task_id` and `proposal_id`, newest first. The poster sees all of a task's, its worker the own ones. Anybody else gets 403 for a task, which is public, and 404 for a proposal, which is not.",
  access: "account",
  plural: "deliverables",
  of: Deliverable,
  input: {
    taskId: id("task").optional(),
    proposalId: id("prop").optional(),
    status: z.enum(deliverableStatuses).optional(),
  },
  async run({ actor, db, casing }, { taskId, proposalId, status, ...page }) {
    if ((taskId === undefined) === (proposalId === undefined))
      throw invalid("taskId", "or proposal_id is required, and not both");
    const values: Record<string, unknown> = { taskId, proposalId, status };
    const role = taskId
      ? await findRole(db, sql`k.id = ${taskId}`, actor.userId, idPattern("task").test(taskId))
      : await findRole(db, sql`p.id = ${proposalId}`, actor.userId, idPattern("prop").test(proposalId!), true);
    if (!role || (role === "visitor" && proposalId)) throw notFound(taskId ? "task" : "proposal");
    if (role === "visitor")
      throw new Refusal("FORBIDDEN", "Only the task's poster and those who worked on it may list its deliverables.");
    const applied: Filter[] = [taskId ? filters.taskId : filters.proposalId];
    if (status) applied.push(filters.status);
    if (role === "worker") {
      applied.push(filters.worker);
      values.worker = actor.userId;
    }
    return listPage(
      db,
      casing,
      {
        name: "deliverables",
        from: sql`deliverables t`,
        joins: deliverableJoins,
        view: deliverableView,
        filters: applied,
        sort: byTime("newest", sql`t.created_at`),
      },
      Object.fromEntries(applied.map(({ name }) => [name, values[name]])),
      page,
    );
  },
});

/** What the user is to a task or a proposal's task: its poster, one who works or has worked on it, or neither; undefined where there is none. */
async function findRole(
  db: Db,
  which: ReturnType<typeof sql>,
  userId: string,
  canExist: boolean,
  isOwnEnough = false,
): Promise<"poster" | "worker" | "visitor" | undefined> {
  if (!canExist) return undefined;
  const [row] = await db.execute<{ found: number; poster: boolean | null; worker: boolean | null }>(sql`
    select count(*)::int as found, bool_or(k.owner_id = ${userId}) as poster,
           bool_or(p.owner_id = ${userId}
             and (${isOwnEnough} or p.status = 'accepted' or exists (select from deliverables d where d.proposal_id = p.id))) as worker
      from tasks k left join proposals p on p.task_id = k.id and (k.owner_id = ${userId} or p.owner_id = ${userId})
     where ${which}`);
  if (!row?.found) return undefined;
  return row.poster ? "poster" : row.worker ? "worker" : "visitor";
}
