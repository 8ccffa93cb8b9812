import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { compile, execute, planAnew, type Statement } from "@/db/statement";
import type { Casing } from "@/lib/core/casing";
import { instant } from "@/lib/core/fields";
import { invalid } from "@/lib/core/invalid";
import { Json } from "@/lib/core/json";
import { list } from "@/lib/core/operation";
import { decodeCursor, EXACT_TOTAL, encodeCursor, type Page } from "@/lib/core/page";
import { credits, earnings } from "@/lib/domain/money/ledger";
import { TRANSACTION_TYPES, Transaction, transactionType, transactionView, WALLETS } from "./transaction";

/** The most rows that one CSV answers. */
export const CSV_ROWS = 10_000;
const CURSOR = "txn";
/** A cursor holds a place in each of the two wallets' histories, nine digits each. */
const PLACES = 1_000_000_000;
const END = PLACES - 1;

const at = (name: string) => sql`${sql.placeholder(name)}`;

const conditions = {
  type: sql`${transactionType} = ${at("type")}`,
  wallet: sql`t.wallet = ${at("wallet")}`,
  from: sql`j.event_at >= ${at("from")}::timestamptz`,
  to: sql`j.event_at < ${at("to")}::timestamptz`,
};
type Condition = keyof typeof conditions;

/** A wallet's entries below a place in its history, newest first, with what they are about: a walk along one index. */
const walk = (wallet: (typeof WALLETS)[number], place: SQL, where: SQL, limit: SQL) => sql`
  select t.*, j.idem_key, j.kind, j.ref_id, j.event_at from (
    select e.*, ${sql.raw(`'${wallet}'`)} as wallet from ledger_entries e
    where e.account_id = (select id from ledger_accounts where code = ${at(wallet)}) and e.account_version < ${place}::bigint
  ) t join ledger_journals j on j.id = t.journal_id
  where ${where} order by t.account_version desc limit ${limit}`;

/**
 * A page of both wallets' histories as one: each is walked along its own index from its own place, so that no page costs more
 * for standing deep. Unfiltered totals are the histories' own counts; filtered ones are counted up to a bound.
 */
export function transactionsStatement(names: Condition[], casing: Casing): Statement {
  const where =
    names.length === 0
      ? sql`true`
      : sql.join(
          names.map((name) => conditions[name]),
          sql` and `,
        );
  const both = (limit: SQL, credit: SQL, earning: SQL) =>
    sql`(${walk("credits", credit, where, limit)}) union all (${walk("earnings", earning, where, limit)})`;
  const end = sql.raw(String(END));
  const capped = sql.raw(String(EXACT_TOTAL + 1));
  const total =
    names.length === 0
      ? sql`select coalesce(sum(version), 0) from ledger_accounts where code in (${at("credits")}, ${at("earnings")})`
      : sql`select count(*) from (select 1 from (${both(capped, end, end)}) c limit ${capped}) c`;
  const reach = sql`${at("limit")}::int + ${at("offset")}::int`;
  return planAnew(
    compile(sql`
  with seen as materialized (
    select * from (${both(reach, at("creditsPlace"), at("earningsPlace"))}) t order by id desc limit ${reach}
  )
  select (${total})::int as total, count(*)::int as found, coalesce(json_agg(q.item order by q.id desc)::text, '[]') as items,
    (select min(account_version) from seen where wallet = 'credits') as "creditsPlace",
    (select min(account_version) from seen where wallet = 'earnings') as "earningsPlace"
  from (
    select t.id, row_to_json(v) as item
    from (select * from seen order by id desc limit ${at("limit")}::int offset ${at("offset")}::int) t cross join lateral (select t.idem_key, t.kind, t.ref_id, t.event_at) j left join tasks k on k.id = t.ref_id
      cross join lateral (select ${transactionView.columns(casing)}) v
  ) q`),
  );
}

const statements = new Map<string, Statement>();
function statementOf(names: Condition[], casing: Casing): Statement {
  const key = `${casing}:${names.join()}`;
  const statement = statements.get(key) ?? transactionsStatement(names, casing);
  statements.set(key, statement);
  return statement;
}

type Row = { items: string; total: number; found: number; creditsPlace: string | null; earningsPlace: string | null };

export const listTransactions = list({
  name: "credits.transactions",
  summary: "List credit transaction history.",
  description: `Every movement of your two wallets, newest first. \`format=csv\` answers the ${CSV_ROWS.toLocaleString("en-US")} newest matches as text/csv.`,
  access: "account",
  plural: "transactions",
  of: Transaction,
  input: {
    type: z.enum(TRANSACTION_TYPES).optional(),
    wallet: z.enum(WALLETS).optional(),
    from: instant.optional().meta({ description: "Not before this moment." }),
    to: instant.optional().meta({ description: "Before this moment." }),
    format: z.enum(["json", "csv"]).default("json"),
  },
  async run({ db, casing, actor }, { type, wallet, from, to, format, ...page }): Promise<Page> {
    if (from && to && from >= to) throw invalid("to", "must be later than from");
    const { limit, offset } = format === "csv" ? { limit: CSV_ROWS, offset: 0 } : page;
    const asked = { type, wallet, from: from?.toISOString(), to: to?.toISOString() };
    const names = (Object.keys(conditions) as Condition[]).filter((name) => asked[name] !== undefined);
    const place = placesOf(page.cursor);
    const [row] = await execute<Row>(db, statementOf(names, casing), {
      ...asked,
      ...place,
      credits: credits(actor.userId).code,
      earnings: earnings(actor.userId).code,
      limit,
      offset: page.cursor === undefined ? offset : 0,
    });
    const { items, found, total } = row!;
    const next = {
      creditsPlace: Number(row!.creditsPlace ?? place.creditsPlace),
      earningsPlace: Number(row!.earningsPlace ?? place.earningsPlace),
    };
    return {
      items: new Json(items, casing, found),
      total,
      totalIsEstimate: total > EXACT_TOTAL && names.length > 0,
      limit: page.limit,
      offset: page.offset,
      nextCursor: found === limit && format === "json" ? cursorOf(next) : null,
    };
  },
});

type Places = { creditsPlace: number; earningsPlace: number };

function placesOf(cursor: string | undefined): Places {
  if (cursor === undefined) return { creditsPlace: END, earningsPlace: END };
  const key = BigInt(decodeCursor(cursor, CURSOR).key);
  return { creditsPlace: Number(key / BigInt(PLACES)), earningsPlace: Number(key % BigInt(PLACES)) };
}

const NO_ID = `txn_${"0".repeat(26)}`;
const cursorOf = ({ creditsPlace, earningsPlace }: Places): string =>
  encodeCursor({
    sort: CURSOR,
    key: (BigInt(creditsPlace) * BigInt(PLACES) + BigInt(earningsPlace)).toString(),
    id: NO_ID,
  });
