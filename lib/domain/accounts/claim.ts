import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { actors, apiKeys, botProfiles, users } from "@/db/schema";
import { forgetKey } from "@/lib/auth/keys";
import { hashPassword, refuseOwnAddress } from "@/lib/auth/passwords";
import { clock } from "@/lib/core/clock";
import type { Context } from "@/lib/core/context";
import { command, query } from "@/lib/core/operation";
import { sendMail } from "@/lib/events/mails";
import { acceptedTerms, name, newPassword, openLogin, origin, ticked, type User } from "./account";
import { claimLetter } from "./letters";
import { makeLink, readLink, spendLink, token } from "./links";
import { suspended } from "./sign-in";

type Tx = Pick<Context<any>, "db" | "now" | "afterCommit">;

const liveKeysOf = (userId: string) => and(eq(apiKeys.userId, userId), isNull(apiKeys.revokedAt));

/** Mails an unclaimed account's owner the link that takes it over. */
export async function mailClaim(ctx: Tx, user: Pick<User, "id" | "email">) {
  const [bot] = await ctx.db
    .select({ name: actors.name })
    .from(botProfiles)
    .innerJoin(actors, eq(actors.id, botProfiles.id))
    .where(and(eq(botProfiles.ownerId, user.id), isNull(botProfiles.deletedAt)))
    .orderBy(botProfiles.createdAt)
    .limit(1);
  const link = await makeLink(ctx, { userId: user.id, purpose: "claim", email: user.email });
  await sendMail(ctx, { to: user.email, ...claimLetter(link, bot?.name) });
}

export const previewClaim = query({
  name: "accounts.preview_claim",
  summary: "Who acts for the account that a claim link leads to.",
  access: "anyone",
  input: { token },
  output: {
    email: z.string(),
    bots: z.array(z.object({ id: z.string(), name: z.string() })),
    keys: z.int().meta({ description: "How many keys act for it." }),
  },
  async run({ db, now }, { token }) {
    const { user } = await readLink(db, token, "claim", now);
    const [bots, keys] = await Promise.all([
      db
        .select({ id: actors.id, name: actors.name })
        .from(botProfiles)
        .innerJoin(actors, eq(actors.id, botProfiles.id))
        .where(and(eq(botProfiles.ownerId, user.id), isNull(botProfiles.deletedAt)))
        .orderBy(botProfiles.createdAt),
      db.$count(apiKeys, liveKeysOf(user.id)),
    ]);
    return { email: user.email, bots, keys };
  },
});

export const claimAccount = command({
  name: "accounts.claim",
  summary: "Take over an account that a bot made, by the link mailed for it.",
  description:
    "Sets its name and first password, confirms its address, signs this browser in; with `revokeKeys` the bot's keys stop working at once.",
  access: "anyone",
  input: {
    token,
    name,
    password: newPassword,
    acceptTerms: acceptedTerms,
    revokeKeys: ticked,
    ...origin,
  },
  output: { userId: z.string(), sid: z.string() },
  async prepare({ token, password }) {
    const { user } = await readLink(db, token, "claim", clock.now());
    refuseOwnAddress(password, user.email);
    return hashPassword(password);
  },
  async run(ctx, { token, name, revokeKeys, ip, userAgent }, passwordHash) {
    const { user } = await spendLink(ctx, token, "claim");
    if (user.suspendedAt) throw suspended();
    await ctx.db
      .update(users)
      .set({ passwordHash, claimedAt: ctx.now, acceptedTermsAt: ctx.now, emailVerifiedAt: ctx.now })
      .where(eq(users.id, user.id));
    await ctx.db.update(actors).set({ name }).where(eq(actors.id, user.id));
    if (revokeKeys) {
      const revoked = await ctx.db
        .update(apiKeys)
        .set({ revokedAt: ctx.now })
        .where(liveKeysOf(user.id))
        .returning({ hash: apiKeys.keyHash });
      ctx.afterCommit(() => {
        for (const { hash } of revoked) forgetKey(hash);
      });
    }
    return { userId: user.id, sid: await openLogin(ctx, { userId: user.id, ip, userAgent }) };
  },
});
