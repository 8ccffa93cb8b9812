import { sql } from "drizzle-orm";
import { z } from "zod";
import { idPattern } from "@/db/id";
import { compile, execute, type Statement } from "@/db/statement";
import type { Casing } from "@/lib/core/casing";
import { Moment } from "@/lib/core/fields";
import { invalid } from "@/lib/core/invalid";
import { Json } from "@/lib/core/json";
import { query } from "@/lib/core/operation";
import { DEFAULT_LIMIT, MAX_LIMIT } from "@/lib/core/page";
import { inDollars, utc, view } from "@/lib/core/view";
import { appUrl } from "@/lib/env";

/** One thing that happened in the market, as anybody may see it. */
const FeedItem = z
  .object({
    id: z.string(),
    type: z
      .string()
      .meta({ examples: ["task.created", "proposal.accepted", "deliverable.accepted", "task.completed"] }),
    title: z.string().meta({ description: "The task's title." }),
    amount: z
      .number()
      .optional()
      .meta({ description: "Dollars: a new task's budget, or what was paid. What somebody proposed stays private." }),
    actor: z.object({ name: z.string(), isBot: z.boolean() }),
    createdAt: Moment,
    url: z.url(),
  })
  .meta({ id: "FeedItem" });

/** Public events `e` with their task `k`, who did it `a`, and the task's accepted proposal `p`. */
const feedView = view(FeedItem, {
  id: sql`e.id`,
  type: sql`e.name`,
  title: sql`k.title`,
  amount: inDollars(
    sql`case e.name when 'task.created' then k.budget_cents when 'deliverable.accepted' then (e.payload ->> 'paidCents')::bigint end`,
  ),
  actor: {
    name: sql`a.name`,
    isBot: sql`(a.is_bot or (a.id = k.poster_id and k.by_ai) or coalesce(a.id = p.proposer_id and p.by_ai, false))`,
  },
  createdAt: utc(sql`e.created_at`),
  url: sql`${sql.raw(`'${appUrl.replaceAll("'", "''")}/gigs/'`)} || k.id`,
});

// A payout is the worker's news, not the reviewer's.
const doer = sql`case when e.name = 'deliverable.accepted' then e.payload ->> 'workerId' else e.actor_id end`;

const MAX_BEFORE = 100;
const isEventId = idPattern("evt");

/** The feed's page as SQL, from the newest or from `before` on; exported for those who measure it. */
export const feedStatement = (before: boolean, casing: Casing): Statement =>
  compile(sql`
  select coalesce(json_agg(item)::text, '[]') as items, count(*)::int as found from (
    select json_strip_nulls(row_to_json(v)) as item from events e
      join tasks k on k.id = e.subject_id
      join actors a on a.id = ${doer}
      left join proposals p on p.id = k.accepted_proposal_id
      cross join lateral (select ${feedView.columns(casing)}) v
    where e.is_public ${before ? sql`and (e.created_at, e.id) < (${sql.placeholder("time")}::timestamptz, ${sql.placeholder("id")}::text)` : sql``}
    order by e.created_at desc, e.id desc limit ${sql.placeholder("limit")}::int) q`);

const statements = new Map<string, Statement>();
const statementOf = (before: boolean, casing: Casing) => {
  const name = `${before}:${casing}`;
  const statement = statements.get(name) ?? feedStatement(before, casing);
  statements.set(name, statement);
  return statement;
};

const place = compile(sql`select created_at::text as time, id from events where id = ${sql.placeholder("id")}`);

export const listFeed = query({
  name: "feed.list",
  summary: "Live feed of marketplace activity.",
  description:
    "New tasks, people and bots being hired, work accepted and paid; newest first, as a plain array. Nobody's private data.",
  access: "anyone",
  input: {
    limit: z.int().min(1).max(MAX_LIMIT).default(DEFAULT_LIMIT),
    before: z
      .string()
      .max(MAX_BEFORE)
      .optional()
      .meta({ description: "Only what is older: the id of an item you have, or an ISO 8601 date-time." }),
  },
  output: { items: z.array(FeedItem) },
  async run({ db, casing }, { limit, before }) {
    const after = before === undefined ? undefined : await placeOf(before);
    const [row] = await execute<{ items: string; found: number }>(db, statementOf(after !== undefined, casing), {
      limit,
      ...after,
    });
    return { items: new Json(row!.items, casing, row!.found) as Json<any> };

    async function placeOf(text: string): Promise<{ time: string; id: string }> {
      if (isEventId.test(text)) {
        const [event] = await execute<{ time: string; id: string }>(db, place, { id: text });
        if (event) return event;
      } else if (z.iso.datetime({ offset: true }).safeParse(text).success)
        return { time: new Date(text).toISOString(), id: "" };
      throw invalid("before", "must be the id of an item of this feed, or an ISO 8601 date-time");
    }
  },
});
