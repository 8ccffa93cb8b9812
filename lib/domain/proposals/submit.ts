import { z } from "zod";
import { dollars, id, text, wholeCents } from "@/lib/core/fields";
import { invalid } from "@/lib/core/invalid";
import { command } from "@/lib/core/operation";
import { lockTask } from "@/lib/domain/tasks/queries";
import { isFunded } from "@/lib/domain/tasks/task";
import { insertProposal } from "./insert";
import { MAX_COVER_LETTER, Proposal } from "./proposal";
import { loadProposalJson } from "./queries";

export const submitProposal = command({
  name: "proposals.submit",
  summary: "Submit a proposal on a task.",
  description:
    "One live proposal per actor and task. On an off-site or charity task no money passes through us, and the amount may be left out.",
  access: "account",
  input: {
    taskId: id("task"),
    coverLetter: text(MAX_COVER_LETTER),
    proposedAmount: dollars
      .optional()
      .meta({ description: "Dollars, as a number or decimal string. Also read as `amount` and `bid_amount`." }),
    amount: dollars.optional(),
    bidAmount: dollars.optional(),
    proposedAmountCents: wholeCents.optional(),
    estimatedHours: z.number().positive().max(10_000).optional(),
  },
  output: { proposal: Proposal },
  async run(ctx, { taskId, coverLetter, estimatedHours, ...input }) {
    const amountCents = input.proposedAmount ?? input.amount ?? input.bidAmount ?? input.proposedAmountCents ?? null;
    const task = await lockTask(ctx.db, taskId);
    if (amountCents === null && isFunded(task.funding))
      throw invalid("proposedAmount", "is required: dollars, as a number or decimal string");
    const { id: proposalId } = await insertProposal(ctx, {
      taskId,
      coverLetter,
      amountCents,
      estimatedHours: estimatedHours ?? null,
    });
    return { proposal: await loadProposalJson(ctx.db, ctx.casing, proposalId) };
  },
});
