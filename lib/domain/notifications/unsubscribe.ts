import { eq } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db";
import { actors, notificationKinds, notificationPreferences, users } from "@/db/schema";
import { Refusal } from "@/lib/core/errors";
import { command, query } from "@/lib/core/operation";
import { seal, unseal } from "@/lib/core/seal";
import { appUrl } from "@/lib/env";
import type { Kind } from "./notification";
import { lockPreferences } from "./preferences";

const PURPOSE = "unsubscribe";
const MAX_TOKEN = 400;
/** What a letter is about: one kind, or several together. */
export type Topic = Kind | "all";

/** What stands in a letter's links: who it went to and what it was about, for us alone to read. It does not run out. */
const tokenOf = (actorId: string, topic: Topic): string =>
  Buffer.from(seal(PURPOSE, "", `${actorId} ${topic}`), "base64").toString("base64url");

/** Where a reader goes, and where their mail program posts. */
export function waysOut(actorId: string, topic: Topic): { page: string; oneClick: string } {
  const token = tokenOf(actorId, topic);
  return { page: `${appUrl}/unsubscribe?token=${token}`, oneClick: `${appUrl}/api/unsubscribe?token=${token}` };
}

const token = z.string().max(MAX_TOKEN);

type Reader = { actorId: string; userId: string; topic: Topic };

async function readToken(db: Db, sealed: string): Promise<Reader> {
  const [actorId = "", topic] = unseal(PURPOSE, "", sealed)?.split(" ") ?? [];
  const [row] = await db
    .select({ userId: actors.userId, deletedAt: users.deletedAt })
    .from(actors)
    .innerJoin(users, eq(users.id, actors.userId))
    .where(eq(actors.id, actorId));
  if (!row || row.deletedAt)
    throw new Refusal("NOT_FOUND", "This link is not one of ours. Open it from the mail once more.");
  return { actorId, userId: row.userId, topic: topic as Topic };
}

const standing = {
  kind: z.enum(notificationKinds).nullable().meta({ description: "What the letter was about; null: of several." }),
  mailed: z.boolean().meta({ description: "Whether such letters are sent." }),
  anyMailed: z.boolean().meta({ description: "Whether any notifications are mailed." }),
};
type Switches = { enableEmail: boolean; emailOff: string[] };
const standingOf = (topic: Topic, { enableEmail, emailOff }: Switches) => ({
  kind: topic === "all" ? null : topic,
  mailed: enableEmail && (topic === "all" || !emailOff.includes(topic)),
  anyMailed: enableEmail,
});

export const showMailing = query({
  name: "notifications.show_mailing",
  summary: "What a letter's link to unsubscribe is about.",
  access: "anyone",
  input: { token },
  output: standing,
  async run({ db }, { token }) {
    const { actorId, topic } = await readToken(db, token);
    const [row] = await db
      .select({ enableEmail: notificationPreferences.enableEmail, emailOff: notificationPreferences.emailOff })
      .from(notificationPreferences)
      .where(eq(notificationPreferences.actorId, actorId));
    return standingOf(topic, row ?? { enableEmail: true, emailOff: [] });
  },
});

export const unsubscribe = command({
  name: "notifications.unsubscribe",
  summary: "Stop letters by the link in one of them.",
  description: "Those like it; with `all` every notification by mail; with `undo` they are sent again.",
  access: "anyone",
  input: { token, all: z.boolean().default(false), undo: z.boolean().default(false) },
  output: standing,
  async run({ db, now }, { token, all, undo }) {
    const { actorId, userId, topic } = await readToken(db, token);
    const row = await lockPreferences({ db, now, actor: { actorId, userId } });
    const next: Switches = { enableEmail: row.enableEmail, emailOff: row.emailOff };
    // To have letters of a kind again, mail must be on at all.
    if (undo) next.enableEmail = true;
    if (all || topic === "all") next.enableEmail = undo;
    else next.emailOff = undo ? row.emailOff.filter((kind) => kind !== topic) : [...new Set([...row.emailOff, topic])];
    await db
      .update(notificationPreferences)
      .set({ ...next, updatedAt: now })
      .where(eq(notificationPreferences.id, row.id));
    return standingOf(topic, next);
  },
});
