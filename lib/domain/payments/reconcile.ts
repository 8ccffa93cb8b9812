import { and, asc, eq, gte, inArray, isNotNull, isNull, lte, type SQL, sql } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import { db } from "@/db";
import { newId } from "@/db/id";
import {
  checkouts,
  ledgerAccounts,
  payoutAccounts,
  reconciliations,
  refills,
  refunds,
  stripeEvents,
} from "@/db/schema";
import { clock } from "@/lib/core/clock";
import { suspense } from "@/lib/domain/money/ledger";
import { verifyLedger } from "@/lib/domain/money/verify";
import { settleAccount } from "@/lib/domain/withdrawals/account";
import { accountsToAsk, settlePayouts } from "@/lib/domain/withdrawals/payout";
import { log } from "@/lib/log";
import { ofEvent, stripe } from "@/lib/vendors/stripe";
import { settleCheckout } from "./checkout";
import { handlers } from "./handlers";
import { drainOps } from "./ops";
import { settleRefill } from "./refill";
import { settleRefund } from "./refund";
import { drainStripeEvents, keepEvent, usedTypes } from "./stripe-events";
import {
  bookOwn,
  clearSuspense,
  compareBalances,
  copyTransactions,
  suspend,
  unexplained,
  unknownToStripe,
} from "./transactions";

const MINUTE_MS = 60_000;
const QUICK_MS = 15 * MINUTE_MS;
/** What is open for so long is asked after; a person may be typing a card number until then. */
const OPEN_FOR_MS = 10 * MINUTE_MS;
const BATCH = 200;
/** Nobody takes longer to be onboarded without coming back to our pages. */
const ONBOARDING_MS = 7 * 24 * 60 * MINUTE_MS;
/** Reports of every quarter of an hour are kept for a month; those of the nights stay. */
const QUICK_KEPT_MS = 30 * 24 * 60 * MINUTE_MS;
/** Stripe keeps events for so long (docs.stripe.com/api/events). */
const EVENT_DAYS = 30;
const LOOK_BACK_DAYS = 3;
/** Enough for whatever a look finds. */
const DRAIN_MS = 60_000;

/** What a reconciliation did, and what it could not explain. */
export type Report = {
  /** Events that Stripe could not deliver, or that we never kept. */
  eventsFound: number;
  /** Things of ours that stood open and have ended since, by kind. */
  settled: Record<string, number>;
  /** Only of a whole one, which holds the books against Stripe's: */
  books?: {
    copied: number;
    /** The platform's own top-ups, payouts and fees. */
    ownBooked: number;
    /** Set aside in this run: no journal accounts for them. */
    suspended: { id: string; type: string; netCents: number }[];
    /** Set aside once, and accounted for by now. */
    explained: number;
    unknownToStripe: string[];
    stripeCents: number;
    ledgerCents: number;
    violations: number;
    /** What was set aside, in this run or before, and is not accounted for yet. */
    suspenseCents: number;
    /** Events that were given up. */
    failedEvents: number;
    /** Money on its way for more than an hour. */
    inTransit: { account: string; cents: number }[];
  };
};

/** Whether everything that a report tells of can be explained. */
export const isClean = ({ books }: Report): boolean =>
  !books ||
  (books.suspended.length === 0 &&
    books.unknownToStripe.length === 0 &&
    books.stripeCents === books.ledgerCents &&
    books.suspenseCents === 0 &&
    books.failedEvents === 0 &&
    books.violations === 0);

type Open = { name: string; find(before: Date): Promise<string[]>; settle(id: string): Promise<unknown> };
type Waiting = PgTable & { createdAt: PgColumn };

/**
 * The oldest of those that wait since before this and that Stripe has a name of, a batch: each as what it is settled by,
 * which is that name where nothing else is said.
 */
async function waiting(
  table: Waiting,
  stripeName: PgColumn,
  where: SQL | undefined,
  before: Date,
  { id = stripeName, order = table.createdAt } = {},
): Promise<string[]> {
  const rows = await db
    .select({ id })
    .from(table as PgTable)
    .where(and(where, isNotNull(stripeName), lte(table.createdAt, before)))
    .orderBy(asc(order))
    .limit(BATCH);
  return rows.map((row) => row.id as string);
}

/** Whatever waits for Stripe's word, which may have been lost. */
const open: Open[] = [
  {
    name: "checkouts",
    find: (before) =>
      waiting(checkouts, checkouts.stripeId, eq(checkouts.status, "open"), before, { id: checkouts.id }),
    settle: settleCheckout,
  },
  {
    name: "refunds",
    find: (before) => waiting(refunds, refunds.stripeId, eq(refunds.status, "pending"), before),
    settle: settleRefund,
  },
  {
    name: "refills",
    find: (before) => waiting(refills, refills.paymentIntent, eq(refills.status, "pending"), before),
    settle: settleRefill,
  },
  {
    // Thin events are in no list of Stripe's: whoever was sent to be onboarded of late is asked after instead.
    name: "payout accounts",
    find: (before) =>
      waiting(
        payoutAccounts,
        payoutAccounts.stripeId,
        and(
          inArray(payoutAccounts.status, ["incomplete", "checking"]),
          gte(payoutAccounts.linkExpiresAt, new Date(before.getTime() - ONBOARDING_MS)),
        ),
        before,
        { order: payoutAccounts.lookedAt },
      ),
    settle: settleAccount,
  },
  {
    // Events of connected accounts are in no list of ours: whoever waits long for the bank is asked after at their account.
    name: "payouts",
    find: () => accountsToAsk(BATCH),
    settle: settlePayouts,
  },
];

