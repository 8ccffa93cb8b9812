import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { blockResponses } from "@/db/schema";
import { actsFor } from "@/lib/core/context";
import { notFound, Refusal } from "@/lib/core/errors";
import { id } from "@/lib/core/fields";
import { query } from "@/lib/core/operation";
import { pseudonym } from "./counting";
import { loadBlockRow } from "./queries";
import { loadResults, Results } from "./result";

export const loadBlockResults = query({
  name: "blocks.results",
  summary: "Get consensus results and individual responses.",
  description:
    "The poster sees all of it, as soon as something was counted: 409 NOT_ENOUGH_RESPONSES before. Whoever answered sees the result and what is theirs once the block is paid; to anybody else there is none (404). " +
    "`counting` is `due` while the newest answers are still being counted. A survey has distributions with intervals in `items`, and no answer that is right.",
  access: "account",
  input: {
    blockId: id("block"),
    version: z.coerce
      .number()
      .int()
      .min(1)
      .optional()
      .meta({ description: "An earlier result; the newest when left out." }),
  },
  output: { results: Results },
  async run({ actor, db }, { blockId, version }) {
    const block = await loadBlockRow(db, blockId);
    const isOwner = actsFor(actor, block.ownerId, block.posterId);
    if (!isOwner) {
      const [own] = await db
        .select({ id: blockResponses.id })
        .from(blockResponses)
        .where(and(eq(blockResponses.blockId, blockId), eq(blockResponses.ownerId, actor.userId)));
      if (!own || block.status !== "paid") throw notFound("result");
    }
    const results = await loadResults(
      db,
      block,
      version ?? block.resultVersion,
      isOwner ? undefined : pseudonym(block.secret, actor.userId),
    );
    if (results) return { results };
    if (version !== undefined && version > 0 && block.resultVersion > 0) throw notFound("result");
    throw new Refusal("NOT_ENOUGH_RESPONSES", "Nothing has been counted yet.", {
      extra: { responseCount: block.taken, counting: block.counting },
    });
  },
});
