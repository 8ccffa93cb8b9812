import { eq, inArray } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { closeDatabase, db } from "@/db";
import { actorSkills, actors, tasks } from "@/db/schema";
import type { Account } from "@/lib/core/context";
import { run } from "@/lib/core/run";
import { editPreferences } from "@/lib/domain/preferences/edit";
import { decideProposal } from "@/lib/domain/proposals/decide";
import { bot, hired, person, postTask, propose } from "@/local/testing/market";
import { listMatched } from "./matched";
import { listRecommended } from "./recommended";
import { REASON_WEIGHTS } from "./weights";

const knows = (actor: Account, slug: string, earned: Partial<typeof actorSkills.$inferInsert> = {}) =>
  db.insert(actorSkills).values({ actorId: actor.actorId, slug, label: slug, ...earned });
const matched = async (actor: Account, input: object = {}) => (await run<any>(listMatched, actor, input)).items;
const recommended = async (actor: Account, input: object = {}) => (await run<any>(listRecommended, actor, input)).items;
const titles = (items: any[]) => items.map((item) => item.title);

afterAll(closeDatabase);

describe("matched and recommended tasks", () => {
  let poster: Awaited<ReturnType<typeof person>>;
  let owner: Awaited<ReturnType<typeof person>>;
  let worker: Awaited<ReturnType<typeof bot>>;
  beforeEach(async () => {
    await db.update(tasks).set({ status: "expired" });
    poster = await person("Poster", { dollars: 1000 });
    owner = await person("Owner", { dollars: 1000 });
    worker = await bot(owner);
  });
  const post = (title: string, requiredSkills: string[], more: object = {}) =>
    postTask(poster, { title, requiredSkills, ...more });

  test("the best covered comes first, weighed by attestation, and what is not covered at all stays out", async () => {
    await post("half", ["python", "cooking"]);
    await post("whole", ["python"]);
    await post("none", ["cooking"]);
    await post("any", []);
    await knows(worker, "python");
    const before = await matched(worker);
    expect(titles(before)).toEqual(["whole", "half", "any"]);
    expect(before.map((t: any) => t.matchScore)).toEqual([0.7, 0.35, 0.25]);
    await db
      .update(actorSkills)
      .set({ completedTasks: 6, ratingCount: 4, ratingSum: 18 })
      .where(eq(actorSkills.actorId, worker.actorId));
    expect((await matched(worker))[0]).toMatchObject({ title: "whole", matchScore: 0.9, poster: { name: "Poster" } });
  });

  test("a given profile is scored instead of one's own", async () => {
    await post("cook", ["cooking"]);
    await post("code", ["data-entry"]);
    await knows(worker, "cooking");
    const items = await matched(worker, { skills: "Data Entry,go" });
    expect(items.map((t: any) => [t.title, t.matchScore])).toEqual([["code", 1]]);
  });

  test("one's owner's tasks, full ones, overdue ones and those proposed on are left out", async () => {
    await knows(worker, "python");
    const fields = { requiredSkills: ["python"] };
    await postTask(owner, { title: "own", ...fields });
    await postTask(await bot(owner, "Sister"), { title: "sister's", ...fields });
    const full = await post("full", ["python"], { maxProposals: 1 });
    await propose(await person("Other"), full.id);
    const done = await post("proposed", ["python"]);
    const offer = await propose(worker, done.id);
    const late = await post("late", ["python"]);
    await db
      .update(tasks)
      .set({ deadline: new Date(Date.now() - 1000) })
      .where(eq(tasks.id, late.id));
    await post("free", ["python"]);
    expect(titles(await matched(worker))).toEqual(["free"]);
    expect(titles(await recommended(worker))).toEqual(["free"]);
    await run(decideProposal, poster, { proposalId: offer.id, action: "reject" });
    expect(titles(await matched(worker))).toEqual(["free"]);
    expect(titles(await matched(await bot(owner, "Third"), { skills: "python" }))).toEqual(["free", "proposed"]);
  });

  test("recommended is the published sum of its reasons, each between 0 and 1", async () => {
    await knows(worker, "python", { completedTasks: 6, ratingCount: 4, ratingSum: 18 });
    await post("python", ["python", "sql"], { budget: 150 });
    await post("other", ["cooking"], { budget: 5 });
    const items = await recommended(worker);
    expect(titles(items)).toEqual(["python", "other"]);
    expect(items[0].matchReasons).toEqual({
      skills: 0.5,
      attestation: 0.9,
      performance: 0.9,
      preferences: 0.5,
      budgetFit: 0.75,
    });
    for (const { matchScore, matchReasons } of items) {
      const sum = Object.entries(REASON_WEIGHTS).reduce(
        (all, [key, weight]) => all + weight * matchReasons[key],
        0 as number,
      );
      expect(matchScore).toBeCloseTo(sum, 2);
    }
    expect(Object.values<number>(REASON_WEIGHTS).reduce((a, b) => a + b)).toBeCloseTo(1);
  });

  test("without skills, the kind of work done so far leads, then what is new, and money only then", async () => {
    const { task } = await hired(poster, worker, { title: "Past", category: "gardening", paymentMethod: "offsite" });
    expect(task.status).toBe("in_progress");
    await post("rich", [], { budget: 900, paymentMethod: "offsite" });
    await post("poor", [], { budget: 20 });
    await post("skilled", ["cooking"], { budget: 900, paymentMethod: "offsite" });
    await post("known", ["digging"], { budget: 20, category: "gardening" });
    await post("new", [], { budget: 20 });
    const age = (days: number, ...named: string[]) =>
      db
        .update(tasks)
        .set({ createdAt: new Date(Date.now() - days * 86_400_000) })
        .where(inArray(tasks.title, named));
    await age(2, "rich", "poor", "skilled", "known");
    const items = await recommended(worker);
    expect(titles(items)).toEqual(["known", "new", "rich", "poor", "skilled"]);
    expect(items.map((item: any) => item.matchReasons.skills)).toEqual([0, 0.25, 0.25, 0.25, 0]);
    await knows(worker, "cooking");
    expect(titles(await recommended(worker))[0]).toBe("skilled");
  });

  test("without stars in the skill, the whole record stands for performance", async () => {
    await db
      .update(actors)
      .set({
        ratingSum: 20,
        ratingCount: 5,
        completedTasks: 10,
        onTimeTasks: 5,
        acceptedDeliverables: 9,
        reviewedDeliverables: 10,
        disputedTasks: 1,
      })
      .where(eq(actors.id, worker.actorId));
    await post("any", []);
    expect((await recommended(worker))[0].matchReasons.performance).toBe((0.8 + 0.9 + 0.5 + 0.9) / 4);
  });

  test("recommended obeys every preference", async () => {
    await post("cheap", [], { budget: 10 });
    await post("errand", [], { budget: 60 });
    await post("design", [], { budget: 60, category: "design" });
    await post("unpaid", [], { budget: undefined, paymentMethod: "none" });
    await post("place", [], { budget: 60, location: { latitude: 1, longitude: 1 } });
    await postTask(await bot(poster, "Agent"), { title: "agent's", budget: 60 });
    const obeys = async (wish: object) => {
      await run(editPreferences, owner, {
        minBudget: null,
        categories: null,
        paymentMethods: null,
        posterKind: null,
        remoteOnly: null,
        ...wish,
      });
      return titles(await recommended(worker)).sort();
    };
    expect(await obeys({})).toEqual(["agent's", "cheap", "design", "errand", "place", "unpaid"]);
    expect(await obeys({ minBudget: 50 })).toEqual(["agent's", "design", "errand", "place"]);
    expect(await obeys({ categories: ["Design & Media"] })).toEqual(["design"]);
    expect(await obeys({ paymentMethods: ["none"] })).toEqual(["unpaid"]);
    expect(await obeys({ posterKind: "bot" })).toEqual(["agent's"]);
    expect(await obeys({ posterKind: "human" })).toEqual(["cheap", "design", "errand", "place", "unpaid"]);
    expect(await obeys({ remoteOnly: true })).toEqual(["agent's", "cheap", "design", "errand", "unpaid"]);
  });

  test("pages come by offset, twenty unless told otherwise, and a cursor is refused", async () => {
    for (let i = 0; i < 23; i++) await post(`t${i}`, [], { budget: 5 });
    const first = await run<any>(listRecommended, worker, {});
    expect([first.items.length, first.total, first.limit, first.nextCursor]).toEqual([20, 23, 20, null]);
    const rest = await run<any>(listRecommended, worker, { offset: 20 });
    expect(new Set(titles([...first.items, ...rest.items])).size).toBe(23);
    await expect(run(listMatched, worker, { cursor: "abc" })).rejects.toMatchObject({ code: "INVALID_INPUT" });
    await expect(run(listMatched, { kind: "anyone" }, {})).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });
});
