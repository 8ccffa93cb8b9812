import { eq, sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { db } from "@/db";
import { holds, tasks } from "@/db/schema";
import type { Account } from "@/lib/core/context";
import { Refusal } from "@/lib/core/errors";
import { enter } from "@/lib/core/run";
import { reviewDeliverable } from "@/lib/domain/deliverables/review";
import { submitDeliverable } from "@/lib/domain/deliverables/submit";
import { acceptProposal } from "@/lib/domain/proposals/accept";
import { submitProposal } from "@/lib/domain/proposals/submit";
import { commissionTask } from "@/lib/domain/tasks/commission";
import { tick } from "@/lib/events/worker";
import { person } from "@/local/testing/market";

const violations = () => db.execute(sql`select * from ledger_violations`);

let owner: postgres.Sql;
beforeAll(() => {
  owner = postgres(process.env.DATABASE_OWNER_URL!, { max: 2, onnotice() {} });
});
afterAll(() => owner.end());

describe("a process that dies in the middle", () => {
  test("between any two statements of a command leaves no trace of it", async () => {
    const poster = await person("Poster", { dollars: 100 });
    // As many statements in as a post has, each cut off after one more than the last.
    for (let cut = 1; cut <= 4; cut++) {
      const id = `task_killed${cut}`;
      const legs = JSON.stringify([
        { code: `${poster.userId}:credits:usd`, kind: "credits", owner: poster.userId, subject: null, amount: -1000 },
        { code: `${id}:escrow:usd`, kind: "escrow", owner: poster.userId, subject: id, amount: 1000 },
      ]);
      const statements = [
        `insert into tasks (id, poster_id, owner_id, by_ai, title, title_key, description, category, funding, budget_cents)
         values ('${id}', '${poster.actorId}', '${poster.userId}', false, 't', 't', 'd', 'other', 'credits', 1000)`,
        `select ledger_transfer('task.fund:${id}', 'task.fund', '${id}', '${legs}'::jsonb)`,
        `insert into holds (id, task_id, source, gross) values ('hold_killed${cut}', '${id}', 'credits', 1000)`,
        `insert into events (id, name, subject_id, payload) values ('evt_killed${cut}', 'task.created', '${id}', '{}')`,
      ];
      const dying = db.transaction(async (tx) => {
        for (const statement of statements.slice(0, cut)) await tx.execute(sql.raw(statement));
        const [backend] = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
        await owner`select pg_terminate_backend(${backend!.pid})`;
        await tx.execute(sql`select 1`);
      });
      await expect(dying).rejects.toThrow();
      expect(await db.select().from(tasks).where(eq(tasks.id, id))).toEqual([]);
      expect(await violations()).toEqual([]);
    }
    const [wallet] = await db.execute(
      sql`select available::int, reserved::int from credit_balances where owner_id = ${poster.userId}`,
    );
    expect(wallet).toEqual({ available: 10_000, reserved: 0 });
  });

  test("over and over, under load, with callers that retry: each job is done and paid once, and nothing is lost", async () => {
    const JOBS = 24;
    // An end to it, or a slow machine would never get a transaction through.
    const MOST_KILLS = 40;
    const poster = await person("Poster", { dollars: JOBS * 10 });
    const worker = await person("Worker");
    let isOver = false;
    let kills = 0;
    const killing = (async () => {
      while (!isOver && kills < MOST_KILLS) {
        const [hit] = await owner`
          select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and usename <> current_user and xact_start is not null
           order by random() limit 1`;
        if (hit) kills++;
        // Often enough that a quick machine, too, is struck several times before it is through.
        await new Promise((done) => setTimeout(done, 20 + 80 * Math.random()));
      }
    })();
    try {
      await Promise.all(Array.from({ length: JOBS }, (_, n) => wholeJob(poster, worker, n)));
    } finally {
      isOver = true;
      await killing;
    }
    expect(kills).toBeGreaterThan(5);
    const rows = await db.select().from(tasks).where(eq(tasks.ownerId, poster.userId));
    expect(rows.map(({ status }) => status)).toEqual(Array(JOBS).fill("completed"));
    const live = await db.select().from(holds).where(sql`${holds.settledAt} is null`);
    expect(live).toEqual([]);
    const wallets = await db.execute(
      sql`select owner_id, available::int, reserved::int, earnings::int from credit_balances where owner_id in (${poster.userId}, ${worker.userId})`,
    );
    expect(wallets.find((one) => one.owner_id === poster.userId)).toMatchObject({ available: 0, reserved: 0 });
    expect(wallets.find((one) => one.owner_id === worker.userId)).toMatchObject({ earnings: JOBS * 1000 });
    expect(await violations()).toEqual([]);
    expect(await tick(10_000)).toMatchObject({ failed: [] });
  }, 90_000);
});

/** Post, propose, accept, deliver, be accepted: each tried again under its own idempotency key until it is answered. */
async function wholeJob(poster: Account, worker: Account, n: number) {
  const { task } = await insist(commissionTask, poster, `post ${n}`, {
    title: `Job ${n}`,
    description: "Do it",
    category: "other",
    budget: 10,
  });
  const { proposal } = await insist(submitProposal, worker, `propose ${n}`, {
    taskId: task.id,
    coverLetter: "I will",
    proposedAmount: 10,
  });
  await insist(acceptProposal, poster, `accept ${n}`, { proposalId: proposal.id });
  const { deliverable } = await insist(submitDeliverable, worker, `deliver ${n}`, { taskId: task.id, content: "Done" });
  await insist(reviewDeliverable, poster, `review ${n}`, { deliverableId: deliverable.id, action: "accept" });
}

async function insist(op: Parameters<typeof enter>[0], actor: Account, key: string, wire: object): Promise<any> {
  const once = {
    caller: `user:${actor.userId}`,
    key,
    fingerprint: Buffer.from(key),
    render: (output: object) => ({ status: 200, body: JSON.stringify(plainly(output)) }),
  };
  for (;;)
    try {
      const outcome = await enter(op, actor, wire, { once });
      return "stored" in outcome ? JSON.parse(outcome.stored.body) : plainly(outcome.output);
    } catch (error) {
      // Only the database's going away, and the dead attempt's last breath, are worth another try.
      if (error instanceof Refusal && error.code !== "IDEMPOTENCY_IN_PROGRESS") throw error;
      await new Promise((done) => setTimeout(done, 20 * Math.random()));
    }
}

const plainly = (output: object) =>
  Object.fromEntries(
    Object.entries(output).map(([name, value]) => [name, typeof value?.parse === "function" ? value.parse() : value]),
  );
