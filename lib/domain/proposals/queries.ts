import { eq, sql } from "drizzle-orm";
import type { Db } from "@/db";
import { idPattern } from "@/db/id";
import { proposals } from "@/db/schema";
import type { Casing } from "@/lib/core/casing";
import { notFound } from "@/lib/core/errors";
import type { Json } from "@/lib/core/json";
import { findOne } from "@/lib/core/list";
import { lockTask, type TaskRow } from "@/lib/domain/tasks/queries";
import { proposalJoins, proposalView } from "./proposal";

const isProposalId = idPattern("prop");
export type ProposalRow = typeof proposals.$inferSelect;

/** A proposal and its task, both locked: the task first, as everywhere, so that no two commands wait for each other. */
export async function lockProposal(db: Db, id: string): Promise<{ proposal: ProposalRow; task: TaskRow }> {
  const [found] = isProposalId.test(id)
    ? await db.select({ taskId: proposals.taskId }).from(proposals).where(eq(proposals.id, id))
    : [];
  if (!found) throw notFound("proposal");
  const task = await lockTask(db, found.taskId);
  const [proposal] = await db.select().from(proposals).where(eq(proposals.id, id)).for("update");
  if (!proposal) throw notFound("proposal");
  return { proposal, task };
}

const oneProposal = {
  name: "proposal",
  from: sql`proposals t`,
  joins: proposalJoins,
  view: proposalView,
  where: sql`t.id = ${sql.placeholder("id")}`,
};

/** The proposal in Gigiac's words, as JSON. */
export async function loadProposalJson(db: Db, casing: Casing, id: string): Promise<Json<any>> {
  const found = await findOne(db, casing, oneProposal, { id });
  if (!found) throw notFound("proposal");
  return found as Json<any>;
}
