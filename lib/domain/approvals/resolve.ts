import { eq } from "drizzle-orm";
import { z } from "zod";
import { approvals } from "@/db/schema";
import type { Account, Context } from "@/lib/core/context";
import { WrongState } from "@/lib/core/errors";
import { id, optionalText } from "@/lib/core/fields";
import { invalidInput } from "@/lib/core/invalid";
import { command } from "@/lib/core/operation";
import { lockBot } from "@/lib/domain/bots/queries";
import { Approval, approvalStates, MAX_REASON } from "./approval";
import { type ApprovalRow, loadApprovalJson, lockApproval } from "./queries";
import { taskMade, wishedFor } from "./wishes";

export const resolveApproval = command({
  name: "approvals.resolve",
  summary: "Say yes or no to what a bot wishes.",
  description:
    "Approved, the bot's request is carried out at once, as the bot: its limits and your credits are held to it now, and a request that they refuse (403 SPENDING_LIMIT_EXCEEDED, 409 INSUFFICIENT_CREDITS), or that the state of its task refuses, or that would spend more by now than was asked for (409 CONFLICT), is answered so and goes on waiting. " +
    "A card hire is paid on the page that the bot gets by asking again. Of two answers at once one counts, and the other is 409 INVALID_STATE.",
  access: "owner",
  input: {
    approvalId: id("appr"),
    decision: z.enum(["approve", "reject"]),
    reason: optionalText(MAX_REASON).meta({ description: "Why it is rejected; the bot reads it." }),
  },
  output: { approval: Approval },
  async run(ctx, { approvalId, decision, reason }) {
    const row = await lockApproval(ctx.db, ctx.actor.userId, approvalId);
    const status = approvalStates.next(row.status, decision);
    if (row.expiresAt <= ctx.now) throw new WrongState("approval", "expired", () => "the bot has to ask again.");
    const made = decision === "approve" ? await carryOut(ctx, row) : undefined;
    await settle(ctx, row, { status, reason: (decision === "reject" && reason) || null, taskId: made ?? row.taskId });
    return { approval: await loadApprovalJson(ctx.db, ctx.casing, approvalId) };
  },
});

/** Does what was wished, as the bot and with the key it asked with, in this transaction. Gives the task it made, if any. */
async function carryOut(ctx: Context<Account>, { botId, keyId, operation, input, amountCents }: ApprovalRow) {
  await lockBot(ctx.db, ctx.actor.userId, botId);
  const op = wishedFor(operation);
  const wished = op.input.safeParse(input, { reportInput: true });
  if (!wished.success) throw invalidInput(wished.error);
  const { userId, role } = ctx.actor;
  const actor = { kind: "bot", userId, role, actorId: botId, keyId } as const;
  const prepared = await op.prepare?.(wished.data, actor, false);
  return taskMade(await op.run({ ...ctx, actor, approvedCents: amountCents }, wished.data, prepared));
}

/** pending → its end, told to whoever listens. The row must be locked. */
export async function settle(
  ctx: Context<any>,
  row: ApprovalRow,
  end: { status: ApprovalRow["status"]; reason: string | null; taskId: string | null },
) {
  await ctx.db
    .update(approvals)
    .set({ ...end, resolvedAt: ctx.now })
    .where(eq(approvals.id, row.id));
  await ctx.emit(
    "approval.resolved",
    {
      approvalId: row.id,
      botId: row.botId,
      ownerId: row.ownerId,
      title: row.title,
      amountCents: row.amountCents,
      taskId: end.taskId,
      status: end.status,
      reason: end.reason,
    },
    { actorId: row.ownerId, subjectId: row.id },
  );
}
