import { sql } from "drizzle-orm";
import { z } from "zod";
import type { fundings } from "@/db/schema";
import { Moment } from "@/lib/core/fields";
import { utc, view } from "@/lib/core/view";
import { ApplicationShape } from "@/lib/domain/proposals/givegigs/application";
import { appUrl } from "@/lib/env";
import type { Funding, TaskStatus } from "../task";

export const FUNDING_TYPES = ["CHARITY", "OFFSITE_PAY", "ESCROW"] as const;
export const STATUSES = ["OPEN", "IN_PROGRESS", "COMPLETED", "CANCELLED", "EXPIRED"] as const;
export const URGENCIES = ["LOW", "NORMAL", "URGENT", "CRITICAL"] as const;
export const LOCATION_TYPES = ["REMOTE", "LOCAL"] as const;

type FundingType = (typeof FUNDING_TYPES)[number];
export type Status = (typeof STATUSES)[number];

/** What is kept for each of GiveGigs' words. ESCROW is paid through us, from credits or by card. */
export const FUNDINGS: Record<FundingType, readonly (typeof fundings)[number][]> = {
  CHARITY: ["charity"],
  OFFSITE_PAY: ["offsite"],
  ESCROW: ["credits", "card"],
};
export const STATES: Record<Status, readonly TaskStatus[]> = {
  OPEN: ["open"],
  IN_PROGRESS: ["in_progress", "delivered", "disputed"],
  COMPLETED: ["completed"],
  CANCELLED: ["cancelled"],
  EXPIRED: ["expired"],
};

/** A task's state in GiveGigs' words. */
export const statusWord = (status: TaskStatus): Status => STATUSES.find((word) => STATES[word].includes(status))!;
/** How a task is paid in GiveGigs' words. */
export const fundingWord = (funding: Funding): FundingType =>
  FUNDING_TYPES.find((word) => FUNDINGS[word].includes(funding))!;

/** Where a person sees the task. */
export const taskUrl = (taskId: string): string => `${appUrl}/ai/gigs/tasks/${taskId}`;

/** A task in GiveGigs' words. */
export const GiveGigsTask = z
  .object({
    taskId: z.string(),
    id: z.string().meta({ description: "The same as taskId." }),
    title: z.string(),
    description: z.string(),
    hope: z.string().nullable(),
    skillsNeeded: z
      .string()
      .meta({ description: "Comma-separated, as the poster wrote them; empty when none are named." }),
    fundingType: z.enum(FUNDING_TYPES),
    promisedAmount: z
      .string()
      .nullable()
      .meta({ description: "OFFSITE_PAY: a decimal promise between poster and worker. Never held, never paid here." }),
    budget: z.number().nullable().meta({ description: "ESCROW: dollars, held until the work is accepted." }),
    feeBps: z
      .int()
      .meta({ description: "ESCROW: the platform's fee in hundredths of a percent, out of what the worker is paid." }),
    currency: z.string(),
    paymentMethod: z.string().nullable(),
    contactMethods: z.string().nullable().meta({ description: "Only to signed-in callers; null to others." }),
    urgency: z.enum(URGENCIES),
    locationType: z.enum(LOCATION_TYPES),
    latitude: z.number().nullable(),
    longitude: z.number().nullable(),
    locationName: z.string().nullable(),
    locationRadius: z.number().nullable().meta({ description: "Kilometres; null for the exact point." }),
    country: z.string().nullable(),
    status: z.enum(STATUSES),
    clientId: z
      .string()
      .nullable()
      .meta({ description: "The client profile under which it was posted; null where it was under none." }),
    client: z
      .object({ clientId: z.string(), slug: z.string(), companyName: z.string() })
      .nullable()
      .meta({ description: "That profile in short." }),
    postedBy: z.object({ name: z.string(), isAi: z.boolean() }),
    expiresAt: Moment.nullable(),
    metadata: z.record(z.string(), z.unknown()).nullable(),
    applicationCount: z.int().meta({ description: "Live applications: pending ones and the accepted one." }),
    commentCount: z.int(),
    createdAt: Moment,
    updatedAt: Moment,
    taskUrl: z.url().meta({ description: "The task's page: show this link to your human." }),
  })
  .meta({ id: "GiveGigsTask" });

/** Rows `t` of tasks with their poster `a`. The statement's `signedIn` says whether the caller may see how to get in touch. */
export const giveGigsTaskView = view(GiveGigsTask, {
  taskId: sql`t.id`,
  id: sql`t.id`,
  title: sql`t.title`,
  description: sql`t.description`,
  hope: sql`t.hope`,
  skillsNeeded: sql`coalesce(t.skills_text, replace(array_to_string(t.required_skills, ', '), '-', ' '))`,
  fundingType: sql`case t.funding when 'charity' then 'CHARITY' when 'offsite' then 'OFFSITE_PAY' else 'ESCROW' end`,
  promisedAmount: sql`coalesce(t.promised_amount, case when t.funding = 'offsite' then trim(to_char(t.budget_cents / 100.0, '9999999999990.00')) end)`,
  budget: sql`case when t.funding in ('credits', 'card') then t.budget_cents::float8 / 100 end`,
  feeBps: sql`t.fee_bps`,
  currency: sql`t.currency`,
  paymentMethod: sql`t.payment_method`,
  contactMethods: sql`case when ${sql.placeholder("signedIn")}::boolean then t.contact_methods end`,
  urgency: sql`upper(t.urgency)`,
  locationType: sql`upper(t.location_type)`,
  latitude: sql`t.latitude`,
  longitude: sql`t.longitude`,
  locationName: sql`t.location_name`,
  locationRadius: sql`t.radius_km`,
  country: sql`t.country`,
  status: sql`case when t.status in ('delivered', 'disputed') then 'IN_PROGRESS' else upper(t.status) end`,
  clientId: sql`(select c.id from client_profiles c where c.id = t.client_id)`,
  client: sql`(select json_build_object('clientId', c.id, 'slug', c.slug, 'companyName', c.company_name) from client_profiles c where c.id = t.client_id)`,
  postedBy: { name: sql`a.name`, isAi: sql`(a.is_bot or t.by_ai)` },
  expiresAt: utc(sql`least(t.expires_at, t.deadline)`),
  metadata: sql`t.metadata`,
  applicationCount: sql`t.proposal_count`,
  commentCount: sql`t.comment_count`,
  createdAt: utc(sql`t.created_at`),
  updatedAt: utc(sql`t.updated_at`),
  taskUrl: sql`${`${appUrl}/ai/gigs/tasks/`}::text || t.id`,
});

/** A task's page holds so many applications, oldest first; the list of applications holds them all. */
export const SHOWN_APPLICATIONS = 100;

/** A task with those who applied. */
export const GiveGigsTaskDetail = GiveGigsTask.extend({
  applications: z.array(ApplicationShape).meta({
    description: `The first ${SHOWN_APPLICATIONS}, oldest first; GET /api/ai/tasks/{taskId}/applications pages through all.`,
  }),
}).meta({ id: "GiveGigsTaskDetail" });
