import { and, eq, sql } from "drizzle-orm";
import type { Db } from "@/db";
import { idPattern } from "@/db/id";
import { disputes, proposals } from "@/db/schema";
import { type Statement as Compiled, compile, execute } from "@/db/statement";
import type { Casing } from "@/lib/core/casing";
import { notFound } from "@/lib/core/errors";
import { Json } from "@/lib/core/json";
import { findOne } from "@/lib/core/list";
import type { ProposalRow } from "@/lib/domain/proposals/queries";
import { lockTask, type TaskRow } from "@/lib/domain/tasks/queries";
import { disputeJoins, disputeView, statementJoins, statementView } from "./dispute";

const isDisputeId = idPattern("disp");
export type DisputeRow = typeof disputes.$inferSelect;
export type Case = { dispute: DisputeRow; task: TaskRow; proposal: ProposalRow };

/** A dispute with its task and proposal, all locked, the task first. Refuses NOT_FOUND. */
export async function lockCase(db: Db, id: string): Promise<Case> {
  const [found] = isDisputeId.test(id)
    ? await db.select({ taskId: disputes.taskId }).from(disputes).where(eq(disputes.id, id))
    : [];
  if (!found) throw notFound("dispute");
  const task = await lockTask(db, found.taskId);
  const [dispute] = await db.select().from(disputes).where(eq(disputes.id, id)).for("update");
  if (!dispute) throw notFound("dispute");
  return { dispute, task, proposal: await lockProposalOf(db, dispute.proposalId) };
}

/** A proposal that is known to be there, locked; its task's row is locked before. */
export async function lockProposalOf(db: Db, proposalId: string): Promise<ProposalRow> {
  const [proposal] = await db.select().from(proposals).where(eq(proposals.id, proposalId)).for("update");
  return proposal!;
}

/** The open dispute of a task, locked; its task's row is locked before, and disputed. */
export async function lockOpenDispute(db: Db, taskId: string): Promise<DisputeRow> {
  const [dispute] = await db
    .select()
    .from(disputes)
    .where(and(eq(disputes.taskId, taskId), eq(disputes.status, "open")))
    .for("update");
  if (!dispute) throw new Error(`task ${taskId} is disputed, but has no open dispute`);
  return dispute;
}

/** The dispute as JSON. Refuses NOT_FOUND. */
export async function loadDisputeJson(db: Db, casing: Casing, id: string): Promise<Json<any>> {
  const plan = {
    name: "dispute",
    from: sql`disputes t`,
    joins: disputeJoins,
    view: disputeView,
    where: sql`t.id = ${sql.placeholder("id")}`,
  };
  const found = isDisputeId.test(id) ? await findOne(db, casing, plan, { id }) : undefined;
  if (!found) throw notFound("dispute");
  return found as Json<any>;
}

const statements = new Map<Casing, Compiled>();

/** All that was said in a dispute, the oldest first, as JSON. Their number is limited where they are written. */
export async function loadStatementsJson(db: Db, casing: Casing, disputeId: string): Promise<Json<any>> {
  let statement = statements.get(casing);
  if (!statement) {
    statement = compile(sql`
      select coalesce(json_agg(row_to_json(v) order by t.created_at, t.id)::text, '[]') as said
        from dispute_statements t ${statementJoins} cross join lateral (select ${statementView.columns(casing)}) v
       where t.dispute_id = ${sql.placeholder("disputeId")}`);
    statements.set(casing, statement);
  }
  const [row] = await execute<{ said: string }>(db, statement, { disputeId });
  return new Json(row!.said, casing);
}
