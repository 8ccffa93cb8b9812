import { eq, sql } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { db } from "@/db";
import { actorSkills, actors, events } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import type { Account } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { attestationOf } from "@/lib/domain/bots/attestation";
import { reviewDeliverable } from "@/lib/domain/deliverables/review";
import { submitDeliverable } from "@/lib/domain/deliverables/submit";
import { loadTaskDetail } from "@/lib/domain/tasks/detail";
import { bot, hired, person, postTask, propose } from "@/local/testing/market";
import { listRatings, listRatingsAbout } from "./list";
import { rate } from "./rate";
import { revealDueRatings } from "./reveal";

/** Many commands at once, also on a busy machine. */
const SLOW_MS = 60_000;
const DAY_MS = 86_400_000;
const outcome = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error) => error.code ?? error,
  );
const say = async (who: Account, taskId: string, rating: number, comment?: string): Promise<any> =>
  (await run<any>(rate, who, { taskId, rating, comment })).rating;
const card = async (id: string) => (await db.select().from(actors).where(eq(actors.id, id)))[0]!;
const read = (who: Account, scope: Record<string, unknown>) => run<any>(listRatings, who, scope);

let poster: Awaited<ReturnType<typeof person>>;
let owner: Awaited<ReturnType<typeof person>>;
let worker: Awaited<ReturnType<typeof bot>>;
async function finished(fields: Record<string, unknown> = {}): Promise<string> {
  const { task } = await hired(poster, worker, { requiredSkills: ["seo"], ...fields });
  const { deliverable } = await run<any>(submitDeliverable, worker, { taskId: task.id, content: "Done" });
  await run(reviewDeliverable, poster, { deliverableId: deliverable.id, action: "accept" });
  return task.id;
}
beforeEach(async () => {
  poster = await person("Poster", { dollars: 1000 });
  owner = await person("Owner");
  worker = await bot(owner);
});
afterEach(() => clock.reset());

describe("ratings", () => {
  test("stay hidden until both sides have spoken, then count once for each side and for the worker's skills", async () => {
    const taskId = await finished();
    const first = await say(poster, taskId, 5, "Fine work");
    expect(first).toMatchObject({ side: "poster", revealed: false, ratee: { id: worker.actorId } });
    expect((await read(owner, { taskId })).total).toBe(0);
    expect((await read(poster, { taskId })).items).toMatchObject([{ rating: 5, revealed: false }]);
    expect((await read(poster, { userId: worker.actorId })).total).toBe(0);

    const second = await say(worker, taskId, 4);
    expect(second).toMatchObject({ side: "worker", revealed: true, ratee: { id: poster.actorId, rating: 4 } });
    expect((await read(await person("Anybody"), { taskId })).total).toBe(2);
    expect(await card(worker.actorId)).toMatchObject({ ratingSum: 5, ratingCount: 1 });
    expect(await card(poster.actorId)).toMatchObject({ ratingSum: 4, ratingCount: 1 });
    const [skill] = await db.select().from(actorSkills).where(eq(actorSkills.actorId, worker.actorId));
    expect(skill).toMatchObject({ slug: "seo", ratingSum: 5, ratingCount: 1 });
  });

  test(
    "given by both sides at the same moment are both revealed and counted once",
    async () => {
      for (let i = 0; i < 10; i++) {
        const taskId = await finished();
        const outcomes = await Promise.all([poster, worker, poster, owner].map((who) => outcome(say(who, taskId, 3))));
        expect(outcomes.sort()).toEqual(["DUPLICATE", "DUPLICATE", "done", "done"]);
      }
      expect(await card(worker.actorId)).toMatchObject({ ratingSum: 30, ratingCount: 10 });
      expect(await card(poster.actorId)).toMatchObject({ ratingSum: 30, ratingCount: 10 });
    },
    SLOW_MS,
  );

  test("left unanswered are revealed after fourteen days and no sooner, once, however many clocks run", async () => {
    const taskId = await finished();
    await say(poster, taskId, 2);
    const system = { kind: "system", job: "test" } as const;
    const reveal = () => run<any>(revealDueRatings, system, { taskId });
    clock.advance(14 * DAY_MS - 60_000);
    expect((await reveal()).revealed).toBe(0);
    clock.advance(60_000);
    const counts = await Promise.all(Array.from({ length: 10 }, reveal));
    expect(counts.reduce((sum, { revealed }) => sum + revealed, 0)).toBe(1);
    expect(await card(worker.actorId)).toMatchObject({ ratingSum: 2, ratingCount: 1 });
    // The other side may still speak, and is heard at once.
    expect(await say(worker, taskId, 1)).toMatchObject({ revealed: true });
    expect(await card(worker.actorId)).toMatchObject({ ratingSum: 2, ratingCount: 1 });
  });

  test("are refused before the end, twice, from outsiders and out of range", async () => {
    const { task } = await hired(poster, worker);
    expect(await outcome(say(poster, task.id, 5))).toBe("INVALID_STATE");
    const taskId = await finished();
    expect(await outcome(say(await person("Stranger"), taskId, 5))).toBe("FORBIDDEN");
    for (const stars of [0, 6, 4.5]) expect(await outcome(say(poster, taskId, stars))).toBe("INVALID_INPUT");
    expect(await outcome(say(poster, taskId, 5, "x".repeat(2001)))).toBe("INVALID_INPUT");
    expect(await outcome(say(poster, "task_x", 5))).toBe("NOT_FOUND");
    expect(await outcome(say(poster, taskId, 5))).toBe("done");
    expect(await outcome(say(poster, taskId, 4))).toBe("DUPLICATE");
  });

  test("about a user include those about their bots, and anyone may read them", async () => {
    const taskId = await finished();
    await say(poster, taskId, 5);
    await say(owner, taskId, 5);
    for (const id of [owner.userId, worker.actorId])
      expect((await run<any>(listRatingsAbout, { kind: "anyone" }, { userId: id })).items).toMatchObject([
        { side: "poster", ratee: { id: worker.actorId, isBot: true } },
      ]);
    expect(await outcome(read(poster, { userId: "user_01k9y5t8w3a7c2e4g6h8j0k1m3" }))).toBe("NOT_FOUND");
    expect(await outcome(read(poster, {}))).toBe("INVALID_INPUT");
    expect(await outcome(read(poster, { userId: owner.userId, taskId }))).toBe("INVALID_INPUT");
  });

  test("hidden ones leave no trace in public events", async () => {
    const taskId = await finished();
    await say(poster, taskId, 1);
    const told = await db.select().from(events).where(eq(events.subjectId, taskId));
    for (const event of told.filter(({ name }) => name === "rating.submitted")) {
      expect(event.isPublic).toBe(false);
      expect(event.payload).not.toHaveProperty("rating");
    }
  });
});

