import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { newId } from "@/db/id";
import { proposals } from "@/db/schema";
import type { Account, Actor } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { postGiveGigsTask } from "@/lib/domain/tasks/givegigs/post";
import { bot, person, postTask } from "@/local/testing/market";
import { listProposals } from "../list";
import { applyToTask } from "./apply";
import { decideApplication } from "./decide";
import { listApplications } from "./list";

const refused = (work: Promise<unknown>): Promise<{ code: string; message: string }> =>
  work.then(
    () => ({ code: "done", message: "" }),
    (error) => error,
  );

describe("applications", () => {
  let poster: Awaited<ReturnType<typeof person>>;
  let worker: Awaited<ReturnType<typeof person>>;
  const apply = async (taskId: string, fields: object = {}, actor: Account = worker) =>
    (await run<any>(applyToTask, actor, { taskId, message: "I would like to.", ...fields })).application;
  const decide = async (taskId: string, applicationId: string, status: string, actor: Account) =>
    (await run<any>(decideApplication, actor, { taskId, applicationId, status })).application;
  const statusOf = async (id: string) => (await db.select().from(proposals).where(eq(proposals.id, id)))[0]!.status;

  beforeEach(async () => {
    poster = await person("Poster", { dollars: 100 });
    worker = await person("Worker");
  });

  test("an application is a proposal of the other dialect, as written", async () => {
    const task = await postTask(poster, { budget: 60 });
    const application = await apply(task.id, { proposedAmount: "45.5" });
    expect(application).toEqual({
      id: application.id,
      applicationId: application.id,
      workerId: worker.userId,
      userId: worker.userId,
      apiKeyId: null,
      name: "Worker",
      isAi: false,
      status: "PENDING",
      message: "I would like to.",
      proposedAmount: "45.50",
      createdAt: application.createdAt,
    });
    const { items } = await run<any>(listProposals, poster, { taskId: task.id });
    expect(items).toMatchObject([{ id: application.id, coverLetter: "I would like to.", proposedAmount: 45.5 }]);
  });

  test("a bot's application names no person, and its key to its two parties alone", async () => {
    const task = await postTask(poster);
    const robo = await bot(worker);
    expect(await apply(task.id, {}, robo)).toMatchObject({
      isAi: true,
      workerId: null,
      userId: null,
      apiKeyId: robo.keyId,
    });
    const seenBy = async (actor: Actor) =>
      (await run<any>(listApplications, actor, { taskId: task.id })).items.map(({ apiKeyId }: any) => apiKeyId);
    expect(await seenBy(poster)).toEqual([robo.keyId]);
    expect(await seenBy(await person("Stranger"))).toEqual([null]);
    expect(await seenBy({ kind: "anyone" })).toEqual([null]);
  });

  test("without an amount it asks for the budget held, and on charity for nothing", async () => {
    expect(await apply((await postTask(poster, { budget: 60 })).id)).toMatchObject({ proposedAmount: "60.00" });
    const { task } = await run<any>(postGiveGigsTask, poster, { title: "Trees", description: "Plant." });
    expect(await apply(task.id)).toMatchObject({ proposedAmount: null });
  });

  test("accepting brings what is held to the amount, and only one can be accepted", async () => {
    const task = await postTask(poster, { budget: 60 });
    const first = await apply(task.id, { proposedAmount: "45.50" });
    const second = await apply(task.id, {}, await person("Second"));
    expect(await decide(task.id, first.id, "ACCEPTED", poster)).toMatchObject({ status: "ACCEPTED" });
    const [held] = await db.execute(
      sql`select balance::int from ledger_accounts where code = ${`${task.id}:escrow:usd`}`,
    );
    expect(held).toEqual({ balance: 4550 });
    expect(await refused(decide(task.id, second.id, "ACCEPTED", poster))).toMatchObject({ code: "INVALID_STATE" });
    expect(await statusOf(second.id)).toBe("pending");
  });

  test("the poster rejects, the applicant withdraws, and neither does the other's deed", async () => {
    const task = await postTask(poster);
    const application = await apply(task.id);
    expect(await refused(decide(task.id, application.id, "ACCEPTED", worker))).toMatchObject({ code: "FORBIDDEN" });
    expect(await refused(decide(task.id, application.id, "REJECTED", worker))).toMatchObject({ code: "FORBIDDEN" });
    expect(await refused(decide(task.id, application.id, "WITHDRAWN", poster))).toMatchObject({ code: "FORBIDDEN" });
    expect(await statusOf(application.id)).toBe("pending");
    expect(await decide(task.id, application.id, "REJECTED", poster)).toMatchObject({ status: "REJECTED" });
    const again = await apply(task.id);
    expect(await decide(task.id, again.id, "WITHDRAWN", worker)).toMatchObject({ status: "WITHDRAWN" });
    expect(await refused(decide(task.id, again.id, "ACCEPTED", poster))).toMatchObject({ code: "INVALID_STATE" });
  });

  test("a stranger, another task's address and an unknown id get one and the same 404", async () => {
    const task = await postTask(poster);
    const other = await postTask(poster, { title: "Other" });
    const application = await apply(task.id);
    const stranger = await person("Stranger");
    const answers = [
      await refused(decide(task.id, application.id, "ACCEPTED", stranger)),
      await refused(decide(other.id, application.id, "ACCEPTED", poster)),
      await refused(decide(task.id, newId("prop"), "ACCEPTED", poster)),
      await refused(decide(task.id, "prop_1", "ACCEPTED", poster)),
    ];
    for (const { code, message } of answers)
      expect({ code, message }).toEqual({ code: "NOT_FOUND", message: "No such application." });
    expect(await statusOf(application.id)).toBe("pending");
  });

  test("one's own task, a second live application, a closed task and a bad amount are refused, with nothing written", async () => {
    const task = await postTask(poster);
    expect(await refused(apply(task.id, {}, poster))).toMatchObject({ code: "FORBIDDEN" });
    for (const proposedAmount of ["0", "1.001", "-5", "much", "1000001"])
      expect(await refused(apply(task.id, { proposedAmount }))).toMatchObject({ code: "INVALID_INPUT" });
    expect(await refused(apply(task.id, { message: " " }))).toMatchObject({ message: "message must not be empty" });
    expect(await db.select().from(proposals).where(eq(proposals.taskId, task.id))).toEqual([]);
    const application = await apply(task.id);
    expect(await refused(apply(task.id))).toMatchObject({ code: "DUPLICATE" });
    await decide(task.id, application.id, "ACCEPTED", poster);
    expect(await refused(apply(task.id, {}, await person("Late")))).toMatchObject({ code: "INVALID_STATE" });
    expect(await refused(apply(newId("task")))).toMatchObject({ code: "NOT_FOUND" });
  });

  test("a card task is accepted by paying for it", async () => {
    const task = await postTask(poster, { paymentMethod: "card" });
    const application = await apply(task.id);
    expect(await refused(decide(task.id, application.id, "ACCEPTED", poster))).toMatchObject({
      code: "CHECKOUT_REQUIRED",
      extra: { checkoutEndpoint: "/api/stripe/checkout", taskId: task.id, applicationId: application.id },
    });
  });

  test("of twenty applications of one worker at once there is one", async () => {
    const task = await postTask(poster);
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => refused(apply(task.id))));
    expect(outcomes.filter(({ code }) => code === "done")).toHaveLength(1);
    expect(await db.select().from(proposals).where(eq(proposals.taskId, task.id))).toHaveLength(1);
  });

  test("they are listed oldest first, by status if asked", async () => {
    const task = await postTask(poster);
    const first = await apply(task.id);
    const second = await apply(task.id, {}, await person("Second"));
    await decide(task.id, first.id, "REJECTED", poster);
    const page = await run<any>(listApplications, { kind: "anyone" }, { taskId: task.id });
    expect(page.items.map(({ id, message }: any) => [id, message])).toEqual([
      [first.id, null],
      [second.id, null],
    ]);
    const pending = await run<any>(listApplications, poster, { taskId: task.id, status: "PENDING" });
    expect(pending.items).toMatchObject([{ id: second.id, message: "I would like to." }]);
    expect(await refused(run(listApplications, poster, { taskId: newId("task") }))).toMatchObject({
      code: "NOT_FOUND",
    });
  });
});
