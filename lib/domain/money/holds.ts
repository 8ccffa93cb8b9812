import { and, eq, isNull, sql } from "drizzle-orm";
import { insertRow } from "@/db/insert";
import { holds } from "@/db/schema";
import type { Context } from "@/lib/core/context";
import { together } from "@/lib/core/together";
import { FEE_BPS, feeOf } from "./fees";
import { type Cents, credits, earnings, escrow, fees, transfer } from "./ledger";

type Held = { id: string; ownerId: string };
type Ctx = Pick<Context<any>, "db" | "now" | "postings">;

/** The task's live hold, locked; undefined where no money is held. */
async function lockHold(ctx: Ctx, taskId: string) {
  const [hold] = await ctx.db
    .select()
    .from(holds)
    .where(and(eq(holds.taskId, taskId), isNull(holds.settledAt)))
    .for("update");
  return hold;
}

/** credits → hold. The transaction fails with INSUFFICIENT_CREDITS where the wallet does not reach. */
export async function openHold(ctx: Ctx, task: Held, amount: Cents, key: string) {
  const { db, now: createdAt } = ctx;
  const move = { source: credits(task.ownerId), target: escrow(task.id, task.ownerId), amount };
  await together([
    transfer(ctx, { key, kind: "task.fund", ref: task.id, moves: [move] }),
    insertRow(db, holds, { taskId: task.id, source: "credits", gross: amount, feeBps: FEE_BPS.credits, createdAt }),
  ]);
}

/** Brings a live hold to another amount: a larger one takes more from the wallet, a smaller one gives the rest back. */
export async function adjustHold(ctx: Ctx, task: Held, amount: Cents, key: string) {
  const hold = await lockHold(ctx, task.id);
  if (!hold) throw new Error(`task ${task.id} has no hold`);
  const wallet = credits(task.ownerId);
  const held = escrow(task.id, task.ownerId);
  const difference = amount - hold.gross;
  const move =
    difference > 0
      ? { source: wallet, target: held, amount: difference }
      : { source: held, target: wallet, amount: -difference };
  if (difference === 0) return;
  await together([
    transfer(ctx, { key, kind: "task.adjust", ref: task.id, moves: [move] }),
    ctx.db.update(holds).set({ gross: amount }).where(eq(holds.id, hold.id)),
  ]);
}

/** hold → credits, in full: the task was cancelled, deleted or ran out. A task with nothing held returns nothing. */
export async function returnHold(ctx: Ctx, task: Held, key = `task.settle:${task.id}`) {
  const hold = await lockHold(ctx, task.id);
  if (!hold) return;
  await transfer(ctx, {
    key,
    kind: "task.return",
    ref: task.id,
    moves: [{ source: escrow(task.id, task.ownerId), target: credits(task.ownerId), amount: hold.gross }],
  });
  await ctx.db
    .update(holds)
    .set({ refunded: sql`${holds.gross}`, settledAt: ctx.now })
    .where(eq(holds.id, hold.id));
}

/**
 * hold → the worker's earnings, less the fee shown when the poster committed. Returns what the worker was paid. A funded
 * task always has its hold: that none is there is a fault of ours, and then nothing may complete.
 */
export async function releaseHold(ctx: Ctx, task: Held, workerUserId: string): Promise<Cents> {
  const hold = await lockHold(ctx, task.id);
  if (!hold) throw new Error(`task ${task.id} has no hold`);
  const fee = feeOf(hold.gross, hold.feeBps);
  const held = escrow(task.id, task.ownerId);
  await transfer(ctx, {
    key: `task.settle:${task.id}`,
    kind: "task.release",
    ref: task.id,
    moves: [
      { source: held, target: earnings(workerUserId), amount: hold.gross - fee },
      { source: held, target: fees(task.id), amount: fee },
    ],
  });
  await ctx.db
    .update(holds)
    .set({ released: sql`${holds.gross}`, settledAt: ctx.now })
    .where(eq(holds.id, hold.id));
  return hold.gross - fee;
}
