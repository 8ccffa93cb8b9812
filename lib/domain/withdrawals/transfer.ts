import { eq } from "drizzle-orm";
import { db } from "@/db";
import { ledgerJournals, users, withdrawals } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { transact } from "@/lib/core/transaction";
import { withdrawalReturnedLetter } from "@/lib/domain/accounts/letters";
import { type Cents, earnings, payoutTransit, stripeBalance, transfer, usd } from "@/lib/domain/money/ledger";
import type { Handler } from "@/lib/domain/payments/ops";
import { sendMail } from "@/lib/events/mails";
import { log } from "@/lib/log";
import { once, type Stripe, type StripeFailure, stripe } from "@/lib/vendors/stripe";
import { settleAccount } from "./account";

export type WithdrawalRow = typeof withdrawals.$inferSelect;
type Ctx = Context<any>;

const rowOf = async (id: string): Promise<WithdrawalRow> =>
  (await db.select().from(withdrawals).where(eq(withdrawals.id, id)))[0]!;

/** Sends earnings to their owner's account with Stripe. One transfer for each withdrawal, whatever happens in between. */
export const sendTransfer: Handler<Stripe.Transfer> = {
  async send(op, idempotencyKey) {
    const { id, amount } = await rowOf(op.refId);
    return stripe().transfers.create(
      {
        amount,
        currency: "usd",
        destination: op.request.destination as string,
        transfer_group: id,
        metadata: { withdrawal_id: id },
      },
      once(idempotencyKey),
    );
  },
  async find(op) {
    for await (const sent of stripe().transfers.list({ transfer_group: op.refId, limit: 100 }))
      if (sent.metadata.withdrawal_id === op.refId) return sent;
    return undefined;
  },
  /** The cards' money takes days to be there; a withdrawal waits for it. */
  mayRetry: ({ code }) => code === "balance_insufficient",
  async record(ctx, op, sent) {
    await bookSent(ctx, op.refId, sent);
    return sent.id;
  },
  async giveUp(ctx, op, refused) {
    await giveBack(ctx, op.refId, refused);
    const account = op.request.destination as string;
    ctx.afterCommit(() =>
      settleAccount(account).catch((error) => log.warn({ error }, "stripe could not be asked after an account")),
    );
  },
};

/** transit → stripe, once, whoever sees the transfer first. */
async function bookSent(ctx: Ctx, withdrawalId: string, sent: Stripe.Transfer) {
  const row = await lock(ctx, withdrawalId);
  if (row.stripeId === sent.id) return;
  if (row.status !== "pending" || sent.amount !== row.amount || sent.currency !== "usd")
    throw new Error(`${sent.id} is not what ${withdrawalId} (${row.status}, ${row.amount} cents) asked for`);
  await transfer(ctx, {
    key: `stripe:${sent.id}:created`,
    kind: "payout.sent",
    ref: row.id,
    moves: [{ source: payoutTransit(row.id), target: stripeBalance, amount: row.amount }],
  });
  await ctx.db
    .update(withdrawals)
    .set({ status: "sent", stripeId: sent.id, sentAt: ctx.now })
    .where(eq(withdrawals.id, row.id));
  await ctx.emit("withdrawal.sent", about(row), { actorId: row.userId });
}

type Refused = Extract<StripeFailure, { kind: "refused" }>;

/** transit → earnings: it was not sent, and will not be. */
async function giveBack(ctx: Ctx, withdrawalId: string, refused: Refused) {
  const row = await lock(ctx, withdrawalId);
  if (row.status !== "pending") return;
  const reason =
    refused.code === "insufficient_capabilities_for_transfer"
      ? "Stripe cannot pay your account just now: see what it still wants of you, and withdraw again."
      : `Stripe did not take it: ${refused.message}`;
  await transfer(ctx, {
    key: `payout.fail:${row.id}`,
    kind: "payout.failed",
    ref: row.id,
    moves: [{ source: payoutTransit(row.id), target: earnings(row.userId), amount: row.amount }],
  });
  await ctx.db
    .update(withdrawals)
    .set({ status: "failed", reason, settledAt: ctx.now })
    .where(eq(withdrawals.id, row.id));
  await ctx.emit("withdrawal.failed", { ...about(row), reason }, { actorId: row.userId });
  await writeTo(ctx, row, row.amount, reason);
}

/** Brings a withdrawal to what Stripe says of its transfer, by Stripe's name of it. One that is not ours is nobody's concern. */
export async function settleTransfer(stripeId: string): Promise<void> {
  const sent = await stripe().transfers.retrieve(stripeId);
  const withdrawalId = sent.metadata.withdrawal_id;
  if (!withdrawalId) return;
  await transact({ kind: "system", job: "withdrawals" }, (ctx) => bookSent(ctx, withdrawalId, sent));
  if (sent.amount_reversed === 0) return;
  const back: Stripe.TransferReversal[] = [];
  for await (const reversal of stripe().transfers.listReversals(stripeId, { limit: 100 })) back.unshift(reversal);
  for (const reversal of back)
    await transact({ kind: "system", job: "withdrawals" }, (ctx) => bookReversal(ctx, withdrawalId, reversal));
}

/** stripe → earnings: some or all of a transfer came back. Each reversal once, in any order. */
async function bookReversal(ctx: Ctx, withdrawalId: string, { id, amount }: Stripe.TransferReversal) {
  const row = await lock(ctx, withdrawalId);
  const key = `stripe:${id}:created`;
  const [booked] = await ctx.db
    .select({ id: ledgerJournals.id })
    .from(ledgerJournals)
    .where(eq(ledgerJournals.idemKey, key));
  if (booked) return;
  await transfer(ctx, {
    key,
    kind: "payout.reversed",
    ref: row.id,
    moves: [{ source: stripeBalance, target: earnings(row.userId), amount }],
  });
  const reversed = row.reversed + amount;
  const reason = `${usd(reversed)} of it came back from your account with Stripe.`;
  await ctx.db
    .update(withdrawals)
    .set({ reversed, reason, ...(reversed === row.amount && { status: "reversed" as const, settledAt: ctx.now }) })
    .where(eq(withdrawals.id, row.id));
  await ctx.emit("withdrawal.reversed", { ...about(row), reversedCents: amount }, { actorId: row.userId });
  await writeTo(ctx, row, amount, reason);
}

async function lock(ctx: Ctx, id: string): Promise<WithdrawalRow> {
  const [row] = await ctx.db.select().from(withdrawals).where(eq(withdrawals.id, id)).for("update");
  if (!row) throw new Error(`no withdrawal is called ${id}`);
  return row;
}

const about = ({ id, userId, amount }: WithdrawalRow) => ({ withdrawalId: id, userId, amountCents: amount });

async function writeTo(ctx: Ctx, { userId }: WithdrawalRow, amount: Cents, reason: string) {
  const [who] = await ctx.db.select({ email: users.email }).from(users).where(eq(users.id, userId));
  if (who?.email) await sendMail(ctx, { to: who.email, ...withdrawalReturnedLetter(usd(amount), reason) });
}
