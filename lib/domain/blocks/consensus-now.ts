import { eq } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { blockTasks } from "@/db/schema";
import { actsFor } from "@/lib/core/context";
import { Refusal, WrongState } from "@/lib/core/errors";
import { id } from "@/lib/core/fields";
import { commandWithAfter } from "@/lib/core/operation";
import { COUNTED_AT_ONCE, complete, countDue } from "./counting";
import { loadBlockRow, lockBlock } from "./queries";
import { loadResults, Results } from "./result";

export const countConsensus = commandWithAfter({
  name: "blocks.consensus",
  summary: "Trigger consensus calculation for a block task.",
  description:
    "By the poster, at any time until the block is paid; it happens by itself when the last place is taken and at the deadline. While the block is open it stays open, unless `close: true` says that no more answers are wanted. " +
    `The same answers give the same result and no new version. Of more than ${COUNTED_AT_ONCE} answers it is only begun: \`counting\` is \`due\` until it is done.`,
  access: "account",
  input: { blockId: id("block"), close: z.boolean().default(false) },
  output: { results: Results.partial().extend({ blockTaskId: z.string() }) },
  async run(ctx, { blockId, close }) {
    const block = await lockBlock(ctx.db, blockId);
    if (!actsFor(ctx.actor, block.ownerId, block.posterId))
      throw new Refusal("FORBIDDEN", "Only the block task's poster may have its answers counted.");
    if (block.mode === "survey" && !close)
      throw new Refusal(
        "SURVEY_HAS_NO_CONSENSUS",
        "A survey has no right answer. Its distributions are counted by themselves when it is full, at its deadline, and when you close it with close: true.",
      );
    if (block.status === "paid")
      throw new Refusal("ALREADY_PAID", "This block task is paid: its result stays as it is.");
    if (block.status !== "open" && block.status !== "completed")
      throw new WrongState("block task", block.status, () => "there is nothing to count.");
    if (block.taken === 0) throw new Refusal("NOT_ENOUGH_RESPONSES", "Nobody has answered yet.");
    if (close && block.status === "open") await complete(ctx, block, "poster");
    else
      await ctx.db
        .update(blockTasks)
        .set({ counting: "due", countingSince: ctx.now, countingProgress: 0 })
        .where(eq(blockTasks.id, blockId));
    return { blockId };
  },
  async after({ blockId }) {
    await countDue(blockId, COUNTED_AT_ONCE);
    const block = await loadBlockRow(db, blockId);
    const results = await loadResults(db, block, block.resultVersion);
    return {
      results: results ?? {
        blockTaskId: block.id,
        mode: block.mode,
        status: block.status,
        counting: block.counting,
        countingProgress: block.countingProgress,
        version: block.resultVersion,
        nResponses: block.taken,
      },
    };
  },
});
