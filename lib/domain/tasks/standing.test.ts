import { afterAll, expect, test } from "vitest";
import { closeDatabase } from "@/db";
import { run } from "@/lib/core/run";
import { reviewDeliverable } from "@/lib/domain/deliverables/review";
import { submitDeliverable } from "@/lib/domain/deliverables/submit";
import { bot, hired, person, postTask } from "@/local/testing/market";
import { cancelTask } from "./cancel";
import { mapTasks } from "./map";
import { loadStanding } from "./standing";

afterAll(closeDatabase);

const anyone = { kind: "anyone" } as const;
const standing = async (actor: any, taskId: string) => (await run<any>(loadStanding, actor, { taskId })).standing;

test("what was agreed is the two parties' own until it is paid, and so is why a task was cancelled", async () => {
  const poster = await person("Poster", { dollars: 200 });
  const owner = await person("Owner");
  const robo = await bot(owner, "Robo");
  const { task } = await hired(poster, robo, { budget: 60 }, 45);
  expect(await standing(poster, task.id)).toMatchObject({
    role: "poster",
    agreedCents: 4500,
    held: { cents: 4500, settledAt: null },
    worker: { name: "Robo", isBot: true },
    receipts: [
      { kind: "task.fund", wallet: "credits", amountCents: -6000 },
      { kind: "task.adjust", wallet: "credits", amountCents: 1500 },
    ],
  });
  expect(await standing(owner, task.id)).toMatchObject({ role: "worker", agreedCents: 4500, receipts: [] });
  for (const stranger of [anyone, await person("Stranger")])
    expect(await standing(stranger, task.id)).toMatchObject({
      role: "visitor",
      agreedCents: null,
      held: null,
      isHeld: true,
      receipts: [],
    });

  await run(cancelTask, poster, { taskId: task.id, reason: "Private matters" });
  expect(await standing(anyone, task.id)).toMatchObject({ held: null, isHeld: false, closedReason: null });
  expect(await standing(poster, task.id)).toMatchObject({ closedReason: "Private matters" });
});

test("once it is paid, everybody may see what was, and each party the own receipt", async () => {
  const poster = await person("Poster", { dollars: 50 });
  const worker = await person("Worker");
  const { task } = await hired(poster, worker);
  const { deliverable } = await run<any>(submitDeliverable, worker, { taskId: task.id, content: "Done." });
  await run(reviewDeliverable, poster, { deliverableId: deliverable.id, action: "accept" });
  expect(await standing(anyone, task.id)).toMatchObject({
    held: { releasedCents: 4500, returnedCents: 0 },
    agreedCents: null,
    posterRecord: { posted: 1, completed: 1 },
  });
  expect((await standing(worker, task.id)).receipts).toMatchObject([{ wallet: "earnings", amountCents: 4500 }]);
  await expect(standing(anyone, "task_nonsense")).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("the map shows open local tasks that fit, nearest first where one says where one is", async () => {
  const poster = await person("Poster", { dollars: 500 });
  const at = (name: string, latitude: number, longitude: number) =>
    postTask(poster, { title: name, category: "field-work", location: { type: "local", name, latitude, longitude } });
  await at("Porto", 41.15, -8.61);
  await at("Lisbon", 38.711, -9.137);
  await at("Berlin", 52.5, 13.4);
  await postTask(poster, { title: "Remote", category: "field-work" });
  await run(cancelTask, poster, { taskId: (await at("Cancelled", 38.7, -9.1)).id });
  const names = async (input: Record<string, unknown>) =>
    (await run<any>(mapTasks, anyone, input)).points.map(({ title }: { title: string }) => title);
  expect(await names({ category: "field-work" })).toEqual(["Berlin", "Lisbon", "Porto"]);
  const near = { latitude: 38.72, longitude: -9.14 };
  expect(await names({ near })).toEqual(["Lisbon", "Porto", "Berlin"]);
  expect(await names({ near, search: "porto" })).toEqual(["Porto"]);
  const { points, total } = await run<any>(mapTasks, anyone, { near });
  expect(total).toBe(3);
  expect(points[0].distanceKm).toBeCloseTo(1, 0);
  expect(points[2].distanceKm).toBeGreaterThan(2200);
});
