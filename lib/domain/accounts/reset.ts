import { eq } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { users } from "@/db/schema";
import { hashPassword, refuseOwnAddress } from "@/lib/auth/passwords";
import { clock } from "@/lib/core/clock";
import { command } from "@/lib/core/operation";
import { sendMail } from "@/lib/events/mails";
import { closeLogins, newPassword, openLogin, origin } from "./account";
import { passwordChangedLetter } from "./letters";
import { readLink, spendLink, token } from "./links";
import { suspended } from "./sign-in";

export const resetPassword = command({
  name: "accounts.reset_password",
  summary: "Set a new password by the link mailed for it.",
  description: "Signs every browser out, and this one in.",
  access: "anyone",
  input: { token, password: newPassword, ...origin },
  output: { userId: z.string(), sid: z.string() },
  async prepare({ token, password }) {
    const { user } = await readLink(db, token, "reset", clock.now());
    refuseOwnAddress(password, user.email);
    return hashPassword(password);
  },
  async run(ctx, { token, ip, userAgent }, passwordHash) {
    const { user } = await spendLink(ctx, token, "reset");
    if (user.suspendedAt) throw suspended();
    // Whoever followed the link reads mail at this address.
    await ctx.db
      .update(users)
      .set({ passwordHash, emailVerifiedAt: user.emailVerifiedAt ?? ctx.now })
      .where(eq(users.id, user.id));
    await closeLogins(ctx, user.id);
    await sendMail(ctx, { to: user.email, ...passwordChangedLetter() });
    return { userId: user.id, sid: await openLogin(ctx, { userId: user.id, ip, userAgent }) };
  },
});
