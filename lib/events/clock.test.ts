import { eq, inArray, sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { chargebacks, deliverables, holds, idempotentAnswers, ledgerAccounts, ratings, tasks } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import type { Account } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { reviewDeliverable } from "@/lib/domain/deliverables/review";
import { submitDeliverable } from "@/lib/domain/deliverables/submit";
import { rate } from "@/lib/domain/ratings/rate";
import { cancelTask } from "@/lib/domain/tasks/cancel";
import { hired, person, postTask } from "@/local/testing/market";
import { runClock } from "./clock";

/** Many commands at once, also on a busy machine. */
const SLOW_MS = 60_000;
const HOUR_MS = 3_600_000;
const BUDGET_MS = 10_000;
const violations = () => db.execute(sql`select * from ledger_violations`);
const status = async (id: string) => (await db.select().from(tasks).where(eq(tasks.id, id)))[0]!.status;
const balance = async (code: string) =>
  (await db.select().from(ledgerAccounts).where(eq(ledgerAccounts.code, code)))[0]?.balance ?? 0;
const outcome = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error) => error.code ?? error,
  );
const inHours = (hours: number) => new Date(clock.now().getTime() + hours * HOUR_MS).toISOString();
const deliver = async (worker: Account, taskId: string): Promise<string> =>
  (await run<any>(submitDeliverable, worker, { taskId, content: "Done" })).deliverable.id;

let poster: Awaited<ReturnType<typeof person>>;
let worker: Awaited<ReturnType<typeof person>>;
beforeEach(async () => {
  await runClock(BUDGET_MS);
  poster = await person("Poster", { dollars: 10_000 });
  worker = await person("Worker");
});
afterEach(() => {
  clock.reset();
});

