import { and, eq, gte, isNull, lte, sql } from "drizzle-orm";
import { db } from "@/db";
import { payoutAccounts, users, withdrawals } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import type { Context } from "@/lib/core/context";
import { transact } from "@/lib/core/transaction";
import { withdrawalBouncedLetter } from "@/lib/domain/accounts/letters";
import { usd } from "@/lib/domain/money/ledger";
import { sendMail } from "@/lib/events/mails";
import { on, type Stripe, stripe } from "@/lib/vendors/stripe";
import { settleTransfer } from "./transfer";

type Ctx = Context<any>;
type WithdrawalRow = typeof withdrawals.$inferSelect;

const DAY_MS = 24 * 3_600_000;
/** Stripe pays out every day where it is not told otherwise: who waits longer is asked after. */
const PATIENCE_MS = DAY_MS;
/** Stripe lets nothing lie in a connected account for longer (docs.stripe.com/connect/manage-payout-schedule). */
const LONGEST_MS = 90 * DAY_MS;
/** A payout whose money came back is in the next one; so often at most. */
const DEEPEST = 10;
const LINES = 100;

/** The money lies in the worker's account again. */
const RETURNED = new Set(["failed", "canceled"]);

/**
 * Brings the withdrawals in a payout to the bank to what Stripe says of it. None of our money moves: it left the books when
 * it was sent. A payout may be told of in any order, before the transfer in it too.
 */
export async function settlePayout(account: string, payoutId: string): Promise<void> {
  const payout = await stripe().payouts.retrieve(payoutId, {}, on(account));
  if (payout.reconciliation_status === "in_progress") throw new Error(`Stripe does not say yet what is in ${payoutId}`);
  await settle(account, payout);
}

/** Asks after all payouts of an account since the oldest of its withdrawals that waits for the bank. */
export async function settlePayouts(account: string): Promise<void> {
  // First, so that one who cannot be asked does not keep others waiting.
  const [owner] = await db
    .update(payoutAccounts)
    .set({ lookedAt: clock.now() })
    .where(eq(payoutAccounts.stripeId, account))
    .returning({ userId: payoutAccounts.userId });
  if (!owner) return;
  const [oldest] = await db
    .select({ sentAt: withdrawals.sentAt })
    .from(withdrawals)
    .where(and(eq(withdrawals.userId, owner.userId), eq(withdrawals.status, "sent"), gte(withdrawals.sentAt, recent())))
    .orderBy(withdrawals.sentAt)
    .limit(1);
  if (!oldest) return;
  const created = { gte: Math.floor((oldest.sentAt!.getTime() - DAY_MS) / 1000) };
  const payouts: Stripe.Payout[] = [];
  for await (const payout of stripe().payouts.list({ created, limit: 100 }, on(account))) payouts.unshift(payout);
  for (const payout of payouts) if (payout.reconciliation_status !== "in_progress") await settle(account, payout);
}

/** The accounts of whoever waits for the bank for more than a day, those first that were not asked after for long. */
export async function accountsToAsk(limit: number): Promise<string[]> {
  const until = new Date(clock.now().getTime() - PATIENCE_MS);
  const rows = await db.execute<{ account: string }>(sql`
    select a.stripe_id as account from payout_accounts a
     where a.stripe_id is not null
       and exists (select from withdrawals w where w.user_id = a.user_id and w.status = 'sent'
                      and w.sent_at between ${recent().toISOString()}::timestamptz and ${until.toISOString()}::timestamptz)
     order by a.looked_at nulls first limit ${limit}`);
  return rows.map(({ account }) => account);
}

const recent = () => new Date(clock.now().getTime() - LONGEST_MS);

async function settle(account: string, payout: Stripe.Payout): Promise<void> {
  const returned = RETURNED.has(payout.status);
  if (payout.status !== "paid" && !returned) return;
  if (!payout.automatic) return returned ? undefined : noteByHand(account, payout);
  for (const transfer of await transfersIn(account, payout.id)) {
    // Stripe may be quicker than our own record of what it took.
    if (!(await isKnown(transfer))) await settleTransfer(transfer);
    await transact({ kind: "system", job: "withdrawals" }, (ctx) =>
      returned ? bounce(ctx, transfer, payout) : arrive(ctx, transfer, payout),
    );
  }
}

