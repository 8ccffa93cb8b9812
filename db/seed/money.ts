import { eq } from "drizzle-orm";
import { grantCredits } from "@/lib/domain/money/grant";
import { adjustHold, openCardHold, openHold, releaseHold, returnHold } from "@/lib/domain/money/holds";
import { promotions, refundTransit, transfer } from "@/lib/domain/money/ledger";
import { spend } from "@/lib/domain/spending/spend";
import type { Db } from "..";
import { refunds, stripeOps } from "../schema";
import type { Player } from "./cast";
import { days, hours, later } from "./random";
import type { MoneyStep } from "./rows";

/** Credits are granted in portions of so many cents. */
const PORTION = 25_000;
/** What everybody keeps at the end, and the demo's poster. */
const POCKET = 5_000;
const POSTERS_POCKET = 80_000;
const POSTER = "mara";

type Grant = { at: Date; userId: string; amount: number; key: string };

/**
 * Moves the money of all stories in the order of time, through the product's own code: the same keys, kinds, fees and
 * guards as if it had happened there.
 */
export async function moveMoney(db: Db, steps: MoneyStep[], players: Player[]) {
  const ordered = steps.toSorted((a, b) => a.at.getTime() - b.at.getTime());
  const grants = grantsFor(ordered, players);
  for (const step of merge(ordered, grants)) {
    const ctx = { db, now: step.at, postings: [] };
    if (!("kind" in step)) await grantCredits(ctx, step.userId, step.amount, step.key);
    else if (step.kind === "open") {
      // A bot's spends are counted, as in the product.
      const { posterId: botId, byAi } = step.task;
      if (byAi && botId.startsWith("bot_"))
        await spend(ctx as never, { botId, cents: step.amount, on: step.task, isUnasked: true });
      await openHold(ctx, held(step), step.amount, `task.fund:${step.task.id}`);
    } else if (step.kind === "adjust") await adjustHold(ctx, held(step), step.amount, step.key);
    else if (step.kind === "pay") await openCardHold(ctx, held(step), step.amount, step.paymentIntent, [], promotions);
    else if (step.kind === "return" && step.task.funding === "card") await refund(ctx, step);
    else if (step.kind === "return") await returnHold(ctx, held(step));
    else await releaseHold(ctx, held(step), step.worker.userId, step.shareCents);
  }
}

/** Back to the card, and done: there is no Stripe to be asked for it, so it goes where it came from. */
async function refund(ctx: { db: Db; now: Date; postings: never[] }, step: MoneyStep) {
  await returnHold(ctx, held(step));
  const [row] = await ctx.db.select().from(refunds).where(eq(refunds.taskId, step.task.id));
  const { id, amount } = row!;
  await ctx.db.delete(stripeOps).where(eq(stripeOps.refId, id));
  const stripeId = `re_seed_${step.task.id.slice("task_".length)}`;
  await transfer(ctx, {
    key: `stripe:${stripeId}:succeeded`,
    kind: "refund.sent",
    ref: id,
    moves: [{ source: refundTransit(id), target: promotions, amount }],
  });
  await ctx.db.update(refunds).set({ stripeId, status: "succeeded", settledAt: ctx.now }).where(eq(refunds.id, id));
}

const held = ({ task }: MoneyStep) => ({ id: task.id, ownerId: task.ownerId, feeBps: task.feeBps ?? 0 });

/** Two streams in the order of time; of one moment the grant comes first. */
function merge(steps: MoneyStep[], grants: Grant[]): (MoneyStep | Grant)[] {
  return [...grants, ...steps].sort((a, b) => a.at.getTime() - b.at.getTime());
}

/** Enough promotional credits for whatever each wallet is about to pay, in portions, each a little before it is needed. */
function grantsFor(steps: MoneyStep[], players: Player[]): Grant[] {
  const grants: Grant[] = [];
  const wallets = new Map<string, number>();
  const holds = new Map<string, number>();
  const grant = (userId: string, short: number, at: Date) => {
    const amount = Math.ceil(short / PORTION) * PORTION;
    grants.push({ at, userId, amount, key: `seed:${userId}:${grants.length}` });
    wallets.set(userId, (wallets.get(userId) ?? 0) + amount);
  };
  for (const { userId, isBot, joined, handle } of players)
    if (!isBot) grant(userId, handle === POSTER ? POSTERS_POCKET : POCKET, later(joined, hours(1)));
  for (const step of steps) {
    const { ownerId, id } = step.task;
    const before = holds.get(id) ?? 0;
    const after = step.kind === "open" || step.kind === "adjust" ? step.amount : 0;
    const pays = step.kind === "release" ? 0 : after - before;
    const pocket = players.find(({ userId, handle }) => userId === ownerId && handle === POSTER) ? POSTERS_POCKET : 0;
    const left = wallets.get(ownerId)! - pays - pocket;
    if (left < 0) grant(ownerId, -left, later(step.at, -days(0.02)));
    wallets.set(ownerId, wallets.get(ownerId)! - pays);
    holds.set(id, after);
  }
  return grants;
}
