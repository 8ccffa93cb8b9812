import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db";
import { compile, execute } from "@/db/statement";

export const DAYS = 30;
/** No wallet's history, and no number of holds, is walked further than this for a plot. */
const MOVES = 5000;
const HOLDS = 2000;

const Amounts = {
  available: z.number(),
  held: z.number(),
  earned: z.number(),
  availableCents: z.int(),
  heldCents: z.int(),
  earnedCents: z.int(),
};

export const Money = {
  balance: z.object({
    available: z.number(),
    reserved: z.number(),
    earned: z.number(),
    availableCents: z.int(),
    reservedCents: z.int(),
    earnedCents: z.int(),
  }),
  series: z.array(z.object({ date: z.iso.date(), ...Amounts })).meta({
    description: `The same at the end of each of the last ${DAYS} days (UTC), oldest first; the last is now.`,
  }),
};

/** Balances at the end of a day are those of now, less what moved since. */
const statement = compile(sql`
  with wallets as materialized (
    select id, case kind when 'escrow' then 'held' when 'credits' then 'available' else 'earned' end as kind, balance,
      row_number() over (partition by kind order by id desc) as nth
    from ledger_accounts where owner_id = ${sql.placeholder("user")} and currency = 'usd' and kind in ('credits', 'earnings', 'escrow') and closed_at is null
  ),
  today as (select (${sql.placeholder("now")}::timestamptz at time zone 'UTC')::date as day),
  moves as materialized (
    select w.kind, (e.event_at at time zone 'UTC')::date as day, sum(e.amount) as amount
    from wallets w
      cross join lateral (select amount, event_at from ledger_entries where account_id = w.id order by account_version desc limit ${sql.raw(String(MOVES))}) e
    where w.nth <= ${sql.raw(String(HOLDS))} and e.event_at >= (select day - ${sql.raw(String(DAYS))} from today)
    group by 1, 2
  ),
  kinds as (select kind, coalesce(sum(balance), 0) as balance from (values ('available'), ('held'), ('earned')) k (kind) left join wallets w using (kind) group by kind)
  select to_char(d.day, 'YYYY-MM-DD') as date,
    max(x.cents) filter (where x.kind = 'available')::float8 as available,
    max(x.cents) filter (where x.kind = 'held')::float8 as held,
    max(x.cents) filter (where x.kind = 'earned')::float8 as earned
  from (select day - back as day from today, generate_series(0, ${sql.raw(String(DAYS - 1))}) back) d
    cross join lateral (
      select k.kind, k.balance - coalesce((select sum(m.amount) from moves m where m.kind = k.kind and m.day > d.day), 0) as cents from kinds k
    ) x
  group by d.day order by d.day`);

type Row = { date: string; available: number; held: number; earned: number };

/** What an account has to spend, has held and has earned: now, and at the end of each of the last days. */
export async function loadMoney(db: Db, user: string, now: Date) {
  const rows = await execute<Row>(db, statement, { user, now: now.toISOString() });
  const { available, held, earned } = rows.at(-1)!;
  return {
    balance: {
      available: available / 100,
      reserved: held / 100,
      earned: earned / 100,
      availableCents: available,
      reservedCents: held,
      earnedCents: earned,
    },
    series: rows.map(({ date, available, held, earned }) => ({
      date,
      available: available / 100,
      held: held / 100,
      earned: earned / 100,
      availableCents: available,
      heldCents: held,
      earnedCents: earned,
    })),
  };
}
