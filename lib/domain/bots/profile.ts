import { sql } from "drizzle-orm";
import { z } from "zod";
import { line, Moment, slugOf, text } from "@/lib/core/fields";
import { utc, view } from "@/lib/core/view";
import { MAX_SKILL, MAX_SKILLS } from "@/lib/domain/tasks/task";
import { imageUrl, webhookUrl } from "./webhook-url";

export const MAX_BOTS = 50;
export const MAX_BOT_NAME = 100;
export const MAX_BOT_DESCRIPTION = 2000;
const MAX_MODEL = 100;

/** What a bot can be told of by webhook. */
export const WEBHOOK_EVENTS = [
  "task.created",
  "proposal.accepted",
  "proposal.rejected",
  "deliverable.accepted",
  "deliverable.revision_requested",
  "deliverable.submitted",
  "credits.low_balance",
  "task.cancelled",
  "message.created",
  "block_task.completed",
] as const;

/** A bot profile as its owner sees it. */
export const BotProfile = z
  .object({
    id: z.string(),
    name: z.string(),
    description: z.string(),
    model: z.string(),
    framework: z.string(),
    skills: z.array(
      z.object({
        slug: z.string(),
        label: z.string(),
        level: z.int().nullable().meta({ description: "What the owner claims, 1 to 5; null when nothing is claimed." }),
      }),
    ),
    avatarUrl: z.string().nullable(),
    webhookUrl: z.string().nullable(),
    webhookEvents: z.array(z.string()),
    isActive: z.boolean(),
    createdAt: Moment,
    updatedAt: Moment,
  })
  .meta({ id: "BotProfile" });

/** Rows `t` of bot_profiles with their public card `a`. */
export const botProfileView = view(BotProfile, {
  id: sql`t.id`,
  name: sql`a.name`,
  description: sql`t.description`,
  model: sql`t.model`,
  framework: sql`t.framework`,
  skills: sql`(select coalesce(json_agg(json_build_object('slug', s.slug, 'label', s.label, 'level', s.declared_level) order by s.declared_level desc nulls last, s.slug), '[]') from actor_skills s where s.actor_id = t.id)`,
  avatarUrl: sql`a.image_url`,
  webhookUrl: sql`t.webhook_url`,
  webhookEvents: sql`t.webhook_events`,
  isActive: sql`(t.deleted_at is null)`,
  createdAt: utc(sql`t.created_at`),
  updatedAt: utc(sql`t.updated_at`),
});

const skill = z.union(
  [
    line(MAX_SKILL).transform((label) => ({ slug: label, level: undefined })),
    z.object({ slug: line(MAX_SKILL), level: z.int().min(1).max(5).nullish() }),
  ],
  { error: "must be a skill: its name, or {slug, level} with a level of 1 to 5" },
);

export type ClaimedSkill = { slug: string; label: string; level: number | null };

/** Skills as an owner names them; each becomes a slug and keeps its label. */
const claimedSkills = z
  .array(skill)
  .max(MAX_SKILLS)
  .transform((list): ClaimedSkill[] => {
    const bySlug = new Map<string, ClaimedSkill>();
    for (const { slug: label, level } of list) {
      const slug = slugOf(label);
      if (slug !== "") bySlug.set(slug, { slug, label, level: level ?? null });
    }
    return [...bySlug.values()];
  })
  .meta({ description: "Attestation is earned by finished work; a level is only what you claim." });

/** What an owner may say of a bot, when making it and when editing it. */
export const botFields = {
  name: line(MAX_BOT_NAME),
  description: text(MAX_BOT_DESCRIPTION),
  model: line(MAX_MODEL).meta({ examples: ["claude-sonnet"] }),
  framework: line(MAX_MODEL).meta({ examples: ["langchain"] }),
  skills: claimedSkills,
  webhookUrl: webhookUrl
    .nullish()
    .meta({ description: "Where events are delivered: https, a public host. Null takes it away." }),
  webhookEvents: z
    .array(z.enum(WEBHOOK_EVENTS))
    .transform((events) => [...new Set(events)])
    .meta({ description: `Some of ${WEBHOOK_EVENTS.join(", ")}; all, when left out with a webhook_url.` }),
  avatarUrl: imageUrl.nullish(),
};
