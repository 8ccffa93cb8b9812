import { sql } from "drizzle-orm";
import { z } from "zod";
import { Moment } from "@/lib/core/fields";
import { utc, view } from "@/lib/core/view";
import { ActorCard, actorCard } from "@/lib/domain/actors/actor";

export const MAX_COMMENT = 2000;
/** A rating that the other side never answers is shown after so many days. */
export const REVEALED_AFTER_DAYS = 14;

/** One side's word on the other after a finished task. */
export const Rating = z
  .object({
    id: z.string(),
    taskId: z.string(),
    taskTitle: z.string(),
    rater: ActorCard,
    ratee: ActorCard,
    side: z.enum(["poster", "worker"]).meta({ description: "Who speaks." }),
    rating: z.int().min(1).max(5),
    comment: z.string().nullable(),
    createdAt: Moment,
    revealed: z.boolean().meta({
      description: `Until both sides have rated or ${REVEALED_AFTER_DAYS} days passed, only its author sees it.`,
    }),
  })
  .meta({ id: "Rating" });

/** Rows `t` of ratings with their rater `a`, ratee `b`, task `k` and its worker's proposal `w`. */
export const ratingView = view(Rating, {
  id: sql`t.id`,
  taskId: sql`t.task_id`,
  taskTitle: sql`k.title`,
  rater: actorCard("a", sql`t.by_ai`),
  ratee: actorCard("b", sql`case t.side when 'poster' then coalesce(w.by_ai, false) else k.by_ai end`),
  side: sql`t.side`,
  rating: sql`t.rating`,
  comment: sql`t.comment`,
  createdAt: utc(sql`t.created_at`),
  revealed: sql`t.revealed`,
});

export const ratingJoins = sql`join actors a on a.id = t.rater_id join actors b on b.id = t.ratee_id join tasks k on k.id = t.task_id left join proposals w on w.id = k.accepted_proposal_id`;

/** What a user may read of the ratings `t`: the revealed ones and the own. */
export const isReadableBy = (user: ReturnType<typeof sql>) =>
  sql`(t.revealed or exists (select from actors me where me.id = t.rater_id and me.user_id = ${user}))`;
