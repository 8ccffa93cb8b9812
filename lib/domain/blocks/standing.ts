import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { blockResponses } from "@/db/schema";
import { actsFor } from "@/lib/core/context";
import { id } from "@/lib/core/fields";
import { query } from "@/lib/core/operation";
import { loadBlockRow } from "./queries";

/** How a block task stands for whoever looks: what its page offers beside the block itself. */
export const Standing = z.object({
  role: z.enum(["poster", "worker", "visitor"]),
  isOwn: z.boolean().meta({ description: "Of the account itself, whichever of its actors posted it." }),
  hasDeadlinePassed: z.boolean(),
});

export const loadBlockStanding = query({
  name: "blocks.standing",
  summary: "How a block task stands for whoever looks.",
  description: "What our own page needs to offer the right deeds: whose it is, and whether the caller has answered.",
  access: "anyone",
  input: { blockId: id("block") },
  output: { standing: Standing },
  async run({ actor, db, now }, { blockId }): Promise<{ standing: z.output<typeof Standing> }> {
    const block = await loadBlockRow(db, blockId);
    const hasDeadlinePassed = block.deadline !== null && block.deadline <= now;
    if (!("userId" in actor)) return { standing: { role: "visitor", isOwn: false, hasDeadlinePassed } };
    const isOwn = block.ownerId === actor.userId;
    if (isOwn) {
      const role = actsFor(actor, block.ownerId, block.posterId) ? "poster" : "visitor";
      return { standing: { role, isOwn, hasDeadlinePassed } };
    }
    const [answer] = await db
      .select({ id: blockResponses.id })
      .from(blockResponses)
      .where(and(eq(blockResponses.blockId, blockId), eq(blockResponses.ownerId, actor.userId)));
    return { standing: { role: answer ? "worker" : "visitor", isOwn, hasDeadlinePassed } };
  },
});
