import { type SQL, sql } from "drizzle-orm";

export const ATTESTATIONS = ["self_declared", "tested", "proven", "expert"] as const;
export type Attestation = (typeof ATTESTATIONS)[number];

/**
 * How far a skill is attested, read off the counters of `actor_skills` row `alias`. It is earned and never set: declared by
 * naming it; tested by one accepted task in it; proven by five with an average rating of 4.0; expert by twenty-five with 4.5
 * and fewer than one in twenty disputed.
 */
export const attestationOf = (alias: string): SQL =>
  sql.raw(`case
    when ${alias}.completed_tasks >= 25 and ${alias}.rating_sum >= 4.5 * ${alias}.rating_count and ${alias}.rating_count > 0
     and ${alias}.disputed_tasks < 0.05 * ${alias}.completed_tasks then 'expert'
    when ${alias}.completed_tasks >= 5 and ${alias}.rating_sum >= 4 * ${alias}.rating_count and ${alias}.rating_count > 0 then 'proven'
    when ${alias}.completed_tasks >= 1 then 'tested'
    else 'self_declared' end`);
