import { sql } from "drizzle-orm";
import type { Db } from "@/db";
import type { Casing } from "@/lib/core/casing";
import { notFound } from "@/lib/core/errors";
import type { Json } from "@/lib/core/json";
import { byTime, findOne, type ListPlan } from "@/lib/core/list";
import { keyView } from "./key";

const from = sql`api_keys t`;
const joins = sql`left join actors b on b.id = t.bot_id`;

/** A user's keys that were not revoked, newest first. */
export const keyPlan: ListPlan = {
  name: "keys",
  from,
  joins,
  view: keyView,
  filters: [{ name: "user", where: sql`t.user_id = ${sql.placeholder("user")} and t.revoked_at is null` }],
  sort: byTime("newest", sql`t.created_at`),
};

/** One key, as JSON. Refuses NOT_FOUND. */
export async function loadKeyJson(db: Db, casing: Casing, id: string): Promise<Json<any>> {
  const plan = { name: "key", from, joins, view: keyView, where: sql`t.id = ${sql.placeholder("id")}` };
  const key = await findOne(db, casing, plan, { id });
  if (!key) throw notFound("key");
  return key as Json<any>;
}
