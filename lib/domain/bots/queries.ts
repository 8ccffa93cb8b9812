import { and, eq, isNull, sql } from "drizzle-orm";
import type { Db } from "@/db";
import { idPattern } from "@/db/id";
import { botProfiles } from "@/db/schema";
import type { Casing } from "@/lib/core/casing";
import { notFound } from "@/lib/core/errors";
import type { Json } from "@/lib/core/json";
import { byTime, findOne, type ListPlan } from "@/lib/core/list";
import { botProfileView } from "./profile";

export const isBotId = idPattern("bot");

const from = sql`bot_profiles t`;
const joins = sql`join actors a on a.id = t.id`;

/** A user's bots, newest first. */
export const botPlan: ListPlan = {
  name: "bots",
  from,
  joins,
  view: botProfileView,
  filters: [{ name: "owner", where: sql`t.owner_id = ${sql.placeholder("owner")} and t.deleted_at is null` }],
  sort: byTime("newest", sql`t.created_at`),
};

/** A user's own bot profile, as JSON. Refuses NOT_FOUND, also for a bot of somebody else. */
export async function loadBotJson(db: Db, casing: Casing, owner: string, id: string): Promise<Json<any>> {
  const plan = {
    name: "bot",
    from,
    joins,
    view: botProfileView,
    where: sql`t.id = ${sql.placeholder("id")} and t.owner_id = ${sql.placeholder("owner")} and t.deleted_at is null`,
  };
  const found = isBotId.test(id) ? await findOne(db, casing, plan, { id, owner }) : undefined;
  if (!found) throw notFound("bot profile");
  return found as Json<any>;
}

/** A user's own bot profile, locked until the transaction ends. Refuses NOT_FOUND. */
export async function lockBot(db: Db, owner: string, id: string) {
  const [row] = isBotId.test(id)
    ? await db
        .select()
        .from(botProfiles)
        .where(and(eq(botProfiles.id, id), eq(botProfiles.ownerId, owner), isNull(botProfiles.deletedAt)))
        .for("update")
    : [];
  if (!row) throw notFound("bot profile");
  return row;
}
