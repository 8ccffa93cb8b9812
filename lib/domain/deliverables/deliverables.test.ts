import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { actorSkills, actors, ledgerAccounts, tasks } from "@/db/schema";
import type { Account } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { acceptProposal } from "@/lib/domain/proposals/accept";
import { cancelTask } from "@/lib/domain/tasks/cancel";
import { bot, hired, person, postTask, propose } from "@/local/testing/market";
import { listDeliverables } from "./list";
import { reviewDeliverable } from "./review";
import { submitDeliverable } from "./submit";

/** Many commands at once, also on a busy machine. */
const SLOW_MS = 60_000;
const balance = async (code: string) =>
  (await db.select().from(ledgerAccounts).where(eq(ledgerAccounts.code, code)))[0]?.balance ?? 0;
const violations = () => db.execute(sql`select * from ledger_violations`);
const taskRow = async (id: string) => (await db.select().from(tasks).where(eq(tasks.id, id)))[0]!;
const outcome = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error) => error.code ?? error,
  );
const deliver = async (worker: Account, taskId: string, fields: Record<string, unknown> = {}): Promise<any> =>
  (await run<any>(submitDeliverable, worker, { taskId, content: "Here it is.", ...fields })).deliverable;
const review = (poster: Account, deliverableId: string, action: string, fields: Record<string, unknown> = {}) =>
  run<any>(reviewDeliverable, poster, { deliverableId, action, ...fields });

let poster: Awaited<ReturnType<typeof person>>;
let owner: Awaited<ReturnType<typeof person>>;
let worker: Awaited<ReturnType<typeof bot>>;
beforeEach(async () => {
  poster = await person("Poster", { dollars: 100 });
  owner = await person("Owner");
  worker = await bot(owner);
});

describe("handing in work", () => {
  test("moves the task to delivered and shows the worker, whichever of its hands did it", async () => {
    const { task, proposal } = await hired(poster, worker);
    const done = await deliver(owner, task.id, { proposalId: proposal.id, format: "json", content: '{"ok":true}' });
    expect(done).toMatchObject({
      status: "submitted",
      workerId: worker.actorId,
      proposalId: proposal.id,
      fileUrls: [],
    });
    expect(Date.parse(done.acceptsAt) - Date.parse(done.createdAt)).toBe(48 * 3_600_000);
    expect(await taskRow(task.id)).toMatchObject({ status: "delivered" });
  });

  test("is read from `description` as well, and needs one of the two", async () => {
    const { task } = await hired(poster, worker);
    expect(await outcome(deliver(worker, task.id, { content: undefined }))).toBe("INVALID_INPUT");
    expect(await deliver(worker, task.id, { content: undefined, description: "The work" })).toMatchObject({
      content: "The work",
    });
  });

  test.each([
    ["content past 50,000 characters", { content: "x".repeat(50_001) }],
    ["a file that is not at https", { fileUrls: ["http://example.com/a"] }],
    ["a file at a script", { fileUrls: ["javascript:alert(1)"] }],
    ["a file URL with a password in it", { fileUrls: ["https://a:b@example.com/"] }],
    ["a file URL past 2,000 characters", { fileUrls: [`https://example.com/${"a".repeat(2000)}`] }],
    ["twenty-one files", { fileUrls: Array.from({ length: 21 }, (_, i) => `https://example.com/${i}`) }],
    ["JSON that is none", { format: "json" }],
    ["a file URL that is none", { format: "file_url" }],
  ])("refuses %s, and nothing is kept", async (_, fields) => {
    const { task } = await hired(poster, worker);
    expect(await outcome(deliver(worker, task.id, fields))).toBe("INVALID_INPUT");
    expect(await taskRow(task.id)).toMatchObject({ status: "in_progress" });
  });

  test("is for the chosen worker alone: not the poster, a rival, a stranger or the owner's other bot", async () => {
    const task = await postTask(poster, { budget: 45 });
    const rival = await person("Rival");
    const theirs = await propose(rival, task.id);
    const { id } = await propose(worker, task.id);
    expect(await outcome(deliver(worker, task.id))).toBe("INVALID_STATE");
    await run(acceptProposal, poster, { proposalId: id });
    const outsiders = [poster, rival, await person("Stranger"), await bot(owner, "Sibling")];
    for (const outsider of outsiders) expect(await outcome(deliver(outsider, task.id))).toBe("FORBIDDEN");
    expect(await outcome(deliver(worker, task.id, { proposalId: theirs.id }))).toBe("NOT_FOUND");
    expect(await outcome(deliver(worker, "task_nonsense"))).toBe("NOT_FOUND");
    expect(await outcome(deliver(worker, task.id))).toBe("done");
    expect(await outcome(deliver(worker, task.id))).toBe("INVALID_STATE");
  });
});

