import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import {
  actors,
  apiKeys,
  approvals,
  autoRefills,
  botProfiles,
  clientProfiles,
  identities,
  mailTokens,
  notificationPreferences,
  notifications,
  preferences,
  pushSubscriptions,
  users,
  workerProfiles,
} from "@/db/schema";
import { forgetKey } from "@/lib/auth/keys";
import type { Account, Context } from "@/lib/core/context";
import { Refusal } from "@/lib/core/errors";
import { invalid } from "@/lib/core/invalid";
import { command } from "@/lib/core/operation";
import { leaveThreads } from "@/lib/domain/chat/forget";
import { forgetInDatasets } from "@/lib/domain/datasets/forget";
import { forgetFiles } from "@/lib/domain/files/forget";
import { credits, earnings, fees, transfer } from "@/lib/domain/money/ledger";
import { closePages } from "@/lib/domain/payments/checkout";
import { order } from "@/lib/domain/payments/ops";
import { sendMail } from "@/lib/events/mails";
import { anyEmail, closeLogins, lockAccount, ticked, typedPassword, type User } from "./account";
import { changedMeanwhile, provePassword } from "./change-password";
import { deletedLetter } from "./letters";
import { findUnsettled, type Unsettled } from "./unsettled";

/** What stands where the name of somebody stood who left. */
const NOBODY = "Deleted account";

export const deleteAccount = command({
  name: "accounts.delete",
  summary: "Delete your account.",
  description:
    "For good. Refused (409 MONEY_HELD, or INVALID_STATE where no money is in it) while anything of it is open: gigs and work that are not finished, payments, refunds and withdrawals on the way, payments contested with a bank, and money in its wallets; `unsettled` lists all of it, with what to do. " +
    "`give_up: true` gives up the money in the wallets, which nobody can pay out any more. `Dry-Run: true` tells whether it would be done. " +
    "Pages on which credits could still be paid are closed, and what is paid on one all the same goes back to its card. Every browser is signed out and every key revoked at once, bots are deleted, your address, password and cards are gone and the address is free for another account. What others took part in stays on record without your name, and so do the books.",
  access: "owner",
  input: {
    email: anyEmail.meta({ description: "The account's address, so that nothing is deleted by accident." }),
    password: typedPassword.optional().meta({ description: "Required where the account has one." }),
    giveUp: ticked.meta({ description: "true gives up credits and earnings. Left out: false.", type: "boolean" }),
  },
  output: { id: z.string(), deleted: z.literal(true) },
  async prepare({ email, password }, actor) {
    const [user] = await db
      .select({ email: users.email, passwordHash: users.passwordHash })
      .from(users)
      .where(eq(users.id, actor.userId));
    if (user?.email.toLowerCase() !== email) throw invalid("email", "is not the address of your account");
    if (user.passwordHash === null) return null;
    if (password === undefined) throw invalid("password", "is required");
    return provePassword(actor, password, "password");
  },
  async run(ctx, { giveUp }, proved) {
    // Whatever else is written for this account refers to its row: this waits for it, and then sees it.
    const user = await lockAccount(ctx);
    if (user.passwordHash !== proved) throw changedMeanwhile();
    await closePages(ctx, user.id);
    await settle(ctx, user, await findUnsettled(ctx.db, user.id), giveUp);
    await closeDoors(ctx, user.id);
    await forgetPerson(ctx, user);
    await sendMail(ctx, { to: user.email, ...deletedLetter() });
    return { id: user.id, deleted: true as const };
  },
});

type Ctx = Context<Account>;
const WALLETS = ["earnings", "credits"];

/** Refuses while anything is open. What is only money in a wallet may be given up: it becomes the platform's. */
async function settle(ctx: Ctx, { id }: User, unsettled: Unsettled[], giveUp: boolean) {
  const blocking = unsettled.filter(({ kind }) => !giveUp || !WALLETS.includes(kind));
  const isMoney = blocking.some(({ amountCents }) => amountCents > 0);
  if (blocking.length > 0)
    throw new Refusal(
      isMoney ? "MONEY_HELD" : "INVALID_STATE",
      `Settle this first. ${blocking.map(({ message }) => message).join(" ")}`,
      {
        extra: { unsettled: blocking },
      },
    );
  const centsOf = (wallet: string) => unsettled.find(({ kind }) => kind === wallet)?.amountCents ?? 0;
  await transfer(ctx, {
    key: `account.give_up:${id}`,
    kind: "account.give_up",
    ref: id,
    moves: [
      { source: earnings(id), target: fees(id), amount: centsOf("earnings") },
      { source: credits(id), target: fees(id), amount: centsOf("credits") },
    ],
  });
}

/** Nobody comes in any more: neither by a browser nor by a key nor by a link nor as a bot. */
async function closeDoors(ctx: Ctx, userId: string) {
  const { db, now } = ctx;
  await closeLogins(ctx, userId);
  await db.delete(identities).where(eq(identities.userId, userId));
  await db.delete(mailTokens).where(eq(mailTokens.userId, userId));
  await db
    .update(apiKeys)
    .set({ revokedAt: now })
    .where(and(eq(apiKeys.userId, userId), isNull(apiKeys.revokedAt)));
  await db
    .update(approvals)
    .set({ status: "expired", reason: "The account was deleted.", resolvedAt: now })
    .where(and(eq(approvals.ownerId, userId), eq(approvals.status, "pending")));
  await db
    .update(botProfiles)
    .set({ deletedAt: now, webhookUrl: null, webhookSecret: null, webhookEvents: [], updatedAt: now })
    .where(and(eq(botProfiles.ownerId, userId), isNull(botProfiles.deletedAt)));
  // Other processes hear of it from the trigger; this one need not wait for that.
  ctx.afterCommit(() => forgetKey("*"));
}

/** Who it was is gone: here, and with Stripe, where the cards are kept. */
async function forgetPerson(ctx: Ctx, user: User) {
  const { db, now } = ctx;
  await leaveThreads(ctx, user.id);
  await forgetFiles(ctx, user.id);
  await forgetInDatasets(ctx, user.id);
  await db.delete(workerProfiles).where(eq(workerProfiles.id, user.id));
  await db.delete(clientProfiles).where(eq(clientProfiles.userId, user.id));
  await db.delete(preferences).where(eq(preferences.userId, user.id));
  await db.delete(notifications).where(eq(notifications.userId, user.id));
  await db.delete(notificationPreferences).where(eq(notificationPreferences.userId, user.id));
  await db.delete(pushSubscriptions).where(eq(pushSubscriptions.userId, user.id));
  await db.delete(autoRefills).where(eq(autoRefills.userId, user.id));
  await db.update(actors).set({ name: NOBODY, imageUrl: null }).where(eq(actors.id, user.id));
  await db
    .update(users)
    // An address that no mail can ever reach (RFC 2606) and nobody can sign up with.
    .set({
      email: `${user.id}@deleted.invalid`,
      passwordHash: null,
      stripeCustomer: null,
      emailVerifiedAt: null,
      deletedAt: now,
    })
    .where(eq(users.id, user.id));
  if (user.stripeCustomer) await order(ctx, "customer.delete", user.id, { customer: user.stripeCustomer });
}
