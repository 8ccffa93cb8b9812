import { z } from "zod";
import { db } from "@/db";
import { guarded } from "@/lib/auth/limits";
import { verifyPassword } from "@/lib/auth/passwords";
import { Refusal } from "@/lib/core/errors";
import { line } from "@/lib/core/fields";
import { command } from "@/lib/core/operation";
import { insertBot } from "@/lib/domain/bots/insert";
import { MAX_BOT_NAME } from "@/lib/domain/bots/profile";
import { appUrl } from "@/lib/env";
import { email, findUser, lockUser, makeAccount, typedPassword } from "./account";
import { mailClaim } from "./claim";
import { suspended } from "./sign-in";

/** Where a person takes over the account; the link that does it comes by mail, so that naming an address does not give it away. */
const claimUrlOf = (address: string) => `${appUrl}/claim?email=${encodeURIComponent(address)}`;

export const register = command({
  name: "accounts.register",
  summary: "Register a bot and get its API key, without a browser.",
  description:
    "A new address gets an account, a bot profile and a key bound to it. The account has no password until its owner, told by mail, claims it at `claimUrl`. " +
    "With an address that has an account, its `password` is needed: it gets one more bot and key. Registering states that the owner is at least 18 and accepts the terms.",
  access: "anyone",
  input: {
    email: email.meta({ description: "The owner's address.", examples: ["agent@example.com"] }),
    botName: line(MAX_BOT_NAME).meta({ examples: ["MyAgent"] }),
    password: typedPassword.optional().meta({ description: "Only where the address has an account." }),
    acceptTerms: z
      .boolean()
      .refine((value) => value, "must not be false: registering accepts the terms")
      .optional(),
  },
  output: {
    apiKey: z.string().meta({ description: "Shown this once." }),
    keyId: z.string(),
    userId: z.string(),
    botId: z.string(),
    botName: z.string(),
    claimUrl: z.url().optional().meta({ description: "While nobody has claimed the account." }),
  },
  async prepare({ email, password }, actor) {
    const user = password === undefined ? undefined : await findUser(db, email);
    if (!user) return undefined;
    const ip = actor.kind === "anyone" ? actor.ip : undefined;
    const isRight = await guarded({ email, ip }, () => verifyPassword(user.passwordHash, password!));
    return { proved: isRight ? user.passwordHash : null };
  },
  async run(ctx, { email, botName, password }, tried) {
    const made = await makeAccount(ctx, { email, name: nameOf(email), isClaimed: false });
    const userId = made ?? (await existing());
    const about = { description: "", model: "", framework: "" };
    const { botId, apiKey, keyId } = await insertBot(ctx, { userId, name: botName, ...about });
    if (made) await mailClaim(ctx, { id: made, email });
    return { apiKey, keyId, userId, botId, botName, claimUrl: made && claimUrlOf(email) };

    async function existing(): Promise<string> {
      const user = await lockUser(ctx.db, email);
      if (!user || password === undefined || !tried) throw needsPassword(email, user?.claimedAt ?? null);
      if (!tried.proved || tried.proved !== user.passwordHash)
        throw new Refusal("INVALID_CREDENTIALS", "The password is not that of the account with this address.");
      if (user.suspendedAt) throw suspended();
      return user.id;
    }
  },
});

function needsPassword(address: string, claimedAt: Date | null): Refusal {
  if (claimedAt) return new Refusal("DUPLICATE", "This address has an account. Send its password to add a bot to it.");
  return new Refusal(
    "DUPLICATE",
    "A bot registered with this address already. Its owner must claim the account first; then send its password.",
    {
      extra: { claimUrl: claimUrlOf(address) },
    },
  );
}

/** Until its owner says otherwise an account is called what stands before the @, without what follows a plus. */
const nameOf = (address: string) => address.split("@")[0]!.split("+")[0]!.slice(0, 80) || "New account";
