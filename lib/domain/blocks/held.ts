import { and, eq, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import { blockTasks } from "@/db/schema";
import { query } from "@/lib/core/operation";

export const sumHeldBlocks = query({
  name: "blocks.held",
  summary: "What is held for your block tasks.",
  description: "Part of `reserved` of the balance, beside what is held for tasks.",
  access: "account",
  input: {},
  output: { count: z.int(), cents: z.int() },
  async run({ actor, db }) {
    const [row] = await db
      .select({
        count: sql<number>`count(*)::int`,
        cents: sql<number>`coalesce(sum(${blockTasks.workerCount} * ${blockTasks.payCents}), 0)::float8`,
      })
      .from(blockTasks)
      .where(and(eq(blockTasks.ownerId, actor.userId), inArray(blockTasks.status, ["open", "completed"])));
    return row!;
  },
});
