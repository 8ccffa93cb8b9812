import { and, eq, sql } from "drizzle-orm";
import { type Db, db } from "@/db";
import { chargebacks, checkouts, refills, tasks, users } from "@/db/schema";
import { compile, execute } from "@/db/statement";
import type { Context } from "@/lib/core/context";
import { Refusal } from "@/lib/core/errors";
import { transact } from "@/lib/core/transaction";
import { contestedPaymentLetter } from "@/lib/domain/accounts/letters";
import { endDispute } from "@/lib/domain/disputes/end";
import { openDispute } from "@/lib/domain/disputes/open";
import { lockProposalOf } from "@/lib/domain/disputes/queries";
import { seizeHold } from "@/lib/domain/money/holds";
import {
  type Cents,
  contested,
  credits,
  frozen,
  loss,
  stripeBalance,
  stripeFees,
  transfer,
  usd,
} from "@/lib/domain/money/ledger";
import type { TaskRow } from "@/lib/domain/tasks/queries";
import { taskStates } from "@/lib/domain/tasks/task";
import { sendMail } from "@/lib/events/mails";
import { log } from "@/lib/log";
import { type Stripe, stripe } from "@/lib/vendors/stripe";
import { refunding, takeFrom } from "./left-over";

type Row = typeof chargebacks.$inferSelect;
type Payer = { userId: string; taskId: string | null; licenseId: string | null };
type Ctx = Context<any>;

/** Stripe's words for a payment whose money the bank has taken, or has decided on. */
const CONTESTED = new Set<string>(["needs_response", "under_review", "won", "lost"]);

/** Whether somebody contests a payment of theirs with the bank, which is not decided yet. */
export const contests = async (db: Db, userId: string): Promise<boolean> =>
  (await db.$count(chargebacks, and(eq(chargebacks.userId, userId), eq(chargebacks.status, "open")))) > 0;

const standing =
  compile(sql`select coalesce(bool_or(status = 'open'), false) as open, coalesce(sum(owed), 0)::float8 as owed
  from chargebacks where user_id = ${sql.placeholder("user")} and (status = 'open' or owed > 0)`);

/**
 * Refuses PAYMENT_CONTESTED: what somebody's credits hold is not theirs to give away while the bank has not decided on a payment
 * of theirs, or while they owe one that it gave back.
 */
export async function refuseGivingAway(db: Db, userId: string): Promise<void> {
  const [row] = await execute<{ open: boolean; owed: Cents }>(db, standing, { user: userId });
  if (row!.open) throw frozen();
  if (row!.owed > 0)
    throw new Refusal(
      "PAYMENT_CONTESTED",
      `Your bank gave a card payment back that was spent here: ${usd(row!.owed)} is owed. Buy credits: they pay it first.`,
      { extra: { owedCents: row!.owed } },
    );
}

/** Refuses PAYMENT_CONTESTED: who contests a payment makes no new one. Spending credits is refused by the ledger itself. */
export async function refuseContesting(db: Db, userId: string): Promise<void> {
  if (await contests(db, userId)) throw frozen();
}

/**
 * Brings a contested payment (Stripe's "dispute") to what Stripe says of it, in any order and however often. What the payer
 * has left of it is set aside; behind a held payment the task becomes disputed and its money stays. The bank's word decides:
 * won, everything is as it was; lost, what was set aside or held pays, and the platform the rest, which the payer owes: it is
 * taken first of whatever comes to their credits, by `ledger_transfer` itself. A worker who was paid keeps what they have.
 */
export async function settleChargeback(id: string): Promise<void> {
  const dispute = await stripe().disputes.retrieve(id);
  const paymentIntent = dispute.payment_intent as string;
  const payer = await payerOf(paymentIntent);
  // The payment's own event may come later.
  if (!payer) throw new Error(`nobody is known to have paid ${paymentIntent}`);
  await transact({ kind: "system", job: "chargebacks" }, async (ctx) => {
    const task = payer.taskId ? await lockTaskRow(ctx, payer.taskId) : undefined;
    const row = await lockRow(ctx, dispute, payer);
    if (dispute.status.startsWith("warning_")) return noteInquiry(ctx, row, dispute);
    if (row.status === "lost" && dispute.status === "won") return winLate(ctx, row, dispute);
    if (row.status === "won" || row.status === "lost") return;
    // Of a payment that Stripe kept from being contested, and of words that are new to us, nothing moves.
    if (!CONTESTED.has(dispute.status)) return;
    if (row.status !== "open" || row.reserved === null) await begin(ctx, row, task);
    await bookTaken(ctx, row, dispute);
    if (dispute.status === "won") await win(ctx, row, dispute);
    if (dispute.status === "lost") await lose(ctx, row, task);
  });
}