describe("the clock", () => {
  test("lets an open task expire at its deadline, not before, and returns the hold; a chosen one goes on", async () => {
    const due = await postTask(poster, { deadline: inHours(2) });
    const later = await postTask(poster, { deadline: inHours(4) });
    const { task: running } = await hired(poster, worker, { deadline: inHours(2) });
    const dated = await postTask(poster, { paymentMethod: "offsite" });
    await db
      .update(tasks)
      .set({ expiresAt: new Date(inHours(2)) })
      .where(eq(tasks.id, dated.id));
    clock.advance(2 * HOUR_MS - 60_000);
    expect((await runClock(BUDGET_MS)).expire).toBe(0);
    clock.advance(120_000);
    expect((await runClock(BUDGET_MS)).expire).toBe(2);
    expect(await Promise.all([due, dated, later, running].map(({ id }) => status(id)))).toEqual([
      "expired",
      "expired",
      "open",
      "in_progress",
    ]);
    expect(await balance(`${due.id}:escrow:usd`)).toBe(0);
    expect(await violations()).toEqual([]);
  });

  test("work of a poster who contests a payment keeps nobody else's waiting, however much of it there is", async () => {
    const debtor = await person("Debtor", { dollars: 100 });
    const { task: stuck } = await hired(debtor, worker);
    await deliver(worker, stuck.id);
    // More than a sweep passes over, all handed in before the honest one.
    await db.execute(sql`insert into tasks (id, poster_id, owner_id, by_ai, title, title_key, description, category, funding, budget_cents, status, accepted_proposal_id, started_at, delivered_at)
      select 'task_stuck' || n, poster_id, owner_id, false, title, title_key, description, category, 'credits', 1, 'delivered', accepted_proposal_id, started_at, delivered_at
        from tasks, generate_series(1, 510) n where id = ${stuck.id}`);
    const contested = { id: "dp_clock", userId: debtor.userId, paymentIntent: "pi_clock", amount: 500 };
    await db.insert(chargebacks).values({ ...contested, reason: "fraudulent", status: "open" });
    clock.advance(HOUR_MS);
    const { task } = await hired(poster, worker);
    await deliver(worker, task.id);
    clock.advance(49 * HOUR_MS);
    expect((await runClock(BUDGET_MS)).accept).toBe(1);
    expect([await status(task.id), await status(stuck.id)]).toEqual(["completed", "delivered"]);
    // But it is not held without end: after so long a moderator sees it.
    await db.execute(sql`delete from tasks where id like 'task\\_stuck%'`);
    clock.advance(90 * 24 * HOUR_MS);
    await runClock(BUDGET_MS);
    expect(await status(stuck.id)).toBe("disputed");
    await db.delete(chargebacks).where(eq(chargebacks.id, contested.id));
  });

  test("accepts and pays work that nobody answered for 48 hours, and leaves answered work alone", async () => {
    const [silent, sentBack] = [await hired(poster, worker), await hired(poster, worker)];
    const waiting = await deliver(worker, silent.task.id);
    const refused = await deliver(worker, sentBack.task.id);
    clock.advance(47 * HOUR_MS);
    await run(reviewDeliverable, poster, { deliverableId: refused, action: "revision", reason: "Again" });
    expect((await runClock(BUDGET_MS)).accept).toBe(0);
    clock.advance(HOUR_MS);
    expect((await runClock(BUDGET_MS)).accept).toBe(1);
    expect(await status(silent.task.id)).toBe("completed");
    expect(await status(sentBack.task.id)).toBe("in_progress");
    expect((await db.select().from(deliverables).where(eq(deliverables.id, waiting)))[0]).toMatchObject({
      status: "accepted",
      reviewedBy: "clock",
    });
    expect(await balance(`${worker.userId}:earnings:usd`)).toBe(4500);
    expect(await violations()).toEqual([]);
  });

  test("reveals ratings after fourteen days and forgets idempotent answers after one", async () => {
    const { task } = await hired(poster, worker);
    await run(reviewDeliverable, poster, { deliverableId: await deliver(worker, task.id), action: "accept" });
    await run(rate, poster, { taskId: task.id, rating: 5 });
    const answer = { caller: "user:x", key: "k", fingerprint: Buffer.from("f"), status: 200, body: "{}" };
    await db.insert(idempotentAnswers).values({ ...answer, createdAt: clock.now() });
    clock.advance(25 * HOUR_MS);
    expect((await runClock(BUDGET_MS)).reveal).toBe(0);
    expect(await db.select().from(idempotentAnswers)).toEqual([]);
    clock.advance(13 * 24 * HOUR_MS);
    expect((await runClock(BUDGET_MS)).reveal).toBe(1);
    expect((await db.select().from(ratings).where(eq(ratings.taskId, task.id)))[0]!.revealed).toBe(true);
  });

  test(
    "run eight times at once settles each task once",
    async () => {
      const posted = await Promise.all(
        Array.from({ length: 30 }, () => postTask(poster, { budget: 1, deadline: inHours(1) })),
      );
      for (let i = 0; i < 10; i++) await deliver(worker, (await hired(poster, worker)).task.id);
      clock.advance(49 * HOUR_MS);
      const rounds = await Promise.all(Array.from({ length: 8 }, () => runClock(BUDGET_MS)));
      const sum = (job: string) => rounds.reduce((total, round) => total + round[job]!, 0);
      // A round passes over what another is busy with; whatever is left is the next one's.
      const rest = await runClock(BUDGET_MS);
      expect([sum("expire") + rest.expire!, sum("accept") + rest.accept!]).toEqual([30, 10]);
      const returned = await db
        .select()
        .from(holds)
        .where(
          inArray(
            holds.taskId,
            posted.map(({ id }) => id),
          ),
        );
      expect(returned.every((hold) => hold.refunded === hold.gross)).toBe(true);
      expect(await balance(`${worker.userId}:earnings:usd`)).toBe(45_000);
      expect(await violations()).toEqual([]);
    },
    SLOW_MS,
  );

  test("passes over a task that it cannot settle, and settles the others", async () => {
    const [bad, good] = [await hired(poster, worker), await hired(poster, worker)];
    const lost = await deliver(worker, bad.task.id);
    await deliver(worker, good.task.id);
    const put = (status: "rejected" | "submitted") =>
      db.update(deliverables).set({ status }).where(eq(deliverables.id, lost));
    await put("rejected");
    clock.advance(48 * HOUR_MS);
    expect((await runClock(BUDGET_MS)).accept).toBe(1);
    expect([await status(bad.task.id), await status(good.task.id)]).toEqual(["delivered", "completed"]);
    await put("submitted");
    expect((await runClock(BUDGET_MS)).accept).toBe(1);
  });

  test(
    "accept, cancel and the clock at once on each of many tasks: one ending each, and the money with it",
    async () => {
      const made = [];
      for (let i = 0; i < 40; i++) {
        const { task } = await hired(poster, worker, {}, 45);
        made.push({ task, deliverableId: i % 2 ? await deliver(worker, task.id) : undefined });
      }
      const open = await Promise.all(Array.from({ length: 20 }, () => postTask(poster, { deadline: inHours(1) })));
      clock.advance(49 * HOUR_MS);
      const races = [
        ...made.flatMap(({ task, deliverableId }) => [
          outcome(run(cancelTask, poster, { taskId: task.id })),
          ...(deliverableId
            ? [
                outcome(run(reviewDeliverable, poster, { deliverableId, action: "accept" })),
                outcome(run(reviewDeliverable, poster, { deliverableId, action: "reject", reason: "No" })),
              ]
            : [outcome(deliver(worker, task.id))]),
        ]),
        ...open.map(({ id }) => outcome(run(cancelTask, poster, { taskId: id }))),
        ...Array.from({ length: 3 }, () => outcome(runClock(BUDGET_MS))),
      ];
      const outcomes = new Set(await Promise.all(races));
      expect([...outcomes].sort()).toEqual(["INVALID_STATE", "done"]);
      expect(await violations()).toEqual([]);
      const rows = await db.select().from(tasks).where(eq(tasks.ownerId, poster.userId));
      const completed = rows.filter((row) => row.status === "completed").length;
      const held = rows.filter((row) => row.status === "in_progress" || row.status === "delivered").length;
      expect(await balance(`${worker.userId}:earnings:usd`)).toBe(completed * 4500);
      expect(await balance(`${poster.userId}:credits:usd`)).toBe(1_000_000 - (completed + held) * 4500);
    },
    SLOW_MS,
  );
});
