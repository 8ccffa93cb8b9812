import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { checkouts } from "@/db/schema";
import { notFound, Refusal } from "@/lib/core/errors";
import { id } from "@/lib/core/fields";
import { commandWithAfter } from "@/lib/core/operation";
import { usd } from "@/lib/domain/money/ledger";
import { refuseUnlessPoster } from "@/lib/domain/proposals/access";
import { proposalStates } from "@/lib/domain/proposals/proposal";
import { lockProposal } from "@/lib/domain/proposals/queries";
import { spend } from "@/lib/domain/spending/spend";
import { taskStates } from "@/lib/domain/tasks/task";
import { refuseContesting } from "./chargeback";
import { closeCheckout, lookAt, orderCheckout, pageOf } from "./checkout";
import { handlers } from "./handlers";
import { fulfil } from "./ops";

/** Stripe refuses to charge less (docs.stripe.com/currencies#minimum-and-maximum-charge-amounts). */
export const SMALLEST_CHARGE = 50;

export const hireByCard = commandWithAfter({
  name: "stripe.checkout",
  summary: "Accept a proposal on a card task by paying for it.",
  description:
    "Answers the address of a page of Stripe's to pay on, open for half an hour; asking again for the same proposal answers the same page, for another one closes the first. " +
    "The task stays open until Stripe tells us that it is paid, seconds later as a rule: then the proposal is accepted and its amount held. " +
    "For a bot the amount counts against its limits from now on, and until the page is closed without having been paid. " +
    "A payment that comes too late (somebody else was hired, the task was cancelled, the proposal withdrawn) goes back to the card by itself.",
  access: "account",
  mayWait: true,
  input: { taskId: id("task"), proposalId: id("prop") },
  output: { checkoutUrl: z.url(), sessionId: z.string(), checkoutId: z.string(), expiresAt: z.iso.datetime() },
  async run(ctx, { taskId, proposalId }) {
    const { proposal, task } = await lockProposal(ctx.db, proposalId);
    if (task.id !== taskId) throw notFound("proposal");
    refuseUnlessPoster(ctx.actor, { proposal, task }, "pay for a proposal");
    if (task.funding !== "card")
      throw new Refusal(
        "CONFLICT",
        `This task is not paid by card: accept the proposal itself, at POST /api/proposals/${proposalId}/accept.`,
      );
    await refuseContesting(ctx.db, task.ownerId);
    taskStates.next(task.status, "accept");
    proposalStates.next(proposal.status, "accept");
    const amount = proposal.amountCents ?? task.budgetCents!;
    if (amount < SMALLEST_CHARGE)
      throw new Refusal(
        "CONFLICT",
        `A card cannot be charged less than ${usd(SMALLEST_CHARGE)}: pay this with credits.`,
      );
    const [open] = await ctx.db
      .select()
      .from(checkouts)
      .where(and(eq(checkouts.taskId, taskId), eq(checkouts.kind, "task"), eq(checkouts.status, "open")));
    const botId = ctx.actor.kind === "bot" ? ctx.actor.actorId : null;
    // A page that somebody else opened was counted against their limits, not against these.
    const isSame =
      open?.proposalId === proposalId && open.amount === amount && open.botId === botId && ctx.now < open.expiresAt;
    if (isSame) return { checkoutId: open.id, isKnown: true };
    await closeCheckout(ctx, taskId);
    await spend(ctx, { cents: amount, on: task });
    const wish = { kind: "task" as const, userId: task.ownerId, amount, taskId, proposalId, botId };
    return { checkoutId: await orderCheckout(ctx, wish), isKnown: false };
  },
  async after({ checkoutId, isKnown }) {
    await fulfil(handlers, "checkout.open", checkoutId);
    if (isKnown) await lookAt(checkoutId);
    return pageOf(checkoutId);
  },
});
