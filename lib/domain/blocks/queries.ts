import { eq, sql } from "drizzle-orm";
import type { Db } from "@/db";
import { idPattern } from "@/db/id";
import { blockTasks } from "@/db/schema";
import type { Casing } from "@/lib/core/casing";
import { notFound } from "@/lib/core/errors";
import type { Json } from "@/lib/core/json";
import { byTime, type Filter, findOne, type ListPlan } from "@/lib/core/list";
import { type BlockRow, blockJoins, blockView } from "./block";

export const isBlockId = idPattern("block");

/** The block's row, locked until the transaction ends. Refuses NOT_FOUND, also for an id of the wrong form. */
export async function lockBlock(db: Db, id: string): Promise<BlockRow> {
  const [row] = isBlockId.test(id) ? await db.select().from(blockTasks).where(eq(blockTasks.id, id)).for("update") : [];
  if (!row) throw notFound("block task");
  return row;
}

/** The block's row as it stands. Refuses NOT_FOUND. */
export async function loadBlockRow(db: Db, id: string): Promise<BlockRow> {
  const [row] = isBlockId.test(id) ? await db.select().from(blockTasks).where(eq(blockTasks.id, id)) : [];
  if (!row) throw notFound("block task");
  return row;
}

const oneBlock = {
  name: "block",
  from: sql`block_tasks t`,
  joins: blockJoins,
  view: blockView,
  where: sql`t.id = ${sql.placeholder("id")}`,
};

/** The block as JSON in the caller's names. Refuses NOT_FOUND. */
export async function loadBlockJson(db: Db, casing: Casing, id: string): Promise<Json<any>> {
  const block = isBlockId.test(id) ? await findOne(db, casing, oneBlock, { id }) : undefined;
  if (!block) throw notFound("block task");
  return block as Json<any>;
}

const at = (name: string) => sql`${sql.placeholder(name)}`;

/** Conditions a list of blocks may have, each behind an index. */
export const blockFilters = {
  status: { name: "status", where: sql`t.status = ${at("status")}` },
  category: { name: "category", where: sql`t.category = ${at("category")}` },
  mode: { name: "mode", where: sql`t.mode = ${at("mode")}` },
  owner: { name: "owner", where: sql`t.owner_id = ${at("owner")}` },
  search: { name: "search", where: sql`t.search @@ websearch_to_tsquery('english', ${at("search")})`, planned: true },
} satisfies Record<string, Filter>;

/** A list of blocks, newest first. */
export const blockPlan = (filters: Filter[]): ListPlan => ({
  name: "blocks",
  from: oneBlock.from,
  joins: blockJoins,
  view: blockView,
  filters,
  sort: byTime("newest", sql`t.created_at`),
});
