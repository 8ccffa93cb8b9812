import { sql } from "drizzle-orm";
import { db } from "@/db";
import { clock } from "@/lib/core/clock";
import { forgetAnswers } from "@/lib/core/idempotency";
import { run } from "@/lib/core/run";
import { forgetStale } from "@/lib/domain/accounts/housekeeping";
import { expireApproval } from "@/lib/domain/approvals/expire";
import { closeDueBlock } from "@/lib/domain/blocks/cancel";
import { countWaiting, findUncounted } from "@/lib/domain/blocks/counting";
import { findUnpaid, payDueBlock } from "@/lib/domain/blocks/pay";
import { publishDue, unpublished } from "@/lib/domain/datasets/publish";
import { acceptUnanswered, unansweredSince } from "@/lib/domain/deliverables/accept-unanswered";
import { flagOverdue, heldTooLongSince } from "@/lib/domain/disputes/overdue";
import { forgetEntries } from "@/lib/domain/events/housekeeping";
import { sweepFile } from "@/lib/domain/files/sweep";
import { forgetNotifications } from "@/lib/domain/notifications/housekeeping";
import { revealDueRatings } from "@/lib/domain/ratings/reveal";
import { expireTask } from "@/lib/domain/tasks/expire";
import { log } from "@/lib/log";

const BATCH = 100;
/** Transactions of one sweep at a time: enough to be quick, few enough to leave the pool to requests. */
const AT_ONCE = 3;
/** A sweep that passed over so many tasks (busy elsewhere, or failing) leaves the rest to the next. */
const MAX_PASSED = 500;

type Job = {
  name: string;
  /** Ids of tasks (or of wishes, or of files) that are due, without those given. */
  find(now: Date, without: string[]): Promise<string[]>;
  /** Does one, in a transaction of its own that looks again. False: somebody else did, or is at it. */
  settle(id: string): Promise<boolean>;
};

const as = (job: string) => ({ kind: "system", job }) as const;
const ids = async (query: ReturnType<typeof sql>) => (await db.execute<{ id: string }>(query)).map((row) => row.id);
const at = (moment: Date) => sql`${moment.toISOString()}::timestamptz`;
const notIn = (column: string, without: string[]) => sql`${sql.raw(column)} <> all(${sql.param(without)}::text[])`;

