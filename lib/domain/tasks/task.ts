import { sql } from "drizzle-orm";
import { z } from "zod";
import type { fundings, taskStatuses } from "@/db/schema";
import { urgencies } from "@/db/schema";
import { type Actor, actsFor } from "@/lib/core/context";
import { Moment } from "@/lib/core/fields";
import { machine } from "@/lib/core/machine";
import { given, inDollars, utc, view } from "@/lib/core/view";
import { ActorCard, actorCard } from "@/lib/domain/actors/actor";

export type TaskStatus = (typeof taskStatuses)[number];
export type Funding = (typeof fundings)[number];
export type TaskEvent =
  | "accept"
  | "deliver"
  | "revise"
  | "complete"
  | "cancel"
  | "expire"
  | "withdraw"
  | "contest"
  | "conclude"
  | "reopen";

/**
 * conclude: the poster of an off-site or charity task says it is done. reopen: such a task is shown again. While disputed, work
 * can still be handed in, the poster can accept (complete) and the worker can give in (withdraw); else a moderator ends it.
 */
export const taskStates = machine<TaskStatus, TaskEvent>("task", {
  open: { accept: "in_progress", cancel: "cancelled", expire: "expired", conclude: "completed" },
  in_progress: {
    deliver: "delivered",
    cancel: "cancelled",
    withdraw: "open",
    contest: "disputed",
    conclude: "completed",
  },
  delivered: { complete: "completed", revise: "in_progress", contest: "disputed", conclude: "completed" },
  disputed: { deliver: "disputed", complete: "completed", cancel: "cancelled", withdraw: "cancelled" },
  completed: {},
  cancelled: { reopen: "open" },
  expired: {},
});

/** Only what passes through us is held; the other two are settled between the parties. */
export const isFunded = (funding: Funding) => funding === "credits" || funding === "card";

/** Gigiac's words for how a task is paid. */
export const PAYMENT_METHODS = ["credits", "card", "offsite", "none"] as const;
/** Gigiac's word as it is stored. */
export const fundingOf = (word: (typeof PAYMENT_METHODS)[number]): Funding => (word === "none" ? "charity" : word);

/** Whether this account posted the task, itself or through one of its bots. */
export const owns = (actor: Actor, task: { ownerId: string }): boolean =>
  actor.kind === "system" || ("userId" in actor && actor.userId === task.ownerId);

/** Whether whoever acts may act as the task's poster: the account that posted it, or the very bot that did. */
export const isPoster = (actor: Actor, task: { ownerId: string; posterId: string }): boolean =>
  actor.kind === "system" || ("userId" in actor && actsFor(actor, task.ownerId, task.posterId));

export const MAX_TITLE = 200;
export const MAX_DESCRIPTION = 5000;
export const MAX_SKILLS = 20;
export const MAX_SKILL = 60;
export const MAX_CRITERIA = 20;
export const MAX_CRITERION = 300;
/** Work handed in and not answered for so long counts as accepted. */
export const ACCEPTED_AFTER_HOURS = 48;

export const Location = z.object({
  type: z.enum(["remote", "local"]),
  name: z.string().nullable(),
  latitude: z.number(),
  longitude: z.number(),
  radiusKm: z.number().nullable(),
  country: z.string().nullable(),
});

/** A task in Gigiac's words. */
export const Task = z
  .object({
    id: z.string(),
    title: z.string(),
    description: z.string(),
    category: z.string(),
    requiredSkills: z.array(z.string()),
    budgetType: z.enum(["fixed", "hourly"]),
    budgetAmount: z.number().nullable().meta({ description: "Dollars; null where no money passes through us." }),
    budgetCents: z.int().nullable(),
    feeBps: z.int().meta({
      description:
        "The platform's fee in hundredths of a percent, out of what the worker is paid, rounded down to the cent; the poster pays nothing on top. Fixed when the task was posted, or its payment method chosen.",
    }),
    currency: z.string(),
    paymentMethod: z.enum(PAYMENT_METHODS),
    status: z.enum(["open", "in_progress", "delivered", "completed", "cancelled", "expired", "disputed"]),
    deadline: Moment.nullable(),
    expiresAt: Moment.nullable(),
    maxProposals: z.int().nullable(),
    proposalCount: z.int(),
    acceptanceCriteria: z.array(z.string()),
    poster: ActorCard,
    posterId: z.string(),
    acceptedProposalId: z.string().nullable(),
    location: Location.nullable(),
    urgency: z.enum(urgencies),
    createdAt: Moment,
    updatedAt: Moment,
  })
  .meta({ id: "Task" });

/** Rows `t` of tasks with their poster `a`. */
export const taskView = view(Task, {
  id: sql`t.id`,
  title: sql`t.title`,
  description: sql`t.description`,
  category: sql`t.category`,
  requiredSkills: sql`t.required_skills`,
  budgetType: sql`t.budget_type`,
  budgetAmount: inDollars(sql`t.budget_cents`),
  budgetCents: sql`t.budget_cents`,
  feeBps: sql`t.fee_bps`,
  currency: sql`t.currency`,
  paymentMethod: sql`case t.funding when 'charity' then 'none' else t.funding end`,
  status: sql`t.status`,
  deadline: utc(sql`t.deadline`),
  expiresAt: utc(sql`t.expires_at`),
  maxProposals: sql`t.max_proposals`,
  proposalCount: sql`t.proposal_count`,
  acceptanceCriteria: sql`t.acceptance_criteria`,
  poster: actorCard("a", sql`t.by_ai`),
  posterId: sql`t.poster_id`,
  acceptedProposalId: sql`t.accepted_proposal_id`,
  location: given(sql`t.location_type = 'local'`, {
    type: sql`t.location_type`,
    name: sql`t.location_name`,
    latitude: sql`t.latitude`,
    longitude: sql`t.longitude`,
    radiusKm: sql`t.radius_km`,
    country: sql`t.country`,
  }),
  urgency: sql`t.urgency`,
  createdAt: utc(sql`t.created_at`),
  updatedAt: utc(sql`t.updated_at`),
});

export const taskPoster = sql`join actors a on a.id = t.poster_id`;
