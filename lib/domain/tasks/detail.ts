import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { idPattern } from "@/db/id";
import { compile, execute, type Statement } from "@/db/statement";
import type { Casing } from "@/lib/core/casing";
import { notFound } from "@/lib/core/errors";
import { id } from "@/lib/core/fields";
import { Json } from "@/lib/core/json";
import { query } from "@/lib/core/operation";
import { MAX_LIMIT } from "@/lib/core/page";
import type { View } from "@/lib/core/view";
import { Deliverable, deliverableJoins, deliverableView } from "@/lib/domain/deliverables/deliverable";
import { Proposal, proposalJoins, proposalView } from "@/lib/domain/proposals/proposal";
import { isReadableBy, Rating, ratingJoins, ratingView } from "@/lib/domain/ratings/rating";
import { Task, taskPoster, taskView } from "./task";

const ROLES = ["poster", "worker", "proposer", "visitor"] as const;
const isTaskId = idPattern("task");

export const loadTaskDetail = query({
  name: "tasks.detail",
  summary: "Get a task with its proposals, deliverables and ratings.",
  description: `The poster sees all of them (the newest ${MAX_LIMIT} of each), a worker the own ones, anyone else only how many there are.`,
  access: "account",
  input: { taskId: id("task") },
  output: {
    task: Task,
    role: z.enum(ROLES).meta({ description: "What you are to this task." }),
    proposals: z.array(Proposal),
    proposalCount: z.int().meta({ description: "Live proposals, whoever asks." }),
    deliverables: z.array(Deliverable),
    deliverableCount: z.int(),
    ratings: z.array(Rating).meta({ description: "Revealed ones, and your own." }),
  },
  async run({ actor, db, casing }, { taskId }) {
    const values = { taskId, userId: actor.userId };
    const [row] = isTaskId.test(taskId) ? await execute<Row>(db, statementIn(casing), values) : [];
    if (!row) throw notFound("task");
    const as = (text: string) => new Json<any>(text, casing);
    return {
      task: as(row.task),
      role: row.role,
      proposals: as(row.proposals),
      proposalCount: row.proposalCount,
      deliverables: as(row.deliverables),
      deliverableCount: row.deliverableCount,
      ratings: as(row.ratings),
    };
  },
});

type Row = {
  task: string;
  role: (typeof ROLES)[number];
  proposals: string;
  proposalCount: number;
  deliverables: string;
  deliverableCount: number;
  ratings: string;
};

const statements = new Map<Casing, Statement>();
function statementIn(casing: Casing): Statement {
  let statement = statements.get(casing);
  if (!statement) {
    statement = compile(detail(casing));
    statements.set(casing, statement);
  }
  return statement;
}

const user = sql`${sql.placeholder("userId")}::text`;

/** The task and all that hangs on it, in one statement. `mine` says what the caller is to it. */
const detail = (casing: Casing): SQL => sql`
  with mine as materialized (
    select k.id, k.owner_id = ${user} as is_poster, k.proposal_count,
           case when k.owner_id = ${user} then 'poster'
                when exists (select from proposals p where p.id = k.accepted_proposal_id and p.owner_id = ${user}) then 'worker'
                when exists (select from proposals p where p.task_id = k.id and p.owner_id = ${user}) then 'proposer'
                else 'visitor' end as role
      from tasks k where k.id = ${sql.placeholder("taskId")}::text)
  select (select row_to_json(v)::text from tasks t ${taskPoster} cross join lateral (select ${taskView.columns(casing)}) v
           where t.id = mine.id) as task,
         mine.role,
         mine.proposal_count as "proposalCount",
         (select count(*)::int from deliverables d where d.task_id = mine.id) as "deliverableCount",
         ${rows(casing, sql`proposals t`, proposalJoins, proposalView, sql`(mine.is_poster or t.owner_id = ${user})`)} as proposals,
         ${rows(casing, sql`deliverables t`, deliverableJoins, deliverableView, sql`(mine.is_poster or t.owner_id = ${user})`)} as deliverables,
         ${rows(casing, sql`ratings t`, ratingJoins, ratingView, isReadableBy(user))} as ratings
    from mine`;

const rows = (casing: Casing, from: SQL, joins: SQL, view: View<any>, where: SQL): SQL => sql`
  (select coalesce(json_agg(row_to_json(v) order by t.created_at desc, t.id desc)::text, '[]')
     from (select t.* from ${from} where t.task_id = mine.id and ${where} order by t.created_at desc, t.id desc limit ${sql.raw(String(MAX_LIMIT))}) t
     ${joins} cross join lateral (select ${view.columns(casing)}) v)`;
