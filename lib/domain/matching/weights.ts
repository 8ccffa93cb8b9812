import { type SQL, sql } from "drizzle-orm";
import type { Attestation } from "@/lib/domain/bots/attestation";
import { attestationOf } from "@/lib/domain/bots/attestation";

/** What a skill counts for, by how far it is attested. */
export const ATTESTATION_WEIGHTS: Record<Attestation, number> = {
  self_declared: 0.7,
  tested: 0.8,
  proven: 0.9,
  expert: 1,
};

/** What each reason counts for in `match_score` of recommended tasks; together 1. */
export const REASON_WEIGHTS = {
  skills: 0.35,
  attestation: 0.2,
  performance: 0.15,
  preferences: 0.1,
  budgetFit: 0.2,
} as const;

/** The same for a caller on whose skills nothing is known: then the kind of work and how new it is lead, and money follows. */
export const NEWCOMER_WEIGHTS = {
  familiarity: 0.35,
  freshness: 0.3,
  performance: 0.15,
  preferences: 0.1,
  budgetFit: 0.1,
} as const;
/** A task is half as fresh after so many days. */
export const FRESH_DAYS = 3;
/** Of past work so many of the newest tell in which categories somebody works. */
export const PAST_WORK = 100;

/** How well a task that names no skill fits anybody. */
export const NO_SKILL_NAMED = 0.25;
/** Where there is no record, or no wish, to judge by. */
export const UNKNOWN = 0.5;
/** A budget that is as good as it gets halfway, for whoever names no minimum. */
export const USUAL_BUDGET_CENTS = 5_000;

/** How the parts of a skill's `score` weigh: its attestation, and the stars earned in it. */
const SCORE_PARTS = { attestation: 0.8, rating: 0.2 };

/** The weight of `actor_skills` row `alias`. */
export const attestationWeight = (alias: string): SQL =>
  sql`(case ${attestationOf(alias)} ${sql.raw(
    Object.entries(ATTESTATION_WEIGHTS)
      .map(([level, weight]) => `when '${level}' then ${weight}`)
      .join(" "),
  )} end)::float8`;

/** `score` of an `actor_skills` row, 0 to 1. */
export const skillScore = (alias: string): SQL => {
  const rating = sql.raw(`coalesce(${alias}.rating_sum::float8 / nullif(${alias}.rating_count, 0), 0)`);
  return sql`round((${sql.raw(String(SCORE_PARTS.attestation))} * ${attestationWeight(alias)} + ${sql.raw(String(SCORE_PARTS.rating))} * ${rating} / 5)::numeric, 3)::float8`;
};

export const SCORE_EXPLAINED = `${SCORE_PARTS.attestation} x the attestation's weight (${Object.entries(
  ATTESTATION_WEIGHTS,
)
  .map(([level, weight]) => `${level} ${weight}`)
  .join(", ")}) + ${SCORE_PARTS.rating} x average rating / 5.`;
