import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { newId } from "@/db/id";
import { actorSkills, actors, events, proposals, tasks } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import type { Account } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { applyToTask } from "@/lib/domain/proposals/givegigs/apply";
import { decideApplication } from "@/lib/domain/proposals/givegigs/decide";
import { bot, person } from "@/local/testing/market";
import { commissionTask } from "../commission";
import { editTask } from "../edit";
import { changePaymentMethod } from "../payment-method";
import { loadGiveGigsTaskWithApplications } from "./load";
import { postGiveGigsTask } from "./post";
import { updateGiveGigsTask } from "./update";

const refused = (work: Promise<unknown>): Promise<{ code: string; message: string }> =>
  work.then(
    () => ({ code: "done", message: "" }),
    (error) => error,
  );

describe("changing a task the GiveGigs way", () => {
  let owner: Awaited<ReturnType<typeof person>>;
  let worker: Awaited<ReturnType<typeof person>>;
  let key: Extract<Account, { kind: "key" }>;
  const post = async (fields: object = {}, actor: Account = key) =>
    (
      await run<any>(postGiveGigsTask, actor, {
        title: `Plant trees ${newId("x")}`,
        description: "All of them.",
        fundingType: "OFFSITE_PAY",
        promisedAmount: "45.00",
        contactMethods: "me@example.com",
        skillsNeeded: "gardening",
        ...fields,
      })
    ).task;
  const update = async (taskId: string, fields: object, actor: Account = key) =>
    (await run<any>(updateGiveGigsTask, actor, { taskId, ...fields })).task;
  const hire = async (taskId: string) => {
    const { application } = await run<any>(applyToTask, worker, { taskId, message: "I will." });
    await run(decideApplication, key, { taskId, applicationId: application.id, status: "ACCEPTED" });
    return application;
  };

  beforeEach(async () => {
    owner = await person("Poster", { dollars: 100 });
    worker = await person("Worker");
    key = { kind: "key", userId: owner.userId, actorId: owner.actorId, keyId: newId("key"), role: "member" };
  });

  test("its details change while it is open, and stay as they were where nothing is said", async () => {
    const task = await post();
    const changes = {
      title: "Plant oaks",
      hope: "Shade",
      skillsNeeded: "digging",
      urgency: "CRITICAL",
      paymentMethod: "ETH on Base",
    };
    const changed = await update(task.id, changes);
    expect(changed).toEqual({ ...task, ...changes, updatedAt: changed.updatedAt });
    await hire(task.id);
    expect(await refused(update(task.id, { title: "Too late" }))).toMatchObject({
      code: "INVALID_STATE",
      message: "This task is in progress: its details no longer change.",
    });
  });

  test("charity and a promise become each other; a promise does not outlive its funding", async () => {
    const task = await post();
    expect(await update(task.id, { fundingType: "CHARITY" })).toMatchObject({
      fundingType: "CHARITY",
      promisedAmount: null,
    });
    expect(await refused(update(task.id, { promisedAmount: "5" }))).toMatchObject({ code: "INVALID_INPUT" });
    expect(
      await update(task.id, { fundingType: "OFFSITE_PAY", promisedAmount: "0.000001", currency: "ETH" }),
    ).toMatchObject({
      promisedAmount: "0.000001",
    });
    expect(await refused(update(task.id, { currency: "USD" }))).toMatchObject({
      message: "promisedAmount must have at most 2 decimals in USD",
    });
    expect(await refused(update(task.id, { fundingType: "ESCROW" }))).toMatchObject({
      message: `fundingType cannot go to or from ESCROW here: use POST /api/tasks/${task.id}/payment-method`,
    });
    expect(await refused(update(task.id, { budget: 5 }))).toMatchObject({ code: "INVALID_INPUT" });
  });

  test("a promise made in Gigiac's words, which name no contact, is changed without one", async () => {
    const { task } = await run<any>(commissionTask, key, {
      title: "Sweep the yard",
      description: "All of it.",
      category: "local",
      paymentMethod: "offsite",
    });
    expect(await update(task.id, { title: "Sweep it twice" })).toMatchObject({ title: "Sweep it twice" });
    const charity = await post({ fundingType: "CHARITY", promisedAmount: undefined, contactMethods: undefined });
    expect(await refused(update(charity.id, { fundingType: "OFFSITE_PAY" }))).toMatchObject({ code: "INVALID_INPUT" });
  });

  test("saying in Gigiac's words that it is still remote keeps what was said of its place", async () => {
    const place = { country: "Portugal", locationName: "Lisbon", latitude: 38.7, longitude: -9.1 };
    const task = await post(place);
    await run(editTask, key, { taskId: task.id, title: "Still remote", location: { type: "remote" } });
    expect(await update(task.id, { urgency: "LOW" })).toMatchObject({ title: "Still remote", ...place });
  });

  test("a promise in another currency that becomes held money is in dollars, without the promise", async () => {
    const task = await post({ promisedAmount: "0.5", currency: "ETH" });
    await run(editTask, key, { taskId: task.id, budget: 20 });
    await run(changePaymentMethod, key, { taskId: task.id, paymentMethod: "credits" });
    const held = { fundingType: "ESCROW", currency: "USD", promisedAmount: null, budget: 20 };
    expect(await update(task.id, { title: "Held now" })).toMatchObject(held);
  });

  test("only the creating key may change it, or its owner in a browser", async () => {
    const task = await post();
    const others: Account[] = [{ ...key, keyId: newId("key") }, await person("Stranger"), await bot(owner)];
    for (const other of others)
      expect(await refused(update(task.id, { title: "Mine now" }, other))).toMatchObject({ code: "FORBIDDEN" });
    expect(await update(task.id, { title: "From the browser" }, owner)).toMatchObject({ title: "From the browser" });
    const posted = await post({}, owner);
    expect(await refused(update(posted.id, { title: "By a key" }))).toMatchObject({ code: "FORBIDDEN" });
    expect(await refused(update(newId("task"), { title: "Nothing" }))).toMatchObject({ code: "NOT_FOUND" });
  });

  test("CANCELLED hides it and OPEN shows it again; saying what it already is changes nothing", async () => {
    const task = await post();
    expect(await update(task.id, { status: "OPEN" })).toEqual(task);
    expect(await update(task.id, { status: "CANCELLED", reason: "Rain" })).toMatchObject({ status: "CANCELLED" });
    expect(await update(task.id, { status: "CANCELLED" })).toMatchObject({ status: "CANCELLED" });
    expect(await update(task.id, { status: "OPEN", title: "Dry again" })).toMatchObject({
      status: "OPEN",
      title: "Dry again",
    });
  });

  test("a task shown again has nobody chosen and takes applications anew", async () => {
    const task = await post({ expiresInDays: 1 });
    const application = await hire(task.id);
    await update(task.id, { status: "CANCELLED" });
    clock.advance(2 * 86_400_000);
    expect(await update(task.id, { status: "OPEN" })).toMatchObject({
      status: "OPEN",
      expiresAt: null,
      applicationCount: 0,
    });
    clock.reset();
    const [before] = await db.select().from(proposals).where(eq(proposals.id, application.id));
    expect(before!.status).toBe("withdrawn");
    await hire(task.id);
    const { task: detail } = await run<any>(loadGiveGigsTaskWithApplications, key, { taskId: task.id });
    expect(detail).toMatchObject({ status: "IN_PROGRESS", applicationCount: 1 });
  });

  test("COMPLETED concludes it, with or without somebody chosen, and is the worker's record", async () => {
    const idle = await post();
    expect(await update(idle.id, { status: "COMPLETED" })).toMatchObject({ status: "COMPLETED" });
    const task = await post();
    await hire(task.id);
    expect(await update(task.id, { status: "COMPLETED" })).toMatchObject({ status: "COMPLETED" });
    const [record] = await db.select().from(actors).where(eq(actors.id, worker.actorId));
    expect(record!.completedTasks).toBe(1);
    // Nothing was handed in: the record grows, no skill is attested.
    expect(await db.$count(actorSkills, eq(actorSkills.actorId, worker.actorId))).toBe(0);
    const told = await db.select().from(events).where(eq(events.name, "task.completed"));
    expect(told.map(({ subjectId, isPublic, payload }) => [subjectId, isPublic, payload.workerId])).toEqual([
      [idle.id, true, null],
      [task.id, true, worker.actorId],
    ]);
    expect(await refused(update(task.id, { status: "OPEN" }))).toMatchObject({
      code: "INVALID_STATE",
      message: "This task is completed: you cannot reopen now.",
    });
  });

  test("a status that only deeds or the clock bring about is refused with the deed's name", async () => {
    const task = await post();
    for (const status of ["IN_PROGRESS", "EXPIRED", "DONE"])
      expect(await refused(update(task.id, { status }))).toMatchObject({ code: "INVALID_INPUT" });
    const [row] = await db.select().from(tasks).where(eq(tasks.id, task.id));
    expect(row!.status).toBe("open");
  });

  test("an ESCROW task gives back what is held when it is hidden, and is neither concluded nor shown again by a word", async () => {
    const task = await post({ fundingType: "ESCROW", budget: 30, promisedAmount: undefined });
    expect(await refused(update(task.id, { status: "COMPLETED" }))).toMatchObject({ code: "INVALID_STATE" });
    await update(task.id, { status: "CANCELLED" });
    expect(await refused(update(task.id, { status: "OPEN" }))).toMatchObject({ code: "INVALID_STATE" });
    const [wallet] = await db.execute(
      sql`select balance::int from ledger_accounts where code = ${`${owner.userId}:credits:usd`}`,
    );
    expect(wallet).toEqual({ balance: 10_000 });
    expect(await db.execute(sql`select * from ledger_violations`)).toEqual([]);
  });

  test("a hide and an accept at once: one of them wins, and the task is what it says", async () => {
    const task = await post();
    const { application } = await run<any>(applyToTask, worker, { taskId: task.id, message: "I will." });
    const outcomes = await Promise.all([
      refused(update(task.id, { title: "A last word" })),
      refused(run(decideApplication, key, { taskId: task.id, applicationId: application.id, status: "ACCEPTED" })),
      refused(update(task.id, { status: "COMPLETED" })),
    ]);
    const [row] = await db.select().from(tasks).where(eq(tasks.id, task.id));
    expect(["in_progress", "completed"]).toContain(row!.status);
    if (outcomes[1]!.code !== "done") expect(row).toMatchObject({ status: "completed", acceptedProposalId: null });
  });
});
