import { eq } from "drizzle-orm";
import { z } from "zod";
import { type Db, db } from "@/db";
import { users } from "@/db/schema";
import { countMail } from "@/lib/auth/limits";
import { databaseError, Refusal } from "@/lib/core/errors";
import { command } from "@/lib/core/operation";
import { sendMail } from "@/lib/events/mails";
import { lockAccount, origin } from "./account";
import { changedLetter, verifyLetter } from "./letters";
import { dropLinks, makeLink, spendLink, token } from "./links";

export const verifyEmail = command({
  name: "accounts.verify_email",
  summary: "Confirm an email address by the link mailed to it.",
  description: "A link mailed to a new address also moves the account there.",
  access: "anyone",
  input: { token },
  output: { email: z.string() },
  async run(ctx, { token }) {
    const { user, email } = await spendLink(ctx, token, "verify");
    await moveTo(ctx.db, user.id, email, ctx.now);
    if (user.email !== email) {
      // What was mailed to the old address must not open the account any more.
      await dropLinks(ctx, user.id, "reset");
      await sendMail(ctx, { to: user.email, ...changedLetter(email) });
    }
    return { email };
  },
});

async function moveTo(db: Db, userId: string, email: string, now: Date) {
  try {
    await db.update(users).set({ email, emailVerifiedAt: now }).where(eq(users.id, userId));
  } catch (error) {
    if (databaseError(error)?.constraint === "users_email")
      throw new Refusal("DUPLICATE", "Another account has this address by now.");
    throw error;
  }
}

export const sendVerification = command({
  name: "accounts.send_verification",
  summary: "Mail the link that confirms one's address again.",
  access: "session",
  input: { ip: origin.ip },
  output: { email: z.string() },
  async prepare({ ip }, { userId }) {
    const [user] = await db.select({ email: users.email }).from(users).where(eq(users.id, userId));
    await countMail(user!.email, ip);
  },
  async run(ctx) {
    const user = await lockAccount(ctx);
    if (user.emailVerifiedAt) throw new Refusal("INVALID_STATE", "This address is confirmed already.");
    const link = await makeLink(ctx, { userId: user.id, purpose: "verify", email: user.email });
    await sendMail(ctx, { to: user.email, ...verifyLetter(link) });
    return { email: user.email };
  },
});
