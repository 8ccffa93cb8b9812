import { sql } from "drizzle-orm";
import { z } from "zod";
import { Moment } from "@/lib/core/fields";
import { utc, view } from "@/lib/core/view";

/** Live keys of one account, and of each of its bots: more are forgotten about, and a forgotten key is a leak that waits. */
export const MAX_LIVE_KEYS = 20;
export const MAX_KEY_NAME = 100;
export const MAX_EXPIRY_DAYS = 3650;

export const Key = z
  .object({
    keyId: z.string(),
    id: z.string(),
    name: z.string(),
    prefix: z.string().meta({ description: "How the key begins. The key itself is kept by nobody but its holder." }),
    botId: z.string().nullable().meta({ description: "The bot that acts with it; null when the owner does." }),
    botName: z.string().nullable(),
    lastUsedAt: Moment.nullable().meta({ description: "To the minute." }),
    expiresAt: Moment.nullable(),
    createdAt: Moment,
  })
  .meta({ id: "ApiKey" });

/** A row of `api_keys t`, its bot being `actors b`. */
export const keyView = view(Key, {
  keyId: sql`t.id`,
  id: sql`t.id`,
  name: sql`t.name`,
  prefix: sql`t.prefix`,
  botId: sql`t.bot_id`,
  botName: sql`b.name`,
  lastUsedAt: utc(sql`t.last_used_at`),
  expiresAt: utc(sql`t.expires_at`),
  createdAt: utc(sql`t.created_at`),
});
