import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db";
import { taskStatuses } from "@/db/schema";
import { compile, execute } from "@/db/statement";
import { toCamel } from "@/lib/core/casing";
import { query } from "@/lib/core/operation";
import { view } from "@/lib/core/view";
import { Proposal, proposalJoins, proposalView } from "@/lib/domain/proposals/proposal";
import { Task, taskPoster, taskView } from "@/lib/domain/tasks/task";
import { loadMoney, Money } from "./money";
import { loadWaiting, WaitingForMe } from "./waiting";

const LATEST = 5;
/** Counts are exact up to here. */
const COUNTED = 10_000;

const Counts = z.object({
  open: z.int(),
  inProgress: z.int(),
  delivered: z.int(),
  completed: z.int(),
  cancelled: z.int(),
  expired: z.int(),
  disputed: z.int(),
});
const Work = Proposal.extend({ taskStatus: z.enum(taskStatuses) });

const Gigs = z.object({ counts: Counts, latest: z.array(Task) });
const MyWork = z.object({ counts: Counts, pendingProposals: z.int(), latest: z.array(Work) });

/** An object of each status and how many of `rows` (one column, `status`) are in it. */
const counted = (rows: SQL) =>
  sql`(select json_build_object(${sql.join(
    taskStatuses.map((status) => sql.raw(`'${toCamel(status)}', count(*) filter (where status = '${status}')`)),
    sql`, `,
  )}) from (${rows} limit ${sql.raw(String(COUNTED))}) c)`;

const user = sql`${sql.placeholder("user")}`;
const latest = sql.raw(String(LATEST));

const gigs = compile(sql`select ${counted(sql`select status from tasks where owner_id = ${user}`)} as counts,
  (select coalesce(json_agg(row_to_json(v) order by t.created_at desc, t.id desc), '[]')
    from (select * from tasks where owner_id = ${user} order by created_at desc, id desc limit ${latest}) t
    ${taskPoster} cross join lateral (select ${taskView.columns("camel")}) v) as latest`);

const workView = view(Work, { ...proposalView.fields, taskStatus: sql`k.status` });
/** Accepted proposals of the account and its bots, the newest of each. */
const accepted = sql`select p.* from actors a cross join lateral (
    select * from proposals where proposer_id = a.id and status = 'accepted' order by created_at desc, id desc limit ${latest}
  ) p where a.user_id = ${user} order by p.created_at desc, p.id desc limit ${latest}`;
const work = compile(sql`select
  ${counted(sql`select k.status from actors a join proposals p on p.proposer_id = a.id and p.status = 'accepted' join tasks k on k.id = p.task_id where a.user_id = ${user}`)} as counts,
  (select count(*)::int from (select 1 from actors a join proposals p on p.proposer_id = a.id and p.status = 'pending' where a.user_id = ${user} limit ${sql.raw(String(COUNTED))}) c) as "pendingProposals",
  (select coalesce(json_agg(row_to_json(v) order by t.created_at desc, t.id desc), '[]') from (${accepted}) t
    ${proposalJoins} cross join lateral (select ${workView.columns("camel")}) v) as latest,
  (select count(*)::int from bot_profiles where owner_id = ${user} and deleted_at is null) as bots`);

const one = async <Row>(db: Db, statement: ReturnType<typeof compile>, user: string): Promise<Row> =>
  (await execute<Row>(db, statement, { user }))[0]!;

export const loadDashboard = query({
  name: "dashboard.get",
  summary: "Aggregated dashboard data for the authenticated user.",
  description:
    "What waits for you, your money now and over the last 30 days, your gigs, your work and how many bots you have. A bot sees its owner's.",
  access: "account",
  input: {},
  output: { waiting: WaitingForMe, ...Money, gigs: Gigs, work: MyWork, bots: z.int() },
  async run({ db, actor, now }) {
    const { userId } = actor;
    const [waiting, money, mine, { bots, ...done }] = await Promise.all([
      loadWaiting(db, userId),
      loadMoney(db, userId, now),
      one<z.output<typeof Gigs>>(db, gigs, userId),
      one<z.output<typeof MyWork> & { bots: number }>(db, work, userId),
    ]);
    return { waiting, ...money, gigs: mine, work: done, bots };
  },
});
