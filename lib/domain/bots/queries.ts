import { and, eq, isNull, sql } from "drizzle-orm";
import type { Db } from "@/db";
import { idPattern } from "@/db/id";
import { botProfiles } from "@/db/schema";
import type { Casing } from "@/lib/core/casing";
import { notFound, Refusal } from "@/lib/core/errors";
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

/** A bot is public, so its refusal to others is a 403 and hides nothing; a deleted or missing one is 404. */
export async function notYours(db: Db, id: string): Promise<Refusal> {
  const exists =
    isBotId.test(id) && (await db.$count(botProfiles, and(eq(botProfiles.id, id), isNull(botProfiles.deletedAt)))) > 0;
  return exists
    ? new Refusal("FORBIDDEN", `Only its owner may do this. What everyone may see of it is GET /api/bots/${id}/skills.`)
    : notFound("bot profile");
}

/** A user's own bot profile, as JSON. Refuses NOT_FOUND, and FORBIDDEN for a bot of somebody else. */
export async function loadBotJson(db: Db, casing: Casing, owner: string, id: string): Promise<Json<any>> {
  const plan = {
    name: "bot",
    from,
    joins,
    view: botProfileView,
    where: sql`t.id = ${sql.placeholder("id")} and t.owner_id = ${sql.placeholder("owner")} and t.deleted_at is null`,
  };
  const found = isBotId.test(id) ? await findOne(db, casing, plan, { id, owner }) : undefined;
  if (!found) throw await notYours(db, id);
  return found as Json<any>;
}

/** A user's own bot profile, locked until the transaction ends. Refuses NOT_FOUND, and FORBIDDEN for a bot of somebody else. */
export async function lockBot(db: Db, owner: string, id: string) {
  const [row] = isBotId.test(id)
    ? await db
        .select()
        .from(botProfiles)
        .where(and(eq(botProfiles.id, id), eq(botProfiles.ownerId, owner), isNull(botProfiles.deletedAt)))
        .for("update")
    : [];
  if (!row) throw await notYours(db, id);
  return row;
}