const jobs: Job[] = [
  {
    name: "expire",
    // Two walks over two indexes; one condition with `or` would read every open task.
    find: (now, without) =>
      ids(sql`
        (select id from tasks where status = 'open' and expires_at is not null and expires_at <= ${at(now)} and ${notIn("id", without)}
          order by expires_at limit ${BATCH})
        union
        (select id from tasks where status = 'open' and deadline is not null and deadline <= ${at(now)} and ${notIn("id", without)}
          order by deadline limit ${BATCH})`),
    settle: async (taskId) => (await run<{ expired: boolean }>(expireTask, as("expire"), { taskId })).expired,
  },
  {
    name: "accept",
    // Whoever contests or owes gives no held credits away: those wait, and must not keep all others waiting.
    find: (now, without) =>
      ids(sql`select id from tasks t where status = 'delivered' and delivered_at <= ${at(unansweredSince(now))} and ${notIn("id", without)}
        and not (funding = 'credits' and exists (select from chargebacks c where c.user_id = t.owner_id and (c.status = 'open' or c.owed > 0)))
        order by delivered_at limit ${BATCH}`),
    settle: async (taskId) => (await run<{ accepted: boolean }>(acceptUnanswered, as("accept"), { taskId })).accepted,
  },
  {
    name: "blocks",
    find: (now, without) =>
      ids(sql`select id from block_tasks where status = 'open' and deadline is not null and deadline <= ${at(now)} and ${notIn("id", without)}
        order by deadline limit ${BATCH}`),
    settle: async (blockId) => (await run<{ closed: boolean }>(closeDueBlock, as("blocks"), { blockId })).closed,
  },
  {
    name: "counts",
    find: async (now, without) => (await findUncounted(now, without, BATCH)).map(({ id }) => id),
    settle: countWaiting,
  },
  {
    name: "block_payouts",
    find: async (now, without) => (await findUnpaid(now, without, BATCH)).map(({ id }) => id),
    settle: async (blockId) => (await run<{ paid: boolean }>(payDueBlock, as("block_payouts"), { blockId })).paid,
  },
  {
    name: "datasets",
    find: (_, without) => ids(unpublished(without, BATCH)),
    settle: publishDue,
  },
  {
    name: "approvals",
    find: (now, without) =>
      ids(sql`select id from approvals where status = 'pending' and expires_at <= ${at(now)} and ${notIn("id", without)}
        order by expires_at limit ${BATCH}`),
    settle: async (approvalId) =>
      (await run<{ expired: boolean }>(expireApproval, as("approvals"), { approvalId })).expired,
  },
  {
    name: "overdue",
    find: (now, without) =>
      ids(sql`
        (select id from tasks where status in ('in_progress', 'delivered') and funding in ('credits', 'card')
            and started_at <= ${at(heldTooLongSince(now))} and ${notIn("id", without)} order by started_at limit ${BATCH})
        union
        (select t.id from disputes d join tasks t on t.id = d.task_id where d.status = 'open' and d.overdue_at is null
            and t.funding in ('credits', 'card') and t.started_at <= ${at(heldTooLongSince(now))} and ${notIn("t.id", without)}
          order by d.created_at limit ${BATCH})`),
    settle: async (taskId) => (await run<{ flagged: boolean }>(flagOverdue, as("overdue"), { taskId })).flagged,
  },
  {
    name: "reveal",
    find: (now, without) =>
      ids(sql`select distinct task_id as id from (select task_id from ratings
        where not revealed and reveal_at <= ${at(now)} and ${notIn("task_id", without)} order by reveal_at limit ${BATCH}) due`),
    settle: async (taskId) =>
      (await run<{ revealed: number }>(revealDueRatings, as("reveal"), { taskId })).revealed > 0,
  },
  {
    name: "files",
    find: (now, without) =>
      ids(
        sql`select id from loose_files where due_at <= ${at(now)} and ${notIn("id", without)} order by due_at limit ${BATCH}`,
      ),
    settle: sweepFile,
  },
];

/**
 * Does what is due by the clock, until nothing is or the budget is used up: tasks and bots' wishes expire, unanswered work is
 * accepted, money that was held for too long goes before a moderator, ratings are revealed, bytes of no file are removed,
 * what was kept for a time is forgotten. Any number of processes may do it at once, and each may be
 * killed anywhere: every task is one transaction that looks again.
 * @returns how many tasks each job settled.
 */
export async function runClock(budgetMs: number): Promise<Record<string, number>> {
  const until = Date.now() + budgetMs;
  const done: Record<string, number> = {};
  for (const job of jobs) done[job.name] = await sweep(job, until);
  await forget();
  return done;
}

async function sweep(job: Job, until: number): Promise<number> {
  const passed: string[] = [];
  let done = 0;
  while (Date.now() < until && passed.length < MAX_PASSED) {
    const due = await job.find(clock.now(), passed);
    if (due.length === 0) break;
    for (let i = 0; i < due.length && Date.now() < until; i += AT_ONCE) {
      const chunk = due.slice(i, i + AT_ONCE);
      const settled = await Promise.all(chunk.map((taskId) => settle(job, taskId)));
      passed.push(...chunk.filter((_, n) => !settled[n]));
      done += settled.filter(Boolean).length;
    }
  }
  return done;
}

/** One task that cannot be settled must not keep the others waiting. */
async function settle(job: Job, taskId: string): Promise<boolean> {
  try {
    return await job.settle(taskId);
  } catch (error) {
    log.error({ job: job.name, task: taskId, error }, "clock work failed");
    return false;
  }
}

const FORGET_EVERY_MS = 600_000;
let forgottenAt = 0;

/** Idempotent answers after their day; sessions, links and mails that nothing reads any more. */
async function forget() {
  const now = clock.now();
  // A clock that was put back must not put this off.
  if (Math.abs(now.getTime() - forgottenAt) < FORGET_EVERY_MS) return;
  forgottenAt = now.getTime();
  await forgetAnswers(db, now);
  await forgetStale(now);
  await forgetNotifications(now);
  await forgetEntries(now);
}
