import { randomBytes } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db";
import { newId } from "@/db/id";
import { actors, logins, users } from "@/db/schema";
import { SESSION_SECONDS } from "@/lib/auth/browser";
import { MAX_PASSWORD, MIN_PASSWORD, weakness } from "@/lib/auth/passwords";
import { sha256 } from "@/lib/auth/secrets";
import type { Account, Context } from "@/lib/core/context";
import { line } from "@/lib/core/fields";

export const MAX_NAME = 80;
export const MAX_EMAIL = 254;

export const name = line(MAX_NAME);

/** An address that mail can be sent to; kept in lower case. */
export const email = z
  .string()
  .trim()
  .toLowerCase()
  .pipe(z.email("must be an email address like you@example.com").max(MAX_EMAIL))
  .meta({ format: "email", maxLength: MAX_EMAIL, examples: ["you@example.com"] });

/** An address as somebody typed it to be found by: whatever it is, the answer is the same. */
export const anyEmail = z.string().trim().toLowerCase().min(1, "must not be empty").max(1000);

const MAX_TYPED = 1000;
/** A password as typed, to be compared with the one kept. */
export const typedPassword = z.string().min(1, "must not be empty").max(MAX_TYPED);

/** A password to be set. */
export const newPassword = z
  .string()
  .max(MAX_TYPED)
  .superRefine((password, refinement) => {
    const message = weakness(password);
    if (message) refinement.addIssue({ code: "custom", message });
  })
  .meta({ minLength: MIN_PASSWORD, maxLength: MAX_PASSWORD });

const isTicked = (value: unknown) => value === true || value === "on" || value === "true";
/** The 18+ and terms box. Not ticked is a refusal, and so is its absence. */
export const acceptedTerms = z
  .unknown()
  .refine(isTicked, "must be ticked: you must be at least 18 and agree to the terms");

/** A box of a form; absent, it is not ticked. */
export const ticked = z.unknown().optional().transform(isTicked);

/** Where a browser speaks from, as the surface saw it; shown in the list of one's sessions. */
export const origin = { ip: z.string().max(100), userAgent: z.string().max(500) };

export type User = typeof users.$inferSelect;
type Tx = Pick<Context<any>, "db" | "now">;

const hasEmail = (address: string) => sql`lower(${users.email}) = lower(${address}) and ${users.deletedAt} is null`;

/** The account with this address, whatever its case; deleted ones are none. */
export async function findUser(db: Db, address: string): Promise<User | undefined> {
  const [user] = await db.select().from(users).where(hasEmail(address));
  return user;
}

/** The same, its row locked until the transaction ends. */
export async function lockUser(db: Db, address: string): Promise<User | undefined> {
  const [user] = await db.select().from(users).where(hasEmail(address)).for("update");
  return user;
}

/** The caller's own row, locked until the transaction ends. */
export async function lockAccount({ db, actor }: Pick<Context<Account>, "db" | "actor">): Promise<User> {
  const [user] = await db.select().from(users).where(eq(users.id, actor.userId)).for("update");
  return user!;
}

type NewAccount = {
  email: string;
  name: string;
  passwordHash?: string;
  /** The address was proved by whoever sent the person here. */
  isVerified?: boolean;
  /** A person is behind it: false for an account that a bot makes. */
  isClaimed: boolean;
};

/** Makes a user and its public card. Undefined when the address has an account already: of two at once, one is made. */
export async function makeAccount({ db, now }: Tx, account: NewAccount): Promise<string | undefined> {
  const [user] = await db
    .insert(users)
    .values({
      id: newId("user", now.getTime()),
      email: account.email,
      passwordHash: account.passwordHash,
      acceptedTermsAt: now,
      emailVerifiedAt: account.isVerified ? now : null,
      claimedAt: account.isClaimed ? now : null,
      createdAt: now,
    })
    .onConflictDoNothing()
    .returning({ id: users.id });
  if (!user) return undefined;
  await db.insert(actors).values({ id: user.id, userId: user.id, isBot: false, name: account.name, createdAt: now });
  return user.id;
}

/** Signs a browser in. The answer is the session's secret, which only the cookie may hold. */
export async function openLogin(
  { db, now }: Tx,
  login: { userId: string; ip: string; userAgent: string },
): Promise<string> {
  const sid = randomBytes(32).toString("base64url");
  const expiresAt = new Date(now.getTime() + SESSION_SECONDS * 1000);
  await db.insert(logins).values({ ...login, tokenHash: sha256(sid), createdAt: now, lastSeenAt: now, expiresAt });
  return sid;
}

/** Signs every browser of a user out, or every one but `keep`. Returns how many. */
export async function closeLogins({ db, now }: Tx, userId: string, keep = ""): Promise<number> {
  const rows = await db
    .update(logins)
    .set({ revokedAt: now })
    .where(sql`${logins.userId} = ${userId} and ${logins.revokedAt} is null and ${logins.id} <> ${keep}`)
    .returning({ id: logins.id });
  return rows.length;
}
