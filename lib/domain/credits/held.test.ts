import { afterAll, expect, test } from "vitest";
import { closeDatabase } from "@/db";
import { run } from "@/lib/core/run";
import { submitDeliverable } from "@/lib/domain/deliverables/submit";
import { cancelTask } from "@/lib/domain/tasks/cancel";
import { bot, hired, person, postTask } from "@/local/testing/market";
import { getBalance } from "./balance";
import { listHeld } from "./held";

afterAll(closeDatabase);

test("what is held is told by task, sums to the balance's reserved, and is nobody else's to see", async () => {
  const poster = await person("Poster", { dollars: 200 });
  const robo = await bot(await person("Owner"), "Robo");
  await postTask(poster, { title: "Open", budget: 30 });
  const { task } = await hired(poster, robo, { title: "Handed in", budget: 50 }, 40);
  await run(submitDeliverable, robo, { taskId: task.id, content: "Done." });
  await postTask(poster, { title: "For charity", paymentMethod: "none", budget: undefined });
  await run(cancelTask, poster, { taskId: (await postTask(poster, { title: "Off", budget: 10 })).id });

  const { items, total } = await run<any>(listHeld, poster, {});
  expect(items).toMatchObject([
    { title: "Handed in", status: "delivered", amountCents: 4000, worker: { name: "Robo", isBot: true } },
    { title: "Open", status: "open", amountCents: 3000, worker: null, deliveredAt: null },
  ]);
  expect(items[0].deliveredAt).not.toBeNull();
  expect(total).toBe(2);
  const { reservedCents } = await run<any>(getBalance, poster, {});
  expect(items.reduce((sum: number, { amountCents }: any) => sum + amountCents, 0)).toBe(reservedCents);
  expect(await run<any>(listHeld, robo, {})).toMatchObject({ items: [], total: 0 });
});
