import { randomBytes } from "node:crypto";
import { and, eq, gt, isNull } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db";
import { mailTokens, users } from "@/db/schema";
import { sha256 } from "@/lib/auth/secrets";
import type { Context } from "@/lib/core/context";
import { Refusal } from "@/lib/core/errors";
import { appUrl } from "@/lib/env";
import type { User } from "./account";

type Purpose = (typeof mailTokens.$inferSelect)["purpose"];
type Tx = Pick<Context<any>, "db" | "now">;

const HOUR_MS = 3_600_000;
/** A reset link is as good as the password, so it is short-lived; a claim may wait for somebody to read the mail. */
export const LINK_LIVES_MS: Record<Purpose, number> = {
  verify: 24 * HOUR_MS,
  reset: HOUR_MS / 2,
  claim: 7 * 24 * HOUR_MS,
};

/** The secret of a mailed link, as its page hands it back. */
export const token = z.string().max(200);

const refuse = () => new Refusal("INVALID_STATE", "This link was used already or has run out. Ask for a new one.");

/** A new link for one purpose, to be mailed to `email` and nowhere else. Only its hash is kept. */
export async function makeLink(
  { db, now }: Tx,
  link: { userId: string; purpose: Purpose; email: string },
): Promise<string> {
  const secret = randomBytes(32).toString("base64url");
  const expiresAt = new Date(now.getTime() + LINK_LIVES_MS[link.purpose]);
  await db.insert(mailTokens).values({ ...link, tokenHash: sha256(secret), expiresAt, createdAt: now });
  return `${appUrl}/${link.purpose}?token=${secret}`;
}

export type Link = { user: User; email: string };

const live = (secret: string, purpose: Purpose, now: Date) =>
  and(
    eq(mailTokens.tokenHash, sha256(secret)),
    eq(mailTokens.purpose, purpose),
    isNull(mailTokens.usedAt),
    gt(mailTokens.expiresAt, now),
    isNull(users.deletedAt),
  );

/** What a link leads to, without using it. @throws INVALID_STATE when it is no longer good. */
export async function readLink(db: Db, secret: string, purpose: Purpose, now: Date): Promise<Link> {
  const [row] = await db
    .select({ user: users, email: mailTokens.email })
    .from(mailTokens)
    .innerJoin(users, eq(users.id, mailTokens.userId))
    .where(live(secret, purpose, now));
  if (!row) throw refuse();
  return row;
}

/** Uses a link up, and with it every other of its purpose. Its user stays locked. @throws INVALID_STATE, also to the second of two. */
export async function spendLink({ db, now }: Tx, secret: string, purpose: Purpose): Promise<Link> {
  const [row] = await db
    .select({ user: users, email: mailTokens.email })
    .from(mailTokens)
    .innerJoin(users, eq(users.id, mailTokens.userId))
    .where(live(secret, purpose, now))
    .for("update");
  if (!row) throw refuse();
  await dropLinks({ db, now }, row.user.id, purpose);
  return row;
}

/** Makes every link of this purpose that is still about worthless. */
export async function dropLinks({ db, now }: Tx, userId: string, purpose: Purpose) {
  await db
    .update(mailTokens)
    .set({ usedAt: now })
    .where(and(eq(mailTokens.userId, userId), eq(mailTokens.purpose, purpose), isNull(mailTokens.usedAt)));
}
