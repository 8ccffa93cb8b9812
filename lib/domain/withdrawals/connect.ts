import { eq } from "drizzle-orm";
import { z } from "zod";
import { db } from "@/db";
import { newId } from "@/db/id";
import { actors, payoutAccountStatuses, payoutAccounts, stripeOps, users } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import { Refusal } from "@/lib/core/errors";
import { commandWithAfter, query } from "@/lib/core/operation";
import { handlers } from "@/lib/domain/payments/handlers";
import { fulfil, order } from "@/lib/domain/payments/ops";
import { log } from "@/lib/log";
import { backTo, once, stripe } from "@/lib/vendors/stripe";
import { findAccount, type Opening, type PayoutAccountRow, settleAccount } from "./account";

const BACK = "/dashboard/money/earnings?stripe=back";
const AGAIN = "/dashboard/money/earnings?stripe=again";

const shape = {
  onboarded: z.boolean().meta({ description: "Earnings can be withdrawn." }),
  onboardingUrl: z.url().nullable().meta({
    description: "A page of Stripe's to say who you are and where your money goes. It works once, for some minutes.",
  }),
  status: z.enum(["none", ...payoutAccountStatuses]),
  requirements: z.array(z.string()).meta({ description: "What Stripe still wants, or has against it." }),
  dashboardUrl: z.url().nullable().meta({ description: "Where Stripe shows your payouts. It works once." }),
};
type Connection = z.output<z.ZodObject<typeof shape>>;

const none: Connection = {
  onboarded: false,
  onboardingUrl: null,
  status: "none",
  requirements: [],
  dashboardUrl: null,
};

/** Stripe asks nothing more: a link made before would lead to a form that is filled in. */
const isDone = ({ status, wants }: Pick<PayoutAccountRow, "status" | "wants">) => status === "active" && !wants.length;

const shown = ({ status, wants, linkUrl, linkExpiresAt }: PayoutAccountRow): Connection => ({
  onboarded: status === "active",
  onboardingUrl: !isDone({ status, wants }) && linkUrl && linkExpiresAt && linkExpiresAt > clock.now() ? linkUrl : null,
  status,
  requirements: wants,
  dashboardUrl: null,
});

export const loadConnection = query({
  name: "stripe.connection",
  summary: "Whether your earnings can be withdrawn.",
  description:
    "Opens nothing: `onboarding_url` is the page that POST answered, while it works. An account that is not ready is looked at again at Stripe.",
  access: "owner",
  input: {},
  output: shape,
  async run({ actor }) {
    const account = await findAccount(actor.userId);
    if (!account) return none;
    if (account.status === "active" || !account.stripeId) return shown(account);
    await look(account.stripeId);
    const seen = await findAccount(actor.userId);
    return seen ? shown(seen) : none;
  },
});

/** A look that does not succeed leaves what was known. */
const look = (stripeId: string) =>
  settleAccount(stripeId).catch((error) => log.warn({ error }, "stripe could not be asked after an account"));

export const connect = commandWithAfter({
  name: "stripe.connect",
  summary: "Set up the account that your earnings go to.",
  description:
    "Answers a page of Stripe's on which you say who you are and where your money goes: once for each person, whatever was asked before. " +
    "Somebody who is onboarded gets `dashboard_url`, where Stripe shows the payouts to the bank, and `onboarding_url` only if Stripe wants more. " +
    "Only the owner: a bot must not say where the money goes.",
  access: "owner",
  input: {
    country: z
      .string()
      .regex(/^[A-Za-z]{2}$/, "must be two letters, as in ISO 3166: US")
      .default("US")
      .meta({ description: "Where you live; it cannot be changed once the account is open.", examples: ["US"] }),
  },
  output: shape,
  async run(ctx, { country }) {
    const { userId } = ctx.actor;
    const id = newId("pac");
    const made = await ctx.db
      .insert(payoutAccounts)
      .values({ id, userId, createdAt: ctx.now })
      .onConflictDoNothing({ target: payoutAccounts.userId })
      .returning({ id: payoutAccounts.id });
    if (made.length > 0) {
      const [who] = await ctx.db
        .select({ email: users.email, name: actors.name })
        .from(users)
        .innerJoin(actors, eq(actors.id, users.id))
        .where(eq(users.id, userId));
      const opening: Opening = { userId, country: country.toLowerCase(), ...who! };
      await order(ctx, "account.open", id, opening);
      return { userId, accountId: id };
    }
    const [known] = await ctx.db
      .select({ id: payoutAccounts.id })
      .from(payoutAccounts)
      .where(eq(payoutAccounts.userId, userId));
    if (!known) throw new Refusal("CONFLICT", "Stripe has just refused to open your account. Ask again.");
    return { userId, accountId: known.id };
  },
  async after({ userId, accountId }) {
    await fulfil(handlers, "account.open", accountId);
    let account = await findAccount(userId);
    if (!account?.stripeId) throw await notOpened(accountId);
    await look(account.stripeId);
    account = await findAccount(userId);
    if (!account?.stripeId) throw new Refusal("CONFLICT", "Stripe has closed your account. Ask again to open another.");
    return isDone(account)
      ? { ...shown(account), dashboardUrl: await dashboardOf(account.stripeId) }
      : shown(await withLink(account.id, account.stripeId));
  },
});

/** Stripe said no, or nothing yet. */
async function notOpened(accountId: string): Promise<Refusal> {
  const [op] = await db.select().from(stripeOps).where(eq(stripeOps.refId, accountId));
  return op?.status === "failed"
    ? new Refusal("CONFLICT", `Stripe does not open this account: ${op.error?.message}`)
    : new Refusal("UNAVAILABLE", "Stripe does not answer just now. Ask again in a moment.");
}

/** A fresh page to be onboarded on: each works once. */
async function withLink(id: string, account: string): Promise<PayoutAccountRow> {
  const link = await stripe().v2.core.accountLinks.create(
    {
      account,
      use_case: {
        type: "account_onboarding",
        account_onboarding: {
          refresh_url: backTo(AGAIN),
          return_url: backTo(BACK),
          collection_options: { fields: "eventually_due" },
        },
      },
    },
    once(`account.link:${newId("lnk")}`),
  );
  const [row] = await db
    .update(payoutAccounts)
    .set({ linkUrl: link.url, linkExpiresAt: new Date(link.expires_at) })
    .where(eq(payoutAccounts.id, id))
    .returning();
  return row!;
}

const dashboardOf = async (account: string): Promise<string> =>
  (await stripe().accounts.createLoginLink(account, {}, once(`account.login:${newId("lnk")}`))).url;