/** Stripe's names of the transfers that a payout by its schedule is made of, those of a failed one that it makes good too. */
async function transfersIn(account: string, payout: string, depth = 1): Promise<string[]> {
  const found: string[] = [];
  const asked = { payout, limit: LINES, expand: ["data.source"] };
  for await (const { type, source } of stripe().balanceTransactions.list(asked, on(account))) {
    if (source === null || typeof source === "string") continue;
    if (source.object === "charge" && source.source_transfer) found.push(nameOf(source.source_transfer));
    const isMadeGood = source.object === "payout" && (type === "payout_failure" || type === "payout_cancel");
    if (isMadeGood && source.automatic && source.id !== payout && depth < DEEPEST)
      found.push(...(await transfersIn(account, source.id, depth + 1)));
  }
  return [...new Set(found)];
}

const nameOf = (thing: string | { id: string }) => (typeof thing === "string" ? thing : thing.id);

async function isKnown(transfer: string): Promise<boolean> {
  const rows = await db.select({ id: withdrawals.id }).from(withdrawals).where(eq(withdrawals.stripeId, transfer));
  return rows.length > 0;
}

/** The withdrawal behind a transfer, locked, if this payout has news of it: an older one than is known has none. */
async function lockWithNews(ctx: Ctx, transfer: string, payout: Stripe.Payout): Promise<WithdrawalRow | undefined> {
  const [row] = await ctx.db.select().from(withdrawals).where(eq(withdrawals.stripeId, transfer)).for("update");
  if (!row || (row.status !== "sent" && row.status !== "paid")) return undefined;
  if (row.payoutId === null || row.payoutId === payout.id) return row;
  const [known, told] = [row.payoutAt!.getTime(), madeAt(payout).getTime()];
  return told > known || (told === known && row.status === "sent") ? row : undefined;
}

const madeAt = ({ created }: Stripe.Payout) => new Date(created * 1000);
const about = ({ id, userId, amount }: WithdrawalRow) => ({ withdrawalId: id, userId, amountCents: amount });

async function arrive(ctx: Ctx, transfer: string, payout: Stripe.Payout) {
  const row = await lockWithNews(ctx, transfer, payout);
  // A payout that failed is never paid afterwards: another is.
  if (!row || row.payoutId === payout.id) return;
  const news = { payoutId: payout.id, payoutAt: madeAt(payout), paidAt: ctx.now };
  await ctx.db
    .update(withdrawals)
    .set({ status: "paid", ...news, reason: row.reversed > 0 ? row.reason : null })
    .where(eq(withdrawals.id, row.id));
  await ctx.emit("withdrawal.paid", about(row), { actorId: row.userId });
}

async function bounce(ctx: Ctx, transfer: string, payout: Stripe.Payout) {
  const row = await lockWithNews(ctx, transfer, payout);
  if (!row || (row.payoutId === payout.id && row.status === "sent")) return;
  const said = payout.failure_message?.replace(/\.$/, "");
  const reason = `Your bank did not take it${said ? ` (${said})` : ""}: check your account at Stripe.`;
  await ctx.db
    .update(withdrawals)
    .set({ status: "sent", payoutId: payout.id, payoutAt: madeAt(payout), paidAt: null, reason })
    .where(eq(withdrawals.id, row.id));
  await ctx.emit("withdrawal.bounced", { ...about(row), reason }, { actorId: row.userId });
  const [who] = await ctx.db.select({ email: users.email }).from(users).where(eq(users.id, row.userId));
  const sum = usd(row.amount - row.reversed);
  if (who?.email) await sendMail(ctx, { to: who.email, ...withdrawalBouncedLetter(sum, reason) });
}

const BY_HAND = "You had Stripe pay out by hand: it does not tell us what was in that.";

/** What a payout by hand is made of, Stripe does not say: whatever was sent until then may be at the bank. */
async function noteByHand(account: string, payout: Stripe.Payout): Promise<void> {
  const [owner] = await db.select().from(payoutAccounts).where(eq(payoutAccounts.stripeId, account));
  if (!owner) return;
  const until = new Date(payout.created * 1000 + 999);
  await db
    .update(withdrawals)
    .set({ reason: BY_HAND })
    .where(
      and(
        eq(withdrawals.userId, owner.userId),
        eq(withdrawals.status, "sent"),
        lte(withdrawals.sentAt, until),
        isNull(withdrawals.reason),
      ),
    );
}