describe("answering it", () => {
  test("accepting completes the task, pays the worker's owner and writes the worker's record", async () => {
    const { task } = await hired(poster, worker, { requiredSkills: ["Data Entry", "seo"], budget: 60 }, 45.5);
    const { id } = await deliver(worker, task.id);
    const done = await review(poster, id, "approve");
    expect(done.deliverable).toMatchObject({ status: "accepted", reviewedBy: "poster", acceptsAt: null });
    expect(await taskRow(task.id)).toMatchObject({ status: "completed" });
    expect(await balance(`${owner.userId}:earnings:usd`)).toBe(4550);
    expect(await balance(`${poster.userId}:credits:usd`)).toBe(5450);
    expect(await balance(`${task.id}:escrow:usd`)).toBe(0);
    const [card] = await db.select().from(actors).where(eq(actors.id, worker.actorId));
    expect(card).toMatchObject({ completedTasks: 1, onTimeTasks: 1, acceptedDeliverables: 1, reviewedDeliverables: 1 });
    const skills = await db.select().from(actorSkills).where(eq(actorSkills.actorId, worker.actorId));
    expect(skills.map(({ slug, label, completedTasks }) => [slug, label, completedTasks]).sort()).toEqual([
      ["data-entry", "Data Entry", 1],
      ["seo", "Seo", 1],
    ]);
    expect(await violations()).toEqual([]);
  });

  test.each([
    ["reject", "rejected"],
    ["request_revision", "revision_requested"],
    ["revision", "revision_requested"],
  ])("%s needs a reason, pays nothing and lets the worker try again", async (action, status) => {
    const { task } = await hired(poster, worker, { acceptanceCriteria: ["In English", "Two pages"] });
    const { id } = await deliver(worker, task.id);
    expect(await outcome(review(poster, id, action))).toBe("INVALID_INPUT");
    expect(await outcome(review(poster, id, action, { reason: "No", reasonCode: "ugly" }))).toBe("INVALID_INPUT");
    expect(await outcome(review(poster, id, action, { reason: "No", criteria: [2] }))).toBe("INVALID_INPUT");
    const back = await review(poster, id, action, {
      disputeReason: "Too short",
      reasonCode: "incomplete",
      criteria: [1, 1],
    });
    expect(back.deliverable).toMatchObject({ status, reason: "Too short", reasonCode: "incomplete", criteria: [1] });
    expect(await taskRow(task.id)).toMatchObject({ status: "in_progress", deliveredAt: null });
    expect(await balance(`${task.id}:escrow:usd`)).toBe(4500);
    const again = await deliver(worker, task.id);
    expect(await outcome(review(poster, id, "accept"))).toBe("INVALID_STATE");
    expect(await outcome(review(poster, again.id, "accept"))).toBe("done");
    const [card] = await db.select().from(actors).where(eq(actors.id, worker.actorId));
    expect(card).toMatchObject({ acceptedDeliverables: 1, reviewedDeliverables: 2 });
    expect(await violations()).toEqual([]);
  });

  test("off-site and charity work ends the same way, without money", async () => {
    for (const paymentMethod of ["offsite", "none"]) {
      const { task } = await hired(poster, worker, { paymentMethod, budget: undefined });
      const { id } = await deliver(worker, task.id);
      await review(poster, id, "accept");
      expect(await taskRow(task.id)).toMatchObject({ status: "completed" });
    }
    expect(await balance(`${owner.userId}:earnings:usd`)).toBe(0);
    expect(await balance(`${poster.userId}:credits:usd`)).toBe(10_000);
  });

  test("is the poster's: the worker is 403, and a stranger is told what the finder of nothing is told", async () => {
    const { task } = await hired(poster, worker);
    const { id } = await deliver(worker, task.id);
    expect(await outcome(review(owner, id, "accept"))).toBe("FORBIDDEN");
    const stranger = await person("Stranger");
    const missing = await review(stranger, "dlv_01k9y5t8w3a7c2e4g6h8j0k1m3", "accept").catch((error) => error);
    const foreign = await review(stranger, id, "accept").catch((error) => error);
    expect([foreign.code, foreign.message]).toEqual([missing.code, missing.message]);
  });

  test(
    "of a hundred accepts at once one settles, the rest are 409",
    async () => {
      const { task } = await hired(poster, worker);
      const { id } = await deliver(worker, task.id);
      const outcomes = await Promise.all(Array.from({ length: 100 }, () => outcome(review(poster, id, "accept"))));
      expect(outcomes.filter((o) => o === "done")).toHaveLength(1);
      expect(outcomes.filter((o) => o === "INVALID_STATE")).toHaveLength(99);
      expect(await balance(`${owner.userId}:earnings:usd`)).toBe(4500);
      expect(await violations()).toEqual([]);
    },
    SLOW_MS,
  );

  test("waiting work keeps the poster from cancelling", async () => {
    const { task } = await hired(poster, worker);
    await deliver(worker, task.id);
    expect(await outcome(run(cancelTask, poster, { taskId: task.id }))).toBe("INVALID_STATE");
  });
});

describe("listing deliverables", () => {
  test("the poster and that worker see them by task and by proposal; nobody else is told of any", async () => {
    const { task, proposal } = await hired(poster, worker);
    await deliver(worker, task.id);
    const list = (actor: Account, scope: Record<string, unknown>) => run<any>(listDeliverables, actor, scope);
    for (const actor of [poster, worker, owner])
      for (const scope of [{ taskId: task.id }, { proposalId: proposal.id }])
        expect((await list(actor, scope)).total).toBe(1);
    const stranger = await person("Stranger");
    expect(await outcome(list(stranger, { taskId: task.id }))).toBe("FORBIDDEN");
    expect(await outcome(list(stranger, { taskId: "task_x" }))).toBe("NOT_FOUND");
    const waiting = await propose(stranger, (await postTask(poster)).id);
    expect((await list(stranger, { proposalId: waiting.id })).items).toEqual([]);
    expect(await outcome(list(stranger, { proposalId: proposal.id }))).toBe("NOT_FOUND");
    expect(await outcome(list(poster, { proposalId: "prop_x" }))).toBe("NOT_FOUND");
    expect(await outcome(list(poster, {}))).toBe("INVALID_INPUT");
    expect((await list(poster, { taskId: task.id, status: "rejected" })).items).toEqual([]);
  });
});
