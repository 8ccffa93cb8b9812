import { sql } from "drizzle-orm";
import type { Context } from "@/lib/core/context";
import type { TaskRow } from "@/lib/domain/tasks/queries";

/**
 * Writes a finished task into its worker's record: the counters behind acceptance and on-time rates, and one more task in
 * each of the skills it asked for. `deliveredAt` is when the accepted work was handed in; null for a task that ended without any.
 * `wasSentBack`: that work had been counted as reviewed before, when it was sent back.
 */
export async function recordCompletion(
  { db, now }: Pick<Context<any>, "db" | "now">,
  task: Pick<TaskRow, "deadline" | "requiredSkills">,
  work: { workerId: string; deliveredAt: Date | null; wasSentBack?: boolean },
) {
  const { workerId, deliveredAt } = work;
  const accepted = deliveredAt ? 1 : 0;
  const reviewed = work.wasSentBack ? 0 : accepted;
  const onTime = !task.deadline || (deliveredAt ?? now) <= task.deadline ? 1 : 0;
  await db.execute(sql`
    update actors set completed_tasks = completed_tasks + 1, on_time_tasks = on_time_tasks + ${onTime}::int,
           accepted_deliverables = accepted_deliverables + ${accepted}::int,
           reviewed_deliverables = reviewed_deliverables + ${reviewed}::int
     where id = ${workerId}`);
  // Attestation is earned by work that was handed in and accepted; a word that all is done attests nothing.
  if (!deliveredAt || task.requiredSkills.length === 0) return;
  // In the order of the slugs, as everywhere: two tasks that end at once never wait for each other crosswise.
  await db.execute(sql`
    insert into actor_skills (actor_id, slug, label, completed_tasks, attested_at, created_at)
    select ${workerId}, slug, initcap(replace(slug, '-', ' ')), 1, ${now.toISOString()}::timestamptz, ${now.toISOString()}::timestamptz
      from (select distinct unnest(${sql.param(task.requiredSkills)}::text[]) as slug) s order by slug
    on conflict (actor_id, slug) do update
       set completed_tasks = actor_skills.completed_tasks + 1, attested_at = excluded.attested_at`);
}
