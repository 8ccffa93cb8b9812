import { z } from "zod";
import { id, MAX_CENTS, text } from "@/lib/core/fields";
import { invalid } from "@/lib/core/invalid";
import { command } from "@/lib/core/operation";
import { lockTask } from "@/lib/domain/tasks/queries";
import { isFunded } from "@/lib/domain/tasks/task";
import { insertProposal } from "../insert";
import { MAX_COVER_LETTER } from "../proposal";
import { ApplicationShape } from "./application";
import { loadApplication } from "./queries";

const proposedAmount = z
  .union([z.string(), z.number().transform(String)], { error: 'must be a decimal string like "45.00"' })
  .transform((value) => value.trim())
  .refine((value) => /^(0|[1-9]\d{0,6})(\.\d{1,20})?$/.test(value), 'must be a decimal string like "45.00"')
  .meta({
    description: "Decimal, in the task's currency. Left out, an application to an ESCROW task asks for its budget.",
    examples: ["45.00"],
  });

export const applyToTask = command({
  name: "applications.submit",
  summary: "Apply to a task.",
  description:
    "One live application per applicant and task (409). Not to your own task (403), and only to an open one.",
  access: "account",
  input: { taskId: id("task"), message: text(MAX_COVER_LETTER), proposedAmount: proposedAmount.nullish() },
  output: { application: ApplicationShape },
  async run(ctx, { taskId, message, proposedAmount }) {
    const task = await lockTask(ctx.db, taskId);
    const offer = isFunded(task.funding)
      ? { amountCents: proposedAmount == null ? task.budgetCents : inCents(proposedAmount) }
      : { amountCents: null, proposedText: proposedAmount ?? null };
    const { id: applicationId } = await insertProposal(ctx, { taskId, coverLetter: message, ...offer });
    return { application: await loadApplication(ctx.db, ctx.actor, applicationId) };
  },
});

/** What will be held is whole cents, and something. */
function inCents(amount: string): number {
  if (!/^\d+(\.\d{1,2})?$/.test(amount)) throw invalid("proposedAmount", "must have at most two decimals in USD");
  const cents = Math.round(Number(amount) * 100);
  if (cents <= 0 || cents > MAX_CENTS)
    throw invalid("proposedAmount", "must be more than 0 and at most 1,000,000 dollars");
  return cents;
}
