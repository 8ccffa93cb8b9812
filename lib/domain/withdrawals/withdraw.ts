import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { newId } from "@/db/id";
import { ledgerAccounts, withdrawals } from "@/db/schema";
import { Refusal } from "@/lib/core/errors";
import { dollars, wholeCents } from "@/lib/core/fields";
import { invalid } from "@/lib/core/invalid";
import { findOne } from "@/lib/core/list";
import { commandWithAfter } from "@/lib/core/operation";
import { type Cents, earnings, insufficientEarnings, payoutTransit, transfer } from "@/lib/domain/money/ledger";
import { handlers } from "@/lib/domain/payments/handlers";
import { fulfil, order } from "@/lib/domain/payments/ops";
import { lockAccount, type PayoutAccountRow } from "./account";
import { LARGEST_WITHDRAWAL, SMALLEST_WITHDRAWAL, Withdrawal, withdrawalView } from "./withdrawal";

const one = {
  name: "withdrawal",
  from: sql`withdrawals t`,
  where: sql`t.id = ${sql.placeholder("id")}`,
  view: withdrawalView,
};

type Asked = { amount?: Cents | undefined; amountCents?: Cents | undefined; withdrawAll: boolean };

export const withdraw = commandWithAfter({
  name: "withdrawals.create",
  summary: "Withdraw earnings to your bank.",
  description:
    "All of the amount arrives: what Stripe takes for it is the platform's. It leaves the earnings at once and goes to your account with Stripe, which pays it to your bank. " +
    "Until you are onboarded (POST /api/stripe/connect) it is 409 ONBOARDING_REQUIRED; more than was earned is 409 INSUFFICIENT_EARNINGS. " +
    "What Stripe does not take is earnings again, with the reason. Only the owner: a key that is bound to a bot may not.",
  access: "owner",
  input: {
    amount: dollars.optional().meta({ description: "Dollars, from 1.", examples: [25] }),
    amountCents: wholeCents.optional().meta({ description: "Cents, from 100." }),
    withdrawAll: z.boolean().default(false).meta({ description: "Everything that is there, in place of an amount." }),
  },
  output: { withdrawal: Withdrawal },
  async run(ctx, asked) {
    const wanted = amountOf(asked);
    const { userId } = ctx.actor;
    const { stripeId } = ready(await lockAccount(ctx.db, userId));
    const [wallet] = await ctx.db
      .select({ balance: ledgerAccounts.balance })
      .from(ledgerAccounts)
      .where(eq(ledgerAccounts.code, earnings(userId).code));
    const available = wallet?.balance ?? 0;
    const amount = wanted ?? Math.min(Math.max(available, SMALLEST_WITHDRAWAL), LARGEST_WITHDRAWAL);
    if (amount > available) throw insufficientEarnings(amount, available);
    const id = newId("payout");
    await ctx.db.insert(withdrawals).values({ id, userId, amount, createdAt: ctx.now });
    await transfer(ctx, {
      key: `payout.start:${id}`,
      kind: "payout.start",
      ref: id,
      moves: [{ source: earnings(userId), target: payoutTransit(id), amount }],
    });
    await order(ctx, "transfer.create", id, { destination: stripeId });
    await ctx.emit("withdrawal.requested", { withdrawalId: id, userId, amountCents: amount }, { actorId: userId });
    return { id };
  },
  async after({ id }) {
    await fulfil(handlers, "transfer.create", id);
    const withdrawal = await findOne(db, "camel", one, { id });
    return { withdrawal: withdrawal!.parse() as z.output<typeof Withdrawal> };
  },
});

/** The cents that are asked for; undefined for everything. Refuses what says two things, or none. */
function amountOf({ amount, amountCents, withdrawAll }: Asked): Cents | undefined {
  if (amount !== undefined && amountCents !== undefined && amount !== amountCents)
    throw invalid("amountCents", "says another amount than amount: send one of them");
  const cents = amountCents ?? amount;
  const field = amountCents === undefined && amount !== undefined ? "amount" : "amountCents";
  if (withdrawAll && cents !== undefined) throw invalid("withdrawAll", "says everything: send it or an amount");
  if (withdrawAll) return undefined;
  if (cents === undefined) throw invalid("amountCents", "is required, or withdraw_all");
  if (cents < SMALLEST_WITHDRAWAL || cents > LARGEST_WITHDRAWAL)
    throw invalid(field, "must be 1 to 999,999.99 dollars");
  return cents;
}

/** An account that can be paid, or a refusal that says where to make it one. */
function ready(account: PayoutAccountRow | undefined): PayoutAccountRow {
  if (account?.status === "active") return account;
  const why = {
    none: "Set up where your earnings go first",
    incomplete: "Stripe still wants something of you before your earnings can go out",
    checking: "Stripe is still looking at what you sent",
    refused: "Stripe does not pay you",
  }[account?.status ?? "none"];
  throw new Refusal("ONBOARDING_REQUIRED", `${why}: POST /api/stripe/connect.`, {
    extra: { connectEndpoint: "/api/stripe/connect", requirements: account?.wants ?? [] },
  });
}
