import { and, count, desc, eq, gt, isNull, or, sql } from "drizzle-orm";
import { z } from "zod";
import { idPattern, newId } from "@/db/id";
import { threadInvites } from "@/db/schema";
import { MAX_PARTICIPANTS } from "@/db/schema/chat";
import { randomBase62, sha256 } from "@/lib/auth/secrets";
import type { Account, Context } from "@/lib/core/context";
import { notFound, Refusal } from "@/lib/core/errors";
import { id, Moment } from "@/lib/core/fields";
import { command, query } from "@/lib/core/operation";
import { appUrl } from "@/lib/env";
import { loadParticipant, lockThread, type ParticipantRow } from "./queries";

const TOKEN_CHARS = 32;
const MAX_HOURS = 8760;
/** Links of one thread that still let people in. */
const MAX_LIVE = 50;
const HOUR_MS = 3_600_000;

const invite = {
  id: z.string(),
  maxUses: z.int().nullable().meta({ description: "How many it lets in; null: as many as the thread holds." }),
  uses: z.int(),
  expiresAt: Moment.nullable(),
  createdAt: Moment,
};
export const Invite = z.object(invite).meta({ id: "ChatInvite" });
const NewInvite = z
  .object({ ...invite, inviteUrl: z.url().meta({ description: "Shown this once: only its hash is kept." }) })
  .meta({ id: "NewChatInvite" });

type Row = typeof threadInvites.$inferSelect;
const shown = ({ id, maxUses, uses, expiresAt, createdAt }: Row) => ({
  id,
  maxUses,
  uses,
  expiresAt: expiresAt?.toISOString() ?? null,
  createdAt: createdAt.toISOString(),
});

function refuseUnlessOwner(me: ParticipantRow) {
  if (me.role !== "owner") throw new Refusal("FORBIDDEN", "Only the owner of a thread invites to it.");
}

/** Invites of a thread that still let people in. */
const live = ({ now }: Context, threadId: string) =>
  and(
    eq(threadInvites.threadId, threadId),
    isNull(threadInvites.revokedAt),
    or(isNull(threadInvites.expiresAt), gt(threadInvites.expiresAt, now)),
    or(isNull(threadInvites.maxUses), sql`${threadInvites.uses} < ${threadInvites.maxUses}`),
  );

export const createInvite = command({
  name: "chat.invite",
  summary: "Make a link that lets people into a thread.",
  description: `By the thread's owner. Whoever has the link and an account may join and read everything that was said. At most ${MAX_LIVE} links of a thread are good at a time.`,
  access: "account",
  input: {
    threadId: id("thread"),
    maxUses: z
      .int()
      .min(1)
      .max(MAX_PARTICIPANTS)
      .nullish()
      .meta({ description: `1 to ${MAX_PARTICIPANTS}; left out: as many as the thread holds.` }),
    expiresInHours: z
      .number()
      .min(0.1)
      .max(MAX_HOURS)
      .nullish()
      .meta({ description: `0.1 to ${MAX_HOURS}; left out: it does not expire.` }),
  },
  output: { invite: NewInvite },
  async run(ctx, { threadId, maxUses, expiresInHours }) {
    const { db, actor, now } = ctx;
    const { me } = await lockThread(db, actor, threadId);
    refuseUnlessOwner(me);
    const [known] = await db.select({ count: count() }).from(threadInvites).where(live(ctx, threadId));
    if (known!.count >= MAX_LIVE)
      throw new Refusal("INVALID_STATE", `This thread has ${MAX_LIVE} links that are still good: revoke one first.`);
    const token = randomBase62(TOKEN_CHARS);
    const [row] = await db
      .insert(threadInvites)
      .values({
        id: newId("inv", now.getTime()),
        threadId,
        tokenHash: sha256(token),
        createdById: actor.actorId,
        maxUses: maxUses ?? null,
        expiresAt: expiresInHours ? new Date(now.getTime() + expiresInHours * HOUR_MS) : null,
        createdAt: now,
      })
      .returning();
    return { invite: { ...shown(row!), inviteUrl: `${appUrl}/chat/join/${token}` } };
  },
});

export const listInvites = query({
  name: "chat.invites",
  summary: "List the links that still let people into a thread.",
  description: "By the thread's owner, newest first.",
  access: "account",
  input: { threadId: id("thread") },
  output: { invites: z.array(Invite) },
  async run(ctx, { threadId }) {
    refuseUnlessOwner(await loadParticipant(ctx.db, ctx.actor, threadId));
    const rows = await ctx.db
      .select()
      .from(threadInvites)
      .where(live(ctx, threadId))
      .orderBy(desc(threadInvites.createdAt), desc(threadInvites.id))
      .limit(MAX_LIVE);
    return { invites: rows.map(shown) };
  },
});

const isInviteId = idPattern("inv");

export const revokeInvite = command({
  name: "chat.revoke_invite",
  summary: "Revoke a link that lets people into a thread.",
  description: "By the thread's owner. Whoever came by it stays.",
  access: "account",
  input: { threadId: id("thread"), inviteId: id("inv") },
  output: { id: z.string(), revoked: z.literal(true) },
  async run(ctx: Context<Account>, { threadId, inviteId }) {
    const { me } = await lockThread(ctx.db, ctx.actor, threadId);
    refuseUnlessOwner(me);
    const [row] = isInviteId.test(inviteId)
      ? await ctx.db
          .update(threadInvites)
          .set({ revokedAt: sql`coalesce(${threadInvites.revokedAt}, ${ctx.now.toISOString()}::timestamptz)` })
          .where(and(eq(threadInvites.id, inviteId), eq(threadInvites.threadId, threadId)))
          .returning({ id: threadInvites.id })
      : [];
    if (!row) throw notFound("invite");
    return { id: inviteId, revoked: true as const };
  },
});
