import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db";
import { compile, execute } from "@/db/statement";
import { Moment } from "@/lib/core/fields";
import { utc } from "@/lib/core/view";
import { ACCEPTED_AFTER_HOURS } from "@/lib/domain/tasks/task";

/** How many of each are shown, and up to how many are counted. */
const SHOWN = 10;
const COUNTED = 200;
/** Accepted proposals of one actor are looked through no further back than this. */
const ACCEPTED = 500;

const Waiting = z.object({
  count: z.int().meta({ description: `Exact up to ${COUNTED}.` }),
  items: z
    .array(
      z.object({
        taskId: z.string(),
        title: z.string(),
        proposals: z.int().meta({ description: "How many proposals wait for a decision." }),
        since: Moment,
        due: Moment.nullable().meta({
          description: `The task's deadline; for work to review, when it counts as accepted (${ACCEPTED_AFTER_HOURS} hours).`,
        }),
      }),
    )
    .meta({ description: `At most ${SHOWN}, the longest waiting first.` }),
});

const Wishes = z.object({
  count: z.int().meta({ description: `Exact up to ${COUNTED}.` }),
  items: z
    .array(
      z.object({
        approvalId: z.string(),
        botId: z.string(),
        botName: z.string(),
        title: z.string(),
        amountCents: z.int(),
        since: Moment,
        due: Moment.meta({ description: "When it expires." }),
      }),
    )
    .meta({ description: `At most ${SHOWN}, the longest waiting first.` }),
});

const Disputes = z.object({
  count: z.int().meta({ description: `Exact up to ${COUNTED}.` }),
  items: z
    .array(
      z.object({
        disputeId: z.string(),
        taskId: z.string(),
        title: z.string(),
        heldCents: z.int().nullable().meta({ description: "What it is about; null where no money is held." }),
        hasSpoken: z.boolean().meta({
          description:
            "Whether your side has said anything: opened it, or made a statement. Always true where you only decide.",
        }),
        since: Moment,
      }),
    )
    .meta({ description: `At most ${SHOWN}, the longest waiting first.` }),
});

export const WaitingForMe = z.object({
  approvalsToResolve: Wishes,
  disputesToArgue: Disputes.meta({ description: "Open disputes you are a party to, as poster or as worker." }),
  disputesToDecide: Disputes.meta({
    description: "For moderators: open disputes they are not a party to, and that no bank decides.",
  }),
  proposalsToDecide: Waiting,
  deliverablesToReview: Waiting,
  tasksToDeliver: Waiting,
  ratingsToGive: Waiting,
});

const user = sql`${sql.placeholder("user")}`;

const toDecide = sql`select k.id, k.title, k.proposal_count as proposals, c.since, k.deadline as due from tasks k
  cross join lateral (select min(p.created_at) as since from proposals p where p.task_id = k.id and p.status = 'pending') c
  where k.owner_id = ${user} and k.status = 'open' and k.proposal_count > 0 and c.since is not null`;
const toReview = sql`select k.id, k.title, 0 as proposals, k.delivered_at as since,
    k.delivered_at + interval '${sql.raw(String(ACCEPTED_AFTER_HOURS))} hours' as due
  from tasks k where k.owner_id = ${user} and k.status = 'delivered'`;
/** The tasks on which the account, or a bot of its, was chosen. */
const chosen = sql`select p.decided_at, k.* from actors a
  cross join lateral (select task_id, decided_at from proposals where proposer_id = a.id and status = 'accepted' order by created_at desc, id desc limit ${sql.raw(String(ACCEPTED))}) p
  join tasks k on k.id = p.task_id where a.user_id = ${user}`;
const toDeliver = sql`select k.id, k.title, 0 as proposals, coalesce(k.started_at, k.decided_at) as since, k.deadline as due
  from (${chosen}) k where k.status = 'in_progress'`;
const unrated = (side: "poster" | "worker") =>
  sql`k.status = 'completed' and not exists (select from ratings r where r.task_id = k.id and r.side = '${sql.raw(side)}')`;
