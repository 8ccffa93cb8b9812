import { and, desc, eq, isNull } from "drizzle-orm";
import type { Db } from "@/db";
import { insertRow } from "@/db/insert";
import { chargebacks, holds } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { Refusal } from "@/lib/core/errors";
import { together } from "@/lib/core/together";
import { orderRefund } from "@/lib/domain/payments/refund";
import { keepSpent } from "@/lib/domain/spending/spend";
import { feeOf } from "./fees";
import {
  type Cents,
  cardEscrow,
  contested,
  credits,
  earnings,
  escrow,
  fees,
  type Move,
  stripeBalance,
  transfer,
} from "./ledger";

type Held = { id: string; ownerId: string };
/** What is to be held for, and the fee that was shown for it. */
type ToHold = Held & { feeBps: number };
type Ctx = Pick<Context<any>, "db" | "now" | "postings">;
type HoldRow = typeof holds.$inferSelect;

/** Where a task's held money lies, by where it came from. */
const accountOf = (task: Held, source: HoldRow["source"]) =>
  source === "card" ? cardEscrow(task.id) : escrow(task.id, task.ownerId);

/** The task's live hold, locked; undefined where no money is held. */
async function findHold(ctx: Ctx, taskId: string): Promise<HoldRow | undefined> {
  const [hold] = await ctx.db
    .select()
    .from(holds)
    .where(and(eq(holds.taskId, taskId), isNull(holds.settledAt)))
    .for("update");
  return hold;
}

/** What is held for a task, in cents; 0 where nothing is. */
export const heldCents = async (db: Context["db"], taskId: string): Promise<Cents> =>
  (
    await db
      .select({ gross: holds.gross })
      .from(holds)
      .where(and(eq(holds.taskId, taskId), isNull(holds.settledAt)))
  )[0]?.gross ?? 0;

/** The task's live hold, locked. That none is there is a fault of ours, and then nothing may go on. */
async function lockHold(ctx: Ctx, taskId: string): Promise<HoldRow> {
  const hold = await findHold(ctx, taskId);
  if (!hold) throw new Error(`task ${taskId} has no hold`);
  return hold;
}

/** The latest stretch of held money of a task, held or settled; undefined where there was none. Nothing is locked. */
export async function findLatestHold(db: Db, taskId: string): Promise<HoldRow | undefined> {
  const [hold] = await db.select().from(holds).where(eq(holds.taskId, taskId)).orderBy(desc(holds.createdAt)).limit(1);
  return hold;
}

/** credits → hold. The transaction fails with INSUFFICIENT_CREDITS where the wallet does not reach. */
export async function openHold(ctx: Ctx, task: ToHold, amount: Cents, key: string) {
  const { db, now: createdAt } = ctx;
  const move = { source: credits(task.ownerId), target: escrow(task.id, task.ownerId), amount };
  await together([
    transfer(ctx, { key, kind: "task.fund", ref: task.id, moves: [move] }),
    insertRow(db, holds, { taskId: task.id, source: "credits", gross: amount, feeBps: task.feeBps, createdAt }),
  ]);
}

/**
 * stripe → hold: a card paid for the task. `also` is booked in the same journal. What no Stripe has heard of, the demo's
 * payments, comes from another source.
 */
export async function openCardHold(
  ctx: Ctx,
  task: ToHold,
  amount: Cents,
  paymentIntent: string,
  also: Move[],
  source = stripeBalance,
) {
  const { db, now: createdAt } = ctx;
  const move = { source, target: cardEscrow(task.id), amount };
  await transfer(ctx, { key: `stripe:${paymentIntent}:paid`, kind: "task.fund", ref: task.id, moves: [move, ...also] });
  await insertRow(db, holds, {
    taskId: task.id,
    source: "card",
    gross: amount,
    feeBps: task.feeBps,
    paymentIntent,
    createdAt,
  });
}

/** Brings a live hold of credits to another amount: a larger one takes more from the wallet, a smaller one gives the rest back. */
export async function adjustHold(ctx: Ctx, task: Held, amount: Cents, key: string) {
  const hold = await lockHold(ctx, task.id);
  const wallet = credits(task.ownerId);
  const held = escrow(task.id, task.ownerId);
  const difference = amount - hold.gross;
  const move =
    difference > 0
      ? { source: wallet, target: held, amount: difference }
      : { source: held, target: wallet, amount: -difference };
  if (difference === 0) return;
  if (difference < 0) await keepSpent(ctx, task.id, amount);
  await together([
    transfer(ctx, { key, kind: "task.adjust", ref: task.id, moves: [move] }),
    ctx.db.update(holds).set({ gross: amount }).where(eq(holds.id, hold.id)),
  ]);
}

