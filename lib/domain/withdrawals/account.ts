import { eq } from "drizzle-orm";
import { db } from "@/db";
import { type payoutAccountStatuses, payoutAccounts } from "@/db/schema";
import { clock } from "@/lib/core/clock";
import type { Context } from "@/lib/core/context";
import { transact } from "@/lib/core/transaction";
import type { Handler } from "@/lib/domain/payments/ops";
import { once, type Stripe, stripe } from "@/lib/vendors/stripe";

export type PayoutAccountRow = typeof payoutAccounts.$inferSelect;
type Account = Stripe.V2.Core.Account;

const INCLUDE: Stripe.V2.Core.AccountRetrieveParams.Include[] = ["configuration.recipient", "requirements"];

/** What an account is opened with: kept with the order, so that asking again asks for the same. */
export type Opening = { userId: string; email: string; name: string; country: string };

/** Opens an account with Stripe that can only be paid. Its owner says the rest on a page of Stripe's. */
export const openAccount: Handler<Account> = {
  async send(op, idempotencyKey) {
    const { userId, email, name, country } = op.request as Opening;
    return stripe().v2.core.accounts.create(
      {
        contact_email: email,
        display_name: name,
        dashboard: "express",
        identity: { country, entity_type: "individual" },
        configuration: { recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } } },
        // What Stripe takes for payouts is the platform's: a worker gets the whole amount.
        defaults: {
          currency: "usd",
          responsibilities: { fees_collector: "application", losses_collector: "application" },
        },
        metadata: { user_id: userId, payout_account_id: op.refId },
        include: INCLUDE,
      },
      once(idempotencyKey),
    );
  },
  // Accounts cannot be searched by what we wrote on them. One that nobody knows holds no money and is left alone.
  find: async () => undefined,
  async record(ctx, op, account) {
    await ctx.db
      .update(payoutAccounts)
      .set({ stripeId: account.id, ...standing(account), lookedAt: ctx.now })
      .where(eq(payoutAccounts.id, op.refId));
    return account.id;
  },
  /** Then there is none, and another may be asked for, of another country perhaps. */
  async giveUp(ctx, op) {
    await ctx.db.delete(payoutAccounts).where(eq(payoutAccounts.id, op.refId));
  },
};

/** Looks at an account again, by Stripe's name of it, and keeps how it stands. One that is not ours is nobody's concern. */
export async function settleAccount(stripeId: string): Promise<void> {
  const account = await stripe().v2.core.accounts.retrieve(stripeId, { include: INCLUDE });
  await transact({ kind: "system", job: "payout_accounts" }, (ctx) => keep(ctx, account));
}

async function keep({ db }: Pick<Context<any>, "db">, account: Account) {
  const is = eq(payoutAccounts.stripeId, account.id);
  // Closed for good: whoever had it may open another.
  if (account.closed) await db.delete(payoutAccounts).where(is);
  else
    await db
      .update(payoutAccounts)
      .set({ ...standing(account), lookedAt: clock.now() })
      .where(is);
}

const STATUSES = {
  active: "active",
  pending: "checking",
  restricted: "incomplete",
  rejected: "refused",
  unsupported: "refused",
} as const satisfies Record<string, (typeof payoutAccountStatuses)[number]>;

/** How an account stands, and what is still wanted of its owner. */
function standing({ configuration, requirements }: Account): Pick<PayoutAccountRow, "status" | "wants"> {
  const capability = configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers;
  const status = STATUSES[capability?.status ?? "restricted"];
  const open = (requirements?.entries ?? []).filter((entry) => entry.awaiting_action_from === "user");
  const wants = open.flatMap(({ description, errors }) =>
    errors.length > 0 ? errors.map((error) => error.description) : [inWords(description)],
  );
  const against = (capability?.status_details ?? []).flatMap(({ code }) => REASONS[code] ?? []);
  return { status, wants: [...new Set(status === "refused" ? against : wants)].slice(0, MOST_WANTS) };
}

const MOST_WANTS = 20;

/** Why Stripe pays somebody not at all; what it wants of others is in their requirements. */
const REASONS: Record<string, string> = {
  rejected_fraud: "Stripe suspects fraud",
  rejected_incomplete_verification: "Stripe could not find out who you are",
  rejected_listed: "You are on a list of those whom Stripe may not pay",
  rejected_other: "Stripe does not say why",
  rejected_platform_fraud: "We suspect fraud",
  rejected_platform_other: "We closed it",
  rejected_platform_terms_of_service: "It breaks our terms of service",
  rejected_terms_of_service: "It breaks Stripe's terms of service",
  restricted_other: "Stripe does not say why",
  unsupported_business: "Stripe does not pay this line of business",
  unsupported_country: "Stripe does not pay to this country",
  unsupported_entity_type: "Stripe does not pay this kind of business",
};

/** Stripe names what it wants by the place of a field; people call it otherwise. The last part that is known speaks. */
const WORDS: Record<string, string> = {
  given_name: "Your first name",
  surname: "Your last name",
  date_of_birth: "Your date of birth",
  address: "Your address",
  email: "Your email address",
  phone: "Your phone number",
  nationalities: "Your nationality",
  id_numbers: "A tax or identity number",
  documents: "A document that shows who you are",
  primary_verification: "A document that shows who you are",
  secondary_verification: "A second document that shows who you are",
  proof_of_address: "A document that shows where you live",
  external_account: "A bank account or debit card",
  default_outbound_destination: "A bank account or debit card",
  outbound_destination: "A bank account or debit card",
  terms_of_service: "Your agreement to Stripe's terms",
  tos_acceptance: "Your agreement to Stripe's terms",
};

function inWords(place: string): string {
  const parts = place.split(".").reverse();
  const known = parts.find((part) => part in WORDS);
  if (known) return WORDS[known]!;
  const last = parts[0]!.replaceAll("_", " ");
  return last.charAt(0).toUpperCase() + last.slice(1);
}

/** An account's row, locked: withdrawals of one person follow each other. */
export async function lockAccount(db: Context<any>["db"], userId: string): Promise<PayoutAccountRow | undefined> {
  const [row] = await db.select().from(payoutAccounts).where(eq(payoutAccounts.userId, userId)).for("update");
  return row;
}

/** A person's account as it is kept; undefined while there is none. */
export async function findAccount(userId: string): Promise<PayoutAccountRow | undefined> {
  const [row] = await db.select().from(payoutAccounts).where(eq(payoutAccounts.userId, userId));
  return row;
}