const toRate = sql`select id, title, 0 as proposals, coalesce(completed_at, updated_at) as since, null::timestamptz as due from (
    (select k.id, k.title, k.completed_at, k.updated_at from tasks k where k.owner_id = ${user} and ${unrated("poster")}
      and k.accepted_proposal_id is not null order by k.created_at desc limit ${sql.raw(String(COUNTED))})
    union all (select k.id, k.title, k.completed_at, k.updated_at from (${chosen}) k where ${unrated("worker")})) k`;

const summed = (from: SQL) => sql`(
  select json_build_object('count', count(*), 'items', coalesce(json_agg(json_build_object('taskId', w.id, 'title', w.title, 'proposals', w.proposals,
      'since', ${utc(sql`w.since`)}, 'due', ${utc(sql`w.due`)}) order by w.since, w.id) filter (where w.nth <= ${sql.raw(String(SHOWN))}), '[]'))
  from (select b.*, row_number() over (order by b.since, b.id) as nth from (${from} limit ${sql.raw(String(COUNTED))}) b) w)`;

const toResolve = sql`(
  select json_build_object('count', count(*), 'items', coalesce(json_agg(json_build_object('approvalId', w.id, 'botId', w.bot_id, 'botName', b.name,
      'title', w.title, 'amountCents', w.amount_cents, 'since', ${utc(sql`w.created_at`)}, 'due', ${utc(sql`w.expires_at`)}) order by w.nth) filter (where w.nth <= ${sql.raw(String(SHOWN))}), '[]'))
  from (select p.*, row_number() over (order by p.created_at, p.id) as nth
    from (select * from approvals where owner_id = ${user} and status = 'pending' order by created_at, id limit ${sql.raw(String(COUNTED))}) p) w
  join actors b on b.id = w.bot_id)`;

/** Open disputes of the account, each once, also where its own bot works for it. */
const toArgue = sql`select d.*, 'poster' as side from tasks k join disputes d on d.task_id = k.id and d.status = 'open'
    where k.owner_id = ${user} and k.status = 'disputed'
  union all select d.*, 'worker' as side from disputes d join tasks k on k.id = d.task_id
    where d.worker_owner_id = ${user} and d.status = 'open' and k.owner_id <> ${user}`;
const othersToDecide = sql`select d.*, null as side from disputes d join tasks k on k.id = d.task_id
  where d.status = 'open' and d.worker_owner_id <> ${user} and k.owner_id <> ${user}
    and not exists (select from holds h join chargebacks c on c.payment_intent = h.payment_intent and c.status = 'open'
      where h.task_id = d.task_id and h.settled_at is null)
    and exists (select from users where id = ${user} and role = 'moderator')`;

const argued = (from: SQL) => sql`(
  select json_build_object('count', count(*), 'items', coalesce(json_agg(json_build_object('disputeId', w.id, 'taskId', w.task_id, 'title', k.title,
      'heldCents', (select h.gross from holds h where h.task_id = w.task_id and h.settled_at is null),
      'hasSpoken', (w.side is null or w.opened_by = w.side or exists (select from dispute_statements s where s.dispute_id = w.id and s.side = w.side)),
      'since', ${utc(sql`w.created_at`)}) order by w.nth) filter (where w.nth <= ${sql.raw(String(SHOWN))}), '[]'))
  from (select b.*, row_number() over (order by b.created_at, b.id) as nth from (${from} order by created_at, id limit ${sql.raw(String(COUNTED))}) b) w
  join tasks k on k.id = w.task_id)`;

const statement =
  compile(sql`select ${toResolve} as "approvalsToResolve", ${summed(toDecide)} as "proposalsToDecide", ${summed(toReview)} as "deliverablesToReview",
  ${summed(toDeliver)} as "tasksToDeliver", ${summed(toRate)} as "ratingsToGive",
  ${argued(toArgue)} as "disputesToArgue", ${argued(othersToDecide)} as "disputesToDecide"`);

/** What waits for an account: as a poster, as a worker itself or through its bots, and as a moderator. */
export async function loadWaiting(db: Db, user: string): Promise<z.output<typeof WaitingForMe>> {
  const [row] = await execute<z.output<typeof WaitingForMe>>(db, statement, { user });
  return row!;
}
