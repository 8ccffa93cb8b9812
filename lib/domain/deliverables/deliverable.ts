import { sql } from "drizzle-orm";
import { z } from "zod";
import { deliverableStatuses, rejectionReasons } from "@/db/schema";
import { Moment } from "@/lib/core/fields";
import { machine } from "@/lib/core/machine";
import { utc, view } from "@/lib/core/view";
import { ActorCard, actorCard } from "@/lib/domain/actors/actor";
import { ACCEPTED_AFTER_HOURS } from "@/lib/domain/tasks/task";

export type DeliverableStatus = (typeof deliverableStatuses)[number];

/** overturn: work that was sent back is accepted after all, by which a dispute ends. */
export const deliverableStates = machine<DeliverableStatus, "accept" | "reject" | "request_revision" | "overturn">(
  "deliverable",
  {
    submitted: { accept: "accepted", reject: "rejected", request_revision: "revision_requested" },
    accepted: {},
    rejected: { overturn: "accepted" },
    revision_requested: { overturn: "accepted" },
  },
);

/** clock: nobody answered. moderator: by deciding a dispute. worker: replaced by a later one while disputed, or withdrawn. */
export const REVIEWERS = ["poster", "clock", "moderator", "worker"] as const;

export const FORMATS = ["text", "markdown", "json", "file_url"] as const;
export const MAX_CONTENT = 50_000;
export const MAX_FILES = 20;
export const MAX_URL = 2000;
export const MAX_NOTES = 5000;
export const MAX_REASON = 2000;

/** Work handed in for a task. */
export const Deliverable = z
  .object({
    id: z.string(),
    taskId: z.string(),
    taskTitle: z.string(),
    proposalId: z.string(),
    worker: ActorCard,
    workerId: z.string(),
    content: z.string(),
    format: z.enum(FORMATS),
    fileUrls: z.array(z.string()),
    notes: z.string().nullable(),
    status: z.enum(deliverableStatuses),
    reason: z.string().nullable().meta({ description: "What the poster wrote when sending it back." }),
    reasonCode: z.enum(rejectionReasons).nullable(),
    criteria: z
      .array(z.int())
      .meta({ description: "Which of the task's acceptance criteria it did not meet, counted from 0." }),
    reviewedBy: z
      .enum(REVIEWERS)
      .nullable()
      .meta({
        description: `clock: nobody answered for ${ACCEPTED_AFTER_HOURS} hours, which accepts it. moderator: by deciding a dispute. worker: replaced by a later one during a dispute, or withdrawn.`,
      }),
    reviewedAt: Moment.nullable(),
    acceptsAt: Moment.nullable().meta({ description: "When it counts as accepted if nobody answers before." }),
    createdAt: Moment,
  })
  .meta({ id: "Deliverable" });

/** Rows `t` of deliverables with their worker `a` and task `k`. */
export const deliverableView = view(Deliverable, {
  id: sql`t.id`,
  taskId: sql`t.task_id`,
  taskTitle: sql`k.title`,
  proposalId: sql`t.proposal_id`,
  worker: actorCard("a", sql`t.by_ai`),
  workerId: sql`t.worker_id`,
  content: sql`t.content`,
  format: sql`t.format`,
  fileUrls: sql`t.file_urls`,
  notes: sql`t.notes`,
  status: sql`t.status`,
  reason: sql`t.reason`,
  reasonCode: sql`t.reason_code`,
  criteria: sql`t.criteria`,
  reviewedBy: sql`t.reviewed_by`,
  reviewedAt: utc(sql`t.reviewed_at`),
  acceptsAt: sql`case when t.status = 'submitted' and k.status = 'delivered' then ${utc(
    sql`(t.created_at + ${sql.raw(`interval '${ACCEPTED_AFTER_HOURS} hours'`)})`,
  )} end`,
  createdAt: utc(sql`t.created_at`),
});

export const deliverableJoins = sql`join actors a on a.id = t.worker_id join tasks k on k.id = t.task_id`;
