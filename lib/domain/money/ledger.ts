import { sql } from "drizzle-orm";
import type { accountKinds } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { databaseError, Refusal } from "@/lib/core/errors";

/** Cents, always whole, always in our custody. A promise paid elsewhere is text and cannot get in here. */
export type Cents = number;

export type LedgerAccount = { code: string; kind: (typeof accountKinds)[number]; ownerId?: string; subjectId?: string };

/** What a user has bought and may spend; never withdrawn. */
export const credits = (userId: string): LedgerAccount => ({
  code: `${userId}:credits:usd`,
  kind: "credits",
  ownerId: userId,
});
/** What a user has earned and may withdraw; never spent. */
export const earnings = (userId: string): LedgerAccount => ({
  code: `${userId}:earnings:usd`,
  kind: "earnings",
  ownerId: userId,
});
/** What is held for a task; it counts as its owner's reserved credits. */
export const escrow = (taskId: string, ownerId: string): LedgerAccount => ({
  code: `${taskId}:escrow:usd`,
  kind: "escrow",
  ownerId,
  subjectId: taskId,
});
/** What a card paid for a task: held like credits, but nobody's reserved credits, and it goes back to the card. */
export const cardEscrow = (taskId: string): LedgerAccount => ({
  code: `${taskId}:card:usd`,
  kind: "escrow",
  subjectId: taskId,
});
/** Money on its way back to a card. */
export const refundTransit = (refundId: string): LedgerAccount => ({
  code: `${refundId}:transit:usd`,
  kind: "refund_transit",
  subjectId: refundId,
});
/** Earnings on their way to their owner's account with Stripe. */
export const payoutTransit = (withdrawalId: string): LedgerAccount => ({
  code: `${withdrawalId}:transit:usd`,
  kind: "payout_transit",
  subjectId: withdrawalId,
});
/** A payment that its cardholder contests: what the bank took, and what was set aside for it. */
export const contested = (chargebackId: string): LedgerAccount => ({
  code: `dispute:${chargebackId}`,
  kind: "dispute",
  subjectId: chargebackId,
});
/** What the platform pays for and nobody gives back. */
export const loss: LedgerAccount = { code: "platform:loss", kind: "loss" };
export const promotions: LedgerAccount = { code: "platform:promotions", kind: "promotions" };

/** What Stripe keeps for us: an asset, so its balance here is negative. */
export const stripeBalance: LedgerAccount = { code: "platform:stripe", kind: "stripe" };
/** What Stripe takes of each payment: the platform's expense. */
export const stripeFees: LedgerAccount = { code: "platform:stripe_fees", kind: "stripe_fees" };

/** What moves between the platform's own bank account and Stripe. */
export const platformBank: LedgerAccount = { code: "platform:bank", kind: "bank" };
/** What Stripe booked and nobody can explain yet. */
export const suspense: LedgerAccount = { code: "platform:suspense", kind: "suspense" };

const FEE_SHARDS = 16;
/** The platform's fees, in sixteen accounts so that releases do not queue behind one row. */
export const fees = (taskId: string): LedgerAccount => {
  let hash = 0;
  for (const char of taskId) hash = (hash * 31 + char.charCodeAt(0)) >>> 0;
  return { code: `platform:fees:usd:${String(hash % FEE_SHARDS).padStart(2, "0")}`, kind: "fees" };
};

export type Move = { source: LedgerAccount; target: LedgerAccount; amount: Cents };
export type Transfer = {
  /** Names this movement for ever: posting the same key again is a no-op, with other figures an error. */
  key: string;
  kind: string;
  /** What it is about: the task, the payout. */
  ref?: string;
  moves: Move[];
};

/**
 * The only way money moves: one journal of one or more moves, in the caller's transaction. Zero moves are left out, and a
 * transfer of nothing but zeros is none. Refuses INSUFFICIENT_CREDITS when a wallet cannot pay; the database would refuse too.
 */
export async function transfer(
  ctx: Pick<Context<any>, "db" | "now" | "postings">,
  { key, kind, ref, moves }: Transfer,
): Promise<void> {
  const real = moves.filter(({ amount }) => amount !== 0);
  if (real.some(({ amount }) => !Number.isSafeInteger(amount) || amount < 0))
    throw new Error(`transfer ${key}: amounts are whole, positive cents`);
  if (real.length === 0) return;
  const legs = real.flatMap(({ source, target, amount }) => [leg(source, -amount), leg(target, amount)]);
  try {
    await ctx.db.execute(
      sql`select * from ledger_transfer(${key}, ${kind}, ${ref ?? null}, ${JSON.stringify(legs)}::jsonb, ${ctx.now.toISOString()}::timestamptz)`,
    );
  } catch (error) {
    throw refusalOf(error);
  }
  ctx.postings.push({
    key,
    kind,
    moves: real.map(({ source, target, amount }) => ({
      source: source.code,
      target: target.code,
      amountCents: amount,
    })),
  });
}

const leg = ({ code, kind, ownerId, subjectId }: LedgerAccount, amount: Cents) => ({
  code,
  kind,
  owner: ownerId ?? null,
  subject: subjectId ?? null,
  amount,
});

function refusalOf(error: unknown): unknown {
  const told = databaseError(error);
  if (told?.code === "LG007") {
    const { required, available } = JSON.parse(told.detail ?? "{}") as { required: Cents; available: Cents };
    return insufficient(required, available);
  }
  if (told?.code === "LG008") return frozen();
  if (told?.code === "LG001" || told?.code === "LG003")
    return new Refusal("CONFLICT", "This money has already been moved.", { cause: error });
  return error;
}

/** The refusal of whoever contests a payment of theirs with the bank. */
export const frozen = () =>
  new Refusal(
    "PAYMENT_CONTESTED",
    "A card payment of yours is contested with the bank: until the bank has decided, you cannot spend credits or pay by card.",
  );

/** The 409 of a wallet that does not reach, both amounts in its sentence and, in cents, beside it. */
export const insufficient = (required: Cents, available: Cents) =>
  new Refusal(
    "INSUFFICIENT_CREDITS",
    `Insufficient credit balance. Required: ${usd(required)}, Available: ${usd(available)}`,
    { extra: { requiredCents: required, availableCents: available } },
  );

/** The same of earnings, which are withdrawn and never spent. */
export const insufficientEarnings = (required: Cents, available: Cents) =>
  new Refusal(
    "INSUFFICIENT_EARNINGS",
    `Insufficient earnings. Required: ${usd(required)}, Available: ${usd(available)}`,
    {
      extra: { requiredCents: required, availableCents: available },
    },
  );

/** Cents as people read dollars: $1,234.50 */
export const usd = (cents: Cents) =>
  `$${(cents / 100).toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
