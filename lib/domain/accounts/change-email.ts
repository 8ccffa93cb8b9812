import { z } from "zod";
import { countMail } from "@/lib/auth/limits";
import { invalid } from "@/lib/core/invalid";
import { command } from "@/lib/core/operation";
import { sendMail } from "@/lib/events/mails";
import { email, findUser, lockAccount, origin, typedPassword } from "./account";
import { changedMeanwhile, provePassword } from "./change-password";
import { changeNoticeLetter, verifyLetter } from "./letters";
import { dropLinks, makeLink } from "./links";
import { isTaken } from "./sign-up";

export const changeEmail = command({
  name: "accounts.change_email",
  summary: "Move one's account to another email address.",
  description: "It moves when the link mailed to the new address is followed; the old address is told at once.",
  access: "session",
  input: { email, currentPassword: typedPassword, ip: origin.ip },
  output: { email: z.string() },
  async prepare({ email, currentPassword, ip }, actor) {
    const proved = await provePassword(actor, currentPassword, "currentPassword");
    await countMail(email, ip);
    return proved;
  },
  async run(ctx, { email }, proved) {
    const user = await lockAccount(ctx);
    if (user.passwordHash !== proved) throw changedMeanwhile();
    if (user.email === email) throw invalid("email", "is your address already");
    const holder = await findUser(ctx.db, email);
    if (holder) throw isTaken(holder);
    await dropLinks(ctx, user.id, "verify");
    const link = await makeLink(ctx, { userId: user.id, purpose: "verify", email });
    await sendMail(ctx, { to: email, ...verifyLetter(link) });
    await sendMail(ctx, { to: user.email, ...changeNoticeLetter(email) });
    return { email };
  },
});
