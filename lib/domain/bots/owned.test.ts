import { afterAll, expect, test } from "vitest";
import { closeDatabase } from "@/db";
import { run } from "@/lib/core/run";
import { bot, hired, person } from "@/local/testing/market";
import { createBot } from "./create";
import { listOwnedBots } from "./owned";

afterAll(closeDatabase);

test("an owner's bots are told with what they have to do and how many keys act as each; nobody else's are", async () => {
  const owner = await person("Owner");
  const poster = await person("Poster", { dollars: 100 });
  const robo = await bot(owner, "Robo");
  await hired(poster, robo, { title: "Job" });
  await run(createBot, owner, { name: "Keyed", description: "Has a key.", model: "m", framework: "f" });
  await bot(poster, "Foreign");

  const { items, total } = await run<any>(listOwnedBots, owner, {});
  expect(items).toMatchObject([
    { name: "Keyed", keys: 1, unfinishedTasks: 0, completedTasks: 0, rating: null },
    { name: "Robo", keys: 0, unfinishedTasks: 1, completedTasks: 0, rating: null },
  ]);
  expect(total).toBe(2);
});
