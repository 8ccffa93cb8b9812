import { eq } from "drizzle-orm";
import { expect } from "vitest";
import { db } from "@/db";
import { blockTasks } from "@/db/schema";
import type { Account } from "@/lib/core/context";
import { plain } from "@/lib/core/json";
import { run } from "@/lib/core/run";
import { payBlock } from "@/lib/domain/blocks/pay";
import { postBlock } from "@/lib/domain/blocks/post";
import { respondToBlock } from "@/lib/domain/blocks/respond";
import { buyLicense } from "@/lib/domain/datasets/buy";
import { loadOffer } from "@/lib/domain/datasets/offer";

const BLOCK = {
  title: "Is this review about delivery?",
  description: "Say yes where it is.",
  category: "ai-training",
  mode: "consensus",
  responseType: "choice",
  options: ["yes", "no"],
  items: [
    { id: "r1", prompt: "Came two days late." },
    { id: "r2", prompt: "Nice colour." },
    { id: "g1", prompt: "It never arrived.", gold: "yes" },
  ],
  workerCount: 3,
  budgetPerWorker: 1,
  payoutPolicy: "all",
  license: { type: "CC-BY-4.0", price: 49 },
};
const ANSWERS = { r1: "yes", r2: "no", g1: "yes" };

/** A block that was answered by these workers, counted and paid: what it was offered as, and its dataset's offer. */
export async function soldBlock(
  poster: Account,
  crowd: readonly Account[],
  fields: object = {},
  answersOf: (n: number) => object = () => ({ answers: ANSWERS }),
): Promise<{ blockId: string; offer: any }> {
  const blockId = await answeredBlock(poster, crowd, fields, answersOf);
  await run(payBlock, poster, { blockId });
  return { blockId, offer: await offerOf(poster, blockId) };
}

/** The same, not paid yet. */
export async function answeredBlock(
  poster: Account,
  crowd: readonly Account[],
  fields: object = {},
  answersOf: (n: number) => object = () => ({ answers: ANSWERS }),
): Promise<string> {
  const asked = { ...BLOCK, workerCount: crowd.length, ...fields };
  const { block } = plain(await run<any>(postBlock, poster, asked)) as any;
  for (const [n, who] of crowd.entries()) await run(respondToBlock, who, { blockId: block.id, ...answersOf(n) });
  await expect
    .poll(async () => (await db.select().from(blockTasks).where(eq(blockTasks.id, block.id)))[0]!.counting)
    .toBe("done");
  return block.id;
}

/** The licence that a block's dataset is offered under. */
export const offerOf = async (who: Account, blockId: string): Promise<any> =>
  plain(await run<any>(loadOffer, who, { blockId }));

/** Buys a licence under the terms as they are. */
export const buy = async (who: Account, { blockId, offer }: { blockId: string; offer: any }, fields: object = {}) =>
  run<any>(buyLicense, who, { blockId, acceptTermsHash: offer.terms.sha256, ...fields });
