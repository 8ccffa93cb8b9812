import { sql } from "drizzle-orm";
import { bigint, check, index, integer, jsonb, pgTable, text, unique, uniqueIndex } from "drizzle-orm/pg-core";
import { bytea, cents, createdAt, id, moment, xid8 } from "../columns";
import { tasks } from "./tasks";

export const accountKinds = [
  "credits",
  "earnings",
  "escrow",
  "payout_transit",
  "refund_transit",
  "fees",
  "promotions",
  "stripe",
  "stripe_fees",
  "loss",
  "receivable",
  "dispute",
  "suspense",
  "bank",
] as const;

const identity = () => bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity();

/** What a movement is to whoever owns the wallet. */
export const movementTypes = [
  "deposit",
  "grant",
  "hold",
  "return",
  "purchase",
  "earning",
  "withdrawal",
  "other",
] as const;

/**
 * Double entry. Balance = credits - debits, in cents; every journal sums to zero per currency, hence so do all accounts.
 * The triggers, `ledger_post` and the privileges that guard these tables are in the migration `ledger_guards`.
 */
export const ledgerAccounts = pgTable(
  "ledger_accounts",
  {
    /** Also the lock order. */
    id: identity(),
    /** user_x:credits:usd, task_x:escrow:usd, platform:fees:usd:07 */
    code: text().notNull().unique(),
    kind: text({ enum: accountKinds }).notNull(),
    /** Whose, and for which task or payout. No foreign key: the books outlive a person's data. */
    ownerId: text(),
    subjectId: text(),
    currency: text().notNull().default("usd"),
    balance: cents().notNull().default(0),
    version: bigint({ mode: "number" }).notNull().default(0),
    /** Null: unbounded, the platform's own books. */
    minBalance: cents(),
    closedAt: moment(),
    createdAt: createdAt(),
  },
  (t) => [
    index("ledger_accounts_owner")
      .on(t.ownerId, t.currency, t.kind)
      .where(sql`${t.ownerId} is not null and ${t.closedAt} is null`),
    check("ledger_funds", sql`${t.balance} >= ${t.minBalance}`),
    check(
      "ledger_bounded",
      sql`${t.minBalance} is not distinct from case when ${t.kind} in ('credits','earnings','escrow','payout_transit','refund_transit','fees') then 0 end`,
    ),
    check(
      "ledger_code",
      sql`${t.code} is not distinct from case ${t.kind}
        when 'credits' then ${t.ownerId} || ':credits:' || ${t.currency}
        when 'earnings' then ${t.ownerId} || ':earnings:' || ${t.currency}
        when 'receivable' then ${t.ownerId} || ':receivable:' || ${t.currency}
        when 'escrow' then ${t.subjectId} || case when ${t.ownerId} is null then ':card:' else ':escrow:' end || ${t.currency}
        when 'payout_transit' then ${t.subjectId} || ':transit:' || ${t.currency}
        when 'refund_transit' then ${t.subjectId} || ':transit:' || ${t.currency}
        when 'dispute' then 'dispute:' || ${t.subjectId}
        when 'fees' then 'platform:fees:' || ${t.currency} || ':' || substring(${t.code} from '[0-9]{2}$')
        else 'platform:' || ${t.kind} end`,
    ),
    check(
      "ledger_whose",
      sql`case ${t.kind}
        when 'credits' then ${t.ownerId} like 'user\\_%' and ${t.subjectId} is null
        when 'earnings' then ${t.ownerId} like 'user\\_%' and ${t.subjectId} is null
        when 'receivable' then ${t.ownerId} like 'user\\_%' and ${t.subjectId} is null
        when 'escrow' then (${t.subjectId} like 'task\\_%' or ${t.subjectId} like 'block\\_%' or ${t.subjectId} like 'lic\\_%') and (${t.ownerId} is null or ${t.ownerId} like 'user\\_%')
        when 'payout_transit' then ${t.subjectId} like 'payout\\_%' and ${t.ownerId} is null
        when 'refund_transit' then ${t.subjectId} like 'rfd\\_%' and ${t.ownerId} is null
        when 'dispute' then ${t.subjectId} is not null and ${t.ownerId} is null
        else ${t.ownerId} is null and ${t.subjectId} is null end`,
    ),
    check("ledger_closed_nil", sql`${t.closedAt} is null or ${t.balance} = 0`),
    check("ledger_currency", sql`${t.currency} ~ '^[a-z]{3}$'`),
  ],
);

export const ledgerJournals = pgTable(
  "ledger_journals",
  {
    id: identity(),
    idemKey: text().notNull().unique(),
    kind: text().notNull(),
    refId: text(),
    /** Reversed at most once. */
    reverses: bigint({ mode: "number" }).unique(),
    requestHash: bytea().notNull(),
    eventAt: moment().notNull(),
    createdAt: createdAt(),
    txid: xid8().notNull().default(sql`pg_current_xact_id()`),
    /** Ids only, never personal data. */
    meta: jsonb().$type<Record<string, unknown>>().notNull().default({}),
  },
  (t) => [
    index("ledger_journals_ref").on(t.refId),
    check("ledger_journals_key", sql`length(${t.idemKey}) between 1 and 200`),
  ],
);

export const ledgerEntries = pgTable(
  "ledger_entries",
  {
    id: identity(),
    journalId: bigint({ mode: "number" })
      .notNull()
      .references(() => ledgerJournals.id),
    accountId: bigint({ mode: "number" })
      .notNull()
      .references(() => ledgerAccounts.id),
    /** + credit, - debit. */
    amount: cents().notNull(),
    balanceAfter: cents().notNull(),
    accountVersion: bigint({ mode: "number" }).notNull(),
    /** The journal's. Like `type` it is filled in by the trigger: a wallet's history is read by both. */
    eventAt: moment().notNull(),
    /** Of a person's wallets only. */
    type: text({ enum: movementTypes }),
  },
  (t) => [
    unique("ledger_entries_history").on(t.accountId, t.accountVersion),
    index("ledger_entries_wallet").on(t.accountId, t.eventAt, t.accountVersion).where(sql`${t.type} is not null`),
    index("ledger_entries_type").on(t.accountId, t.type, t.eventAt, t.accountVersion).where(sql`${t.type} is not null`),
    index("ledger_entries_journal").on(t.journalId),
    check("ledger_entries_amount", sql`${t.amount} <> 0`),
  ],
);

/** One stretch of held money for a task, with its fee. */
export const holds = pgTable(
  "holds",
  {
    id: id("hold"),
    taskId: text()
      .notNull()
      .references(() => tasks.id, { onDelete: "cascade" }),
    source: text({ enum: ["credits", "card"] }).notNull(),
    gross: cents().notNull(),
    feeBps: integer().notNull().default(0),
    released: cents().notNull().default(0),
    refunded: cents().notNull().default(0),
    settledAt: moment(),
    /** Stripe's name of the payment behind a card's. */
    paymentIntent: text().unique(),
    createdAt: createdAt(),
  },
  (t) => [
    uniqueIndex("holds_one_live").on(t.taskId).where(sql`${t.settledAt} is null`),
    index("holds_task").on(t.taskId, t.createdAt, t.id),
    check("holds_card", sql`(${t.source} = 'card') = (${t.paymentIntent} is not null)`),
    check("holds_gross", sql`${t.gross} > 0`),
    check("holds_fee", sql`${t.feeBps} between 0 and 5000`),
    check(
      "holds_spent",
      sql`${t.released} >= 0 and ${t.refunded} >= 0 and ${t.released} + ${t.refunded} <= ${t.gross}`,
    ),
  ],
);
