import type Stripe from "stripe";
import { base, type Context, emit, emitThin } from "../context";
import { invalid, missing } from "../fault";
import { newId } from "../state";
import { type Body, whole } from "../wire";
import { balanceOf, book } from "./balance";
import { metadataOf } from "./payments";
import { receive } from "./payouts";

type Account = Stripe.V2.Core.Account;
type TransferStatus = Stripe.V2.Core.Account.Configuration.Recipient.Capabilities.StripeBalance.StripeTransfers.Status;

const LINK_SECONDS = 300;
/** Some of the countries to which Stripe pays nobody. */
const UNSERVED = new Set(["cu", "ir", "kp", "sy"]);

/** `POST /v2/core/accounts`: a recipient, who is nobody yet until the onboarding page is completed. */
export function createAccount(ctx: Context, body: Body): Account {
  if (UNSERVED.has(body.identity?.country))
    throw invalid(`Accounts in ${body.identity.country.toUpperCase()} cannot be paid from here.`, {
      code: "country_unsupported",
    });
  const wanted = body.configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers?.requested === true;
  const account: Account = {
    id: newId("acct"),
    object: "v2.core.account",
    applied_configurations: body.configuration?.recipient ? ["recipient"] : [],
    ...(body.configuration?.recipient && {
      configuration: {
        recipient: { applied: true, capabilities: capabilities(wanted ? "restricted" : "unsupported") },
      },
    }),
    contact_email: body.contact_email,
    created: new Date(ctx.now * 1000).toISOString(),
    dashboard: body.dashboard,
    defaults: {
      currency: body.defaults?.currency,
      responsibilities: { ...body.defaults?.responsibilities, requirements_collector: "stripe" },
    },
    display_name: body.display_name,
    identity: body.identity,
    ...base,
    metadata: metadataOf(body),
    requirements: requirements(),
  };
  return ctx.state.put(account);
}

const capabilities = (status: TransferStatus) => ({
  stripe_balance: {
    stripe_transfers: {
      status,
      status_details:
        status === "restricted"
          ? [{ code: "requirements_past_due" as const, resolution: "provide_info" as const }]
          : status === "rejected"
            ? [{ code: "rejected_other" as const, resolution: "contact_stripe" as const }]
            : [],
    },
  },
});

const openEntry = (description: string): Stripe.V2.Core.Account.Requirements.Entry => ({
  awaiting_action_from: "user",
  description,
  errors: [],
  impact: { restricts_capabilities: [] },
  minimum_deadline: { status: "currently_due" },
  requested_reasons: [{ code: "routine_onboarding" }],
});

/** What everybody is asked for who is to be paid. */
const requirements = (): Stripe.V2.Core.Account.Requirements => ({
  entries: [
    "identity.individual.given_name",
    "identity.individual.surname",
    "identity.individual.date_of_birth",
    "identity.individual.address",
    "configuration.recipient.default_outbound_destination",
  ].map(openEntry),
  summary: { minimum_deadline: { status: "currently_due" } },
});

export function loadAccount({ state }: Context, id: string): Account {
  const account = state.get<Account>(id);
  if (account?.object !== "v2.core.account") throw missing("account", id, "account");
  return account;
}

export const transfersOf = (account: Account): TransferStatus =>
  account.configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers?.status ?? "unsupported";

/** `include` decides what an answer shows, as in Stripe's v2. */
export function shown(account: Account, include: string[] = []): Account {
  const { configuration, requirements, identity, defaults, ...rest } = account;
  return {
    ...rest,
    ...(include.includes("configuration.recipient") && { configuration }),
    ...(include.includes("requirements") && { requirements }),
    ...(include.includes("identity") && { identity }),
    ...(include.includes("defaults") && { defaults }),
  };
}

export function createAccountLink(ctx: Context, body: Body): Stripe.V2.Core.AccountLink {
  const account = loadAccount(ctx, body.account);
  const token = newId("link");
  ctx.state.set(
    `link:${token}`,
    JSON.stringify({ account: account.id, until: ctx.now + LINK_SECONDS, ...body.use_case.account_onboarding }),
  );
  return {
    object: "v2.core.account_link",
    account: account.id,
    created: new Date(ctx.now * 1000).toISOString(),
    expires_at: new Date((ctx.now + LINK_SECONDS) * 1000).toISOString(),
    ...base,
    url: `${ctx.url}/setup/${account.id}/${token}`,
    use_case: body.use_case,
  };
}

