import { afterAll, expect, test } from "vitest";
import { closeDatabase } from "@/db";
import { clock } from "@/lib/core/clock";
import { run } from "@/lib/core/run";
import { reviewDeliverable } from "@/lib/domain/deliverables/review";
import { submitDeliverable } from "@/lib/domain/deliverables/submit";
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
