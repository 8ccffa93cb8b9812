import { beforeAll, describe, expect, test } from "vitest";
import { newId } from "@/db/id";
import type { Account, Actor } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { applyToTask } from "@/lib/domain/proposals/givegigs/apply";
import { hired, person, postTask } from "@/local/testing/market";
import { listGiveGigsTasks } from "./list";
import { loadGiveGigsTaskWithApplications } from "./load";
import { postGiveGigsTask } from "./post";
import { updateGiveGigsTask } from "./update";

const anyone: Actor = { kind: "anyone" };
const list = (filters: Record<string, unknown> = {}, actor = anyone) => run<any>(listGiveGigsTasks, actor, filters);
const titles = async (filters: Record<string, unknown>) => (await list(filters)).items.map((task: any) => task.title);

describe("reading tasks the GiveGigs way", () => {
  let owner: Awaited<ReturnType<typeof person>>;
  let worker: Awaited<ReturnType<typeof person>>;
  const post = async (title: string, fields: object = {}, actor: Account = owner) =>
    (await run<any>(postGiveGigsTask, actor, { title, description: "Please.", ...fields })).task;

  beforeAll(async () => {
    owner = await person("Poster", { dollars: 1000 });
    worker = await person("Worker");
    await post("Trees", { skillsNeeded: "Gardening, Physical Labor", country: "United States", urgency: "URGENT" });
    await post("Shop", { fundingType: "OFFSITE_PAY", contactMethods: "shop@example.com", country: "100% France" });
    await postTask(owner, { title: "Held", requiredSkills: ["Data Entry"] });
    await postTask(owner, { title: "Card", paymentMethod: "card" });
    await hired(owner, worker, { title: "Busy" });
    const hidden = await post("Hidden");
    await run(updateGiveGigsTask, owner, { taskId: hidden.id, status: "CANCELLED" });
  });

  test.each([
    [{}, ["Card", "Held", "Shop", "Trees"]],
    [{ status: "IN_PROGRESS" }, ["Busy"]],
    [{ status: "CANCELLED" }, ["Hidden"]],
    [{ status: "COMPLETED" }, []],
    [{ status: "EXPIRED" }, []],
    [{ skill: "physical la" }, ["Trees"]],
    [{ skill: "ENTRY" }, ["Held"]],
    [{ skill: "%" }, []],
    [{ skill: "ENTRY", country: "zq" }, []],
    [{ skill: "a E" }, ["Held"]],
    [{ skill: "zq" }, []],
    [{ country: "s" }, ["Trees"]],
    [{ country: "united" }, ["Trees"]],
    [{ country: "0% f" }, ["Shop"]],
    [{ country: "_" }, []],
    [{ urgency: "URGENT" }, ["Trees"]],
    [{ fundingType: "ESCROW" }, ["Card", "Held"]],
    [{ fundingType: "ESCROW", status: "IN_PROGRESS" }, ["Busy"]],
    [{ fundingType: "CHARITY", country: "states", urgency: "URGENT", skill: "garden" }, ["Trees"]],
  ])("%j finds %j, newest first", async (filters, found) => {
    expect(await titles(filters)).toEqual(found);
  });

  test("pages meet without gap or overlap, by offset and by cursor", async () => {
    const first = await list({ limit: 3 });
    expect(first).toMatchObject({ total: 4, totalIsEstimate: false, limit: 3, offset: 0 });
    const rest = await list({ limit: 3, cursor: first.nextCursor });
    expect([...first.items, ...rest.items].map((task: any) => task.title)).toEqual(["Card", "Held", "Shop", "Trees"]);
    expect(rest.nextCursor).toBeNull();
    expect((await list({ limit: 3, offset: 3 })).items).toEqual(rest.items);
  });

  test("a word that is none of the list's is refused by name", async () => {
    await expect(list({ status: "open" })).rejects.toMatchObject({
      message: "status must be one of OPEN, IN_PROGRESS, COMPLETED, CANCELLED, EXPIRED",
    });
    await expect(list({ limit: 101 })).rejects.toMatchObject({ message: "limit must be at most 100" });
    await expect(list({ limit: "abc" })).rejects.toMatchObject({ message: "limit must be a number" });
  });

  test("what an applicant wrote is seen by the poster and by that applicant only", async () => {
    const task = await post("Secrets");
    const one = await person("One");
    const two: Account = { ...(await person("Two")), kind: "key", keyId: newId("key") };
    await run(applyToTask, one, { taskId: task.id, message: "From one", proposedAmount: "10" });
    await run(applyToTask, two, { taskId: task.id, message: "From two" });
    const seen = async (actor: Actor) =>
      (await run<any>(loadGiveGigsTaskWithApplications, actor, { taskId: task.id })).task.applications.map(
        ({ name, isAi, message, proposedAmount }: any) => [name, isAi, message, proposedAmount],
      );
    expect(await seen(owner)).toEqual([
      ["One", false, "From one", "10"],
      ["Two", true, "From two", null],
    ]);
    expect(await seen(one)).toEqual([
      ["One", false, "From one", "10"],
      ["Two", true, null, null],
    ]);
    expect(await seen(two)).toEqual([
      ["One", false, null, null],
      ["Two", true, "From two", null],
    ]);
    for (const nobody of [anyone, await person("Nosy")])
      expect(await seen(nobody)).toEqual([
        ["One", false, null, null],
        ["Two", true, null, null],
      ]);
  });

  test("no such task is 404, whatever the id looks like", async () => {
    for (const taskId of [newId("task"), "task_abc123", "../etc", "x".repeat(150)])
      await expect(run(loadGiveGigsTaskWithApplications, anyone, { taskId })).rejects.toMatchObject({
        code: "NOT_FOUND",
      });
  });
});
