import { eq } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { users } from "@/db/schema";
import { guarded } from "@/lib/auth/limits";
import { hashPassword, refuseOwnAddress, verifyPassword } from "@/lib/auth/passwords";
import type { Account } from "@/lib/core/context";
import { Refusal } from "@/lib/core/errors";
import { invalid } from "@/lib/core/invalid";
import { command } from "@/lib/core/operation";
import { sendMail } from "@/lib/events/mails";
import { closeLogins, lockAccount, newPassword, openLogin, origin, typedPassword } from "./account";
import { passwordChangedLetter } from "./letters";
import { dropLinks } from "./links";

/**
 * Proves that whoever sits at a signed-in browser knows its password, under that browser's limit on guessing.
 * @returns the hash it was proved against, to be compared once the row is locked.
 */
export async function provePassword(actor: Account, password: string, field: string): Promise<string> {
  const [user] = await db.select().from(users).where(eq(users.id, actor.userId));
  if (!user?.passwordHash)
    throw new Refusal(
      "INVALID_STATE",
      'This account has no password yet. Set one by mail first: choose "forgot password".',
    );
  const who = { email: user.email, device: actor.kind === "human" ? actor.loginId : undefined };
  if (!(await guarded(who, () => verifyPassword(user.passwordHash, password))))
    throw invalid(field, "is not your password");
  return user.passwordHash;
}

/** For a password that was right when it was verified and no longer is the one on record. */
export const changedMeanwhile = () =>
  new Refusal("CONFLICT", "Your password was changed in the meantime. Sign in again.");

export const changePassword = command({
  name: "accounts.change_password",
  summary: "Change one's password.",
  description: "Signs every other browser out and gives this one a new session.",
  access: "session",
  input: { currentPassword: typedPassword, newPassword, ...origin },
  output: { userId: z.string(), sid: z.string() },
  async prepare({ currentPassword, newPassword }, actor) {
    const [user] = await db.select({ email: users.email }).from(users).where(eq(users.id, actor.userId));
    refuseOwnAddress(newPassword, user?.email ?? "", "newPassword");
    const proved = await provePassword(actor, currentPassword, "currentPassword");
    return { proved, passwordHash: await hashPassword(newPassword) };
  },
  async run(ctx, { ip, userAgent }, { proved, passwordHash }) {
    const user = await lockAccount(ctx);
    if (user.passwordHash !== proved) throw changedMeanwhile();
    await ctx.db.update(users).set({ passwordHash }).where(eq(users.id, user.id));
    await closeLogins(ctx, user.id);
    await dropLinks(ctx, user.id, "reset");
    await sendMail(ctx, { to: user.email, ...passwordChangedLetter() });
    return { userId: user.id, sid: await openLogin(ctx, { userId: user.id, ip, userAgent }) };
  },
});
