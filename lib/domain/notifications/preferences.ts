import { eq } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db";
import { newId } from "@/db/id";
import { notificationKinds, notificationPreferences } from "@/db/schema";
import type { Account } from "@/lib/core/context";
import type { Kind } from "./notification";

export type PreferencesRow = typeof notificationPreferences.$inferSelect;
export const MAX_MUTES = 500;

const ways = z.object({ push: z.boolean(), email: z.boolean() });
const all = <T>(of: (kind: Kind) => T) => Object.fromEntries(notificationKinds.map((kind) => [kind, of(kind)]));

/** How whoever acts wants to be told. */
export const NotificationPreferences = z
  .object({
    id: z.string(),
    enablePush: z.boolean().meta({ description: "Whether anything is pushed to browsers." }),
    enableEmail: z.boolean().meta({ description: "Whether anything is mailed." }),
    muteThreadIds: z.string().meta({ description: "Threads of which nothing is told, separated by commas." }),
    muteThreadIdList: z.array(z.string()).meta({ description: "The same as a list." }),
    kinds: z.object(all(() => ways) as Record<Kind, typeof ways>).meta({
      description: "What is pushed and mailed of each kind, as far as the two switches above allow.",
    }),
  })
  .meta({ id: "NotificationPreferences" });

export const shown = (row: PreferencesRow): z.output<typeof NotificationPreferences> => ({
  id: row.id,
  enablePush: row.enablePush,
  enableEmail: row.enableEmail,
  muteThreadIds: row.mutedThreads.join(","),
  muteThreadIdList: row.mutedThreads,
  kinds: all((kind) => ({ push: !row.pushOff.includes(kind), email: !row.emailOff.includes(kind) })) as Record<
    Kind,
    z.output<typeof ways>
  >,
});

/** The caller's preferences, locked; made when they are missing. */
export async function lockPreferences({
  db,
  actor,
  now,
}: {
  db: Db;
  actor: Pick<Account, "userId" | "actorId">;
  now: Date;
}): Promise<PreferencesRow> {
  await db
    .insert(notificationPreferences)
    .values({ id: newId("pref", now.getTime()), actorId: actor.actorId, userId: actor.userId, updatedAt: now })
    .onConflictDoNothing({ target: notificationPreferences.actorId });
  const [row] = await db
    .select()
    .from(notificationPreferences)
    .where(eq(notificationPreferences.actorId, actor.actorId))
    .for("update");
  return row!;
}