/**
 * Everything held goes back to where it came from: credits to the wallet, a card's to the card. A task with nothing held
 * returns nothing.
 */
export async function returnHold(ctx: Ctx, task: Held, key = `task.settle:${task.id}`) {
  const hold = await findHold(ctx, task.id);
  if (hold) await settle(ctx, task, hold, { key, kind: "task.return", backCents: hold.gross, moves: [] });
}

/**
 * hold → the worker's earnings, less the fee shown when the poster committed; with `shareCents` only so much of it, and the
 * rest goes back to where it came from. One ending a task, for ever.
 * @returns what the worker was paid, in cents.
 */
export async function releaseHold(ctx: Ctx, task: Held, workerUserId: string, shareCents?: Cents): Promise<Cents> {
  const hold = await lockHold(ctx, task.id);
  const share = shareCents ?? hold.gross;
  if (share < 0 || share > hold.gross) throw new Error(`task ${task.id} holds ${hold.gross}, not ${share}`);
  const fee = feeOf(share, hold.feeBps);
  const held = accountOf(task, hold.source);
  await settle(ctx, task, hold, {
    key: `task.settle:${task.id}`,
    kind: share === 0 ? "task.return" : "task.release",
    backCents: hold.gross - share,
    moves: [
      { source: held, target: earnings(workerUserId), amount: share - fee },
      { source: held, target: fees(task.id), amount: fee },
    ],
  });
  return share - fee;
}

type Settlement = { key: string; kind: string; backCents: Cents; moves: Move[] };

/**
 * hold → the contested payment, as far as its cardholder has the money back from the bank; what the bank did not give back goes
 * back to the card. @returns what was taken, in cents.
 */
export async function seizeHold(ctx: Ctx, task: Held, chargebackId: string, most: Cents): Promise<Cents> {
  const hold = await lockHold(ctx, task.id);
  const taken = Math.min(hold.gross, most);
  const source = accountOf(task, hold.source);
  await keepSpent(ctx, task.id, 0);
  const rest = taken < hold.gross ? [await backMove(ctx, task, hold, hold.gross - taken)] : [];
  await transfer(ctx, {
    key: `task.settle:${task.id}`,
    kind: "chargeback.seized",
    ref: task.id,
    moves: [{ source, target: contested(chargebackId), amount: taken }, ...rest],
  });
  await ctx.db.update(holds).set({ refunded: hold.gross, settledAt: ctx.now }).where(eq(holds.id, hold.id));
  return taken;
}

/** Part of a hold, back to where it came from. */
async function backMove(ctx: Ctx, task: Held, { source, paymentIntent }: HoldRow, amount: Cents): Promise<Move> {
  const wish = { userId: task.ownerId, taskId: task.id, paymentIntent: paymentIntent!, amount };
  const target = source === "card" ? await orderRefund(ctx, wish) : credits(task.ownerId);
  return { source: accountOf(task, source), target, amount };
}

/** While a payment is contested with the bank, what it paid for stays held: the bank decides whose it is. */
async function refuseContested({ db }: Ctx, { paymentIntent }: HoldRow) {
  if (paymentIntent === null) return;
  const [open] = await db
    .select({ id: chargebacks.id })
    .from(chargebacks)
    .where(and(eq(chargebacks.paymentIntent, paymentIntent), eq(chargebacks.status, "open")));
  if (open)
    throw new Refusal(
      "CONFLICT",
      "The card payment behind this task is contested with the bank: the money stays held until the bank has decided.",
    );
}

/** Ends a hold in one journal: `backCents` return, the rest goes as the moves say. */
async function settle(ctx: Ctx, task: Held, hold: HoldRow, { key, kind, backCents, moves }: Settlement) {
  await refuseContested(ctx, hold);
  if (backCents > 0) await keepSpent(ctx, task.id, hold.gross - backCents);
  const returned = backCents > 0 ? [await backMove(ctx, task, hold, backCents)] : [];
  await transfer(ctx, { key, kind, ref: task.id, moves: [...moves, ...returned] });
  await ctx.db
    .update(holds)
    .set({ released: hold.gross - backCents, refunded: backCents, settledAt: ctx.now })
    .where(eq(holds.id, hold.id));
}
