import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { events, ledgerAccounts, proposals, tasks } from "@/db/schema";
import type { Account } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { bot, hired, person, postTask, propose } from "@/local/testing/market";
import { acceptProposal } from "./accept";
import { decideProposal } from "./decide";
import { listProposals } from "./list";

const balance = async (code: string) =>
  (await db.select().from(ledgerAccounts).where(eq(ledgerAccounts.code, code)))[0]?.balance ?? 0;
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    ({ code, details }) => ({ code, ...(details && { path: details[0].path }) }),
  );
const inOrder = async () => expect(await db.execute(sql`select * from ledger_violations`)).toEqual([]);
const countOf = async (taskId: string) => (await db.select().from(tasks).where(eq(tasks.id, taskId)))[0]!.proposalCount;

let poster: Awaited<ReturnType<typeof person>>;
let worker: Awaited<ReturnType<typeof bot>>;
let stranger: Awaited<ReturnType<typeof person>>;
beforeEach(async () => {
  poster = await person("Poster", { dollars: 100 });
  worker = await bot(await person("Owner"));
  stranger = await person("Stranger");
});

describe("a proposal", () => {
  test("reads its amount in each spelling, and counts on its task", async () => {
    const task = await postTask(poster, { budget: 60 });
    const offers = [
      { proposedAmount: "45.50" },
      { proposedAmount: undefined, amount: 45.5 },
      { proposedAmount: undefined, bidAmount: "45.5" },
    ];
    for (const offer of offers) {
      const made = await propose(await person(), task.id, offer);
      expect(made).toMatchObject({ proposedAmountCents: 4550, status: "pending", taskTitle: task.title });
    }
    expect(await countOf(task.id)).toBe(3);
  });

  test("is one live one an actor, also when twenty come at once; a bot and its owner are two actors", async () => {
    const task = await postTask(poster);
    const owner = await person("Owner");
    const robo = await bot(owner);
    const offers = await Promise.all(Array.from({ length: 20 }, () => refusal(propose(robo, task.id))));
    expect(offers.filter((offer) => offer === "done")).toHaveLength(1);
    expect(offers.filter((offer) => offer !== "done")).toEqual(Array(19).fill({ code: "DUPLICATE" }));
    await propose(owner, task.id);
    expect(await countOf(task.id)).toBe(2);
  });

  test("stops at the task's limit, also under a rush", async () => {
    const task = await postTask(poster, { maxProposals: 3 });
    const crowd = await Promise.all(Array.from({ length: 8 }, (_, i) => person(`W${i}`)));
    const offers = await Promise.all(crowd.map((one) => refusal(propose(one, task.id))));
    expect(offers.filter((offer) => offer === "done")).toHaveLength(3);
    expect(await countOf(task.id)).toBe(3);
  });

  test("is refused on one's own task, on one that is not open, without an amount, and on none", async () => {
    const task = await postTask(poster);
    expect(await refusal(propose(poster, task.id))).toEqual({ code: "FORBIDDEN" });
    expect(await refusal(propose(await bot(poster), task.id))).toEqual({ code: "FORBIDDEN" });
    expect(await refusal(propose(worker, task.id, { proposedAmount: undefined }))).toEqual({
      code: "INVALID_INPUT",
      path: "proposedAmount",
    });
    const { task: taken } = await hired(poster, worker);
    expect(await refusal(propose(stranger, taken.id))).toEqual({ code: "INVALID_STATE" });
    expect(await refusal(propose(worker, "task_x"))).toEqual({ code: "NOT_FOUND" });
    expect(await db.$count(proposals, eq(proposals.taskId, task.id))).toBe(0);
  });
});

describe("deciding a proposal", () => {
  const decide = (who: Account, proposalId: string, action: string) =>
    run<any>(decideProposal, who, { proposalId, action, reason: "Thank you" });

  test("the poster rejects, the author withdraws, and either makes room for another", async () => {
    const task = await postTask(poster, { maxProposals: 1 });
    const first = await propose(worker, task.id);
    expect((await decide(poster, first.id, "reject")).proposal.status).toBe("rejected");
    const second = await propose(worker, task.id);
    expect((await decide(worker, second.id, "withdraw")).proposal.status).toBe("withdrawn");
    expect(await countOf(task.id)).toBe(0);
    expect(await refusal(decide(poster, second.id, "reject"))).toEqual({ code: "INVALID_STATE" });
    const told = await db.select().from(events).where(eq(events.subjectId, task.id));
    expect(told.map(({ name }) => name)).toEqual(expect.arrayContaining(["proposal.rejected", "proposal.withdrawn"]));
  });

  test("withdrawing an accepted one opens the task again, with its budget held again", async () => {
    const { task, proposal } = await hired(poster, worker, { budget: 60 }, 40);
    await decide(worker, proposal.id, "withdraw");
    const [row] = await db.select().from(tasks).where(eq(tasks.id, task.id));
    expect(row).toMatchObject({ status: "open", acceptedProposalId: null, budgetCents: 6000 });
    expect(await balance(`${task.id}:escrow:usd`)).toBe(6000);
    await inOrder();
  });

  test("where the poster's wallet no longer reaches, what is held becomes the budget", async () => {
    const { task, proposal } = await hired(poster, worker, { budget: 100 }, 40);
    await postTask(poster, { budget: 50 });
    await decide(worker, proposal.id, "withdraw");
    const [row] = await db.select().from(tasks).where(eq(tasks.id, task.id));
    expect(row).toMatchObject({ status: "open", budgetCents: 4000 });
    expect(await balance(`${task.id}:escrow:usd`)).toBe(4000);
    await inOrder();
  });

  test("a stranger is told what the finder of nothing is told, the wrong side who may do it", async () => {
    const task = await postTask(poster);
    const proposal = await propose(worker, task.id);
    for (const [who, action, code] of [
      [stranger, "reject", "NOT_FOUND"],
      [stranger, "withdraw", "NOT_FOUND"],
      [worker, "reject", "FORBIDDEN"],
      [poster, "withdraw", "FORBIDDEN"],
    ] as const)
      expect(await refusal(decide(who, proposal.id, action))).toEqual({ code });
    expect(await refusal(run(acceptProposal, worker, { proposalId: proposal.id }))).toEqual({ code: "FORBIDDEN" });
    expect(await refusal(run(acceptProposal, stranger, { proposalId: proposal.id }))).toEqual({ code: "NOT_FOUND" });
    expect(await countOf(task.id)).toBe(1);
  });
});

describe("listing proposals", () => {
  const list = (who: Account, input: object) => run<any>(listProposals, who, input);

  test("has one scope: one's own, or those on one's task", async () => {
    const task = await postTask(poster);
    const proposal = await propose(worker, task.id);
    for (const [who, scope] of [
      [worker, { mine: true }],
      [poster, { taskId: task.id }],
      [poster, { taskId: task.id, status: "pending" }],
    ] as const)
      expect((await list(who, scope)).items).toMatchObject([{ id: proposal.id, proposer: { isBot: true } }]);
    expect((await list(stranger, { mine: true })).items).toEqual([]);
    for (const who of [stranger, worker])
      expect(await refusal(list(who, { taskId: task.id }))).toEqual({ code: "FORBIDDEN" });
    expect(await refusal(list(stranger, { taskId: "task_x" }))).toEqual({ code: "NOT_FOUND" });
    for (const none of [{}, { mine: true, taskId: task.id }])
      expect(await refusal(list(poster, none))).toEqual({ code: "INVALID_INPUT", path: "mine" });
  });
});
