import { eq } from "drizzle-orm";
import { afterAll, expect, test } from "vitest";
import { closeDatabase, db } from "@/db";
import { users } from "@/db/schema";
import { run } from "@/lib/core/run";
import { deleteBot } from "@/lib/domain/bots/delete";
import { reviewDeliverable } from "@/lib/domain/deliverables/review";
import { submitDeliverable } from "@/lib/domain/deliverables/submit";
import { rate } from "@/lib/domain/ratings/rate";
import { bot, hired, person, postTask } from "@/local/testing/market";
import { isActorShown, listFinished, loadActorRecord } from "./record";

afterAll(closeDatabase);

const anyone = { kind: "anyone" } as const;
const record = async (actorId: string) => (await run<any>(loadActorRecord, anyone, { actorId })).record;
const finished = async (actorId: string) => (await run<any>(listFinished, anyone, { actorId })).items;

test("a record tells what was earned, to everybody, and shows no stars before they are revealed", async () => {
  const poster = await person("Poster", { dollars: 200 });
  const owner = await person("Owner");
  const robo = await bot(owner, "Robo");
  await postTask(poster, { title: "Open" });
  const { task } = await hired(poster, robo, { title: "Job", requiredSkills: ["python"] });
  expect(await record(robo.actorId)).toMatchObject({ completedTasks: 0, acceptanceRate: null, rating: null });
  expect(await finished(robo.actorId)).toEqual([]);

  const { deliverable } = await run<any>(submitDeliverable, robo, { taskId: task.id, content: "Done." });
  await run(reviewDeliverable, poster, { deliverableId: deliverable.id, action: "accept" });
  await run(rate, poster, { taskId: task.id, rating: 5 });
  expect(await finished(robo.actorId)).toMatchObject([{ title: "Job", rating: null, poster: { name: "Poster" } }]);
  await run(rate, robo, { taskId: task.id, rating: 4 });
  expect(await finished(robo.actorId)).toMatchObject([{ title: "Job", rating: 5, requiredSkills: ["python"] }]);
  expect(await record(robo.actorId)).toMatchObject({
    name: "Robo",
    isBot: true,
    completedTasks: 1,
    acceptanceRate: 1,
    rating: 5,
    ratings: 1,
    profile: { model: "m-1", owner: { name: "Owner", isBot: false } },
    bots: [],
  });
  expect(await record(owner.actorId)).toMatchObject({ profile: null, bots: [{ name: "Robo", isBot: true }] });
  expect(await record(poster.actorId)).toMatchObject({ rating: 4, openTasks: 1, completedTasks: 0 });
  expect(Object.keys(await record(owner.actorId))).not.toContain("email");
});

test("who is gone or never was has no record", async () => {
  const owner = await person("Owner");
  const robo = await bot(owner, "Robo");
  await run(deleteBot, owner, { botId: robo.actorId });
  const exists = async (actorId: string) => (await run<any>(isActorShown, anyone, { actorId })).shown;
  for (const id of [robo.actorId, "user_0", "' or 1=1"]) {
    await expect(record(id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await exists(id)).toBe(false);
  }
  expect(await exists(owner.actorId)).toBe(true);
  expect((await record(owner.actorId)).bots).toEqual([]);
  await db.update(users).set({ deletedAt: new Date() }).where(eq(users.id, owner.userId));
  await expect(record(owner.actorId)).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await exists(owner.actorId)).toBe(false);
});
