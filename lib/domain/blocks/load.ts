import { sql } from "drizzle-orm";
import { z } from "zod";
import { compile, execute } from "@/db/statement";
import { id } from "@/lib/core/fields";
import { Json } from "@/lib/core/json";
import { query } from "@/lib/core/operation";
import { Block, BlockItem } from "./block";
import { ITEMS_SHOWN, MAX_ITEMS } from "./limits";
import { loadBlockJson } from "./queries";

const p = (name: string) => sql`${sql.placeholder(name)}`;
const statement = compile(sql`
  select coalesce((select json_agg(json_build_object('id', i.item_id, 'prompt', i.prompt, 'options', i.options) order by i.position)
      from block_items i where i.block_id = ${p("id")} and i.position >= ${p("offset")}::int and i.position < ${p("offset")}::int + ${p("limit")}::int)::text, '[]') as items,
    (select r.id from block_responses r where r.block_id = ${p("id")} and r.owner_id = ${p("user")}) as mine`);

export const loadBlock = query({
  name: "blocks.load",
  summary: "Get a block task by id, with its items.",
  description: `\`items\` holds the first ${ITEMS_SHOWN} unless \`items_limit\` (at most ${MAX_ITEMS}) and \`items_offset\` say otherwise. Right answers that are known and what others answered are not shown to anybody who may answer.`,
  access: "anyone",
  input: {
    blockId: id("block"),
    itemsLimit: z.int().min(0).max(MAX_ITEMS).default(ITEMS_SHOWN),
    itemsOffset: z.int().min(0).max(MAX_ITEMS).default(0),
  },
  output: {
    block: Block.extend({
      items: z.array(BlockItem),
      myResponseId: z.string().nullable().meta({ description: "Of the caller's own response." }),
    }),
  },
  async run({ actor, db, casing }, { blockId, itemsLimit, itemsOffset }) {
    const block = await loadBlockJson(db, casing, blockId);
    const [row] = await execute<{ items: string; mine: string | null }>(db, statement, {
      id: blockId,
      offset: itemsOffset,
      limit: itemsLimit,
      user: "userId" in actor ? actor.userId : null,
    });
    const mine = `"${casing === "snake" ? "my_response_id" : "myResponseId"}":${JSON.stringify(row!.mine)}`;
    return { block: new Json(`${block.text.slice(0, -1)},"items":${row!.items},${mine}}`, casing) as Json<any> };
  },
});
