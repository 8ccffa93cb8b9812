import { eq } from "drizzle-orm";
import { proposals, tasks } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { Refusal } from "@/lib/core/errors";
import { id } from "@/lib/core/fields";
import { command } from "@/lib/core/operation";
import { together } from "@/lib/core/together";
import { openForHire } from "@/lib/domain/chat/task-thread";
import { adjustHold } from "@/lib/domain/money/holds";
import { refuseGivingAway } from "@/lib/domain/payments/chargeback";
import { spend } from "@/lib/domain/spending/spend";
import { loadTaskJson, type TaskRow } from "@/lib/domain/tasks/queries";
import { isFunded, Task, taskStates } from "@/lib/domain/tasks/task";
import { refuseUnlessPoster } from "./access";
import { Proposal, proposalStates } from "./proposal";
import { loadProposalJson, lockProposal, type ProposalRow } from "./queries";

export const acceptProposal = command({
  name: "proposals.accept",
  summary: "Accept a proposal.",
  description:
    "By the task's poster. The money held becomes the proposed amount: the rest of a larger budget goes back, a larger amount takes more from your credits or is 409 INSUFFICIENT_CREDITS. " +
    "A card task is 409 CHECKOUT_REQUIRED: pay at `checkout_endpoint`. Accepting closes the task to other proposals and rejects none of them, and opens the task's chat thread.",
  access: "account",
  mayWait: true,
  input: { proposalId: id("prop") },
  output: { proposal: Proposal, task: Task },
  async run(ctx, { proposalId }) {
    const { proposal, task } = await lockProposal(ctx.db, proposalId);
    refuseUnlessPoster(ctx.actor, { proposal, task }, "accept a proposal");
    refuseUnpaid(proposal, task, "proposal");
    await accept(ctx, proposal, task);
    const [accepted, begun] = await together([
      loadProposalJson(ctx.db, ctx.casing, proposalId),
      loadTaskJson(ctx.db, ctx.casing, task.id),
    ]);
    return { proposal: accepted, task: begun };
  },
});

/** A card task is accepted by paying for it: what could be accepted is refused with where to pay, all else with its state. */
export function refuseUnpaid(proposal: ProposalRow, task: TaskRow, noun: "proposal" | "application") {
  if (task.funding !== "card") return;
  taskStates.next(task.status, "accept");
  proposalStates.next(proposal.status, "accept");
  throw new Refusal("CHECKOUT_REQUIRED", `This task is paid by card: accept the ${noun} by paying for it.`, {
    extra: { checkoutEndpoint: "/api/stripe/checkout", taskId: task.id, [`${noun}Id`]: proposal.id },
  });
}

/** pending → accepted, and the task with it: open → in progress. Both rows must be locked. */
export async function accept(ctx: Context<any>, proposal: ProposalRow, task: TaskRow) {
  const status = taskStates.next(task.status, "accept");
  const accepted = proposalStates.next(proposal.status, "accept");
  // An offer made while nothing was held may name no amount: then it asks for the budget.
  const amountCents = proposal.amountCents ?? (isFunded(task.funding) ? task.budgetCents : null);
  const { now } = ctx;
  if (task.funding === "credits") await spend(ctx, { cents: amountCents! - task.budgetCents!, on: task });
  await together([
    task.funding === "credits" && refuseGivingAway(ctx.db, task.ownerId),
    task.funding === "credits" && adjustHold(ctx, task, amountCents!, `task.adjust:${proposal.id}`),
    ctx.db
      .update(tasks)
      .set({ status, acceptedProposalId: proposal.id, startedAt: now, updatedAt: now })
      .where(eq(tasks.id, task.id)),
    ctx.db
      .update(proposals)
      .set({ status: accepted, amountCents, decidedAt: now })
      .where(eq(proposals.id, proposal.id)),
    ctx.emit(
      "proposal.accepted",
      {
        proposalId: proposal.id,
        taskId: task.id,
        taskTitle: task.title,
        proposedAmountCents: amountCents,
        proposerId: proposal.proposerId,
      },
      { actorId: task.posterId, subjectId: task.id, isPublic: true },
    ),
    openForHire(ctx, task, proposal),
  ]);
}