/** Who paid, and for which task or licence; undefined while the payment is not in our books. */
export async function payerOf(paymentIntent: string): Promise<Payer | undefined> {
  const [paid] = await db
    .select({ userId: checkouts.userId, taskId: checkouts.taskId, licenseId: checkouts.licenseId })
    .from(checkouts)
    .where(eq(checkouts.paymentIntent, paymentIntent));
  if (paid) return paid;
  const [refill] = await db
    .select({ userId: refills.userId })
    .from(refills)
    .where(and(eq(refills.paymentIntent, paymentIntent), eq(refills.status, "succeeded")));
  return refill && { ...refill, taskId: null, licenseId: null };
}

const lockTaskRow = async ({ db }: Ctx, taskId: string): Promise<TaskRow | undefined> =>
  (await db.select().from(tasks).where(eq(tasks.id, taskId)).for("update"))[0];

async function lockRow({ db, now }: Ctx, dispute: Stripe.Dispute, payer: Payer): Promise<Row> {
  const { id, amount, reason, evidence_details: evidence } = dispute;
  const dueBy = evidence.due_by ? new Date(evidence.due_by * 1000) : null;
  await db
    .insert(chargebacks)
    .values({
      id,
      userId: payer.userId,
      taskId: payer.taskId,
      paymentIntent: dispute.payment_intent as string,
      amount,
      reason,
      status: "inquiry",
      evidenceDueAt: dueBy,
      createdAt: now,
    })
    .onConflictDoNothing();
  const [row] = await db.select().from(chargebacks).where(eq(chargebacks.id, id)).for("update");
  return row!;
}

/** The bank only asks: nothing has moved. */
async function noteInquiry({ db, now }: Ctx, row: Row, { status }: Stripe.Dispute) {
  if (status !== "warning_closed" || row.status !== "inquiry") return;
  await db.update(chargebacks).set({ status: "closed", endedAt: now }).where(eq(chargebacks.id, row.id));
}

/** What the payment still holds or left is put beyond reach, and its payer is told. */
async function begin(ctx: Ctx, row: Row, task: TaskRow | undefined) {
  const holdsIt = task !== undefined && (await isBehind(ctx, row, task));
  if (holdsIt && task.status !== "disputed") {
    const proposal = await lockProposalOf(ctx.db, task.acceptedProposalId!);
    const reason = "The poster's bank contests the card payment. The bank decides.";
    await openDispute(ctx, task, proposal, { openedBy: "bank", openerId: task.posterId, reason, evidence: [] });
  }
  const most = holdsIt ? 0 : row.amount - (await refunding(ctx, row));
  const reserved = await setAside(ctx, row, most);
  row.reserved = reserved;
  await ctx.db
    .update(chargebacks)
    .set({ status: "open", reserved, owed: most - reserved })
    .where(eq(chargebacks.id, row.id));
  const { userId, taskId, amount: amountCents, reason } = row;
  await ctx.emit(
    "payment.contested",
    { chargebackId: row.id, userId, taskId, amountCents, reason },
    { actorId: userId },
  );
  const [who] = await ctx.db.select({ email: users.email }).from(users).where(eq(users.id, userId));
  if (who?.email) await sendMail(ctx, { to: who.email, ...contestedPaymentLetter(usd(amountCents)) });
  log.warn({ chargeback: row.id, user: userId, amountCents, reserved }, "a payment is contested with the bank");
}

/** Whether the task's live hold was paid by this payment. */
async function isBehind({ db }: Ctx, { paymentIntent }: Row, task: TaskRow): Promise<boolean> {
  const [hold] = await db.execute(
    sql`select 1 from holds where task_id = ${task.id} and payment_intent = ${paymentIntent} and settled_at is null`,
  );
  return hold !== undefined;
}

