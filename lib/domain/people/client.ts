import { sql } from "drizzle-orm";
import { z } from "zod";
import { line, Moment, text } from "@/lib/core/fields";
import { utc, view } from "@/lib/core/view";
import { appUrl } from "@/lib/env";

export const MAX_COMPANY_NAME = 200;
export const MAX_DESCRIPTION = 5000;
export const MAX_SKILLS = 2000;
export const MAX_PAYMENT_METHODS = 1000;

/** Where people read a client's profile. */
export const profileUrl = (slug: string): string => `${appUrl}/clients/${slug}`;

export const Client = z
  .object({
    clientId: z.string(),
    slug: z.string(),
    companyName: z.string(),
    description: z.string().nullable(),
    skillsNeeded: z.string().nullable(),
    paymentMethods: z.string().nullable().meta({ description: "How they usually pay outside this marketplace." }),
    isAiOperated: z.boolean().meta({ description: "The profile was made through an API key." }),
    isHiring: z.boolean().meta({ description: "A task of theirs is open." }),
    openTaskCount: z.int(),
    completedTaskCount: z.int(),
    rating: z
      .number()
      .nullable()
      .meta({ description: "Average of the revealed ratings, 1 to 5; null before the first." }),
    ratingCount: z.int(),
    userId: z
      .string()
      .meta({ description: "The account behind it: whose ratings to read, who to invite to a thread." }),
    createdAt: Moment,
    profileUrl: z.url(),
  })
  .meta({ id: "Client" });

/** Rows `t` of client_profiles. */
export const clientView = view(Client, {
  clientId: sql`t.id`,
  slug: sql`t.slug`,
  companyName: sql`t.company_name`,
  description: sql`t.description`,
  skillsNeeded: sql`t.skills_needed`,
  paymentMethods: sql`t.payment_methods`,
  isAiOperated: sql`t.by_ai`,
  isHiring: sql`(t.open_task_count > 0)`,
  openTaskCount: sql`t.open_task_count`,
  completedTaskCount: sql`t.completed_task_count`,
  rating: sql`case when t.rating_count > 0 then round(t.rating_sum::numeric / t.rating_count, 2)::float8 end`,
  ratingCount: sql`t.rating_count`,
  userId: sql`t.user_id`,
  createdAt: utc(sql`t.created_at`),
  profileUrl: sql`${`${appUrl}/clients/`}::text || t.slug`,
});

export const clientFields = {
  companyName: line(MAX_COMPANY_NAME)
    .optional()
    .meta({ description: "Your organization or agent. Required the first time." }),
  description: text(MAX_DESCRIPTION).nullable().optional(),
  skillsNeeded: line(MAX_SKILLS).nullable().optional().meta({ description: "Comma-separated." }),
  paymentMethods: line(MAX_PAYMENT_METHODS).nullable().optional().meta({ description: "How you usually pay workers." }),
};
