import { and, eq, lte } from "drizzle-orm";
import { z } from "zod";
import { approvals } from "@/db/schema";
import { id } from "@/lib/core/fields";
import { command } from "@/lib/core/operation";
import { approvalStates } from "./approval";
import { settle } from "./resolve";

export const expireApproval = command({
  name: "approvals.expire",
  summary: "Let a wish expire that its owner did not answer.",
  description: "Clock work. One that is no longer due, or being answered right now, is left alone.",
  access: "moderator",
  input: { approvalId: id("appr") },
  output: { expired: z.boolean() },
  async run(ctx, { approvalId }) {
    const [row] = await ctx.db
      .select()
      .from(approvals)
      .where(and(eq(approvals.id, approvalId), eq(approvals.status, "pending"), lte(approvals.expiresAt, ctx.now)))
      .for("update", { skipLocked: true });
    if (!row) return { expired: false };
    await settle(ctx, row, { status: approvalStates.next(row.status, "expire"), reason: null, taskId: row.taskId });
    return { expired: true };
  },
});
