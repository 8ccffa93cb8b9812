import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "@/db";
import { blockItems, blockResponses, blockTasks } from "@/db/schema";
import { plain } from "@/lib/core/json";
import { run } from "@/lib/core/run";
import { COUNTED_AT_ONCE, countAwayWith, countWaiting } from "@/lib/domain/blocks/counting";
import { postBlock } from "@/lib/domain/blocks/post";
import { respondToBlock } from "@/lib/domain/blocks/respond";
import { verifyLedger } from "@/lib/domain/money/verify";
import { person } from "../testing/market";
import { countAway } from "./count-away";

const WORKERS = 3;
const ITEMS = Math.ceil(COUNTED_AT_ONCE / WORKERS) + 1;

test("a block of more answers than are counted at once is counted in a thread, while others are answered", async () => {
  const poster = await person("Pia", { dollars: 10 });
  const asked = { title: "Late?", description: "Say so.", mode: "consensus", responseType: "boolean" };
  const items = Array.from({ length: ITEMS }, (_, n) => ({ id: `i${n}`, prompt: `Item ${n}` }));
  const { block } = plain(
    await run<any>(postBlock, poster, { ...asked, items, workerCount: WORKERS, budgetPerWorker: 1 }),
  ) as any;
  for (let n = 0; n < WORKERS; n++)
    await run(respondToBlock, await person(`W${n}`), {
      blockId: block.id,
      answers: Object.fromEntries(items.map(({ id }, at) => [id, (at + (at % 9 === n ? 1 : 0)) % 2 === 0])),
    });
  const row = async () => (await db.select().from(blockTasks).where(eq(blockTasks.id, block.id)))[0]!;
  expect(await row()).toMatchObject({ status: "completed", counting: "due", resultVersion: 0 });
  const told: number[] = [];
  countAwayWith((blockId, tell) =>
    countAway(blockId, (share) => {
      told.push(share);
      tell(share);
    }),
  );
  expect(await countWaiting(block.id)).toBe(false);
  // Asked again while it counts, it is not counted twice.
  expect(await countWaiting(block.id)).toBe(false);
  await expect.poll(async () => (await row()).counting, { timeout: 30_000 }).toBe("done");
  expect(await row()).toMatchObject({ resultVersion: 1, countingProgress: 1 });
  expect(told.length).toBeGreaterThan(1);
  expect(told).toEqual([...told].sort((a, b) => a - b));
  expect(await db.$count(blockResponses, eq(blockResponses.blockId, block.id))).toBe(WORKERS);
  expect(await db.$count(blockItems, eq(blockItems.blockId, block.id))).toBe(ITEMS);
  expect((await verifyLedger()).violations).toEqual([]);
});
