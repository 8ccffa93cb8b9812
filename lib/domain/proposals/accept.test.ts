import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { holds, ledgerAccounts, tasks } from "@/db/schema";
import { run } from "@/lib/core/run";
import { bot, person, postTask, propose } from "@/local/testing/market";
import { acceptProposal } from "./accept";

const balance = async (code: string) =>
  (await db.select().from(ledgerAccounts).where(eq(ledgerAccounts.code, code)))[0]?.balance ?? 0;
const violations = () => db.execute(sql`select * from ledger_violations`);
const refused = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error) => error.code,
  );

describe("accepting a proposal", () => {
  let poster: Awaited<ReturnType<typeof person>>;
  let worker: Awaited<ReturnType<typeof bot>>;
  beforeEach(async () => {
    poster = await person("Poster", { dollars: 100 });
    worker = await bot(await person("Owner"));
  });

  test("a lower amount sends the rest of the budget back", async () => {
    const task = await postTask(poster, { budget: 60 });
    expect(await balance(`${poster.userId}:credits:usd`)).toBe(4000);
    const proposal = await propose(worker, task.id, { proposedAmount: "45.50" });
    const done = await run<any>(acceptProposal, poster, { proposalId: proposal.id });
    expect(done.task.status).toBe("in_progress");
    expect(done.proposal).toMatchObject({ status: "accepted", proposedAmount: 45.5, proposer: { isBot: true } });
    expect(await balance(`${poster.userId}:credits:usd`)).toBe(5450);
    expect(await balance(`${task.id}:escrow:usd`)).toBe(4550);
    expect(await violations()).toEqual([]);
  });

  test("a higher amount takes more, and is refused where the wallet does not reach, with nothing changed", async () => {
    const task = await postTask(poster, { budget: 60 });
    const dear = await propose(worker, task.id, { proposedAmount: 200 });
    await expect(run(acceptProposal, poster, { proposalId: dear.id })).rejects.toMatchObject({
      code: "INSUFFICIENT_CREDITS",
      message: "Insufficient credit balance. Required: $140.00, Available: $40.00",
    });
    const [row] = await db.select().from(tasks).where(eq(tasks.id, task.id));
    expect(row).toMatchObject({ status: "open", acceptedProposalId: null });
    expect(await violations()).toEqual([]);
  });

  test("a stranger is told exactly what the finder of nothing is told", async () => {
    const task = await postTask(poster);
    const proposal = await propose(worker, task.id);
    const stranger = await person("Stranger");
    const missing = await run<any>(acceptProposal, stranger, { proposalId: "prop_01k9y5t8w3a7c2e4g6h8j0k1m3" }).catch(
      (e) => e,
    );
    const foreign = await run<any>(acceptProposal, stranger, { proposalId: proposal.id }).catch((e) => e);
    expect([foreign.code, foreign.message]).toEqual([missing.code, missing.message]);
  });

  test("of fifty accepts at once one wins, the rest are 409, and the hold is right", async () => {
    const task = await postTask(poster, { budget: 50 });
    const owners = await Promise.all(Array.from({ length: 50 }, (_, i) => person(`W${i}`)));
    const offers = await Promise.all(owners.map((owner, i) => propose(owner, task.id, { proposedAmount: 10 + i })));
    const outcomes = await Promise.all(
      offers.map((offer) => refused(run(acceptProposal, poster, { proposalId: offer.id }))),
    );
    expect(outcomes.filter((o) => o === "done")).toHaveLength(1);
    expect(outcomes.filter((o) => o === "INVALID_STATE")).toHaveLength(49);
    const [hold] = await db.select().from(holds).where(eq(holds.taskId, task.id));
    const [row] = await db.select().from(tasks).where(eq(tasks.id, task.id));
    const winner = offers.findIndex((offer) => offer.id === row!.acceptedProposalId);
    expect(hold!.gross).toBe((10 + winner) * 100);
    expect(await violations()).toEqual([]);
  });
});