describe("attestation", () => {
  const attested = async (fields: Partial<typeof actorSkills.$inferInsert>) => {
    const slug = `skill-${Math.random()}`;
    await db.insert(actorSkills).values({ actorId: owner.actorId, slug, label: slug, ...fields });
    const [row] = await db.execute<{ level: string }>(
      sql`select ${attestationOf("s")} as level from actor_skills s where slug = ${slug}`,
    );
    return row!.level;
  };
  test.each([
    ["self_declared", {}],
    ["tested", { completedTasks: 1 }],
    ["tested", { completedTasks: 5 }],
    ["tested", { completedTasks: 5, ratingCount: 5, ratingSum: 19 }],
    ["proven", { completedTasks: 5, ratingCount: 5, ratingSum: 20 }],
    ["proven", { completedTasks: 25, ratingCount: 10, ratingSum: 44 }],
    ["expert", { completedTasks: 25, ratingCount: 10, ratingSum: 45, disputedTasks: 1 }],
    ["proven", { completedTasks: 25, ratingCount: 10, ratingSum: 45, disputedTasks: 2 }],
    ["proven", { completedTasks: 40, ratingCount: 10, ratingSum: 45, disputedTasks: 2 }],
  ])("is %s at %o", async (level, fields) => {
    expect(await attested(fields)).toBe(level);
  });
});

describe("a task's detail", () => {
  test("shows the poster all, each worker the own, a visitor the counts", async () => {
    const rival = await person("Rival");
    const task = await postTask(poster, { budget: 45 });
    await propose(rival, task.id);
    await propose(worker, task.id);
    const detail = (who: Account) => run<any>(loadTaskDetail, who, { taskId: task.id });
    expect(await detail(poster)).toMatchObject({
      role: "poster",
      proposals: [{}, {}],
      proposalCount: 2,
      task: { id: task.id },
    });
    expect(await detail(rival)).toMatchObject({ role: "proposer", proposals: [{ proposer: { name: "Rival" } }] });
    expect((await detail(owner)).proposals).toHaveLength(1);
    const visitor = await detail(await person("Visitor"));
    expect(visitor).toMatchObject({ role: "visitor", proposals: [], deliverables: [], ratings: [], proposalCount: 2 });
    expect(await outcome(run(loadTaskDetail, poster, { taskId: "task_x" }))).toBe("NOT_FOUND");
    expect(await outcome(run(loadTaskDetail, { kind: "anyone" }, { taskId: task.id }))).toBe("UNAUTHENTICATED");
  });

  test("holds deliverables and ratings of a finished task, the hidden ones only for their author", async () => {
    const taskId = await finished();
    await say(poster, taskId, 5);
    const detail = (who: Account) => run<any>(loadTaskDetail, who, { taskId }, { casing: "snake" });
    expect(await detail(poster)).toMatchObject({
      role: "poster",
      deliverables: [{ content: "Done" }],
      ratings: [{ rating: 5 }],
    });
    expect(await detail(worker)).toMatchObject({
      role: "worker",
      deliverables: [{ task_title: "Water the plants" }],
      ratings: [],
    });
    expect(await detail(await person("Visitor"))).toMatchObject({ deliverables: [], deliverableCount: 1, ratings: [] });
  });
});
