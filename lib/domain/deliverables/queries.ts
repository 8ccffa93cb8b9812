import { and, eq, sql } from "drizzle-orm";
import type { Db } from "@/db";
import { idPattern } from "@/db/id";
import { deliverables, proposals } from "@/db/schema";
import type { Casing } from "@/lib/core/casing";
import { notFound } from "@/lib/core/errors";
import type { Json } from "@/lib/core/json";
import { findOne } from "@/lib/core/list";
import type { ProposalRow } from "@/lib/domain/proposals/queries";
import { lockTask, type TaskRow } from "@/lib/domain/tasks/queries";
import { deliverableJoins, deliverableView } from "./deliverable";

const isDeliverableId = idPattern("dlv");
export type DeliverableRow = typeof deliverables.$inferSelect;

/** A deliverable and its task, both locked, the task first. Refuses NOT_FOUND. */
export async function lockDeliverable(db: Db, id: string): Promise<{ deliverable: DeliverableRow; task: TaskRow }> {
  const [found] = isDeliverableId.test(id)
    ? await db.select({ taskId: deliverables.taskId }).from(deliverables).where(eq(deliverables.id, id))
    : [];
  if (!found) throw notFound("deliverable");
  const task = await lockTask(db, found.taskId);
  const [deliverable] = await db.select().from(deliverables).where(eq(deliverables.id, id)).for("update");
  if (!deliverable) throw notFound("deliverable");
  return { deliverable, task };
}

/** The proposal that was accepted on a task; undefined while nobody is chosen. The task's row must be locked. */
export async function findAcceptedProposal(db: Db, task: TaskRow): Promise<ProposalRow | undefined> {
  if (!task.acceptedProposalId) return undefined;
  const [proposal] = await db
    .select()
    .from(proposals)
    .where(and(eq(proposals.id, task.acceptedProposalId), eq(proposals.taskId, task.id)));
  return proposal;
}

/** The deliverable in Gigiac's words, as JSON. Refuses NOT_FOUND. */
export async function loadDeliverableJson(db: Db, casing: Casing, id: string): Promise<Json<any>> {
  const plan = {
    name: "deliverable",
    from: sql`deliverables t`,
    joins: deliverableJoins,
    view: deliverableView,
    where: sql`t.id = ${sql.placeholder("id")}`,
  };
  const found = await findOne(db, casing, plan, { id });
  if (!found) throw notFound("deliverable");
  return found as Json<any>;
}