/** Looks for what was missed: events that did not reach us, and things of ours that wait too long. Whole: the books as well. */
export async function reconcile({ whole }: { whole: boolean }): Promise<Report> {
  const eventsFound = await fetchMissedEvents();
  const before = new Date(clock.now().getTime() - OPEN_FOR_MS);
  const settled: Record<string, number> = {};
  for (const { name, find, settle } of open) {
    const asked = await find(before);
    for (const id of asked) await attempt(name, id, settle);
    const still = new Set(await find(before));
    settled[name] = asked.filter((id) => !still.has(id)).length;
  }
  await drainStripeEvents(DRAIN_MS);
  await drainOps(handlers, DRAIN_MS);
  return { eventsFound, settled, ...(whole && { books: await compareBooks() }) };
}

/** One thing that cannot be settled must not keep the others waiting. */
async function attempt(name: string, id: string, settle: (id: string) => Promise<unknown>) {
  try {
    await settle(id);
  } catch (error) {
    log.error({ waiting: name, id, error }, "could not be reconciled");
  }
}

/** Asks for the events that Stripe did not get rid of (docs.stripe.com/webhooks/process-undelivered-events). */
async function fetchMissedEvents(): Promise<number> {
  const since = Math.floor((clock.now().getTime() - EVENT_DAYS * 24 * 60 * MINUTE_MS) / 1000);
  let found = 0;
  const asked = { delivery_success: false, types: usedTypes, created: { gte: since }, limit: 100 };
  for await (const event of stripe().events.list(asked)) if (await keepEvent(ofEvent(event))) found++;
  return found;
}

async function compareBooks(): Promise<Report["books"]> {
  const copied = await copyTransactions();
  const ownBooked = await bookOwn();
  const explained = await clearSuspense();
  const odd = await unexplained();
  for (const line of odd) await suspend(line);
  const { violations } = await verifyLedger();
  const inTransit = await db.execute<{ account: string; cents: number }>(sql`
    select code as account, balance::float8 as cents from ledger_accounts
     where kind in ('refund_transit', 'payout_transit') and balance <> 0
       and created_at < ${new Date(clock.now().getTime() - 60 * MINUTE_MS).toISOString()}::timestamptz
     order by code limit 100`);
  return {
    copied,
    ownBooked,
    suspended: odd.map(({ id, type, net }) => ({ id, type, netCents: net })),
    explained,
    unknownToStripe: await unknownToStripe(LOOK_BACK_DAYS),
    ...(await compareBalances()),
    suspenseCents: await suspenseCents(),
    failedEvents: await db.$count(stripeEvents, eq(stripeEvents.status, "failed")),
    violations: violations.length,
    inTransit: [...inTransit],
  };
}

async function suspenseCents(): Promise<number> {
  const [account] = await db.select().from(ledgerAccounts).where(eq(ledgerAccounts.code, suspense.code));
  return account?.balance ?? 0;
}

/**
 * Reconciles when it is time: every quarter of an hour, and the books once a night (UTC). Any number of processes may ask;
 * one does it, and its report is kept.
 */
export async function reconcileWhenDue(): Promise<Report | undefined> {
  const now = clock.now();
  const night = now.toISOString().slice(0, 10);
  const quarter = new Date(Math.floor(now.getTime() / QUICK_MS) * QUICK_MS).toISOString();
  return (await reconcileOnce("nightly", `night ${night}`)) ?? (await reconcileOnce("quick", `quarter ${quarter}`));
}

/** Reconciles everything now, and keeps the report. */
export const reconcileNow = async (): Promise<Report> => (await reconcileOnce("manual", `manual ${newId("rec")}`))!;

const KILLED_AFTER_MS = 10 * 60_000;

async function reconcileOnce(kind: "quick" | "nightly" | "manual", slot: string): Promise<Report | undefined> {
  const row = { id: newId("rec"), kind, slot, createdAt: clock.now() };
  const taken = await db
    .insert(reconciliations)
    .values(row)
    // What was begun and not finished in this time was killed: it is done again under its row.
    .onConflictDoUpdate({
      target: reconciliations.slot,
      set: { createdAt: row.createdAt },
      setWhere: and(
        isNull(reconciliations.finishedAt),
        lte(reconciliations.createdAt, new Date(row.createdAt.getTime() - KILLED_AFTER_MS)),
      ),
    })
    .returning({ id: reconciliations.id });
  if (taken.length === 0) return undefined;
  const report = await reconcile({ whole: kind !== "quick" });
  await db.update(reconciliations).set({ report, finishedAt: clock.now() }).where(eq(reconciliations.id, taken[0]!.id));
  const old = new Date(clock.now().getTime() - QUICK_KEPT_MS);
  await db.delete(reconciliations).where(and(eq(reconciliations.kind, "quick"), lte(reconciliations.createdAt, old)));
  const found = report.eventsFound > 0 || Object.values(report.settled).some((count) => count > 0);
  if (!isClean(report)) log.error({ report }, "the books differ from Stripe's");
  else if (found) log.warn({ report }, "reconciliation found what was missed");
  return report;
}
