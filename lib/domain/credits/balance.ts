import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db";
import { compile, execute } from "@/db/statement";
import { query } from "@/lib/core/operation";
import { earnings } from "@/lib/domain/money/ledger";

const Balance = z.object({
  available: z.number().meta({ description: "Dollars that can be spent." }),
  reserved: z.number().meta({ description: "Dollars held for your tasks." }),
  total: z.number().meta({ description: "available + reserved" }),
  currency: z.string(),
  availableCents: z.int(),
  reservedCents: z.int(),
  totalCents: z.int(),
  balanceCents: z.int().meta({ description: "The same as available_cents." }),
  earningsBalanceCents: z
    .int()
    .meta({ description: "Earned and not withdrawn. Never spent, as credits are never withdrawn." }),
  lifetimeEarnedCents: z.int(),
  lifetimeWithdrawnCents: z.int(),
  autoRefillEnabled: z.boolean(),
  contestedCents: z.int().meta({
    description:
      "Card payments that are contested with the bank: until it has decided, no credits can be spent and nothing paid by card.",
  }),
  owedCents: z.int().meta({
    description: "Of contested payments, what was spent already: taken first of whatever comes to your credits.",
  }),
});

/** What was earned is what is there and what was taken out: a payout that failed has come back, and counts once. */
const statement = compile(sql`
  select coalesce(b.available, 0)::float8 as available, coalesce(b.reserved, 0)::float8 as reserved, coalesce(b.earnings, 0)::float8 as earnings,
    exists (select from auto_refills r where r.user_id = ${sql.placeholder("user")} and r.enabled) as refills,
    c.contested, c.owed,
    coalesce((select -sum(e.amount) from ledger_entries e
      where e.account_id = (select id from ledger_accounts where code = ${sql.placeholder("earnings")}) and e.type = 'withdrawal'), 0)::float8 as withdrawn
  from (select 1) one left join credit_balances b on b.owner_id = ${sql.placeholder("user")}
    cross join (select coalesce(sum(amount) filter (where status = 'open'), 0)::float8 as contested, coalesce(sum(owed), 0)::float8 as owed
      from chargebacks where user_id = ${sql.placeholder("user")} and (status = 'open' or owed > 0)) c`);

/** An account's wallets in cents: to spend, held for its tasks, earned, and withdrawn so far. */
async function loadWallets(db: Db, user: string) {
  const [row] = await execute<{
    available: number;
    reserved: number;
    earnings: number;
    withdrawn: number;
    refills: boolean;
    contested: number;
    owed: number;
  }>(db, statement, { user, earnings: earnings(user).code });
  return row!;
}

export const getBalance = query({
  name: "credits.balance",
  summary: "Get current credit balance (available, reserved, total).",
  description: "A bot has no wallet of its own: it sees its owner's.",
  access: "account",
  input: {},
  output: Balance.shape,
  async run({ db, actor }) {
    const { available, reserved, earnings, withdrawn, refills, contested, owed } = await loadWallets(db, actor.userId);
    return {
      available: available / 100,
      reserved: reserved / 100,
      total: (available + reserved) / 100,
      currency: "USD",
      availableCents: available,
      reservedCents: reserved,
      totalCents: available + reserved,
      balanceCents: available,
      earningsBalanceCents: earnings,
      lifetimeEarnedCents: earnings + withdrawn,
      lifetimeWithdrawnCents: withdrawn,
      autoRefillEnabled: refills,
      contestedCents: contested,
      owedCents: owed,
    };
  },
});
