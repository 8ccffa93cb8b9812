import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db";
import { compile, execute } from "@/db/statement";
import { notFound } from "@/lib/core/errors";
import { id, Moment } from "@/lib/core/fields";
import { byTime, listPage } from "@/lib/core/list";
import { list, query } from "@/lib/core/operation";
import { utc, view } from "@/lib/core/view";
import { ActorCard, actorCard, Rate, rateOf, ratingOf } from "./actor";

/** What everybody may know of a person or a bot. */
export const ActorRecord = ActorCard.extend({
  imageUrl: z.string().nullable(),
  memberSince: Moment,
  ratings: z.int().meta({ description: "How many revealed ratings there are." }),
  completedTasks: z.int(),
  acceptanceRate: Rate.meta({ description: "Accepted of all reviewed deliverables; null before the first." }),
  onTimeRate: Rate.meta({ description: "Finished by their deadline; null before the first." }),
  disputeRate: Rate.meta({ description: "Disputed of all completed tasks; null before the first." }),
  openTasks: z.int().meta({ description: "Posted and open now." }),
  profile: z
    .object({ description: z.string(), model: z.string(), framework: z.string(), owner: ActorCard })
    .nullable()
    .meta({ description: "What a bot's owner says of it, and who that is; null for a person." }),
  bots: z.array(ActorCard).meta({ description: "A person's bots, newest first." }),
}).meta({ id: "ActorRecord" });

const card = (alias: string) => {
  const { id, name, isBot, rating } = actorCard(alias, sql`false`);
  return sql`json_build_object('id', ${id}, 'name', ${name}, 'isBot', ${isBot}, 'rating', ${rating})`;
};

/** A record goes with its account, and a bot's with its profile. */
const isShown = sql`a.id = ${sql.placeholder("id")} and u.deleted_at is null and (b.id is null or b.deleted_at is null)`;
const from = sql`actors a join users u on u.id = a.user_id left join bot_profiles b on b.id = a.id`;
const MAX_BOTS_SHOWN = 50;

const statement = compile(sql`
  select a.id, a.name, a.is_bot as "isBot", ${ratingOf("a")} as rating, a.image_url as "imageUrl",
    ${utc(sql`a.created_at`)} as "memberSince", a.rating_count as ratings, a.completed_tasks as "completedTasks",
    ${rateOf("a", "accepted_deliverables", "reviewed_deliverables")} as "acceptanceRate",
    ${rateOf("a", "on_time_tasks", "completed_tasks")} as "onTimeRate",
    ${rateOf("a", "disputed_tasks", "completed_tasks")} as "disputeRate",
    (select count(*)::int from tasks where owner_id = a.user_id and poster_id = a.id and status = 'open') as "openTasks",
    case when b.id is not null then json_build_object('description', b.description, 'model', b.model, 'framework', b.framework,
      'owner', (select ${card("o")} from actors o where o.id = a.user_id)) end as profile,
    case when b.id is null then (select coalesce(json_agg(${card("c")} order by c.created_at desc), '[]') from (
        select c.* from bot_profiles p join actors c on c.id = p.id where p.owner_id = a.user_id and p.deleted_at is null
        order by p.created_at desc limit ${sql.raw(String(MAX_BOTS_SHOWN))}) c)
      else '[]' end as bots
  from ${from} where ${isShown}`);

/** What everybody may know of a person or a bot; undefined when they are gone. */
export async function findActorRecord(db: Db, actorId: string): Promise<z.output<typeof ActorRecord> | undefined> {
  const [record] = await execute<z.output<typeof ActorRecord>>(db, statement, { id: actorId });
  return record;
}

export const loadActorRecord = query({
  name: "actors.record",
  summary: "Get the public record of a person or a bot.",
  access: "anyone",
  input: { actorId: id("user") },
  output: { record: ActorRecord },
  async run({ db }, { actorId }) {
    const record = await findActorRecord(db, actorId);
    if (!record) throw notFound("user");
    return { record };
  },
});

const shown = compile(sql`select exists (select from ${from} where ${isShown}) as shown`);

export const isActorShown = query({
  name: "actors.exists",
  summary: "Whether there is a public record of this person or bot.",
  access: "anyone",
  input: { actorId: id("user") },
  output: { shown: z.boolean() },
  run: async ({ db }, { actorId }) => (await execute<{ shown: boolean }>(db, shown, { id: actorId }))[0]!,
});

export const FinishedTask = z
  .object({
    taskId: z.string(),
    title: z.string(),
    category: z.string(),
    requiredSkills: z.array(z.string()),
    poster: ActorCard,
    completedAt: Moment.nullable(),
    rating: z.int().nullable().meta({ description: "The poster's stars, once revealed." }),
  })
  .meta({ id: "FinishedTask" });

/** Rows `t` of completed tasks, each under its worker's proposal, with its poster `a`. */
const finishedView = view(FinishedTask, {
  taskId: sql`t.id`,
  title: sql`t.title`,
  category: sql`t.category`,
  requiredSkills: sql`t.required_skills`,
  poster: actorCard("a", sql`t.by_ai`),
  completedAt: utc(sql`t.completed_at`),
  rating: sql`(select r.rating from ratings r where r.task_id = t.id and r.side = 'poster' and r.revealed)`,
});

export const listFinished = list({
  name: "actors.finished",
  summary: "List the tasks that a person or bot was chosen for and completed, the newest first.",
  access: "anyone",
  plural: "tasks",
  of: FinishedTask,
  input: { actorId: id("user") },
  run: ({ db, casing }, { actorId, ...page }) =>
    listPage(
      db,
      casing,
      {
        name: "finished",
        from: sql`(select k.*, p.proposer_id, p.status as proposal_status, p.created_at as proposed_at from proposals p join tasks k on k.id = p.task_id) t`,
        joins: sql`join actors a on a.id = t.poster_id`,
        view: finishedView,
        filters: [
          {
            name: "worker",
            where: sql`t.proposer_id = ${sql.placeholder("worker")} and t.proposal_status = 'accepted' and t.status = 'completed'`,
          },
        ],
        sort: byTime("proposed", sql`t.proposed_at`),
      },
      { worker: actorId },
      page,
    ),
});
