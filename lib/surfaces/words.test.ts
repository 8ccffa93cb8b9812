import { beforeEach, describe, expect, test } from "vitest";
import { hired, person, postTask, propose } from "@/local/testing/market";
import { ask, type Caller, keyOf } from "@/local/testing/request";
import { gigiac } from "./gigiac";
import { givegigs } from "./givegigs";

describe("refusals speak the caller's dialect", () => {
  let poster: Awaited<ReturnType<typeof person>>;
  let worker: Awaited<ReturnType<typeof person>>;
  let posterKey: Caller;
  let workerKey: Caller;
  beforeEach(async () => {
    poster = await person("Poster", { dollars: 100 });
    worker = await person("Worker");
    [posterKey, workerKey] = [await keyOf(poster.userId), await keyOf(worker.userId)];
  });
  const gigs = (line: string, caller: Caller, body: object) => ask(givegigs, line, caller, { body });

  test("a task that is taken takes no applications, and no proposals", async () => {
    const { task } = await hired(poster, worker);
    const late = await keyOf((await person()).userId);
    expect((await gigs(`POST /api/ai/tasks/${task.id}/applications`, late, { message: "Me too." })).json).toEqual({
      success: false,
      code: "INVALID_STATE",
      error: "This task is IN_PROGRESS: it takes no applications.",
      state: "IN_PROGRESS",
    });
    const body = { task_id: task.id, cover_letter: "Me too.", proposed_amount: 5 };
    expect((await ask(gigiac, "POST /api/proposals", late, { body })).json).toMatchObject({
      message: "This task is in progress: it takes no proposals.",
      state: "in_progress",
    });
  });

  test("an application that was decided, a second one, and one too many", async () => {
    const task = await postTask(poster, { maxProposals: 1 });
    const apply = (caller: Caller) => gigs(`POST /api/ai/tasks/${task.id}/applications`, caller, { message: "Me." });
    const { applicationId } = (await apply(workerKey)).json.application;
    const full = await apply(await keyOf((await person()).userId));
    expect(full.json).toMatchObject({ code: "CONFLICT", error: expect.stringContaining("at most 1 application,") });
    const decide = (status: string, caller = posterKey) =>
      gigs(`PATCH /api/ai/tasks/${task.id}/applications/${applicationId}`, caller, { status });
    await decide("REJECTED");
    expect((await decide("ACCEPTED")).json).toMatchObject({
      error: "This application is REJECTED: you cannot accept now.",
      state: "REJECTED",
    });
    const other = await postTask(poster);
    await propose(worker, other.id);
    const again = await gigs(`POST /api/ai/tasks/${other.id}/applications`, workerKey, { message: "Me." });
    expect(again.json).toMatchObject({ code: "DUPLICATE", error: expect.stringContaining("live application") });
  });

  test("one word for several states says which of them it is", async () => {
    const { task, proposal } = await hired(poster, worker);
    const body = { task_id: task.id, content: "Done." };
    expect(await ask(gigiac, "POST /api/deliverables", workerKey, { body })).toMatchObject({ status: 201 });
    const address = `/api/ai/tasks/${task.id}/applications/${proposal.id}`;
    expect(await gigs(`PATCH ${address}`, workerKey, { status: "WITHDRAWN" })).toMatchObject({
      status: 409,
      json: { error: "This task is IN_PROGRESS (delivered): you cannot withdraw now.", state: "IN_PROGRESS" },
    });
  });
});
