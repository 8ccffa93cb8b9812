import { wake, wakes } from "@/lib/core/wake";
import { mailDue } from "@/lib/domain/notifications/mail";
import { deliverPushes } from "@/lib/domain/notifications/push";
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
/** What commits shortly after one another is told of in one round. */
const SOON_MS = 100;

export type Tick = {
  settled: Record<string, number>;
  stripe: number;
  events: number;
  notifications: number;
  pushes: number;
  letters: number;
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
    pushes: await attempt("pushes", deliverPushes(left() / 2), 0),
    letters: await attempt("letters", mailDue(left() / 2), 0),
    mails: await attempt("mails", deliverMails(left()), 0),
    failed,
  };
}

/** What Stripe was to be asked, and what it told. */
async function settleStripe(budgetMs: number): Promise<number> {
  if (!env.STRIPE_SECRET_KEY) return 0;
  const failures: unknown[] = [];
  // One part that fails keeps none of the others waiting.
  const part = async <T>(work: Promise<T>, otherwise: T): Promise<T> =>
    work.catch((error) => {
      failures.push(error);
      return otherwise;
    });
  await part(refillDue(), 0);
  const done = (await part(drainOps(handlers, budgetMs / 2), 0)) + (await part(drainStripeEvents(budgetMs / 2), 0));
  await part(reconcileWhenDue(), undefined);
  if (failures.length > 0) throw failures[0];
  return done;
}

/** What people wait for: who is told of what has just happened. */
const hurry = async (): Promise<void> => {
  try {
    await drain(BUDGET_MS / 2);
    if ((await tellDue(BUDGET_MS / 2)) > 0) await deliverPushes(BUDGET_MS / 2);
  } catch (error) {
    log.error({ error }, "background work failed");
  }
};

/**
 * Calls `begin` shortly after a commit has left something to do; after the round under way, which may have looked already.
 * @returns what ends it.
 */
function whenWoken(isBusy: () => boolean, begin: () => void): () => void {
  let timer: NodeJS.Timeout | undefined;
  wakes(() => {
    if (timer) return;
    timer = setTimeout(() => {
      timer = undefined;
      if (isBusy()) wake();
      else begin();
    }, SOON_MS);
    timer.unref();
  });
  return () => {
    clearTimeout(timer);
    wakes();
  };
}

/**
 * Where a cron service calls: what people wait for does not wait for its next minute, but is done beside the answer. What the
 * platform cuts off, the cron finds.
 */
export function hurryWhenWoken() {
  let isBusy = false;
  whenWoken(
    () => isBusy,
    () => {
      isBusy = true;
      hurry().finally(() => {
        isBusy = false;
      });
    },
  );
}

const shared = globalThis as { bothandWorker?: { stop(): Promise<void> } };

/**
 * Runs `tick` every five seconds in this process, and what people wait for as soon as there is something; never two rounds
 * at once. Starting it again is the same worker.
 * @returns `stop`, which resolves once the round under way has ended.
 */
export function startWorker(): { stop(): Promise<void> } {
  if (shared.bothandWorker) return shared.bothandWorker;
  let round: Promise<unknown> | undefined;
  const begin = (work: () => Promise<unknown>) => {
    round ??= work().finally(() => {
      round = undefined;
    });
  };
  const timer = setInterval(() => begin(() => tick(BUDGET_MS)), EVERY_MS);
  timer.unref();
  const sleep = whenWoken(
    () => round !== undefined,
    () => begin(hurry),
  );
  shared.bothandWorker = {
    async stop() {
      clearInterval(timer);
      sleep();
      shared.bothandWorker = undefined;
      await round;
    },
  };
  return shared.bothandWorker;
}
