import { sql } from "drizzle-orm";
import { z } from "zod";
import { blockModes, blockStatuses, type blockTasks, countingStates, payoutPolicies, responseTypes } from "@/db/schema";
import { Moment } from "@/lib/core/fields";
import { machine } from "@/lib/core/machine";
import { given, inDollars, utc, view } from "@/lib/core/view";
import { ActorCard, actorCard } from "@/lib/domain/actors/actor";
import { METHODS } from "./consensus/block";

export type BlockRow = typeof blockTasks.$inferSelect;
export type BlockStatus = (typeof blockStatuses)[number];
export type BlockEvent = "complete" | "pay" | "cancel" | "expire";

/** Completed: no more answers are taken, and they can be counted, and counted again, until they are paid for. */
export const blockStates = machine<BlockStatus, BlockEvent>("block task", {
  open: { complete: "completed", cancel: "cancelled", expire: "expired" },
  completed: { pay: "paid" },
  paid: {},
  cancelled: {},
  expired: {},
});

export const PAYOUT_POLICY = {
  agreement:
    "The full amount to whoever agrees with the consensus as far as the threshold says, nothing to others or to those who fail the known answers.",
  all: "The full amount for every valid response.",
  base_plus_bonus: "80 % for every valid response, and up to 20 % more by how well it was answered.",
} as const satisfies Record<(typeof payoutPolicies)[number], string>;

export const NumberRange = z.object({
  min: z.number().optional(),
  max: z.number().optional(),
  step: z.number().optional(),
  tolerance: z.number().optional(),
});

/** A block task as anybody may see it: what is asked, what it pays and by which rule, never what was answered. */
export const Block = z
  .object({
    id: z.string(),
    title: z.string(),
    description: z.string(),
    category: z.string(),
    mode: z.enum(blockModes),
    responseType: z.enum(responseTypes),
    options: z.array(z.string()),
    itemCount: z.int(),
    workerCount: z.int(),
    responseCount: z.int().meta({ description: "Places taken." }),
    budgetPerWorker: z.number().meta({ description: "Dollars." }),
    budgetPerWorkerCents: z.int(),
    heldCents: z.int().meta({ description: "Held now for all of its workers." }),
    feeBps: z.int().meta({
      description:
        "The platform's fee in hundredths of a percent, out of what a worker is paid, rounded down to the cent.",
    }),
    currency: z.string(),
    agreementThreshold: z.number(),
    payoutPolicy: z.enum(payoutPolicies),
    payoutRule: z.string().meta({ description: "The policy in words." }),
    method: z.enum(METHODS),
    minConfidence: z.number(),
    scale: z.enum(["nominal", "ordinal", "interval", "ratio"]).nullable(),
    pairwise: z.boolean(),
    number: NumberRange.nullable(),
    maxLength: z.int().meta({ description: "Of a text answer, in characters." }),
    earlyStop: z.object({ minResponses: z.int(), confidence: z.number() }).nullable(),
    maxBots: z.int().meta({ description: "So many of the places may go to bots." }),
    license: z.object({ type: z.string(), price: z.number() }).nullable(),
    status: z.enum(blockStatuses),
    counting: z
      .enum(countingStates)
      .meta({ description: "Whether the answers are being counted: due until they are." }),
    countingProgress: z.number().meta({ description: "How far counting has come, 0 to 1." }),
    resultVersion: z.int().meta({ description: "0 before anything was counted." }),
    deadline: Moment.nullable(),
    poster: ActorCard,
    closedReason: z.string().nullable(),
    createdAt: Moment,
    completedAt: Moment.nullable(),
    paidAt: Moment.nullable(),
  })
  .meta({ id: "BlockTask" });

/** The joins of rows `t` of block_tasks. */
export const blockJoins = sql`join actors a on a.id = t.poster_id`;

const rule = sql.join(
  Object.entries(PAYOUT_POLICY).map(
    ([name, words]) => sql`when ${sql.raw(`'${name}'`)} then ${sql.raw(`'${words.replaceAll("'", "''")}'`)}`,
  ),
  sql` `,
);

export const blockView = view(Block, {
  id: sql`t.id`,
  title: sql`t.title`,
  description: sql`t.description`,
  category: sql`t.category`,
  mode: sql`t.mode`,
  responseType: sql`t.response_type`,
  options: sql`t.options`,
  itemCount: sql`t.item_count`,
  workerCount: sql`t.worker_count`,
  responseCount: sql`t.taken`,
  budgetPerWorker: inDollars(sql`t.pay_cents`),
  budgetPerWorkerCents: sql`t.pay_cents`,
  heldCents: sql`case when t.status in ('open', 'completed') then t.worker_count * t.pay_cents else 0 end`,
  feeBps: sql`t.fee_bps`,
  currency: sql`'USD'`,
  agreementThreshold: sql`t.agreement_threshold`,
  payoutPolicy: sql`t.payout_policy`,
  payoutRule: sql`case t.payout_policy ${rule} end`,
  method: sql`t.rules ->> 'method'`,
  minConfidence: sql`(t.rules ->> 'minConfidence')::float8`,
  scale: sql`t.rules ->> 'scale'`,
  pairwise: sql`(t.rules ->> 'pairwise')::boolean`,
  // Absent parts are left out, as they were when it was posted.
  number: sql`nullif(t.rules -> 'number', 'null'::jsonb)`,
  maxLength: sql`(t.rules ->> 'maxLength')::int`,
  earlyStop: given(sql`jsonb_typeof(t.rules -> 'earlyStop') = 'object'`, {
    minResponses: sql`(t.rules #>> '{earlyStop,minResponses}')::int`,
    confidence: sql`(t.rules #>> '{earlyStop,confidence}')::float8`,
  }),
  maxBots: sql`t.max_bots`,
  license: given(sql`t.license_type is not null`, {
    type: sql`t.license_type`,
    price: inDollars(sql`t.license_cents`),
  }),
  status: sql`t.status`,
  counting: sql`t.counting`,
  countingProgress: sql`t.counting_progress`,
  resultVersion: sql`t.result_version`,
  deadline: utc(sql`t.deadline`),
  poster: actorCard("a", sql`t.by_ai`),
  closedReason: sql`t.closed_reason`,
  createdAt: utc(sql`t.created_at`),
  completedAt: utc(sql`t.completed_at`),
  paidAt: utc(sql`t.paid_at`),
});

/** What is asked, as a worker sees it: without the answer that is known to be right. */
export const BlockItem = z
  .object({
    id: z.string(),
    prompt: z.string(),
    options: z.array(z.string()).nullable().meta({ description: "Its own; null: the block's." }),
  })
  .meta({ id: "BlockItem" });
