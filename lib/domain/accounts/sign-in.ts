import { eq } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { users } from "@/db/schema";
import { knownDevice } from "@/lib/auth/device";
import { guarded } from "@/lib/auth/limits";
import { hashPassword, isOutdated, verifyPassword } from "@/lib/auth/passwords";
import { Refusal } from "@/lib/core/errors";
import { command } from "@/lib/core/operation";
import { anyEmail, findUser, openLogin, origin, typedPassword } from "./account";

const MAX_MARK = 500;

/** One sentence for an unknown address and a wrong password: a guesser learns nothing. */
export const wrongCredentials = () => new Refusal("INVALID_CREDENTIALS", "Wrong email or password.");
/** Said only to whoever has proved to be the owner. */
export const suspended = () => new Refusal("ACCOUNT_SUSPENDED", "This account is suspended.");

export const signIn = command({
  name: "accounts.sign_in",
  summary: "Sign in with email and password.",
  access: "anyone",
  input: {
    email: anyEmail,
    password: typedPassword,
    ...origin,
    device: z.string().max(MAX_MARK).optional().meta({ description: "The mark that an earlier sign-in left here." }),
  },
  output: { userId: z.string(), sid: z.string() },
  async prepare({ email, password, ip, device }) {
    const user = await findUser(db, email);
    const who = { email, ip, device: user && knownDevice(user.id, device) };
    if (!(await guarded(who, () => verifyPassword(user?.passwordHash, password))) || !user?.passwordHash)
      throw wrongCredentials();
    if (user.suspendedAt) throw suspended();
    return {
      id: user.id,
      kept: user.passwordHash,
      renewed: isOutdated(user.passwordHash) ? await hashPassword(password) : undefined,
    };
  },
  async run(ctx, { ip, userAgent }, { id, kept, renewed }) {
    const [user] = await ctx.db.select().from(users).where(eq(users.id, id)).for("update");
    // The password may have been changed since it was verified.
    if (user?.passwordHash !== kept) throw wrongCredentials();
    if (renewed) await ctx.db.update(users).set({ passwordHash: renewed }).where(eq(users.id, id));
    return { userId: id, sid: await openLogin(ctx, { userId: id, ip, userAgent }) };
  },
});
