import { eq } from "drizzle-orm";
import { checkouts, proposals, tasks, users } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { Refusal } from "@/lib/core/errors";
import type { DatasetRow } from "@/lib/domain/datasets/dataset";
import { lockDataset } from "@/lib/domain/datasets/queries";
import { sell } from "@/lib/domain/datasets/sell";
import { openCardHold } from "@/lib/domain/money/holds";
import { type Cents, credits, type Move, stripeBalance, stripeFees, transfer } from "@/lib/domain/money/ledger";
import { accept } from "@/lib/domain/proposals/accept";
import { proposalStates } from "@/lib/domain/proposals/proposal";
import { keepSpent, type Purpose, spend } from "@/lib/domain/spending/spend";
import { taskStates } from "@/lib/domain/tasks/task";
import { log } from "@/lib/log";
import { recount } from "./recount";
import { orderRefund } from "./refund";

type CheckoutRow = typeof checkouts.$inferSelect;

/** A payment, as Stripe tells of it. */
export type Payment = {
  paymentIntent: string;
  amount: Cents;
  currency: string;
  /** What Stripe took of it: the platform's expense, not the payer's. */
  feeCents: Cents;
  receiptUrl: string | null;
};

/**
 * Books a payment, in one transaction: bought credits go to the wallet; a hire's are held, and the proposal accepted; a licence
 * is sold. What cannot be had any more (somebody else hired, the task gone, the proposal withdrawn; the licence held already, the
 * exclusive one sold), or what an account paid that is deleted, goes back to the card at once. The same payment twice is booked once.
 */
export async function bookPayment(
  ctx: Context<any>,
  checkoutId: string,
  payment: Payment,
): Promise<"paid" | "refunded"> {
  const { amount, currency, paymentIntent, receiptUrl } = payment;
  const [known] = await ctx.db.select().from(checkouts).where(eq(checkouts.id, checkoutId));
  // Locks are taken in one order, account or task before payment; what is read before the lock never changes.
  const hire = known!.kind === "task" ? await lockHire(ctx, known!) : undefined;
  const dataset = known!.kind === "license" ? await lockDataset(ctx.db, known!.datasetId!) : undefined;
  const isGone = hire === undefined && (await hasLeft(ctx, known!.userId));
  const [row] = await ctx.db.select().from(checkouts).where(eq(checkouts.id, checkoutId)).for("update");
  if (row!.status === "paid" || row!.status === "refunded") return row!.status;
  if (amount !== row!.amount || currency !== "usd")
    throw new Error(`checkout ${checkoutId} is over ${row!.amount}, but ${amount} ${currency} were paid`);
  const status = await place(ctx, row!, payment, { hire, dataset, isGone });
  const settled = { status, paymentIntent, receiptUrl, settledAt: ctx.now };
  await ctx.db.update(checkouts).set(settled).where(eq(checkouts.id, checkoutId));
  if (status === "refunded" && row!.taskId) await recount(ctx, row!.taskId);
  if (status === "refunded" && row!.licenseId) await keepSpent(ctx, row!.licenseId, 0);
  log.info({ checkout: checkoutId, paymentIntent, status }, "a payment was booked");
  return status;
}

type Hire = NonNullable<Awaited<ReturnType<typeof lockHire>>>;

/** The task and the proposal that are paid for, locked; undefined when one of them is gone. */
async function lockHire({ db }: Context<any>, { taskId, proposalId }: CheckoutRow) {
  const [task] = await db.select().from(tasks).where(eq(tasks.id, taskId!)).for("update");
  const [proposal] = await db.select().from(proposals).where(eq(proposals.id, proposalId!)).for("update");
  return task && proposal && { task, proposal };
}

const canBeHad = ({ task, proposal }: Hire) =>
  task.funding === "card" && taskStates.can(task.status, "accept") && proposalStates.can(proposal.status, "accept");

/** A bot's page that had lapsed gave its amount back to the bot's limits: paid all the same, it must fit in again. */
async function isAllowed(ctx: Context<any>, { status, botId, amount }: CheckoutRow, on: Purpose): Promise<boolean> {
  if (status === "open" || botId === null) return true;
  try {
    await ctx.db.transaction((db) => spend({ ...ctx, db }, { botId, cents: amount, on, isUnasked: true }));
    return true;
  } catch (error) {
    if (error instanceof Refusal && error.code === "SPENDING_LIMIT_EXCEEDED") return false;
    throw error;
  }
}

/** Holds the payment and hires. Where the hire is refused after all nothing of it stays, and the payment goes back. */
async function hires(ctx: Context<any>, hire: Hire, payment: Payment, fee: Move): Promise<boolean> {
  try {
    await ctx.db.transaction(async (db) => {
      await openCardHold({ ...ctx, db }, hire.task, payment.amount, payment.paymentIntent, [fee]);
      await accept({ ...ctx, db }, hire.proposal, hire.task);
    });
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    log.warn({ task: hire.task.id, code: error.code }, "a hire that was paid for was refused: its payment goes back");
    return false;
  }
}

/** Sells the licence that was paid for. Where that is refused nothing of it stays, and the payment goes back. */
async function sells(ctx: Context<any>, row: CheckoutRow, dataset: DatasetRow, payment: Payment, fee: Move) {
  const { userId, botId, licenseId, termsHash, amount } = row;
  const sale = {
    licenseId: licenseId!,
    dataset,
    userId,
    actorId: botId ?? userId,
    cents: amount,
    termsHash: termsHash!,
  };
  const card = { paymentIntent: payment.paymentIntent, also: [fee] };
  try {
    await ctx.db.transaction((db) => sell({ ...ctx, db }, { ...sale, card }));
    return true;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    log.warn(
      { dataset: dataset.id, code: error.code },
      "a licence that was paid for cannot be had: its payment goes back",
    );
    return false;
  }
}

/** Whether the account is deleted: what is bought for it all the same is nobody's. */
async function hasLeft({ db }: Context<any>, userId: string): Promise<boolean> {
  const [user] = await db
    .select({ deletedAt: users.deletedAt })
    .from(users)
    .where(eq(users.id, userId))
    .for("key share");
  return user!.deletedAt !== null;
}

type Whose = { hire: Hire | undefined; dataset: DatasetRow | undefined; isGone: boolean };

async function place(
  ctx: Context<any>,
  row: CheckoutRow,
  payment: Payment,
  { hire, dataset, isGone }: Whose,
): Promise<"paid" | "refunded"> {
  const { paymentIntent, amount, feeCents } = payment;
  const fee: Move = { source: stripeFees, target: stripeBalance, amount: feeCents };
  const key = `stripe:${paymentIntent}:paid`;
  if (hire && canBeHad(hire) && (await isAllowed(ctx, row, hire.task)) && (await hires(ctx, hire, payment, fee)))
    return "paid";
  if (dataset && !isGone && (await isAllowed(ctx, row, { ...dataset, id: row.licenseId! })))
    if (await sells(ctx, row, dataset, payment, fee)) return "paid";
  const { userId, taskId } = row;
  const goesBack = row.kind !== "deposit" || isGone;
  const target = goesBack ? await orderRefund(ctx, { userId, taskId, paymentIntent, amount }) : credits(userId);
  const kind = goesBack ? "refund.due" : "deposit.paid";
  await transfer(ctx, { key, kind, ref: row.id, moves: [{ source: stripeBalance, target, amount }, fee] });
  return goesBack ? "refunded" : "paid";
}
