import { type SQL, sql } from "drizzle-orm";

/** The fee that one journal brought the platform, in cents. */
export const feeIn = (journalId: SQL): SQL =>
  sql`(select coalesce(sum(fe.amount), 0)::bigint from ledger_entries fe join ledger_accounts fa on fa.id = fe.account_id
    where fe.journal_id = ${journalId} and fa.kind = 'fees')`;
