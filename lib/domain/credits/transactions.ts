import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db";
import { compile, execute, type Statement, type Values } from "@/db/statement";
import type { Casing } from "@/lib/core/casing";
import { instant } from "@/lib/core/fields";
import { invalid } from "@/lib/core/invalid";
import { Json } from "@/lib/core/json";
import { estimateTotal, knownTotal, type Total, totalKey } from "@/lib/core/list";
import { list } from "@/lib/core/operation";
import { decodeCursor, EXACT_TOTAL, encodeCursor, notACursor, type Page } from "@/lib/core/page";
import { credits, earnings } from "@/lib/domain/money/ledger";
import { TRANSACTION_TYPES, Transaction, transactionView, WALLETS } from "./transaction";

/** The most rows that one CSV answers. */
export const CSV_ROWS = 10_000;
const CURSOR = "txn";

const at = (name: string) => sql`${sql.placeholder(name)}`;

/** Conditions on an entry `e` of a wallet `w`. Each walks an index in the order of the list, so that a page costs a page. */
const conditions = {
  type: sql`e.type = ${at("type")}`,
  wallet: sql`w.kind = ${at("wallet")}`,
  from: sql`e.event_at >= ${at("from")}::timestamptz`,
  to: sql`e.event_at < ${at("to")}::timestamptz`,
};
type Condition = keyof typeof conditions;

const where = (names: Condition[], of: "e" | "w"): SQL[] =>
  names.filter((name) => (name === "wallet") === (of === "w")).map((name) => conditions[name]);
const all = (parts: SQL[]) => sql.join(parts, sql` and `);

const ofCaller = sql`w.code in (${at("credits")}, ${at("earnings")})`;
/** Of two wallets' entries of the same millisecond the earnings' come first. */
const merged = sql`t.event_at desc, t.wallet desc, t.account_version desc`;
const MAX_VERSION = "999999999999999";
const after = sql`(e.event_at, e.account_version) < (timestamptz 'epoch' + ${at("afterAt")}::bigint * interval '1 millisecond',
  case when w.kind = ${at("afterWallet")}::text then ${at("afterVersion")}::bigint when w.kind < ${at("afterWallet")}::text then ${sql.raw(MAX_VERSION)} else 0 end)`;

/** Each wallet's entries, newest first, as many as are needed of one. */
const walk = (names: Condition[], columns: SQL, limit: SQL, also: SQL[] = []) => sql`
  select ${columns} from ledger_accounts w cross join lateral (
    select e.* from ledger_entries e where ${all([sql`e.account_id = w.id and e.type is not null`, ...where(names, "e"), ...also])}
    order by e.event_at desc, e.account_version desc limit ${limit}) t
  where ${all([ofCaller, ...where(names, "w")])}`;

/** A wallet knows how many entries it has; which of them match is counted up to a bound. */
const totalOf = (names: Condition[]) =>
  isWhole(names)
    ? sql`select coalesce(sum(w.version), 0) from ledger_accounts w where ${all([ofCaller, ...where(names, "w")])}`
    : sql`select count(*) from (${walk(names, sql`1`, CAPPED)} limit ${CAPPED}) c`;
const CAPPED = sql.raw(String(EXACT_TOTAL + 1));
const isWhole = (names: Condition[]) => names.every((name) => name === "wallet");

/** What a page's statement is made of: the conditions that apply, whether it begins at a cursor, whether it counts. */
type Form = { names: Condition[]; isAfter: boolean; isCounted: boolean };

