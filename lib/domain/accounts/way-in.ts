import { z } from "zod";
import { countMail } from "@/lib/auth/limits";
import { command } from "@/lib/core/operation";
import { sendMail } from "@/lib/events/mails";
import { email, findUser, origin } from "./account";
import { mailClaim } from "./claim";
import { noAccountLetter, resetLetter } from "./letters";
import { makeLink } from "./links";

export const mailWayIn = command({
  name: "accounts.mail_way_in",
  summary: "Mail a way into the account with this address: a new password, or the claim of one that a bot made.",
  description:
    "Answers the same, and does as much, whether the address has an account or not: one mail goes there in any case.",
  access: "anyone",
  input: { email, ip: origin.ip },
  output: { email: z.string() },
  prepare: ({ email, ip }) => countMail(email, ip),
  async run(ctx, { email }) {
    const user = await findUser(ctx.db, email);
    if (!user) await sendMail(ctx, { to: email, ...noAccountLetter() });
    else if (!user.claimedAt) await mailClaim(ctx, user);
    else
      await sendMail(ctx, {
        to: user.email,
        ...resetLetter(await makeLink(ctx, { userId: user.id, purpose: "reset", email: user.email })),
      });
    return { email };
  },
});
