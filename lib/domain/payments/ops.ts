import { and, eq, lte, sql } from "drizzle-orm";
import { type Db, db } from "@/db";
import { stripeOps } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import type { Context } from "@/lib/core/context";
import { log } from "@/lib/log";
import { failureOf, type StripeFailure } from "@/lib/vendors/stripe";

export type StripeOp = typeof stripeOps.$inferSelect;
type Refused = Extract<StripeFailure, { kind: "refused" }>;
type Ctx = Pick<Context<any>, "db" | "now" | "postings">;

/** One kind of call: how it is sent, and what its answer, or a definite no, changes here. */
export type Handler<Answer = any> = {
  /** Calls Stripe under the given key. No transaction is open. */
  send(op: StripeOp, idempotencyKey: string): Promise<Answer>;
  /** In one transaction with the op being done. Gives Stripe's name of what was made. */
  record(ctx: Ctx, op: StripeOp, answer: Answer): Promise<string>;
  /** Stripe said no for good: undo what the order was for. In one transaction with the op having failed. */
  giveUp(ctx: Ctx, op: StripeOp, refused: Refused): Promise<void>;
};
export type Handlers = Record<string, Handler>;

/** Whoever claims an op has this long to send it; then it is anybody's again, under the same key. */
const LEASE_MS = 90_000;
const FIRST_RETRY_MS = 2_000;
const MAX_RETRY_MS = 15 * 60_000;
const BATCH = 10;

/** Writes down, in the caller's transaction, that Stripe is to be asked: one call of a kind for each thing it is about. */
export async function order(ctx: Ctx, kind: string, refId: string, request: Record<string, unknown>) {
  const { now } = ctx;
  await ctx.db
    .insert(stripeOps)
    .values({ kind, refId, request, idemKey: `${kind}:${refId}:1`, nextAttemptAt: now, createdAt: now });
}

/** Sends what was ordered for this thing, now, unless somebody does already. What fails is left to the drain. */
export async function fulfil(handlers: Handlers, kind: string, refId: string): Promise<void> {
  const [op] = await claim(and(eq(stripeOps.kind, kind), eq(stripeOps.refId, refId))!, 1);
  if (op) await send(handlers, op);
}

/**
 * Sends what waits, until nothing does or the budget is used up. Safe in any number of processes at once, and to be killed
 * anywhere: an op whose sender died is sent again under the same key, and Stripe answers what it answered.
 * @returns how many were sent.
 */
export async function drainOps(handlers: Handlers, budgetMs: number): Promise<number> {
  const until = Date.now() + budgetMs;
  let sent = 0;
  while (Date.now() < until) {
    const batch = await claim(undefined, BATCH);
    for (const op of batch) {
      await send(handlers, op);
      sent++;
    }
    if (batch.length < BATCH) break;
  }
  return sent;
}

async function claim(only: ReturnType<typeof and>, most: number): Promise<StripeOp[]> {
  const now = clock.now();
  const due = db
    .select({ id: stripeOps.id })
    .from(stripeOps)
    .where(and(eq(stripeOps.status, "pending"), lte(stripeOps.nextAttemptAt, now), only))
    .orderBy(stripeOps.nextAttemptAt, stripeOps.id)
    .limit(most)
    .for("update", { skipLocked: true });
  return db
    .update(stripeOps)
    .set({
      attempts: sql`${stripeOps.attempts} + 1`,
      nextAttemptAt: new Date(now.getTime() + LEASE_MS),
      firstSentAt: sql`coalesce(${stripeOps.firstSentAt}, ${now.toISOString()}::timestamptz)`,
    })
    .where(sql`${stripeOps.id} = any(array(${due}))`)
    .returning();
}

async function send(handlers: Handlers, op: StripeOp) {
  const handler = handlers[op.kind];
  if (!handler) throw new Error(`nobody handles ${op.kind}`);
  let answer: unknown;
  try {
    answer = await handler.send(op, op.idemKey);
  } catch (error) {
    const failure = failureOf(error);
    log.warn({ op: op.id, ordered: op.kind, attempt: op.attempts, failure }, "stripe did not do what was ordered");
    if (failure.kind === "refused") {
      const undo = async (ctx: Ctx) => {
        await handler.giveUp(ctx, op, failure);
        return undefined;
      };
      await end(op, "failed", undo, { error: failure });
    } else await later(op, failure.message);
    return;
  }
  await end(op, "done", async (ctx) => handler.record(ctx, op, answer));
}

/** Records how an op ended, together with what that changes; only once, whoever comes first. */
async function end(
  op: StripeOp,
  status: "done" | "failed",
  work: (ctx: Ctx) => Promise<string | undefined>,
  more: Partial<StripeOp> = {},
) {
  await db.transaction(async (tx) => {
    const [row] = await tx.select().from(stripeOps).where(eq(stripeOps.id, op.id)).for("update");
    if (row?.status !== "pending") return;
    const stripeId = (await work({ db: tx as unknown as Db, now: clock.now(), postings: [] })) ?? null;
    await tx
      .update(stripeOps)
      .set({ ...more, status, stripeId })
      .where(eq(stripeOps.id, op.id));
  });
}

async function later(op: StripeOp, message: string) {
  const pause = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** (op.attempts - 1));
  await db
    .update(stripeOps)
    .set({ nextAttemptAt: new Date(clock.now().getTime() + pause), error: { message } })
    .where(and(eq(stripeOps.id, op.id), eq(stripeOps.status, "pending")));
}
