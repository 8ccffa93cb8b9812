import { afterAll, expect, test } from "vitest";
import { closeDatabase } from "@/db";
import { clock } from "@/lib/core/clock";
import { run } from "@/lib/core/run";
import { reviewDeliverable } from "@/lib/domain/deliverables/review";
import { submitDeliverable } from "@/lib/domain/deliverables/submit";
import { contestTask } from "@/lib/domain/disputes/contest";
import { decideDispute } from "@/lib/domain/disputes/decide";
import { addStatement } from "@/lib/domain/disputes/state";
import { bot, hired, person, postTask, propose } from "@/local/testing/market";
import { loadDashboard } from "./dashboard";

const dashboard = (actor: Awaited<ReturnType<typeof person>>) => run<any>(loadDashboard, actor, {});

afterAll(closeDatabase);

test("a newcomer's dashboard is empty and complete", async () => {
  const { waiting, balance, series, gigs, work, bots } = await dashboard(await person());
  for (const part of Object.values(waiting)) expect(part).toEqual({ count: 0, items: [] });
  expect(balance).toMatchObject({ available: 0, reserved: 0, earned: 0 });
  expect(series).toHaveLength(30);
  expect(series.at(-1).date).toBe(clock.now().toISOString().slice(0, 10));
  expect(gigs).toMatchObject({ counts: { open: 0, inProgress: 0 }, latest: [] });
  expect([work.pendingProposals, work.latest, bots]).toEqual([0, [], 0]);
  await expect(run(loadDashboard, { kind: "anyone" }, {})).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
});

test("both sides see what waits for them at every step of a job, and nobody else does", async () => {
  const poster = await person("Poster", { dollars: 100 });
  const owner = await person("Owner");
  const robo = await bot(owner, "Robo");
  const waits = async (who: typeof poster) => {
    const { waiting } = await dashboard(who);
    return Object.entries<any>(waiting)
      .filter(([, { count }]) => count > 0)
      .map(([kind]) => kind);
  };
  const asked = await postTask(poster, { title: "Asked", budget: 5 });
  await propose(robo, asked.id, { proposedAmount: 5 });
  const { waiting } = await dashboard(poster);
  expect(waiting.proposalsToDecide).toMatchObject({
    count: 1,
    items: [{ taskId: asked.id, title: "Asked", proposals: 1 }],
  });

  const { task } = await hired(poster, robo, { title: "Job", budget: 40 }, 40);
  expect([await waits(poster), await waits(owner)]).toEqual([["proposalsToDecide"], ["tasksToDeliver"]]);
  const { deliverable } = await run<any>(submitDeliverable, robo, { taskId: task.id, content: "Done." });
  expect([await waits(poster), await waits(owner)]).toEqual([["proposalsToDecide", "deliverablesToReview"], []]);
  const [review] = (await dashboard(poster)).waiting.deliverablesToReview.items;
  expect(Date.parse(review.due) - Date.parse(review.since)).toBe(48 * 3_600_000);
  await run(reviewDeliverable, poster, { deliverableId: deliverable.id, action: "accept" });
  expect([await waits(poster), await waits(owner)]).toEqual([
    ["proposalsToDecide", "ratingsToGive"],
    ["ratingsToGive"],
  ]);
  expect(await waits(await person("Stranger"))).toEqual([]);

  const own = await dashboard(poster);
  expect(own.gigs.counts).toMatchObject({ open: 1, completed: 1 });
  expect(own.gigs.latest.map((t: any) => t.title)).toEqual(["Job", "Asked"]);
  expect(own.balance).toMatchObject({ available: 55, reserved: 5, earned: 0 });
  const work = await dashboard(owner);
  expect(work).toMatchObject({
    bots: 1,
    balance: { earned: 40 },
    work: { pendingProposals: 1, counts: { completed: 1 } },
  });
  expect(work.work.latest).toMatchObject([{ taskTitle: "Job", taskStatus: "completed", proposer: { name: "Robo" } }]);
});

test("an open dispute waits for both its parties and for moderators who are none of them", async () => {
  const poster = await person("Poster", { dollars: 100 });
  const owner = await person("Owner");
  const robo = await bot(owner, "Robo");
  const moderator = await person("Moderator", { role: "moderator" });
  const { task } = await hired(poster, robo, { title: "Quarrel", budget: 40 }, 40);
  const { dispute } = await run<any>(contestTask, poster, { taskId: task.id, reason: "Nothing comes." });
  const of = async (who: typeof poster) => {
    const { disputesToArgue, disputesToDecide } = (await dashboard(who)).waiting;
    return { argue: disputesToArgue.items, decide: disputesToDecide.items.filter((d: any) => d.taskId === task.id) };
  };
  const shown = { disputeId: dispute.id, taskId: task.id, title: "Quarrel", heldCents: 4000 };
  expect(await of(poster)).toMatchObject({ argue: [{ ...shown, hasSpoken: true }], decide: [] });
  expect(await of(owner)).toMatchObject({ argue: [{ ...shown, hasSpoken: false }], decide: [] });
  expect(await of(moderator)).toMatchObject({ argue: [], decide: [shown] });
  expect(await of(await person("Stranger"))).toEqual({ argue: [], decide: [] });

  await run(addStatement, robo, { disputeId: dispute.id, text: "It comes tomorrow." });
  expect((await of(owner)).argue).toMatchObject([{ hasSpoken: true }]);
  await run(decideDispute, moderator, { disputeId: dispute.id, outcome: "poster", reason: "Nothing came." });
  for (const who of [poster, owner, moderator]) expect(await of(who)).toEqual({ argue: [], decide: [] });

  const judge = await person("Judge", { role: "moderator", dollars: 50 });
  const { task: other } = await hired(judge, robo, { title: "Own", budget: 10 }, 10);
  await run(contestTask, judge, { taskId: other.id, reason: "It is mine." });
  const { waiting } = await dashboard(judge);
  expect(waiting.disputesToArgue.count).toBe(1);
  expect(waiting.disputesToDecide.items.filter((d: any) => d.taskId === other.id)).toEqual([]);
});

test("the plot tells each day's last balances", async () => {
  const poster = await person("Poster", { dollars: 100 });
  const day = 86_400_000;
  clock.advance(2 * day);
  await postTask(poster, { budget: 30 });
  clock.advance(day);
  const { series } = await dashboard(poster);
  expect(series.slice(-5).map(({ available, held, earned }: any) => [available, held, earned])).toEqual([
    [0, 0, 0],
    [100, 0, 0],
    [100, 0, 0],
    [70, 30, 0],
    [70, 30, 0],
  ]);
  clock.reset();
});
