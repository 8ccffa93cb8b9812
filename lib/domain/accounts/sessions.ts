import { and, desc, eq, gt, isNull } from "drizzle-orm";
import { z } from "zod";
import { logins } from "@/db/schema";
import { SESSION_IDLE_SECONDS } from "@/lib/auth/browser";
import { notFound } from "@/lib/core/errors";
import { id, Moment } from "@/lib/core/fields";
import { command, query } from "@/lib/core/operation";
import { closeLogins } from "./account";
import { deviceOf } from "./device";

/** More browsers than this nobody looks through. */
const MAX_LISTED = 100;

const Session = z.object({
  id: z.string(),
  device: z.string().meta({ description: "What the browser says it is, such as Firefox on Linux." }),
  ip: z.string().nullable(),
  createdAt: Moment,
  lastSeenAt: Moment,
  isThis: z.boolean(),
});

export const listSessions = query({
  name: "accounts.sessions",
  summary: "List the browsers that are signed in.",
  access: "session",
  input: {},
  output: { sessions: z.array(Session) },
  async run({ db, now, actor }) {
    const rows = await db
      .select()
      .from(logins)
      .where(
        and(
          eq(logins.userId, actor.userId),
          isNull(logins.revokedAt),
          gt(logins.expiresAt, now),
          gt(logins.lastSeenAt, new Date(now.getTime() - SESSION_IDLE_SECONDS * 1000)),
        ),
      )
      .orderBy(desc(logins.lastSeenAt), desc(logins.id))
      .limit(MAX_LISTED);
    const loginId = actor.kind === "human" ? actor.loginId : "";
    const sessions = rows.map((row) => ({
      id: row.id,
      device: deviceOf(row.userAgent),
      ip: row.ip,
      createdAt: row.createdAt.toISOString(),
      lastSeenAt: row.lastSeenAt.toISOString(),
      isThis: row.id === loginId,
    }));
    return { sessions: sessions.sort((a, b) => Number(b.isThis) - Number(a.isThis)) };
  },
});

export const revokeSession = command({
  name: "accounts.revoke_session",
  summary: "Sign one browser out.",
  access: "session",
  input: { loginId: id("login") },
  output: { loginId: z.string() },
  async run({ db, now, actor }, { loginId }) {
    const [row] = await db
      .update(logins)
      .set({ revokedAt: now })
      .where(and(eq(logins.id, loginId), eq(logins.userId, actor.userId), isNull(logins.revokedAt)))
      .returning({ id: logins.id });
    if (!row) throw notFound("session");
    return { loginId };
  },
});

export const revokeOtherSessions = command({
  name: "accounts.revoke_other_sessions",
  summary: "Sign every browser out but this one.",
  access: "session",
  input: {},
  output: { revoked: z.int() },
  run: async (ctx) => ({
    revoked: await closeLogins(ctx, ctx.actor.userId, ctx.actor.kind === "human" ? ctx.actor.loginId : ""),
  }),
});

export const signOut = command({
  name: "accounts.sign_out",
  summary: "Sign this browser out.",
  access: "session",
  input: {},
  output: { loginId: z.string() },
  async run({ db, now, actor }) {
    const loginId = actor.kind === "human" ? actor.loginId : "";
    await db
      .update(logins)
      .set({ revokedAt: now })
      .where(and(eq(logins.id, loginId), isNull(logins.revokedAt)));
    return { loginId };
  },
});