export type Link = { account: string; until: number; refresh_url: string; return_url?: string };
/** What an onboarding link stands for; undefined once it was used up or is too old. */
export function readLink({ state, now }: Context, token: string): Link | undefined {
  const link = JSON.parse(state.setting(`link:${token}`) ?? "null") as Link | null;
  return link && link.until > now ? link : undefined;
}

/** What the onboarding page ends with. */
export function settleAccount(ctx: Context, id: string, status: "active" | "rejected" | "restricted"): Account {
  const account = loadAccount(ctx, id);
  account.configuration = { recipient: { applied: true, capabilities: capabilities(status) } };
  account.requirements = status === "restricted" ? requirements() : { entries: [] };
  ctx.state.put(account);
  const related = { id, type: "v2.core.account", url: `/v2/core/accounts/${id}` };
  emitThin(ctx, "v2.core.account[configuration.recipient].capability_status_updated", related);
  emitThin(ctx, "v2.core.account[requirements].updated", related);
  return account;
}

/** Its owner, or Stripe, ends it for good. */
export function closeAccount(ctx: Context, id: string): Account {
  const account = ctx.state.put({ ...loadAccount(ctx, id), closed: true });
  emitThin(ctx, "v2.core.account.closed", { id, type: "v2.core.account", url: `/v2/core/accounts/${id}` });
  return account;
}

export function createLoginLink(ctx: Context, id: string): Stripe.LoginLink {
  if (transfersOf(loadAccount(ctx, id)) !== "active")
    throw invalid("Cannot create a login link for an account that has not completed onboarding.");
  return { object: "login_link", created: ctx.now, url: `${ctx.url}/express/${id}` };
}

export function createTransfer(ctx: Context, body: Body): Stripe.Transfer {
  const amount = whole(body.amount) ?? Number.NaN;
  if (!Number.isInteger(amount) || amount < 1) throw invalid("Invalid positive integer", { param: "amount" });
  const account = loadAccount(ctx, body.destination);
  if (transfersOf(account) !== "active")
    throw invalid(
      "Your destination account needs to have at least one of the following capabilities enabled: transfers",
      {
        code: "insufficient_capabilities_for_transfer",
      },
    );
  if (amount > balanceOf(ctx))
    throw invalid("You have insufficient available funds in your Stripe account.", { code: "balance_insufficient" });
  const id = newId("tr");
  const arrived = receive({ ...ctx, account: account.id }, id, amount);
  const transfer: Stripe.Transfer = {
    id,
    object: "transfer",
    amount,
    amount_reversed: 0,
    balance_transaction: book(ctx, { amount: -amount, type: "transfer", source: id }).id,
    created: ctx.now,
    currency: "usd",
    description: body.description ?? null,
    destination: account.id,
    destination_payment: arrived.id,
    ...base,
    metadata: metadataOf(body),
    reversals: { object: "list", data: [], has_more: false, url: `/v1/transfers/${id}/reversals` },
    reversed: false,
    source_transaction: null,
    source_type: "card",
    transfer_group: body.transfer_group ?? null,
  };
  emit(ctx, "transfer.created", transfer);
  return ctx.state.put(transfer);
}

export function loadTransfer({ state }: Context, id: string): Stripe.Transfer {
  const transfer = state.get<Stripe.Transfer>(id);
  if (transfer?.object !== "transfer") throw missing("transfer", id, "transfer");
  return transfer;
}

export function createReversal(ctx: Context, transferId: string, body: Body): Stripe.TransferReversal {
  const transfer = loadTransfer(ctx, transferId);
  const left = transfer.amount - transfer.amount_reversed;
  const amount = whole(body.amount) ?? left;
  if (!Number.isInteger(amount) || amount < 1 || amount > left)
    throw invalid(`Reversal amount is greater than the unreversed amount of $${left / 100}.`, { param: "amount" });
  const id = newId("trr");
  const refund = newId("pyr");
  book(
    { ...ctx, account: transfer.destination as string },
    { amount: -amount, type: "payment_refund", source: refund },
  );
  const reversal: Stripe.TransferReversal = {
    id,
    object: "transfer_reversal",
    amount,
    balance_transaction: book(ctx, { amount, type: "transfer_refund", source: id }).id,
    created: ctx.now,
    currency: "usd",
    destination_payment_refund: refund,
    metadata: metadataOf(body),
    source_refund: null,
    transfer: transferId,
  };
  transfer.amount_reversed += amount;
  transfer.reversed = transfer.amount_reversed === transfer.amount;
  transfer.reversals.data.unshift(reversal);
  ctx.state.put(transfer);
  ctx.state.put(reversal);
  emit(ctx, "transfer.reversed", transfer);
  return reversal;
}
