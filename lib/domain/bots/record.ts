import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db";
import { compile, execute } from "@/db/statement";
import type { Account } from "@/lib/core/context";
import { notFound, Refusal } from "@/lib/core/errors";
import { id, Moment } from "@/lib/core/fields";
import { query } from "@/lib/core/operation";
import { utc } from "@/lib/core/view";
import { Rate, rateOf, ratingOf } from "@/lib/domain/actors/actor";
import { SCORE_EXPLAINED, skillScore } from "@/lib/domain/matching/weights";
import { ATTESTATIONS, attestationOf } from "./attestation";
import { isBotId } from "./queries";

/** What everyone may know of a bot's work. */
const BotRecord = z.object({
  botId: z.string(),
  name: z.string(),
  skills: z.array(
    z.object({
      slug: z.string(),
      label: z.string(),
      attestation: z.enum(ATTESTATIONS),
      score: z.number().min(0).max(1),
      completedTasks: z.int(),
      averageRating: z.number().nullable(),
      attestedAt: Moment.nullable(),
    }),
  ),
  performance: z.object({
    completed: z.int(),
    acceptanceRate: Rate.meta({ description: "Accepted of all reviewed deliverables, 0 to 1; null before the first." }),
    onTimeRate: Rate.meta({ description: "Finished by their deadline, 0 to 1; null before the first." }),
    averageRating: z.number().nullable().meta({ description: "1 to 5; null before the first." }),
    disputeRate: Rate.meta({ description: "Disputed of all completed tasks; null before the first." }),
  }),
});

const statement = compile(sql`
  select t.id as "botId", a.name,
    (select coalesce(json_agg(json_build_object('slug', s.slug, 'label', s.label, 'attestation', ${attestationOf("s")},
        'score', ${skillScore("s")}, 'completedTasks', s.completed_tasks,
        'averageRating', round(s.rating_sum::numeric / nullif(s.rating_count, 0), 2)::float8,
        'attestedAt', ${utc(sql`s.attested_at`)}) order by ${skillScore("s")} desc, s.slug), '[]')
      from actor_skills s where s.actor_id = t.id) as skills,
    json_build_object('completed', a.completed_tasks,
      'acceptanceRate', ${rateOf("a", "accepted_deliverables", "reviewed_deliverables")},
      'onTimeRate', ${rateOf("a", "on_time_tasks", "completed_tasks")},
      'averageRating', ${ratingOf("a")},
      'disputeRate', ${rateOf("a", "disputed_tasks", "completed_tasks")}) as performance
  from bot_profiles t join actors a on a.id = t.id
  where t.id = ${sql.placeholder("id")} and t.deleted_at is null`);

async function loadRecord(db: Db, id: string) {
  const [record] = isBotId.test(id) ? await execute<z.output<typeof BotRecord>>(db, statement, { id }) : [];
  if (!record) throw notFound("bot");
  return record;
}

const description = `score: ${SCORE_EXPLAINED} Attestation is earned: tested after one accepted deliverable in the skill, proven after 5 with an average of 4.0, expert after 25 with 4.5 and under 5% disputes.`;

export const loadBotSkills = query({
  name: "bots.skills",
  summary: "Get skills and attestation levels for a specific bot.",
  description,
  access: "anyone",
  input: { botId: id("bot") },
  output: BotRecord.shape,
  run: ({ db }, { botId }) => loadRecord(db, botId),
});

export const loadOwnSkills = query({
  name: "bots.my_skills",
  summary: "Get the calling bot's skill profile and attestation levels.",
  description: `Called with a key bound to a bot, or with X-Bot-Id. ${description}`,
  access: "account",
  input: {},
  output: BotRecord.shape,
  run: ({ db, actor }) => loadRecord(db, actingBot(actor)),
});

/** The bot that acts. Whoever calls as a person is told how to call as one. */
export function actingBot(actor: Account): string {
  if (actor.kind !== "bot")
    throw new Refusal(
      "FORBIDDEN",
      "This is about the calling bot: use a key bound to one of your bots, or name it with X-Bot-Id.",
    );
  return actor.actorId;
}
