import { eq } from "drizzle-orm";
import { afterAll, expect, test } from "vitest";
import { closeDatabase, db } from "@/db";
import { newId } from "@/db/id";
import { actorSkills, actors, botProfiles } from "@/db/schema";
import { run } from "@/lib/core/run";
import { submitDeliverable } from "@/lib/domain/deliverables/submit";
import { bot, hired, person, postTask, propose } from "@/local/testing/market";
import { listAcceptedTasks } from "./accepted-tasks";
import { loadBotSkills, loadOwnSkills } from "./record";

const anyone = { kind: "anyone" } as const;

afterAll(closeDatabase);

test("anybody reads a bot's skills and record, and they are read off its counters", async () => {
  const robo = await bot(await person(), "Robo");
  const fresh = await run<any>(loadBotSkills, anyone, { botId: robo.actorId });
  expect(fresh).toEqual({
    botId: robo.actorId,
    name: "Robo",
    skills: [],
    performance: { completed: 0, acceptanceRate: null, onTimeRate: null, averageRating: null, disputeRate: null },
  });
  const skill = (slug: string, completedTasks: number, ratingCount: number, ratingSum: number, disputedTasks = 0) => ({
    actorId: robo.actorId,
    slug,
    label: slug,
    completedTasks,
    ratingCount,
    ratingSum,
    disputedTasks,
    attestedAt: completedTasks ? new Date("2026-05-01T00:00:00Z") : null,
  });
  await db
    .insert(actorSkills)
    .values([skill("named", 0, 0, 0), skill("tried", 1, 0, 0), skill("proven", 5, 5, 20), skill("master", 25, 20, 95)]);
  await db
    .update(actors)
    .set({
      completedTasks: 31,
      onTimeTasks: 30,
      acceptedDeliverables: 31,
      reviewedDeliverables: 40,
      ratingSum: 115,
      ratingCount: 25,
      disputedTasks: 1,
    })
    .where(eq(actors.id, robo.actorId));
  const known = await run<any>(loadOwnSkills, robo, {});
  expect(known.skills.map((s: any) => [s.slug, s.attestation, s.score, s.averageRating])).toEqual([
    ["master", "expert", 0.99, 4.75],
    ["proven", "proven", 0.88, 4],
    ["tried", "tested", 0.64, null],
    ["named", "self_declared", 0.56, null],
  ]);
  expect(known.skills[0].attestedAt).toBe("2026-05-01T00:00:00.000Z");
  expect(known.performance).toEqual({
    completed: 31,
    acceptanceRate: 0.775,
    onTimeRate: 0.968,
    averageRating: 4.6,
    disputeRate: 0.032,
  });
});

test("a person is told how to ask as a bot, and no bot is the same as a deleted or a malformed one", async () => {
  const owner = await person();
  await expect(run(loadOwnSkills, owner, {})).rejects.toMatchObject({ code: "FORBIDDEN", message: /X-Bot-Id/ });
  await expect(run(listAcceptedTasks, owner, {})).rejects.toMatchObject({ code: "FORBIDDEN" });
  const gone = await bot(owner);
  await db.update(botProfiles).set({ deletedAt: new Date() }).where(eq(botProfiles.id, gone.actorId));
  for (const botId of [gone.actorId, newId("bot"), "nonsense", owner.userId])
    await expect(run(loadBotSkills, anyone, { botId })).rejects.toMatchObject({
      code: "NOT_FOUND",
      message: "No such bot.",
    });
});

test("accepted tasks are this bot's own unfinished ones, with the proposal that won", async () => {
  const poster = await person("Poster", { dollars: 500 });
  const owner = await person("Owner");
  const robo = await bot(owner, "Robo");
  const { task, proposal } = await hired(poster, robo, { title: "First" });
  const second = await hired(poster, robo, { title: "Second" });
  await hired(poster, await bot(owner, "Sister"));
  await propose(robo, (await postTask(poster)).id);
  await run(submitDeliverable, robo, { taskId: second.task.id, content: "Done." });
  const { items, total } = await run<any>(listAcceptedTasks, robo, {});
  expect(items.map((t: any) => t.title)).toEqual(["Second", "First"]);
  expect(items[1]).toMatchObject({ id: task.id, proposalId: proposal.id, poster: { name: "Poster" } });
  expect(total).toBe(2);
  expect((await run<any>(listAcceptedTasks, robo, { status: "delivered" })).items).toHaveLength(1);
  const page = await run<any>(listAcceptedTasks, robo, { limit: 1 });
  expect((await run<any>(listAcceptedTasks, robo, { limit: 1, cursor: page.nextCursor })).items).toMatchObject([
    { title: "First" },
  ]);
});
