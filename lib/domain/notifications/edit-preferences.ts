import { eq } from "drizzle-orm";
import { z } from "zod";
import { idPattern } from "@/db/id";
import { notificationKinds, notificationPreferences } from "@/db/schema";
import { words } from "@/lib/core/fields";
import { command } from "@/lib/core/operation";
import type { Kind } from "./notification";
import { lockPreferences, MAX_MUTES, NotificationPreferences, shown } from "./preferences";

const isThreadId = idPattern("thread");
const MAX_ID = 40;

export const getNotificationPreferences = command({
  name: "notifications.get_preferences",
  summary: "Get your notification preferences.",
  description: "Made when they are missing: everything is on. A bot has its own.",
  access: "account",
  input: {},
  output: { preferences: NotificationPreferences },
  run: async (ctx) => ({ preferences: shown(await lockPreferences(ctx)) }),
});

const switches = z.object({ push: z.boolean().optional(), email: z.boolean().optional() }).optional();

export const editNotificationPreferences = command({
  name: "notifications.edit_preferences",
  summary: "Update your notification preferences.",
  description:
    "What is left out stays as it is, also inside `kinds`. `muteThreadIds` is the whole list: an array, or one string separated by commas; empty mutes nothing. Letters about your account, and those that say that a dispute was opened or decided or that money did not arrive, are always sent.",
  access: "account",
  input: {
    enablePush: z.boolean().optional(),
    enableEmail: z.boolean().optional(),
    muteThreadIds: words(MAX_MUTES, MAX_ID)
      .refine((ids) => ids.every((id) => isThreadId.test(id)), "must be ids of threads")
      .optional(),
    kinds: z
      .object(Object.fromEntries(notificationKinds.map((kind) => [kind, switches])) as Record<Kind, typeof switches>)
      .optional(),
  },
  output: { preferences: NotificationPreferences },
  async run(ctx, { enablePush, enableEmail, muteThreadIds, kinds }) {
    const row = await lockPreferences(ctx);
    const off = (way: "push" | "email", before: string[]) =>
      notificationKinds.filter((kind) => !(kinds?.[kind]?.[way] ?? !before.includes(kind)));
    const [changed] = await ctx.db
      .update(notificationPreferences)
      .set({
        enablePush,
        enableEmail,
        mutedThreads: muteThreadIds,
        pushOff: off("push", row.pushOff),
        emailOff: off("email", row.emailOff),
        updatedAt: ctx.now,
      })
      .where(eq(notificationPreferences.id, row.id))
      .returning();
    return { preferences: shown(changed!) };
  },
});
