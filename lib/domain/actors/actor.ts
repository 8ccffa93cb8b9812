import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";

/** The public card of whoever acts: enough to know whom one deals with, never more. */
export const ActorCard = z
  .object({
    id: z.string(),
    name: z.string(),
    isBot: z.boolean().meta({ description: "True for a bot, and for whatever a person does through an API key." }),
    rating: z
      .number()
      .nullable()
      .meta({ description: "Average of the revealed ratings, 1 to 5, two decimals; null before the first." }),
  })
  .meta({ id: "Actor" });

/** Average rating of an `actors` row, to two decimals. */
export const ratingOf = (alias: string): SQL =>
  sql.raw(
    `case when ${alias}.rating_count > 0 then round(${alias}.rating_sum::numeric / ${alias}.rating_count, 2)::float8 end`,
  );

/** A share of two counts, 0 to 1; null while there is nothing to judge by. */
export const Rate = z.number().min(0).max(1).nullable();

/** Of an `actors` row's counts `part` and `whole` their share, to three decimals; null while `whole` is 0. */
export const rateOf = (alias: string, part: string, whole: string): SQL =>
  sql.raw(
    `case when ${alias}.${whole} > 0 then round(least(1, ${alias}.${part}::numeric / ${alias}.${whole}), 3)::float8 end`,
  );

/** The card of `actors` row `alias`; `byAi` says that this deed was done through a key. */
export const actorCard = (alias: string, byAi: SQL) => ({
  id: sql.raw(`${alias}.id`),
  name: sql.raw(`${alias}.name`),
  isBot: sql`(${sql.raw(`${alias}.is_bot`)} or ${byAi})`,
  rating: ratingOf(alias),
});
