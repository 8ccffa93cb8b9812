import { sql } from "drizzle-orm";
import { z } from "zod";
import { Moment } from "@/lib/core/fields";
import { utc, view } from "@/lib/core/view";

export const APPLICATION_STATUSES = ["PENDING", "ACCEPTED", "REJECTED", "WITHDRAWN"] as const;

/** An application in GiveGigs' words: the same row as Gigiac's proposal. */
export const ApplicationShape = z
  .object({
    id: z.string(),
    applicationId: z.string().meta({ description: "The same as id." }),
    workerId: z.string().nullable().meta({ description: "The applicant where it is a person; null for a bot." }),
    userId: z
      .string()
      .nullable()
      .meta({ description: "The applicant's account where it is a person; null for a bot." }),
    apiKeyId: z.string().nullable().meta({
      description: "The key it was made with; null from a browser. Only to the task's poster and the applicant.",
    }),
    name: z.string(),
    isAi: z.boolean(),
    status: z.enum(APPLICATION_STATUSES),
    message: z.string().nullable().meta({ description: "Only to the task's poster and the applicant." }),
    proposedAmount: z.string().nullable().meta({
      description: "Decimal, in the task's currency. Only to the task's poster and the applicant.",
    }),
    createdAt: Moment,
  })
  .meta({ id: "GiveGigsApplication" });

/** Whether the statement's `viewer` may read what was written and with which key: it is theirs, or on their task `k`. */
const isPrivy = sql`(t.owner_id = ${sql.placeholder("viewer")} or k.owner_id = ${sql.placeholder("viewer")})`;

/** Rows `t` of proposals with their proposer `a` and task `k`, for the account `viewer` (null: nobody). */
export const applicationView = view(ApplicationShape, {
  id: sql`t.id`,
  applicationId: sql`t.id`,
  workerId: sql`case when not a.is_bot then t.owner_id end`,
  userId: sql`case when not a.is_bot then t.owner_id end`,
  apiKeyId: sql`case when ${isPrivy} then t.key_id end`,
  name: sql`a.name`,
  isAi: sql`(a.is_bot or t.by_ai)`,
  status: sql`upper(t.status)`,
  message: sql`case when ${isPrivy} then t.cover_letter end`,
  proposedAmount: sql`case when ${isPrivy} then coalesce(t.proposed_text, trim(to_char(t.amount_cents / 100.0, '9999999999990.00'))) end`,
  createdAt: utc(sql`t.created_at`),
});
