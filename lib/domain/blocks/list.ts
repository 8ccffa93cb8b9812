import { z } from "zod";
import { blockModes, blockStatuses } from "@/db/schema";
import { Refusal } from "@/lib/core/errors";
import { optionalText } from "@/lib/core/fields";
import { type Filter, listPage } from "@/lib/core/list";
import { list } from "@/lib/core/operation";
import { category } from "@/lib/domain/tasks/categories";
import { fewNots } from "@/lib/domain/tasks/list";
import { Block } from "./block";
import { blockFilters, blockPlan } from "./queries";

export const listBlocks = list({
  name: "blocks.list",
  summary: "List block tasks.",
  description:
    "Open ones unless `status` says otherwise, newest first. `mine` lists the caller's own, of every status unless one is named.",
  access: "anyone",
  plural: "blocks",
  of: Block,
  input: {
    status: z.enum(blockStatuses).optional(),
    category: category.optional(),
    mode: z.enum(blockModes).optional(),
    search: optionalText(200),
    mine: z.boolean().optional(),
  },
  async run({ actor, db, casing }, { limit, offset, cursor, mine, ...asked }) {
    const filters: Filter[] = [];
    const values: Record<string, unknown> = {};
    const want = (filter: Filter, value: unknown) => {
      filters.push(filter);
      values[filter.name] = value;
    };
    if (mine) {
      if (!("userId" in actor))
        throw new Refusal("UNAUTHENTICATED", "Sign in or send an API key to list your own blocks.");
      want(blockFilters.owner, actor.userId);
    }
    const status = asked.status ?? (mine ? undefined : "open");
    if (status) want(blockFilters.status, status);
    if (asked.category) want(blockFilters.category, asked.category);
    if (asked.mode) want(blockFilters.mode, asked.mode);
    if (asked.search) want(blockFilters.search, fewNots(asked.search));
    return listPage(db, casing, blockPlan(filters), values, { limit, offset, cursor });
  },
});
