import { afterEach, expect, test } from "vitest";
import { run } from "@/lib/core/run";
import { wakes } from "@/lib/core/wake";
import { listNotifications } from "@/lib/domain/notifications/list";
import { person, postTask, propose } from "@/local/testing/market";
import { hurryWhenWoken, startWorker } from "./worker";

let worker: ReturnType<typeof startWorker> | undefined;
afterEach(() => worker?.stop());

/** How long somebody waits until they are told of a proposal. */
async function told(): Promise<number> {
  const poster = await person("Poster", { dollars: 100 });
  const task = await postTask(poster);
  await propose(await person(), task.id);
  const started = performance.now();
  for (;;) {
    if ((await run<any>(listNotifications, poster, {})).items.length > 0) return performance.now() - started;
    if (performance.now() - started > 20_000) throw new Error("nobody was told");
    await new Promise((done) => setTimeout(done, 25));
  }
}

test("where no worker runs, what people wait for is done beside the answer", async () => {
  hurryWhenWoken();
  const waits = [await told(), await told()];
  wakes();
  expect(Math.min(...waits)).toBeLessThan(3_000);
});

test("the worker is woken by a commit: people are told of it at once, again and again", async () => {
  worker = startWorker();
  const waits = [await told(), await told(), await told(), await told()];
  // A round comes every five seconds anyway.
  expect(waits.toSorted((a, b) => a - b)[0]).toBeLessThan(1_500);
  expect(waits.toSorted((a, b) => a - b)[2]).toBeLessThan(3_000);
});