/** A page of both wallets' histories as one: each is walked along an index from the cursor's place, and the two are merged. */
export const transactionsStatement = ({ names, isAfter, isCounted }: Form, casing: Casing): Statement =>
  compile(sql`
  with seen as materialized (
    select t.*, row_number() over (order by ${merged}) as nth
    from (${walk(names, sql`t.*, w.kind as wallet, w.owner_id`, sql`${at("limit")}::int + ${at("offset")}::int`, isAfter ? [after] : [])}) t
    order by ${merged} limit ${at("limit")}::int offset ${at("offset")}::int
  )
  select ${isCounted ? sql`(${totalOf(names)})::int` : sql`null::int`} as total, count(*)::int as found,
    coalesce(json_agg(q.item order by q.nth)::text, '[]') as items, (array_agg(q.place order by q.nth desc))[1] as last
  from (
    select t.nth, row_to_json(v) as item,
      (extract(epoch from t.event_at) * 1000)::bigint || '|' || left(t.wallet, 1) || lpad(t.account_version::text, 25, '0') as place
    from seen t join ledger_journals j on j.id = t.journal_id left join tasks k on k.id = j.ref_id left join block_tasks b on b.id = j.ref_id
      left join licenses i on i.id = j.ref_id left join datasets d on d.id = i.dataset_id
      cross join lateral (select ${transactionView.columns(casing)}) v
  ) q`);

const statements = new Map<string, Statement>();
function statementOf(form: Form, casing: Casing): Statement {
  const key = `${casing}:${form.isAfter}:${form.isCounted}:${form.names.join()}`;
  const statement = statements.get(key) ?? transactionsStatement(form, casing);
  statements.set(key, statement);
  return statement;
}

type Row = { items: string; total: number | null; found: number; last: string | null };

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
    const codes = { credits: credits(actor.userId).code, earnings: earnings(actor.userId).code };
    const place = page.cursor === undefined ? undefined : placeOf(page.cursor);
    const key = totalKey("transactions", { ...asked, ...codes });
    const known = knownTotal(key);
    const form = { names, isAfter: place !== undefined, isCounted: known === undefined };
    const [row] = await execute<Row>(db, statementOf(form, casing), {
      ...asked,
      ...codes,
      ...place,
      limit,
      offset: place ? 0 : offset,
    });
    const { items, found, last } = row!;
    let total: Total = known ?? { total: row!.total!, isEstimate: false };
    if (!known && total.total > EXACT_TOTAL && !isWhole(names)) total = await estimate(db, key, names, asked, codes);
    return {
      items: new Json(items, casing, found),
      total: total.total,
      totalIsEstimate: total.isEstimate,
      limit: page.limit,
      offset: page.offset,
      nextCursor: found === limit && last && format === "json" ? cursorOf(last) : null,
    };
  },
});

type Wallet = { id: number; version: number };
const walletsOf = (names: Condition[]) =>
  compile(
    sql`select w.id::float8 as id, w.version::float8 as version from ledger_accounts w where ${all([ofCaller, ...where(names, "w")])}`,
  );

/** The planner knows an account by its id alone; and no more can match than the wallets have entries. */
async function estimate(db: Db, key: string, names: Condition[], asked: Values, codes: Values): Promise<Total> {
  const wallets = await execute<Wallet>(db, walletsOf(names), { ...asked, ...codes });
  const ids = sql`e.account_id in (${sql.join(
    wallets.map(({ id }) => sql.raw(String(id))),
    sql`, `,
  )})`;
  const rows = sql`select 1 from ledger_entries e where ${all([ids, sql`e.type is not null`, ...where(names, "e")])}`;
  const most = wallets.reduce((sum, { version }) => sum + version, 0);
  return estimateTotal(db, key, rows, asked, most);
}

/** A cursor's place is the last row's: its millisecond, its wallet's first letter, and its place in that wallet's history. */
function placeOf(cursor: string) {
  const { key, id } = decodeCursor(cursor, CURSOR);
  const [, letter, version] = /^txn_([ce])0{10}(\d{15})$/.exec(id) ?? [];
  if (version === undefined) throw notACursor();
  return { afterAt: key, afterWallet: letter === "c" ? "credits" : "earnings", afterVersion: version };
}

function cursorOf(last: string): string {
  const [key, place] = last.split("|") as [string, string];
  return encodeCursor({ sort: CURSOR, key, id: `txn_${place}` });
}
