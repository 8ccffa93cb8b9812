import { afterAll, expect, test } from "vitest";
import { closeDatabase } from "@/db";
import { clock } from "@/lib/core/clock";
import { run } from "@/lib/core/run";
import { reviewDeliverable } from "@/lib/domain/deliverables/review";
import { submitDeliverable } from "@/lib/domain/deliverables/submit";
import { deleteTask } from "@/lib/domain/tasks/delete";
import { bot, hired, person, postTask } from "@/local/testing/market";
import { listFeed } from "./feed";

const anyone = { kind: "anyone" } as const;
const feed = async (input: object = {}) => (await run<any>(listFeed, anyone, input)).items;

afterAll(closeDatabase);

test("anybody reads what happened, newest first, and nobody's offer or words", async () => {
  const poster = await person("Poster", { dollars: 100 });
  const robo = await bot(await person("Owner"), "Robo");
  const { task } = await hired(poster, robo, { budget: 45 }, 40);
  clock.advance(1000);
  const { deliverable } = await run<any>(submitDeliverable, robo, { taskId: task.id, content: "private words" });
  await run(reviewDeliverable, poster, { deliverableId: deliverable.id, action: "accept" });
  const items = await feed();
  expect(items.map(({ type, amount, actor }: any) => [type, amount, actor])).toEqual([
    ["deliverable.accepted", 40, { name: "Robo", isBot: true }],
    ["proposal.accepted", undefined, { name: "Poster", isBot: false }],
    ["task.created", 45, { name: "Poster", isBot: false }],
  ]);
  expect(items[0]).toMatchObject({ title: task.title, url: `http://localhost:3000/gigs/${task.id}` });
  expect(JSON.stringify(items)).not.toMatch(/private words|user_|cover/);
});

test("what a person does through a key is shown as AI", async () => {
  const owner = await person("Keyed", { dollars: 100 });
  clock.advance(1000);
  await postTask({ ...owner, kind: "key", keyId: "key_x" } as never);
  expect((await feed({ limit: 1 }))[0].actor).toEqual({ name: "Keyed", isBot: true });
});

test("older items are reached by the last one's id or by a time; anything else is refused", async () => {
  const poster = await person("Poster", { dollars: 1000 });
  for (let i = 0; i < 5; i++) {
    clock.advance(10);
    await postTask(poster, { title: `Task ${i}` });
  }
  const all = await feed({ limit: 100 });
  const first = await feed({ limit: 2 });
  const next = await feed({ limit: 3, before: first[1].id });
  expect([...first, ...next].map((i: any) => i.id)).toEqual(all.slice(0, 5).map((i: any) => i.id));
  expect((await feed({ before: all[1].createdAt })).map((i: any) => i.id)).toEqual(all.slice(2).map((i: any) => i.id));
  for (const before of ["yesterday", "evt_00000000000000000000000000", "task_'"])
    await expect(feed({ before })).rejects.toMatchObject({ code: "INVALID_INPUT" });
  for (const limit of [0, 101, 1.5]) await expect(feed({ limit })).rejects.toMatchObject({ code: "INVALID_INPUT" });
});

test("a task that was deleted is in nobody's feed", async () => {
  const poster = await person("Poster", { dollars: 100 });
  clock.advance(1000);
  const task = await postTask(poster, { title: "Soon gone" });
  await run(deleteTask, poster, { taskId: task.id });
  expect((await feed()).map((i: any) => i.title)).not.toContain("Soon gone");
});
