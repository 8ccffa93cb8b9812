import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Context } from "@/lib/core/context";
import { id } from "@/lib/core/fields";
import { command } from "@/lib/core/operation";

export const revealDueRatings = command({
  name: "ratings.reveal_due",
  summary: "Show the ratings of a task whose time has come.",
  description: "Clock work: what the other side never answered is shown once its days have passed.",
  access: "moderator",
  input: { taskId: id("task") },
  output: { revealed: z.int() },
  async run(ctx, { taskId }) {
    const [free] = await ctx.db.execute(
      sql`select from tasks t where t.id = ${taskId} and exists (
            select from ratings r where r.task_id = t.id and not r.revealed and r.reveal_at <= ${ctx.now.toISOString()}::timestamptz)
          for update skip locked`,
    );
    return { revealed: free ? await revealRatings(ctx, taskId) : 0 };
  },
});

/**
 * Shows a task's hidden ratings, and counts them where they count: in the average of whom they are about and, for the
 * worker, in each skill of the task. A rating counts when it turns from hidden to revealed, hence once. The task's row
 * must be locked.
 */
export async function revealRatings(ctx: Pick<Context<any>, "db" | "emit">, taskId: string): Promise<number> {
  const shown = await ctx.db.execute<{ id: string; rateeId: string; rating: number; side: string }>(sql`
    update ratings set revealed = true where task_id = ${taskId} and not revealed
    returning id, ratee_id as "rateeId", rating, side`);
  // By id, as everywhere: two tasks between the same two parties never wait for each other crosswise.
  const byRatee = [...shown].sort((a, b) => (a.rateeId < b.rateeId ? -1 : 1));
  for (const { rateeId, rating } of byRatee)
    await ctx.db.execute(
      sql`update actors set rating_sum = rating_sum + ${rating}::int, rating_count = rating_count + 1 where id = ${rateeId}`,
    );
  const aboutWorker = byRatee.find(({ side }) => side === "poster");
  if (aboutWorker)
    await ctx.db.execute(sql`
      with mine as materialized (
        select s.actor_id, s.slug from actor_skills s join tasks k on k.id = ${taskId} and s.slug = any(k.required_skills)
         where s.actor_id = ${aboutWorker.rateeId} order by s.slug for update of s)
      update actor_skills s set rating_sum = s.rating_sum + ${aboutWorker.rating}::int, rating_count = s.rating_count + 1
        from mine where s.actor_id = mine.actor_id and s.slug = mine.slug`);
  for (const { id: ratingId, rateeId, rating } of byRatee)
    await ctx.emit("rating.revealed", { ratingId, taskId, rateeId, rating }, { subjectId: taskId });
  return shown.length;
}
