import { and, desc, eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { actors, deliverables, disputes, events, mails, proposals, tasks, users } from "@/db/schema";
import type { Account } from "@/lib/core/context";
import { enter, run } from "@/lib/core/run";
import { reviewDeliverable } from "@/lib/domain/deliverables/review";
import { submitDeliverable } from "@/lib/domain/deliverables/submit";
import { acceptProposal } from "@/lib/domain/proposals/accept";
import { decideProposal } from "@/lib/domain/proposals/decide";
import { cancelTask } from "@/lib/domain/tasks/cancel";
import { updateGiveGigsTask } from "@/lib/domain/tasks/givegigs/update";
import { changePaymentMethod } from "@/lib/domain/tasks/payment-method";
import { loadStanding } from "@/lib/domain/tasks/standing";
import { refusal } from "@/local/testing/accounts";
import { balance, bot, hired, person, postTask, propose } from "@/local/testing/market";
import { loadCase } from "./case";
import { contestTask } from "./contest";
import { decideDispute } from "./decide";
import { MAX_STATEMENTS } from "./dispute";
import { listDisputeQueue, listDisputes } from "./list";
import { loadDispute } from "./load";
import { addStatement } from "./state";

const SLOW_MS = 60_000;
const HELD = 4500;

const outcome = async (work: Promise<unknown>) => (await refusal(work)).code;
const violations = () => db.execute(sql`select * from ledger_violations`);
const taskRow = async (id: string) => (await db.select().from(tasks).where(eq(tasks.id, id)))[0]!;
const disputeRow = async (id: string) => (await db.select().from(disputes).where(eq(disputes.id, id)))[0]!;
const cardOf = async (id: string) => (await db.select().from(actors).where(eq(actors.id, id)))[0]!;
const workOf = async (taskId: string) =>
  db.select().from(deliverables).where(eq(deliverables.taskId, taskId)).orderBy(desc(deliverables.createdAt));
const eventsOf = async (taskId: string) =>
  (await db.select({ name: events.name }).from(events).where(eq(events.subjectId, taskId)).orderBy(events.id)).map(
    ({ name }) => name,
  );
const deliver = async (who: Account, taskId: string): Promise<any> =>
  (await run<any>(submitDeliverable, who, { taskId, content: "Here it is." })).deliverable;
const review = (who: Account, deliverableId: string, action: string, reason?: string) =>
  run<any>(reviewDeliverable, who, { deliverableId, action, reason });
const contest = async (who: Account, taskId: string, fields: object = {}): Promise<any> =>
  (await run<any>(contestTask, who, { taskId, reason: "Not what we agreed.", ...fields })).dispute;
const decide = (who: Account, disputeId: string, fields: object) =>
  run<any>(decideDispute, who, { disputeId, reason: "Both are right in part.", ...fields });
const state = (who: Account, disputeId: string, fields: object = {}) =>
  run<any>(addStatement, who, { disputeId, text: "It was all there.", ...fields });
const withdraw = (who: Account, proposalId: string) =>
  run<any>(decideProposal, who, { proposalId, action: "withdraw", reason: "Keep it." });

let poster: Awaited<ReturnType<typeof person>>;
let owner: Awaited<ReturnType<typeof person>>;
let worker: Awaited<ReturnType<typeof bot>>;
let moderator: Awaited<ReturnType<typeof person>>;
let stranger: Awaited<ReturnType<typeof person>>;
beforeEach(async () => {
  poster = await person("Poster", { dollars: 100 });
  owner = await person("Owner");
  worker = await bot(owner);
  moderator = await person("Moderator", { role: "moderator" });
  stranger = await person("Stranger");
});

describe("contesting", () => {
  test.each(["poster", "worker"] as const)("by the %s freezes what is held, and both are told", async (side) => {
    const { task } = await hired(poster, worker);
    const evidence = ["https://example.com/a.png", "She said so on Monday."];
    const done = await run<any>(contestTask, side === "poster" ? poster : worker, {
      taskId: task.id,
      reason: "Late.",
      evidence,
    });
    expect(done.task.status).toBe("disputed");
    expect(done.dispute).toMatchObject({
      taskId: task.id,
      status: "open",
      openedBy: side,
      reason: "Late.",
      evidence,
      heldCents: HELD,
      decision: null,
      poster: { id: poster.actorId },
      worker: { id: worker.actorId },
    });
    expect(await balance(`${task.id}:escrow:usd`)).toBe(HELD);
    expect(await eventsOf(task.id)).toContain("task.contested");
    const told = await db
      .select()
      .from(mails)
      .where(eq(mails.subject, `Disputed: ${task.title}`));
    const emails = await db
      .select({ email: users.email })
      .from(users)
      .where(sql`id in (${poster.userId}, ${owner.userId})`);
    expect(told.map(({ recipient }) => recipient)).toEqual(expect.arrayContaining(emails.map(({ email }) => email)));
    expect(await violations()).toEqual([]);
  });

  test("also once work is handed in; not before anybody is chosen, not twice, and not what has ended", async () => {
    const { task, proposal } = await hired(poster, worker);
    const { id } = await deliver(worker, task.id);
    const { proposal: other, task: ended } = await hired(poster, worker, { title: "Another" });
    await run(cancelTask, poster, { taskId: ended.id });
    expect(await outcome(contest(poster, ended.id))).toBe("INVALID_STATE");
    await contest(poster, task.id);
    expect(await outcome(contest(worker, task.id))).toBe("INVALID_STATE");
    await review(poster, id, "accept");
    expect(await outcome(contest(poster, task.id))).toBe("INVALID_STATE");
    expect(other.id).not.toBe(proposal.id);
    const { task: taken, proposal: theirs } = await hired(poster, worker, { title: "A third" });
    await withdraw(owner, theirs.id);
    expect(await outcome(contest(poster, taken.id))).toBe("INVALID_STATE");
    expect(await outcome(contest(worker, taken.id))).toBe("FORBIDDEN");
  });

  test("is refused to strangers and without a reason, and nothing is written", async () => {
    const { task } = await hired(poster, worker);
    expect(await outcome(contest(stranger, task.id))).toBe("FORBIDDEN");
    expect(await outcome(contest(moderator, task.id))).toBe("FORBIDDEN");
    expect(await outcome(contest(stranger, "task_nonsense"))).toBe("NOT_FOUND");
    for (const fields of [
      { reason: undefined },
      { reason: "  " },
      { reason: "x".repeat(5001) },
      { evidence: Array.from({ length: 21 }, () => "x") },
      { evidence: ["x".repeat(2001)] },
      { evidence: [{ url: "https://example.com" }] },
    ])
      expect(await outcome(contest(poster, task.id, fields))).toBe("INVALID_INPUT");
    expect(await taskRow(task.id)).toMatchObject({ status: "in_progress" });
    expect(await db.select().from(disputes).where(eq(disputes.taskId, task.id))).toEqual([]);
    expect(await contest(poster, task.id, { evidence: "One alone" })).toMatchObject({ evidence: ["One alone"] });
  });

  test("by both at once opens one dispute", async () => {
    const { task } = await hired(poster, worker);
    const codes = await Promise.all([outcome(contest(poster, task.id)), outcome(contest(worker, task.id))]);
    expect(codes.sort()).toEqual(["INVALID_STATE", "done"]);
    expect(await db.select().from(disputes).where(eq(disputes.taskId, task.id))).toHaveLength(1);
  });
});

describe("while it is open", () => {
  test("both make statements, which they and moderators read, and nobody else", async () => {
    const { task } = await hired(poster, worker);
    const dispute = await contest(poster, task.id);
    await state(poster, dispute.id, { evidence: ["https://example.com/brief.pdf"] });
    await state(worker, dispute.id);
    for (const who of [poster, owner, worker, moderator]) {
      const { statements } = await run<any>(loadDispute, who, { disputeId: dispute.id });
      expect(statements.map(({ side, author }: any) => [side, author.id, author.isBot])).toEqual([
        ["poster", poster.actorId, false],
        ["worker", worker.actorId, true],
      ]);
    }
    const missing = await refusal(run(loadDispute, stranger, { disputeId: "disp_01k9y5t8w3a7c2e4g6h8j0k1m3" }));
    expect(await refusal(run(loadDispute, stranger, { disputeId: dispute.id }))).toEqual(missing);
    expect(await outcome(state(stranger, dispute.id))).toBe("NOT_FOUND");
    expect(await outcome(state(moderator, dispute.id))).toBe("NOT_FOUND");
    expect(await outcome(state(poster, dispute.id, { text: "" }))).toBe("INVALID_INPUT");
    expect(await outcome(state(poster, dispute.id, { text: "x".repeat(5001) }))).toBe("INVALID_INPUT");
    const mine = async (who: Account, filters = {}) => (await run<any>(listDisputes, who, filters)).items.length;
    expect([await mine(poster), await mine(worker), await mine(stranger), await mine(moderator)]).toEqual([1, 1, 0, 0]);
    expect(await mine(poster, { taskId: task.id, status: "open", mine: true })).toBe(1);
    expect(await mine(poster, { status: "decided" })).toBe(0);
  });

  test(`each party makes at most ${MAX_STATEMENTS} statements, and none after the end`, async () => {
    const { task } = await hired(poster, worker);
    const dispute = await contest(poster, task.id);
    for (let n = 0; n < MAX_STATEMENTS; n++) await state(poster, dispute.id);
    expect(await outcome(state(poster, dispute.id))).toBe("CONFLICT");
    expect(await outcome(state(worker, dispute.id))).toBe("done");
    await decide(moderator, dispute.id, { outcome: "poster" });
    expect(await outcome(state(worker, dispute.id))).toBe("INVALID_STATE");
  });

  test("the poster neither cancels nor sends back, in either dialect, and the clock accepts nothing", async () => {
    const { task } = await hired(poster, worker);
    const { id } = await deliver(worker, task.id);
    await contest(worker, task.id);
    expect(await outcome(run(cancelTask, poster, { taskId: task.id }))).toBe("INVALID_STATE");
    expect(await outcome(run(updateGiveGigsTask, poster, { taskId: task.id, status: "CANCELLED" }))).toBe(
      "INVALID_STATE",
    );
    expect(await outcome(review(poster, id, "reject", "No"))).toBe("INVALID_STATE");
    expect(await outcome(review(poster, id, "revision", "No"))).toBe("INVALID_STATE");
    expect((await workOf(task.id))[0]).toMatchObject({ status: "submitted" });
    expect(await taskRow(task.id)).toMatchObject({ status: "disputed" });
  });

  test("the worker hands in again, which takes the place of what waits, and the poster accepts: paid in full, and it is over", async () => {
    const { task } = await hired(poster, worker);
    await deliver(worker, task.id);
    const dispute = await contest(poster, task.id);
    const second = await deliver(worker, task.id);
    expect(second.acceptsAt).toBeNull();
    expect((await workOf(task.id)).map(({ status, reviewedBy }) => [status, reviewedBy])).toEqual([
      ["submitted", null],
      ["revision_requested", "worker"],
    ]);
    await review(poster, second.id, "accept");
    expect(await taskRow(task.id)).toMatchObject({ status: "completed" });
    expect(await disputeRow(dispute.id)).toMatchObject({ status: "accepted", outcome: null });
    expect(await balance(`${owner.userId}:earnings:usd`)).toBe(HELD);
    expect(await cardOf(worker.actorId)).toMatchObject({
      completedTasks: 1,
      disputedTasks: 0,
      reviewedDeliverables: 1,
    });
    expect(await eventsOf(task.id)).toContain("dispute.ended");
    expect(await violations()).toEqual([]);
  });

  test("work that was rejected can be accepted after all, but not that of a worker who is no longer chosen", async () => {
    const { task, proposal } = await hired(poster, worker);
    const early = await deliver(worker, task.id);
    await review(poster, early.id, "reject", "No");
    await withdraw(worker, proposal.id);
    const { id: next } = await propose(stranger, task.id);
    await run(acceptProposal, poster, { proposalId: next });
    const late = await deliver(stranger, task.id);
    await review(poster, late.id, "reject", "No");
    expect(await outcome(review(poster, late.id, "accept"))).toBe("INVALID_STATE");
    await contest(stranger, task.id);
    expect(await outcome(review(poster, early.id, "accept"))).toBe("INVALID_STATE");
    expect(await outcome(review(poster, late.id, "accept"))).toBe("done");
    expect(await cardOf(stranger.actorId)).toMatchObject({ acceptedDeliverables: 1, reviewedDeliverables: 1 });
    expect(await balance(`${stranger.userId}:earnings:usd`)).toBe(HELD);
    expect(await violations()).toEqual([]);
  });

  test("the worker gives in by withdrawing: everything goes back, and it is over", async () => {
    const { task, proposal } = await hired(poster, worker);
    await deliver(worker, task.id);
    const dispute = await contest(poster, task.id);
    expect(await outcome(withdraw(poster, proposal.id))).toBe("FORBIDDEN");
    await withdraw(worker, proposal.id);
    expect(await taskRow(task.id)).toMatchObject({ status: "cancelled", closedReason: "Keep it." });
    expect(await disputeRow(dispute.id)).toMatchObject({ status: "conceded" });
    expect((await db.select().from(proposals).where(eq(proposals.id, proposal.id)))[0]).toMatchObject({
      status: "withdrawn",
    });
    expect((await workOf(task.id))[0]).toMatchObject({ status: "rejected", reviewedBy: "worker" });
    expect(await balance(`${poster.userId}:credits:usd`)).toBe(10_000);
    expect(await cardOf(worker.actorId)).toMatchObject({ completedTasks: 0, disputedTasks: 1 });
    expect(await outcome(decide(moderator, dispute.id, { outcome: "worker" }))).toBe("INVALID_STATE");
    expect(await violations()).toEqual([]);
  });
});

describe("a moderator's decision", () => {
  test.each([
    [
      { outcome: "worker" },
      "completed",
      HELD,
      0,
      "accepted",
      { completedTasks: 1, disputedTasks: 0, acceptedDeliverables: 1, reviewedDeliverables: 1 },
    ],
    [
      { outcome: "split", workerCents: 1501 },
      "completed",
      1501,
      HELD - 1501,
      "accepted",
      { completedTasks: 1, disputedTasks: 1, acceptedDeliverables: 1, reviewedDeliverables: 1 },
    ],
    [
      { outcome: "poster" },
      "cancelled",
      0,
      HELD,
      "rejected",
      { completedTasks: 0, disputedTasks: 1, acceptedDeliverables: 0, reviewedDeliverables: 1 },
    ],
  ])(
    "%o: settles the money to the cent, the task, the work and the record",
    async (fields, status, paid, back, work, record) => {
      const { task } = await hired(poster, worker);
      await deliver(worker, task.id);
      const { id } = await contest(poster, task.id);
      const { dispute } = await decide(moderator, id, fields);
      expect(dispute).toMatchObject({
        status: "decided",
        decision: { outcome: fields.outcome, workerCents: paid, posterCents: back, reason: "Both are right in part." },
      });
      expect(await taskRow(task.id)).toMatchObject({ status });
      expect(await balance(`${owner.userId}:earnings:usd`)).toBe(paid);
      expect(await balance(`${poster.userId}:credits:usd`)).toBe(10_000 - HELD + back);
      expect(await balance(`${task.id}:escrow:usd`)).toBe(0);
      expect((await workOf(task.id))[0]).toMatchObject({ status: work, reviewedBy: "moderator" });
      expect(await cardOf(worker.actorId)).toMatchObject(record);
      expect(await eventsOf(task.id)).toContain("dispute.decided");
      const letters = await db
        .select()
        .from(mails)
        .where(
          and(
            eq(mails.subject, `Decided: ${task.title}`),
            sql`text like '%Both are right in part.%' and text like ${`%${task.id}%`}`,
          ),
        );
      expect(letters).toHaveLength(2);
      expect(await outcome(decide(moderator, id, fields))).toBe("INVALID_STATE");
      expect(await violations()).toEqual([]);
      const { standing } = await run<any>(loadStanding, stranger, { taskId: task.id });
      expect(standing.held === null).toBe(back > 0);
    },
  );

  test("for the worker overturns a rejection; a split lets it stand; with nothing handed in there is nothing to judge", async () => {
    for (const [fields, work, record] of [
      [{ outcome: "worker" }, "accepted", { acceptedDeliverables: 1, reviewedDeliverables: 1, completedTasks: 1 }],
      [
        { outcome: "split", workerCents: 1 },
        "rejected",
        { acceptedDeliverables: 0, reviewedDeliverables: 1, completedTasks: 1 },
      ],
    ] as const) {
      const hand = await bot(owner, work);
      const { task } = await hired(poster, hand, { title: work });
      await review(poster, (await deliver(hand, task.id)).id, "reject", "No");
      await decide(moderator, (await contest(hand, task.id)).id, fields);
      expect((await workOf(task.id))[0]).toMatchObject({ status: work });
      expect(await cardOf(hand.actorId)).toMatchObject(record);
    }
    const { task } = await hired(await person("Other", { dollars: 50 }), worker);
    await decide(moderator, (await contest(worker, task.id)).id, { outcome: "worker" });
    expect(await taskRow(task.id)).toMatchObject({ status: "completed" });
    expect(await cardOf(worker.actorId)).toMatchObject({ completedTasks: 1, acceptedDeliverables: 0 });
    expect(await violations()).toEqual([]);
  });

  test("needs a moderator who is no party, a reason and a share within what is held; else nothing is written", async () => {
    const { task } = await hired(poster, worker);
    const { id } = await contest(worker, task.id);
    const split = (workerCents?: unknown) => ({ outcome: "split", workerCents });
    for (const who of [poster, worker, stranger])
      expect(await outcome(decide(who, id, { outcome: "worker" }))).toBe("NOT_FOUND");
    const partial = { ...poster, role: "moderator" as const };
    const hand = { ...worker, actorId: worker.userId, kind: "key" as const, role: "moderator" as const };
    const machine = { ...(await bot(moderator)), role: "moderator" as const };
    expect(await outcome(decide(machine as never, id, { outcome: "worker" }))).toBe("NOT_FOUND");
    for (const who of [partial, hand] as Account[])
      expect(await outcome(decide(who, id, { outcome: "worker" }))).toBe("FORBIDDEN");
    for (const fields of [
      { outcome: "worker", reason: " " },
      { outcome: "worker", reason: "x".repeat(5001) },
      { outcome: "both" },
      {},
      { outcome: "worker", workerCents: 5 },
      split(),
      split(0),
      split(-1),
      split(1.5),
      split("10"),
      split(HELD),
      split(HELD + 1),
    ])
      expect(await outcome(decide(moderator, id, fields)), JSON.stringify(fields)).toBe("INVALID_INPUT");
    expect(await outcome(decide(moderator, "disp_nonsense", { outcome: "worker" }))).toBe("NOT_FOUND");
    expect(await disputeRow(id)).toMatchObject({ status: "open" });
    expect(await balance(`${task.id}:escrow:usd`)).toBe(HELD);
    expect(await outcome(decide(moderator, id, split(HELD - 1)))).toBe("done");
  });

  test("on a task that held money before it was paid elsewhere moves none of that, and tells of none", async () => {
    const task = await postTask(poster);
    await run(changePaymentMethod, poster, { taskId: task.id, paymentMethod: "offsite" });
    const offer = await propose(worker, task.id);
    await run(acceptProposal, poster, { proposalId: offer.id });
    const { id } = await contest(worker, task.id);
    await decide(moderator, id, { outcome: "poster" });
    expect(await disputeRow(id)).toMatchObject({ workerCents: null, posterCents: null });
    expect((await run<any>(loadCase, moderator, { disputeId: id })).held).toBeNull();
    expect(await violations()).toEqual([]);
  });

  test("where nothing is held decides whether the task counts, and moves nothing", async () => {
    for (const [result, status] of [
      ["worker", "completed"],
      ["poster", "cancelled"],
    ] as const) {
      const { task } = await hired(poster, worker, { paymentMethod: "offsite", budget: undefined });
      const { id, heldCents } = await contest(poster, task.id);
      expect(heldCents).toBeNull();
      expect(await outcome(decide(moderator, id, { outcome: "split", workerCents: 5 }))).toBe("INVALID_INPUT");
      const { dispute } = await decide(moderator, id, { outcome: result });
      expect(dispute.decision).toMatchObject({ workerCents: null, posterCents: null });
      expect(await taskRow(task.id)).toMatchObject({ status });
    }
    expect(await violations()).toEqual([]);
  });

  test("is made from everything there is, in a queue that only moderators see", async () => {
    const { task, proposal } = await hired(poster, worker);
    const { id } = await contest(worker, task.id);
    await state(poster, id);
    const told = await run<any>(loadCase, moderator, { disputeId: id });
    expect(told).toMatchObject({
      dispute: { id },
      isParty: false,
      task: { id: task.id },
      proposal: { id: proposal.id },
      held: { source: "credits", cents: HELD, feeBps: 0, isHeld: true },
      poster: { id: poster.actorId },
      worker: { id: worker.actorId, disputeRate: null },
    });
    expect(told.statements).toHaveLength(1);
    const ids = async (filters = {}) =>
      (await run<any>(listDisputeQueue, moderator, { limit: 100, ...filters })).items.map((one: any) => one.id);
    expect(await ids()).toContain(id);
    for (const op of [loadCase, listDisputeQueue])
      expect(await outcome(run(op, poster, { disputeId: id }))).toBe("NOT_FOUND");
    await decide(moderator, id, { outcome: "worker" });
    expect(await ids()).not.toContain(id);
    expect((await ids({ status: "ended" }))[0]).toBe(id);
  });
});

test(
  "accepting, deciding both ways by two moderators and withdrawing race: one ending in 50 of 50",
  async () => {
    const second = await person("Second", { role: "moderator" });
    const rich = await person("Rich", { dollars: 50 * 45 });
    for (let n = 0; n < 50; n++) {
      const { task, proposal } = await hired(rich, worker, { title: `Race ${n}` });
      const work = await deliver(worker, task.id);
      const { id } = await contest(rich, task.id);
      const codes = await Promise.all([
        outcome(review(rich, work.id, "accept")),
        outcome(decide(moderator, id, { outcome: "split", workerCents: 1000 + n })),
        outcome(decide(second, id, { outcome: "poster" })),
        outcome(withdraw(worker, proposal.id)),
      ]);
      expect(
        codes.filter((code) => code === "done"),
        codes.join(),
      ).toHaveLength(1);
      expect(
        codes.filter((code) => code === "INVALID_STATE"),
        codes.join(),
      ).toHaveLength(3);
      const journals = await db.execute(
        sql`select 1 from ledger_journals where idem_key = ${`task.settle:${task.id}`}`,
      );
      expect(journals).toHaveLength(1);
      expect(await balance(`${task.id}:escrow:usd`)).toBe(0);
    }
    const total = (await balance(`${rich.userId}:credits:usd`)) + (await balance(`${owner.userId}:earnings:usd`));
    expect(total).toBe(50 * HELD);
    expect(await violations()).toEqual([]);
  },
  SLOW_MS,
);

test("a rehearsed decision shows what it would move, and moves nothing", async () => {
  const { task } = await hired(poster, worker);
  const { id } = await contest(worker, task.id);
  const wire = { disputeId: id, outcome: "split", workerCents: 2000, reason: "Half." };
  const rehearsed: any = await enter(decideDispute, moderator, wire, { dryRun: true });
  expect(rehearsed.postings).toMatchObject([
    { key: `task.settle:${task.id}`, moves: [{ amountCents: 2000 }, { amountCents: 2500 }] },
  ]);
  expect(await disputeRow(id)).toMatchObject({ status: "open" });
  expect(await balance(`${task.id}:escrow:usd`)).toBe(HELD);
});
