import { eq } from "drizzle-orm";
import { expect } from "vitest";
import { db } from "@/db";
import { blockTasks } from "@/db/schema";
import type { Account } from "@/lib/core/context";
import { plain } from "@/lib/core/json";
import { run } from "@/lib/core/run";
import { postBlock } from "@/lib/domain/blocks/post";
import { respondToBlock } from "@/lib/domain/blocks/respond";
import { loadBlockResults } from "@/lib/domain/blocks/results";

export const ITEMS = [
  { id: "r1", prompt: "Came two days late." },
  { id: "r2", prompt: "Nice colour." },
  { id: "r3", prompt: "The courier was kind." },
];
/** A block of three items for three workers at $2.50 each. */
export const ASKED = {
  title: "Is this review about delivery?",
  description: "Say yes where it is.",
  category: "ai-training",
  mode: "consensus",
  responseType: "choice",
  options: ["yes", "no", "unclear"],
  items: ITEMS,
  workerCount: 3,
  budgetPerWorker: 2.5,
};

export const post = async (who: Account, fields: object = {}): Promise<any> =>
  (plain(await run<any>(postBlock, who, { ...ASKED, ...fields })) as any).block;
export const respond = (who: Account, blockId: string, answers: unknown = { r1: "yes", r2: "no", r3: "yes" }) =>
  run<any>(respondToBlock, who, { blockId, answers });
export const results = async (who: Account, blockId: string): Promise<any> =>
  (await run<any>(loadBlockResults, who, { blockId })).results;
export const rowOf = async (blockId: string) =>
  (await db.select().from(blockTasks).where(eq(blockTasks.id, blockId)))[0]!;

/** The count begins with the commit of the last answer, and nobody waits for it. */
export const counted = async (blockId: string) => {
  await expect.poll(async () => (await rowOf(blockId)).counting, { timeout: 15_000 }).toBe("done");
  return rowOf(blockId);
};

/** A block whose places are all taken, by the first of a crowd, and counted. */
export const filled = async (poster: Account, crowd: Account[], fields: object = {}, answers?: object[]) => {
  const block = await post(poster, fields);
  for (let n = 0; n < block.workerCount; n++) await respond(crowd[n]!, block.id, answers?.[n]);
  await counted(block.id);
  return block;
};

/** What became of it: done, or the code of the refusal. */
export const refusal = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error) => error.code ?? error,
  );
