import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { db } from "@/db";
import { stripeTransactions } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import { transact } from "@/lib/core/transaction";
import {
  type LedgerAccount,
  platformBank,
  stripeBalance,
  stripeFees,
  suspense,
  transfer,
} from "@/lib/domain/money/ledger";
import { type Stripe, stripe } from "@/lib/vendors/stripe";

type Row = typeof stripeTransactions.$inferSelect;

const PAGE = 100;
const DAY_MS = 24 * 3_600_000;
const HOUR_MS = 3_600_000;

/** The platform's own dealings with Stripe, which no command of ours causes: booked as they are found. */
const OWN: Record<string, LedgerAccount> = {
  topup: platformBank,
  topup_reversal: platformBank,
  payout: platformBank,
  payout_cancel: platformBank,
  payout_failure: platformBank,
  stripe_fee: stripeFees,
  stripe_fx_fee: stripeFees,
  tax_fee: stripeFees,
};

/** Which journals of ours would account for a line of Stripe's books; any one of them does. */
function keysOf({ id, type, amount, source }: Stripe.BalanceTransaction): string[] {
  const of = (name: string | undefined, ...endings: string[]) => endings.map((ending) => `stripe:${name}:${ending}`);
  const object = source as { id: string; payment_intent?: string | null } | null;
  switch (type) {
    case "charge":
    case "payment":
      return of(object?.payment_intent ?? object?.id, "paid");
    case "refund":
    case "payment_refund":
      // One that the bank sent back before we saw it done never left our books as done.
      return of(object?.id, "succeeded", "failed");
    case "refund_failure":
    case "payment_failure_refund":
      return of(object?.id, "failed");
    case "transfer":
    case "transfer_refund":
    case "transfer_cancel":
    case "transfer_failure":
      return of(object?.id, "created");
    case "adjustment":
      return of(object?.id, amount < 0 ? "withdrawn" : "won");
    default:
      return of(id, "booked");
  }
}

/** Copies what Stripe has booked since the last look, with a day of overlap. Gives how many lines were new. */
export async function copyTransactions(): Promise<number> {
  const [last] = await db
    .select({ at: sql<Date | null>`max(${stripeTransactions.happenedAt})` })
    .from(stripeTransactions);
  const since = last?.at ? Math.floor((new Date(last.at).getTime() - DAY_MS) / 1000) : undefined;
  const found: Row[] = [];
  const asked = { limit: PAGE, expand: ["data.source"], ...(since !== undefined && { created: { gte: since } }) };
  for await (const line of stripe().balanceTransactions.list(asked)) {
    const { id, type, amount, fee, net, source } = line;
    const sourceId = typeof source === "string" ? source : (source?.id ?? null);
    const happenedAt = new Date(line.created * 1000);
    found.push({
      id,
      type,
      sourceId,
      amount,
      fee,
      net,
      keys: keysOf(line),
      happenedAt,
      suspendedAt: null,
      explainedAt: null,
    });
  }
  // Stripe lists the newest first, and the next look begins at the newest that was kept: so the oldest are kept first, and
  // whoever is killed in between goes on from there.
  found.reverse();
  let copied = 0;
  for (let from = 0; from < found.length; from += PAGE)
    copied += (
      await db
        .insert(stripeTransactions)
        .values(found.slice(from, from + PAGE))
        .onConflictDoNothing()
        .returning({ id: stripeTransactions.id })
    ).length;
  return copied;
}

/** Books the platform's own dealings that are not in our books yet. Gives how many. */
export async function bookOwn(): Promise<number> {
  const found = (await unexplained()).filter(({ type }) => type in OWN);
  for (const line of found)
    await transact({ kind: "system", job: "reconcile" }, (ctx) =>
      transfer(ctx, { ...movement(line, OWN[line.type]!), key: line.keys[0]! }),
    );
  return found.length;
}

/** Stripe's lines that no journal of ours accounts for, and that are not set aside. */
export const unexplained = (): Promise<Row[]> =>
  db
    .select()
    .from(stripeTransactions)
    .where(and(isNull(stripeTransactions.suspendedAt), sql`not ${isExplained}`));

const isExplained = sql`exists (select from ledger_journals j where j.idem_key = any(${stripeTransactions.keys}))`;

/** One line as a movement of ours: what came in leaves Stripe's (negative) account towards the other, and back. */
function movement({ id, net }: Row, other: LedgerAccount) {
  const [source, target] = net > 0 ? [stripeBalance, other] : [other, stripeBalance];
  return { kind: "stripe.own", ref: id, moves: [{ source, target, amount: Math.abs(net) }] };
}

/** Sets a line aside that nobody can explain, so that our books say what Stripe's say. */
export async function suspend(line: Row): Promise<void> {
  await transact({ kind: "system", job: "reconcile" }, async (ctx) => {
    await transfer(ctx, { ...movement(line, suspense), kind: "suspense.opened", key: `stripe:${line.id}:suspended` });
    await ctx.db.update(stripeTransactions).set({ suspendedAt: ctx.now }).where(eq(stripeTransactions.id, line.id));
  });
}

/** Takes back out of suspense what its own journal accounts for by now. Gives how many. */
export async function clearSuspense(): Promise<number> {
  const explained = await db
    .select()
    .from(stripeTransactions)
    .where(and(isNotNull(stripeTransactions.suspendedAt), isNull(stripeTransactions.explainedAt), isExplained));
  for (const line of explained)
    await transact({ kind: "system", job: "reconcile" }, async (ctx) => {
      const back = movement({ ...line, net: -line.net }, suspense);
      await transfer(ctx, { ...back, kind: "suspense.closed", key: `stripe:${line.id}:explained` });
      await ctx.db.update(stripeTransactions).set({ explainedAt: ctx.now }).where(eq(stripeTransactions.id, line.id));
    });
  return explained.length;
}

/** Journals of ours, of these days and older than an hour, that say money passed Stripe of which Stripe knows nothing. */
export async function unknownToStripe(days: number): Promise<string[]> {
  const now = clock.now().getTime();
  const [from, to] = [new Date(now - days * DAY_MS), new Date(now - HOUR_MS)];
  const rows = await db.execute<{ key: string }>(sql`
    select j.idem_key as key from ledger_journals j
     where j.created_at between ${from.toISOString()}::timestamptz and ${to.toISOString()}::timestamptz
       and j.kind not like 'suspense.%'
       and exists (select from ledger_entries e join ledger_accounts a on a.id = e.account_id
                    where e.journal_id = j.id and a.code = ${stripeBalance.code})
       and not exists (select from stripe_transactions s where s.keys @> array[j.idem_key])
     order by j.id limit 100`);
  return rows.map(({ key }) => key);
}

/** What Stripe says that it keeps for us, beside what our books say; both in cents. They are read one after the other. */
export async function compareBalances(): Promise<{ stripeCents: number; ledgerCents: number }> {
  const { available, pending } = await stripe().balance.retrieve();
  const usd = (parts: { amount: number; currency: string }[]) =>
    parts.filter(({ currency }) => currency === "usd").reduce((sum, { amount }) => sum + amount, 0);
  const [row] = await db.execute<{ balance: number }>(
    sql`select (-balance)::float8 as balance from ledger_accounts where code = ${stripeBalance.code}`,
  );
  return { stripeCents: usd(available) + usd(pending), ledgerCents: row?.balance ?? 0 };
}
