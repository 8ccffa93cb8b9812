import { eq, sql } from "drizzle-orm";
import { afterEach, expect, test } from "vitest";
import { db } from "@/db";
import { disputes, events, refunds, tasks } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import { run } from "@/lib/core/run";
import { verifyLedger } from "@/lib/domain/money/verify";
import { handlers } from "@/lib/domain/payments/handlers";
import { hireByCard } from "@/lib/domain/payments/hire";
import { drainOps } from "@/lib/domain/payments/ops";
import { decideProposal } from "@/lib/domain/proposals/decide";
import { cancelTask } from "@/lib/domain/tasks/cancel";
import { runClock } from "@/lib/events/clock";
import { balance, hired, person, postTask, propose } from "@/local/testing/market";
import { eventsOf, hear, payPage } from "@/local/testing/stripe";
import { contestTask } from "./contest";
import { decideDispute } from "./decide";
import { HELD_AT_MOST_DAYS } from "./dispute";

const DAY_MS = 86_400_000;
const BUDGET_MS = 10_000;

afterEach(async () => {
  clock.reset();
  await drainOps(handlers, 5_000);
  expect((await verifyLedger()).violations).toEqual([]);
});

/** A card task whose worker was hired by paying $45. */
async function paidByCard() {
  const [poster, worker] = [await person("Poster"), await person("Worker")];
  const task = await postTask(poster, { paymentMethod: "card" });
  const proposal = await propose(worker, task.id);
  const page = await run<any>(hireByCard, poster, { taskId: task.id, proposalId: proposal.id });
  await payPage(page.checkoutUrl);
  await hear(await eventsOf(page.sessionId));
  return { poster, worker, task, proposal };
}

test("a split of what a card paid: the share is earned, the rest goes back to the card", async () => {
  const moderator = await person("Moderator", { role: "moderator" });
  const { poster, worker, task } = await paidByCard();
  const { dispute } = await run<any>(contestTask, worker, { taskId: task.id, reason: "Not paid." });
  expect(dispute.heldCents).toBe(4500);
  const decision = { disputeId: dispute.id, outcome: "split", workerCents: 3333, reason: "Two thirds are done." };
  await run(decideDispute, moderator, decision);
  await drainOps(handlers, BUDGET_MS);
  expect(await balance(`${worker.userId}:earnings:usd`)).toBe(3333);
  expect(await balance(`${poster.userId}:credits:usd`)).toBe(0);
  expect(await balance(`${task.id}:card:usd`)).toBe(0);
  const back = await db.select().from(refunds).where(eq(refunds.taskId, task.id));
  expect(back).toMatchObject([{ amount: 1167, status: "succeeded" }]);
});

test("a worker who gives in sends all of it back to the card", async () => {
  const { worker, task, proposal } = await paidByCard();
  await run(contestTask, worker, { taskId: task.id, reason: "Not paid." });
  await run(decideProposal, worker, { proposalId: proposal.id, action: "withdraw" });
  await drainOps(handlers, BUDGET_MS);
  const back = await db.select().from(refunds).where(eq(refunds.taskId, task.id));
  expect(back).toMatchObject([{ amount: 4500, status: "succeeded" }]);
});

test(`money held for ${HELD_AT_MOST_DAYS} days goes before a moderator: once, and only money`, async () => {
  const poster = await person("Poster", { dollars: 200 });
  const worker = await person("Worker");
  const { task: running } = await hired(poster, worker);
  const { task: contested } = await hired(poster, worker, { title: "Contested" });
  const { task: free } = await hired(poster, worker, { title: "Free", paymentMethod: "offsite", budget: undefined });
  const { task: ended } = await hired(poster, worker, { title: "Ended" });
  await run(cancelTask, poster, { taskId: ended.id });
  await run(contestTask, poster, { taskId: contested.id, reason: "Late." });
  const flags = async () =>
    (await db.select().from(events).where(eq(events.name, "dispute.overdue"))).map(({ subjectId }) => subjectId);

  clock.advance((HELD_AT_MOST_DAYS - 1) * DAY_MS);
  await runClock(BUDGET_MS);
  expect(await flags()).not.toContain(running.id);

  clock.advance(DAY_MS);
  await Promise.all([runClock(BUDGET_MS), runClock(BUDGET_MS)]);
  await runClock(BUDGET_MS);
  const flagged = (await flags()).filter((id) => [running.id, contested.id, free.id, ended.id].includes(id!));
  expect(flagged.sort()).toEqual([running.id, contested.id].sort());
  const [opened] = await db.select().from(disputes).where(eq(disputes.taskId, running.id));
  expect(opened).toMatchObject({ openedBy: "clock", status: "open" });
  expect(opened!.overdueAt).not.toBeNull();
  const states = await db
    .select({ status: tasks.status })
    .from(tasks)
    .where(sql`id in (${free.id}, ${ended.id}) order by status`);
  expect(states).toEqual([{ status: "cancelled" }, { status: "in_progress" }]);
});
