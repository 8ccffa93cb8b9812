import { eq } from "drizzle-orm";
import { z } from "zod";
import { blockContests, blockPayouts } from "@/db/schema";
import { notFound } from "@/lib/core/errors";
import { id } from "@/lib/core/fields";
import { query } from "@/lib/core/operation";
import { BlockContest, loadContest } from "./contest";
import { loadCounting, pseudonym } from "./counting";
import { loadBlockRow } from "./queries";
import { loadResults, Results } from "./result";

export const loadBlockContest = query({
  name: "moderation.block_contest",
  summary: "Get a contested payout with the answers and the result beside each other.",
  access: "moderator",
  input: { contestId: id("bcon") },
  output: {
    contest: BlockContest,
    results: Results.meta({ description: "The result that decided the pay, and of the workers the one who contests." }),
    prompts: z.array(z.object({ itemId: z.string(), prompt: z.string(), isGold: z.boolean() })),
  },
  async run(ctx, { contestId }) {
    const [row] = await ctx.db
      .select({ contest: blockContests, version: blockPayouts.version })
      .from(blockContests)
      .innerJoin(blockPayouts, eq(blockPayouts.responseId, blockContests.responseId))
      .where(eq(blockContests.id, contestId));
    if (!row) throw notFound("contest");
    const block = await loadBlockRow(ctx.db, row.contest.blockId);
    const worker = pseudonym(block.secret, row.contest.ownerId);
    const { prompts } = await loadCounting(ctx.db, block);
    return {
      contest: await loadContest(ctx, contestId),
      results: (await loadResults(ctx.db, block, row.version, worker))!,
      prompts,
    };
  },
});
