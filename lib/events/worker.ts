import { tellDue } from "@/lib/domain/notifications/tell";
import { handlers } from "@/lib/domain/payments/handlers";
import { drainOps } from "@/lib/domain/payments/ops";
import { reconcileWhenDue } from "@/lib/domain/payments/reconcile";
import { refillDue } from "@/lib/domain/payments/refill";
import { drainStripeEvents } from "@/lib/domain/payments/stripe-events";
import { env } from "@/lib/env";
import { log } from "@/lib/log";
import { runClock } from "./clock";
import { drain } from "./drain";
import { deliverMails } from "./mails";

const EVERY_MS = 5_000;
const BUDGET_MS = 4_000;

export type Tick = {
  settled: Record<string, number>;
  stripe: number;
  events: number;
  notifications: number;
  mails: number;
  failed: string[];
};

/**
 * One round of everything that nobody's request does: clock work, then the outbox, then the mail. What fails is logged and
 * named, and keeps nothing else waiting.
 */
export async function tick(budgetMs: number): Promise<Tick> {
  const until = Date.now() + budgetMs;
  const left = () => Math.max(0, until - Date.now());
  const failed: string[] = [];
  const attempt = async <T>(part: string, work: Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      failed.push(part);
      log.error({ part, error }, "background work failed");
      return otherwise;
    }
  };
  return {
    settled: await attempt("clock", runClock(left() / 2), {}),
    stripe: await attempt("stripe", settleStripe(left() / 2), 0),
    events: await attempt("events", drain(left() / 2), 0),
    notifications: await attempt("notifications", tellDue(left() / 2), 0),
    mails: await attempt("mails", deliverMails(left()), 0),
    failed,
  };
}

/** What Stripe was to be asked, and what it told. */
async function settleStripe(budgetMs: number): Promise<number> {
  if (!env.STRIPE_SECRET_KEY) return 0;
  await refillDue();
  const done = (await drainOps(handlers, budgetMs / 2)) + (await drainStripeEvents(budgetMs / 2));
  await reconcileWhenDue();
  return done;
}

const shared = globalThis as { bothandWorker?: { stop(): Promise<void> } };

/**
 * Runs `tick` every five seconds in this process, never two at once. Starting it again is the same worker.
 * @returns `stop`, which resolves once the round under way has ended.
 */
export function startWorker(): { stop(): Promise<void> } {
  if (shared.bothandWorker) return shared.bothandWorker;
  let round: Promise<unknown> | undefined;
  const timer = setInterval(() => {
    round ??= tick(BUDGET_MS).finally(() => {
      round = undefined;
    });
  }, EVERY_MS);
  timer.unref();
  shared.bothandWorker = {
    async stop() {
      clearInterval(timer);
      shared.bothandWorker = undefined;
      await round;
    },
  };
  return shared.bothandWorker;
}
