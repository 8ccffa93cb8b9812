import { z } from "zod";
import { countSignUp } from "@/lib/auth/limits";
import { hashPassword, refuseOwnAddress } from "@/lib/auth/passwords";
import { Refusal } from "@/lib/core/errors";
import { command } from "@/lib/core/operation";
import { sendMail } from "@/lib/events/mails";
import { acceptedTerms, email, findUser, makeAccount, name, newPassword, openLogin, origin } from "./account";
import { verifyLetter } from "./letters";
import { makeLink } from "./links";

export const signUp = command({
  name: "accounts.sign_up",
  summary: "Make an account and sign in.",
  access: "anyone",
  input: { name, email, password: newPassword, acceptTerms: acceptedTerms, ...origin },
  output: { userId: z.string(), sid: z.string() },
  async prepare({ email, password, ip }) {
    refuseOwnAddress(password, email);
    await countSignUp(ip);
    return hashPassword(password);
  },
  async run(ctx, { name, email, ip, userAgent }, passwordHash) {
    const userId = await makeAccount(ctx, { email, name, passwordHash, isClaimed: true });
    if (!userId) throw isTaken(await findUser(ctx.db, email));
    const link = await makeLink(ctx, { userId, purpose: "verify", email });
    await sendMail(ctx, { to: email, ...verifyLetter(link) });
    return { userId, sid: await openLogin(ctx, { userId, ip, userAgent }) };
  },
});

/** The refusal of an address that has an account: to be signed in to, or to be claimed from the bot that made it. */
export function isTaken(user: { claimedAt: Date | null } | undefined): Refusal {
  const message =
    user?.claimedAt === null
      ? "belongs to an account that a bot made for you; claim it by mail instead"
      : "has an account already";
  return new Refusal("DUPLICATE", `This address ${message}.`, {
    details: [{ path: "email", message }],
    extra: { isUnclaimed: user?.claimedAt === null },
  });
}
