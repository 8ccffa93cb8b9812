import { sql } from "drizzle-orm";
import { db } from "@/db";

export type Verification = {
  counted: { accounts: number; journals: number; entries: number; tasks: number; holds: number };
  /** What the ledger and the tasks say of each other that cannot be true; empty when all is well. */
  violations: { rule: string; what: string; detail: string | null }[];
};

/** Proves the books against themselves and every hold against its task, in one snapshot: nothing moves while it reads. */
export const verifyLedger = (): Promise<Verification> =>
  db.transaction(
    async (tx) => {
      // It reads everything there is; a request's time limit is not for it.
      await tx.execute(sql`set local statement_timeout = 0`);
      const violations = await tx.execute<Verification["violations"][number]>(
        sql`select rule, what, detail from ledger_violations order by rule, what`,
      );
      const [counted] = await tx.execute<Verification["counted"]>(sql`
        select (select count(*) from ledger_accounts)::int as accounts, (select count(*) from ledger_journals)::int as journals,
               (select count(*) from ledger_entries)::int as entries, (select count(*) from tasks)::int as tasks,
               (select count(*) from holds where settled_at is null)::int as holds`);
      return { counted: counted!, violations: [...violations] };
    },
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