/** credits → contested, as much as is left of `most`. */
const setAside = (ctx: Ctx, { id, userId }: Row, most: Cents): Promise<Cents> =>
  takeFrom(ctx, userId, most, (inside, amount) =>
    transfer(inside, {
      key: `stripe:${id}:reserve`,
      kind: "chargeback.reserved",
      ref: id,
      moves: [{ source: credits(userId), target: contested(id), amount }],
    }),
  );

/** contested → stripe, as Stripe's books say that the bank took it; its fee is the platform's. */
async function bookTaken(ctx: Ctx, { id }: Row, { balance_transactions: lines }: Stripe.Dispute) {
  for (const { amount, fee } of lines.filter((line) => line.amount < 0))
    await transfer(ctx, {
      key: `stripe:${id}:withdrawn`,
      kind: "chargeback.withdrawn",
      ref: id,
      moves: [
        { source: contested(id), target: stripeBalance, amount: -amount },
        { source: stripeFees, target: stripeBalance, amount: fee },
      ],
    });
}

/** Everything is as it was, once Stripe has the money back. What is behind a held payment goes on being disputed. */
async function win(ctx: Ctx, row: Row, { balance_transactions: lines }: Stripe.Dispute) {
  const back = lines.filter((line) => line.amount > 0).reduce((sum, line) => sum + line.amount, 0);
  if (back === 0) return;
  const moves = [
    { source: stripeBalance, target: contested(row.id), amount: back },
    { source: contested(row.id), target: credits(row.userId), amount: row.reserved! },
  ];
  await transfer(ctx, { key: `stripe:${row.id}:won`, kind: "chargeback.won", ref: row.id, moves });
  await end(ctx, row, "won");
}

/** The bank gave the money back: what is held or set aside pays, the platform the rest. */
async function lose(ctx: Ctx, row: Row, task: TaskRow | undefined) {
  let covered = row.reserved!;
  // Before the hold is taken: while the payment counts as open, nobody may settle it.
  if (task && (await isBehind(ctx, row, task))) {
    const status = taskStates.next(task.status, "cancel");
    const closedReason = "The poster's bank gave the card payment back.";
    await ctx.db.update(tasks).set({ status, closedReason, updatedAt: ctx.now }).where(eq(tasks.id, task.id));
    covered += await seizeHold(ctx, task, row.id, row.amount - covered);
    await endDispute(ctx, task, "charged_back");
  }
  const moves = [{ source: loss, target: contested(row.id), amount: row.amount - covered }];
  await transfer(ctx, { key: `stripe:${row.id}:lost`, kind: "chargeback.lost", ref: row.id, moves });
  await ctx.db
    .update(chargebacks)
    .set({ uncovered: row.amount - covered })
    .where(eq(chargebacks.id, row.id));
  await end(ctx, row, "lost");
}

/** The bank changed its word after it had given the money back: the payer has again what was taken for it, the platform the rest. */
async function winLate(ctx: Ctx, row: Row, { balance_transactions: lines }: Stripe.Dispute) {
  const back = lines.filter((line) => line.amount > 0).reduce((sum, line) => sum + line.amount, 0);
  if (back === 0) return;
  const theirs = Math.min(back, row.reserved! + row.recovered);
  await ctx.db.update(chargebacks).set({ owed: 0 }).where(eq(chargebacks.id, row.id));
  const moves = [
    { source: stripeBalance, target: credits(row.userId), amount: theirs },
    { source: stripeBalance, target: loss, amount: back - theirs },
  ];
  await transfer(ctx, { key: `stripe:${row.id}:won`, kind: "chargeback.won", ref: row.id, moves });
  await end(ctx, row, "won");
}

async function end(ctx: Ctx, row: Row, outcome: "won" | "lost") {
  const owed = outcome === "won" ? { owed: 0 } : {};
  await ctx.db
    .update(chargebacks)
    .set({ status: outcome, endedAt: ctx.now, ...owed })
    .where(eq(chargebacks.id, row.id));
  const { userId, taskId, amount: amountCents } = row;
  await ctx.emit(
    "payment.contest_ended",
    { chargebackId: row.id, userId, taskId, amountCents, outcome },
    { actorId: userId },
  );
}
