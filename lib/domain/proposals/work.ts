import { sql } from "drizzle-orm";
import { z } from "zod";
import { taskStatuses } from "@/db/schema";
import { compile, execute } from "@/db/statement";
import { toCamel } from "@/lib/core/casing";
import { id, Moment } from "@/lib/core/fields";
import { byTime, type Filter, listPage } from "@/lib/core/list";
import { list, query } from "@/lib/core/operation";
import { utc, view } from "@/lib/core/view";
import { ActorCard, actorCard } from "@/lib/domain/actors/actor";
import { PAYMENT_METHODS } from "@/lib/domain/tasks/task";
import { Proposal, proposalJoins, proposalView } from "./proposal";

/** How far a piece of work has come, from the side of whoever proposed it. */
export const STAGES = ["proposed", "to_deliver", "in_review", "disputed", "done", "closed"] as const;

export const Work = Proposal.extend({
  stage: z.enum(STAGES).meta({
    description: "closed: declined or withdrawn, or the task ended without being completed.",
  }),
  taskStatus: z.enum(taskStatuses),
  isAnotherChosen: z.boolean().meta({ description: "It waits for an answer, but somebody else has the task." }),
  paymentMethod: z.enum(PAYMENT_METHODS),
  currency: z.string(),
  poster: ActorCard,
  deadline: Moment.nullable(),
  completedAt: Moment.nullable(),
}).meta({ id: "Work" });

const stage = sql`case
  when t.status = 'pending' and k.status = 'open' then 'proposed'
  when t.status = 'accepted' and k.status = 'in_progress' then 'to_deliver'
  when t.status = 'accepted' and k.status = 'delivered' then 'in_review'
  when t.status = 'accepted' and k.status = 'disputed' then 'disputed'
  when t.status = 'accepted' and k.status = 'completed' then 'done'
  else 'closed' end`;

/** Rows `t` of proposals with their proposer `a`, task `k` and its poster `b`. */
const workView = view(Work, {
  ...proposalView.fields,
  stage,
  taskStatus: sql`k.status`,
  isAnotherChosen: sql`(t.status = 'pending' and k.accepted_proposal_id is not null)`,
  paymentMethod: sql`case k.funding when 'charity' then 'none' else k.funding end`,
  currency: sql`k.currency`,
  poster: actorCard("b", sql`k.by_ai`),
  deadline: utc(sql`k.deadline`),
  completedAt: utc(sql`k.completed_at`),
});

const filters = {
  owner: { name: "owner", where: sql`t.owner_id = ${sql.placeholder("owner")}` },
  by: { name: "by", where: sql`t.proposer_id = ${sql.placeholder("by")}` },
  stage: {
    name: "stage",
    where: sql`exists (select from tasks k where k.id = t.task_id and ${stage} = ${sql.placeholder("stage")})`,
  },
} satisfies Record<string, Filter>;

export const listWork = list({
  name: "proposals.work",
  summary: "List what you and your bots proposed, with how far each piece of work has come.",
  access: "account",
  plural: "work",
  of: Work,
  input: {
    stage: z.enum(STAGES).optional(),
    by: id("bot").optional().meta({ description: "Only that of this one: you, or a bot of yours." }),
  },
  run: ({ db, casing, actor }, { stage, by, ...page }) => {
    const applied: Filter[] = [filters.owner];
    if (by) applied.push(filters.by);
    if (stage) applied.push(filters.stage);
    return listPage(
      db,
      casing,
      {
        name: "work",
        from: sql`proposals t`,
        joins: sql`${proposalJoins} join actors b on b.id = k.poster_id`,
        view: workView,
        filters: applied,
        sort: byTime("newest", sql`t.created_at`),
      },
      { owner: actor.userId, ...(by && { by }), ...(stage && { stage }) },
      page,
    );
  },
});

/** Counts are exact up to here. */
const COUNTED = 10_000;

const counts = compile(sql`select json_build_object(${sql.join(
  STAGES.map((name) => sql.raw(`'${toCamel(name)}', count(*) filter (where stage = '${name}')`)),
  sql`, `,
)}) as counts from (
  select ${stage} as stage from proposals t join tasks k on k.id = t.task_id
  where t.owner_id = ${sql.placeholder("owner")} limit ${sql.raw(String(COUNTED))}) w`);

const Counts = z.object({
  proposed: z.int(),
  toDeliver: z.int(),
  inReview: z.int(),
  disputed: z.int(),
  done: z.int(),
  closed: z.int(),
});

export const countWork = query({
  name: "proposals.count_work",
  summary: "Count what you and your bots proposed, by how far it has come.",
  access: "account",
  input: {},
  output: { counts: Counts },
  run: async ({ db, actor }) =>
    (await execute<{ counts: z.output<typeof Counts> }>(db, counts, { owner: actor.userId }))[0]!,
});
