import { and, eq, lte, sql } from "drizzle-orm";
import { db } from "@/db";
import { stripeOps } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import type { Context } from "@/lib/core/context";
import { transact } from "@/lib/core/transaction";
import { log } from "@/lib/log";
import { failureOf, type StripeFailure } from "@/lib/vendors/stripe";

export type StripeOp = typeof stripeOps.$inferSelect;
type Refused = Extract<StripeFailure, { kind: "refused" }>;
type Ctx = Context<any>;

/** One kind of call: how it is sent, and what its answer, or a definite no, changes here. */
export type Handler<Answer = any> = {
  /** Calls Stripe under the given key. No transaction is open. */
  send(op: StripeOp, idempotencyKey: string): Promise<Answer>;
  /** Looks for what an earlier call may have done, when Stripe may have forgotten the key. */
  find(op: StripeOp): Promise<Answer | undefined>;
  /** Whether a refusal may pass by itself, such as an empty balance: then it is asked again, as another attempt. */
  mayRetry?(refused: Refused, op: StripeOp): boolean | Promise<boolean>;
  /** In one transaction with the op being done. Gives Stripe's name of what was made, if anything was. */
  record(ctx: Ctx, op: StripeOp, answer: Answer): Promise<string | undefined>;
  /** Stripe said no for good: undo what the order was for. In one transaction with the op having failed. */
  giveUp(ctx: Ctx, op: StripeOp, refused: Refused): Promise<void>;
};
export type Handlers = Record<string, Handler>;

/** Whoever claims an op has this long to send it; then it is anybody's again, under the same key. */
const LEASE_MS = 90_000;
const FIRST_RETRY_MS = 2_000;
const MAX_RETRY_MS = 15 * 60_000;
const BATCH = 10;
const PATIENCE_MS = 10_000;
const LOOK_EVERY_MS = 50;
/** Stripe keeps an answer under its key for a day at least (docs.stripe.com/api/idempotent_requests): well before, it is looked for. */
const FORGOTTEN_AFTER_MS = 20 * 3_600_000;

/** Thrown by `send` when what it needs is not there yet: it is asked again later. */
export class NotYet extends Error {}

/** Writes down, in the caller's transaction, that Stripe is to be asked: one call of a kind for each thing it is about. */
export async function order(
  ctx: Pick<Ctx, "db" | "now">,
  kind: string,
  refId: string,
  request: Record<string, unknown>,
) {
  const { now } = ctx;
  await ctx.db
    .insert(stripeOps)
    .values({ kind, refId, request, idemKey: `${kind}:${refId}:1`, nextAttemptAt: now, createdAt: now });
}

/**
 * Sends what was ordered for this thing, now. Where somebody else is at it already, waits for them, within reason. What fails
 * is left to the drain.
 */
export async function fulfil(handlers: Handlers, kind: string, refId: string): Promise<void> {
  const which = and(eq(stripeOps.kind, kind), eq(stripeOps.refId, refId))!;
  for (let waited = 0; waited < PATIENCE_MS; waited += LOOK_EVERY_MS) {
    const [op] = await claim(which, 1);
    if (op) return send(handlers, op);
    const [other] = await db.select().from(stripeOps).where(which);
    // An error says that an attempt has ended: then nobody is at it.
    if (other?.status !== "pending" || other.error) return;
    await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
  }
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
    // What was recorded may have ordered more.
    if (batch.length === 0) break;
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
      error: null,
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
    answer = await ask(handler, op);
  } catch (error) {
    const failure: StripeFailure =
      error instanceof NotYet ? { kind: "unknown", message: error.message } : failureOf(error);
    log.warn({ op: op.id, ordered: op.kind, attempt: op.attempts, failure }, "stripe did not do what was ordered");
    if (failure.kind === "unknown") await later(op, failure.message);
    else if (await handler.mayRetry?.(failure, op)) await later(op, failure.message, anotherKey(op));
    else {
      const undo = async (ctx: Ctx) => {
        await handler.giveUp(ctx, op, failure);
        return undefined;
      };
      await recorded(op, () => end(op, "failed", undo, { error: failure }));
    }
    return;
  }
  await recorded(op, () => end(op, "done", async (ctx) => handler.record(ctx, op, answer)));
}

/** What could not be written down is asked for again, and keeps nothing else waiting. */
async function recorded(op: StripeOp, work: () => Promise<void>) {
  try {
    await work();
  } catch (error) {
    log.error(
      { op: op.id, ordered: op.kind, attempt: op.attempts, error },
      "what Stripe answered could not be recorded",
    );
    await later(op, (error as Error).message);
  }
}

/** Sends under the op's key, or, when that was first used too long ago to be relied on, looks first. */
async function ask(handler: Handler, op: StripeOp): Promise<unknown> {
  if (clock.now().getTime() - op.firstSentAt!.getTime() < FORGOTTEN_AFTER_MS) return handler.send(op, op.idemKey);
  const found = await handler.find(op);
  if (found !== undefined) return found;
  const idemKey = anotherKey(op);
  await db.update(stripeOps).set({ idemKey, firstSentAt: clock.now() }).where(eq(stripeOps.id, op.id));
  return handler.send(op, idemKey);
}

/** A key ends in the number of the attempt, which goes up when nothing came of the one before. */
const anotherKey = ({ idemKey }: StripeOp) => idemKey.replace(/\d+$/, (attempt) => String(Number(attempt) + 1));

/** Records how an op ended, together with what that changes; only once, whoever comes first. */
async function end(
  op: StripeOp,
  status: "done" | "failed",
  work: (ctx: Ctx) => Promise<string | undefined>,
  more: Partial<StripeOp> = {},
) {
  await transact({ kind: "system", job: op.kind }, async (ctx) => {
    const [row] = await ctx.db.select().from(stripeOps).where(eq(stripeOps.id, op.id)).for("update");
    if (row?.status !== "pending") return;
    const stripeId = (await work(ctx)) ?? null;
    await ctx.db
      .update(stripeOps)
      .set({ ...more, status, stripeId })
      .where(eq(stripeOps.id, op.id));
  });
}

async function later(op: StripeOp, message: string, idemKey = op.idemKey) {
  const pause = Math.min(MAX_RETRY_MS, FIRST_RETRY_MS * 2 ** (op.attempts - 1));
  await db
    .update(stripeOps)
    .set({
      nextAttemptAt: new Date(clock.now().getTime() + pause),
      error: { message },
      idemKey,
      ...(idemKey !== op.idemKey && { firstSentAt: null }),
    })
    .where(and(eq(stripeOps.id, op.id), eq(stripeOps.status, "pending")));
}
