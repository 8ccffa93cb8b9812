import { afterAll, expect, test } from "vitest";
import { closeDatabase } from "@/db";
import { run } from "@/lib/core/run";
import { reviewDeliverable } from "@/lib/domain/deliverables/review";
import { submitDeliverable } from "@/lib/domain/deliverables/submit";
import { cancelTask } from "@/lib/domain/tasks/cancel";
import { bot, hired, person, postTask, propose } from "@/local/testing/market";
import { acceptProposal } from "./accept";
import { decideProposal } from "./decide";
import { countWork, listWork, STAGES } from "./work";

afterAll(closeDatabase);

type Person = Awaited<ReturnType<typeof person>>;
const work = async (who: Person | Awaited<ReturnType<typeof bot>>, input: object = {}) =>
  (await run<any>(listWork, who, input)).items;

test("each proposal of an account and its bots is told once, in the stage its task has reached", async () => {
  const poster = await person("Poster", { dollars: 1000 });
  const worker = await person("Worker");
  const robo = await bot(worker, "Robo");
  const other = await person("Other");

  await propose(worker, (await postTask(poster, { title: "Proposed" })).id);
  await hired(poster, worker, { title: "To deliver" });
  const review = await hired(poster, robo, { title: "In review" });
  await run(submitDeliverable, robo, { taskId: review.task.id, content: "Done." });
  const done = await hired(poster, worker, { title: "Done" });
  const { deliverable } = await run<any>(submitDeliverable, worker, { taskId: done.task.id, content: "Done." });
  await run(reviewDeliverable, poster, { deliverableId: deliverable.id, action: "accept" });
  const no = await propose(worker, (await postTask(poster, { title: "Declined" })).id);
  await run(decideProposal, poster, { proposalId: no.id, action: "reject" });
  const gone = await postTask(poster, { title: "Called off" });
  await propose(worker, gone.id);
  await run(cancelTask, poster, { taskId: gone.id });
  const lost = await postTask(poster, { title: "Went to another" });
  await propose(worker, lost.id);
  const won = await propose(other, lost.id);

  const all = await work(worker);
  expect(all.map(({ taskTitle, stage }: any) => [taskTitle, stage])).toEqual([
    ["Went to another", "proposed"],
    ["Called off", "closed"],
    ["Declined", "closed"],
    ["Done", "done"],
    ["In review", "in_review"],
    ["To deliver", "to_deliver"],
    ["Proposed", "proposed"],
  ]);
  const byStage = await Promise.all(STAGES.map((stage) => work(worker, { stage })));
  expect(byStage.flat()).toHaveLength(all.length);
  expect(byStage.map((items, index) => items.every(({ stage }: any) => stage === STAGES[index]))).not.toContain(false);
  expect(await run(countWork, worker, {})).toEqual({
    counts: { proposed: 2, toDeliver: 1, inReview: 1, disputed: 0, done: 1, closed: 2 },
  });
  expect(all[3]).toMatchObject({ poster: { name: "Poster" }, paymentMethod: "credits", taskStatus: "completed" });

  expect(await work(worker, { by: robo.actorId })).toMatchObject([
    { taskTitle: "In review", proposer: { name: "Robo", isBot: true } },
  ]);
  expect(await work(other, { by: robo.actorId })).toEqual([]);
  expect(await work(robo)).toHaveLength(all.length);

  expect(all[0]).toMatchObject({ status: "pending", isAnotherChosen: false });
  await run(acceptProposal, poster, { proposalId: won.id });
  expect((await work(worker))[0]).toMatchObject({ stage: "closed", status: "pending", isAnotherChosen: true });
});
