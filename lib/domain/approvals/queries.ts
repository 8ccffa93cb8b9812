import { eq, sql } from "drizzle-orm";
import type { Db } from "@/db";
import { idPattern } from "@/db/id";
import { approvals } from "@/db/schema";
import type { Casing } from "@/lib/core/casing";
import { notFound } from "@/lib/core/errors";
import type { Json } from "@/lib/core/json";
import { findOne } from "@/lib/core/list";
import { approvalView } from "./approval";

const isApprovalId = idPattern("appr");
export type ApprovalRow = typeof approvals.$inferSelect;

export const approvalRows = {
  from: sql`approvals t`,
  joins: sql`join actors a on a.id = t.bot_id`,
  view: approvalView,
};

/** The wish, locked until the transaction ends. To everybody but the bot's owner there is none: NOT_FOUND. */
export async function lockApproval(db: Db, ownerId: string, id: string): Promise<ApprovalRow> {
  const [row] = isApprovalId.test(id)
    ? await db.select().from(approvals).where(eq(approvals.id, id)).for("update")
    : [];
  if (row?.ownerId !== ownerId) throw notFound("approval");
  return row;
}

/** The wish as JSON. Refuses NOT_FOUND. */
export async function loadApprovalJson(db: Db, casing: Casing, id: string): Promise<Json<any>> {
  const plan = { name: "approval", ...approvalRows, where: sql`t.id = ${sql.placeholder("id")}` };
  const found = await findOne(db, casing, plan, { id });
  if (!found) throw notFound("approval");
  return found as Json<any>;
}
