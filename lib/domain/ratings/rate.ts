import { sql } from "drizzle-orm";
import { z } from "zod";
import { newId } from "@/db/id";
import { ratings } from "@/db/schema";
import { isAi } from "@/lib/core/context";
import { databaseError, notFound, Refusal, WrongState } from "@/lib/core/errors";
import { id, optionalText } from "@/lib/core/fields";
import { findOne } from "@/lib/core/list";
import { command } from "@/lib/core/operation";
import { findAcceptedProposal } from "@/lib/domain/deliverables/queries";
import { lockTask } from "@/lib/domain/tasks/queries";
import { MAX_COMMENT, Rating, REVEALED_AFTER_DAYS, ratingJoins, ratingView } from "./rating";
import { revealRatings } from "./reveal";

const DAY_MS = 86_400_000;

export const rate = command({
  name: "ratings.submit",
  summary: "Rate the other side of a completed task.",
  description: `Once per side. Nobody but you sees it until the other side has rated too, or ${REVEALED_AFTER_DAYS} days have passed.`,
  access: "account",
  input: { taskId: id("task"), rating: z.int().min(1).max(5), comment: optionalText(MAX_COMMENT) },
  output: { rating: Rating },
  async run(ctx, { taskId, rating, comment }) {
    // Two sides that speak at once queue here: the second sees the first and reveals both.
    const task = await lockTask(ctx.db, taskId);
    const proposal = await findAcceptedProposal(ctx.db, task);
    const { userId, actorId } = ctx.actor;
    const side = userId === task.ownerId ? "poster" : userId === proposal?.ownerId ? "worker" : undefined;
    if (!side) throw new Refusal("FORBIDDEN", "Only the poster of a task and its worker rate each other.");
    if (task.status !== "completed")
      throw new WrongState("task", task.status, () => "it is rated once it is completed.");
    if (!proposal) throw new Refusal("CONFLICT", "Nobody was chosen for this task: there is no one to rate.");
    const ratingId = newId("rate");
    const rateeId = side === "poster" ? proposal.proposerId : task.posterId;
    try {
      await ctx.db.insert(ratings).values({
        id: ratingId,
        taskId,
        side,
        raterId: actorId,
        rateeId,
        byAi: isAi(ctx.actor),
        rating,
        comment: comment ?? null,
        revealAt: new Date(ctx.now.getTime() + REVEALED_AFTER_DAYS * DAY_MS),
        createdAt: ctx.now,
      });
    } catch (error) {
      if (databaseError(error)?.constraint === "ratings_one_per_side")
        throw new Refusal("DUPLICATE", "Your side has already rated this task.");
      throw error;
    }
    await ctx.emit("rating.submitted", { ratingId, taskId, side, rateeId }, { actorId, subjectId: taskId });
    const [spoken] = await ctx.db.execute<{ count: number }>(
      sql`select count(*)::int as count from ratings where task_id = ${taskId}`,
    );
    if (spoken!.count === 2) await revealRatings(ctx, taskId);
    const plan = {
      name: "rating",
      from: sql`ratings t`,
      joins: ratingJoins,
      view: ratingView,
      where: sql`t.id = ${sql.placeholder("id")}`,
    };
    const json = await findOne(ctx.db, ctx.casing, plan, { id: ratingId });
    if (!json) throw notFound("rating");
    return { rating: json as any };
  },
});
