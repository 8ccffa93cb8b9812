import { and, eq, lte } from "drizzle-orm";
import { z } from "zod";
import { blockTasks } from "@/db/schema";
import { actsFor, type Context } from "@/lib/core/context";
import { Refusal, WrongState } from "@/lib/core/errors";
import { id, optionalText } from "@/lib/core/fields";
import { command } from "@/lib/core/operation";
import { credits, escrow, transfer } from "@/lib/domain/money/ledger";
import { keepSpent } from "@/lib/domain/spending/spend";
import { Block, type BlockRow, blockStates } from "./block";
import { complete } from "./counting";
import { loadBlockJson, lockBlock } from "./queries";

export const cancelBlock = command({
  name: "blocks.cancel",
  summary: "Cancel a block task that nobody has answered.",
  description:
    "Everything that is held goes back to your credits. Once somebody has answered it cannot be cancelled: take no more answers (POST …/consensus with close: true) and pay those who answered.",
  access: "account",
  input: { blockId: id("block"), reason: optionalText(1000) },
  output: { block: Block },
  async run(ctx, { blockId, reason }) {
    const block = await lockBlock(ctx.db, blockId);
    if (!actsFor(ctx.actor, block.ownerId, block.posterId))
      throw new Refusal("FORBIDDEN", "Only the block task's poster may cancel it.");
    if (block.status === "open" && block.taken > 0)
      throw new WrongState(
        "block task",
        "answered",
        () => "whoever answered is to be paid. Take no more answers with POST …/consensus and close: true.",
      );
    await giveBack(ctx, block, "cancel", reason ?? null);
    await ctx.emit(
      "block_task.cancelled",
      { blockId, title: block.title, ownerId: block.ownerId, reason: reason ?? null },
      { actorId: block.posterId, subjectId: blockId },
    );
    return { block: await loadBlockJson(ctx.db, ctx.casing, blockId) };
  },
});

/** open → cancelled or expired, with all that is held back in the wallet. The block's row must be locked. */
async function giveBack(ctx: Context<any>, block: BlockRow, event: "cancel" | "expire", reason: string | null) {
  const status = blockStates.next(block.status, event);
  await ctx.db
    .update(blockTasks)
    .set({ status, closedReason: reason, updatedAt: ctx.now })
    .where(eq(blockTasks.id, block.id));
  await keepSpent(ctx, block.id, 0);
  await transfer(ctx, {
    key: `block.settle:${block.id}`,
    kind: "block.return",
    ref: block.id,
    moves: [
      {
        source: escrow(block.id, block.ownerId),
        target: credits(block.ownerId),
        amount: block.workerCount * block.payCents,
      },
    ],
  });
}

export const closeDueBlock = command({
  name: "blocks.close_due",
  summary: "Close a block task whose deadline passed.",
  description:
    "Clock work: what was answered is counted; without any answer the block expires and what is held goes back. A block that is no longer due, or busy right now, is left alone.",
  access: "moderator",
  input: { blockId: id("block") },
  output: { closed: z.boolean() },
  async run(ctx, { blockId }) {
    const [block] = await ctx.db
      .select()
      .from(blockTasks)
      .where(and(eq(blockTasks.id, blockId), eq(blockTasks.status, "open"), lte(blockTasks.deadline, ctx.now)))
      .for("update", { skipLocked: true });
    if (!block) return { closed: false };
    if (block.taken > 0) await complete(ctx, block, "deadline");
    else {
      await giveBack(ctx, block, "expire", "Its deadline passed, and nobody had answered.");
      await ctx.emit(
        "block_task.expired",
        { blockId, title: block.title, ownerId: block.ownerId },
        { actorId: block.posterId, subjectId: blockId },
      );
    }
    return { closed: true };
  },
});
