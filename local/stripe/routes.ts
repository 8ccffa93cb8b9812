import type Stripe from "stripe";
import type { Context } from "./context";
import { invalid, missing } from "./fault";
import { readBalance } from "./resources/balance";
import * as checkout from "./resources/checkout";
import * as connect from "./resources/connect";
import * as disputes from "./resources/disputes";
import * as payments from "./resources/payments";
import * as payouts from "./resources/payouts";
import * as refunds from "./resources/refunds";
import type { Body } from "./wire";

/** A call of the API: the body of a POST, the query of everything else. */
type Work = (ctx: Context, body: Body, id: string) => object;

const MOST = 100;

/** A page of a list, newest first, as `limit`, `starting_after`, `ending_before` and `created` ask. */
function page<T extends { id: string }>(url: string, things: T[], query: Body): Stripe.ApiList<T> {
  const limit = query.limit === undefined ? 10 : Number(query.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST) throw invalid("Invalid limit", { param: "limit" });
  const created = (thing: T) => (thing as { created?: number }).created ?? 0;
  const { gt, gte, lt, lte } =
    typeof query.created === "object" ? query.created : { gte: query.created, lte: query.created };
  let all = things.filter(
    (thing) =>
      (gt === undefined || created(thing) > Number(gt)) &&
      (gte === undefined || created(thing) >= Number(gte)) &&
      (lt === undefined || created(thing) < Number(lt)) &&
      (lte === undefined || created(thing) <= Number(lte)),
  );
  const at = (id: string) => {
    const index = all.findIndex((thing) => thing.id === id);
    if (index < 0) throw missing("object", id, "starting_after");
    return index;
  };
  if (query.starting_after) all = all.slice(at(query.starting_after) + 1);
  if (query.ending_before) {
    const before = all.slice(0, at(query.ending_before));
    return { object: "list", data: before.slice(-limit), has_more: before.length > limit, url };
  }
  return { object: "list", data: all.slice(0, limit), has_more: all.length > limit, url };
}

const stored =
  <T extends { id: string }>(
    url: string,
    object: string,
    fits: (thing: T, query: Body, ctx: Context) => boolean = () => true,
  ): Work =>
  (ctx, query) =>
    page(
      url,
      ctx.state.all<T>(object, ctx.account).filter((thing) => fits(thing, query, ctx)),
      query,
    );

const equals = <T>(thing: T, query: Body, ...names: (keyof T & string)[]) =>
  names.every((name) => query[name] === undefined || thing[name] === query[name]);

const missed = (noun: string, id: string): never => {
  throw missing(noun, id);
};

const loadEvent: Work = ({ state }, _, id) => {
  const event = state.get<{ id: string; object: string }>(id);
  if (event?.object !== "event") throw missing("event", id);
  return event;
};

/** Whether all endpoints have taken an event: what `delivery_success` asks. */
const wasDelivered = (ctx: Context, id: string) => ctx.state.deliveryOf(id)?.status === "delivered";

const hasType = (type: string, types: unknown) =>
  !Array.isArray(types) ||
  types.some((wanted: string) => wanted === type || (wanted.endsWith("*") && type.startsWith(wanted.slice(0, -1))));

/** Every call of the API that the stand-in knows, one line each; `*` is the id in the path. */
export const routes: Record<string, Work> = {
  "POST /v1/customers": payments.createCustomer,
  "GET /v1/customers": stored<Stripe.Customer>(
    "/v1/customers",
    "customer",
    (one, query) => !one.deleted && equals(one, query, "email"),
  ),
  "GET /v1/customers/*": (ctx, _, id) => ctx.state.get(id) ?? payments.loadCustomer(ctx, id),
  "POST /v1/customers/*": (ctx, body, id) => payments.updateCustomer(ctx, id, body),
  "DELETE /v1/customers/*": (ctx, _, id) => payments.deleteCustomer(ctx, id),
  "GET /v1/customers/*/payment_methods": (ctx, query, id) =>
    page(`/v1/customers/${id}/payment_methods`, payments.savedMethods(ctx, id), query),
  "GET /v1/payment_methods/*": (ctx, _, id) => payments.loadMethod(ctx, id),
  "POST /v1/payment_methods/*/detach": (ctx, _, id) => payments.detachMethod(ctx, id),

  "POST /v1/checkout/sessions": checkout.createSession,
  "GET /v1/checkout/sessions": stored<Stripe.Checkout.Session>(
    "/v1/checkout/sessions",
    "checkout.session",
    (one, query) => equals(one, query, "payment_intent", "customer", "status"),
  ),
  "GET /v1/checkout/sessions/*": (ctx, _, id) => checkout.loadSession(ctx, id),
  "POST /v1/checkout/sessions/*/expire": (ctx, _, id) => checkout.expireSession(ctx, id),
  "GET /v1/setup_intents/*": (ctx, _, id) => checkout.loadSetupIntent(ctx, id),

  "POST /v1/payment_intents": payments.createIntent,
  "GET /v1/payment_intents": stored<Stripe.PaymentIntent>("/v1/payment_intents", "payment_intent", (one, query) =>
    equals(one, query, "customer"),
  ),
  "GET /v1/payment_intents/*": (ctx, _, id) => payments.loadIntent(ctx, id),
  "POST /v1/payment_intents/*/cancel": (ctx, _, id) => payments.cancelIntent(ctx, id),
  "GET /v1/charges/*": (ctx, _, id) => payments.loadCharge(ctx, id),
  "POST /v1/refunds": refunds.createRefund,
  "GET /v1/refunds": stored<Stripe.Refund>("/v1/refunds", "refund", (one, query) =>
    equals(one, query, "payment_intent", "charge"),
  ),
  "GET /v1/refunds/*": (ctx, _, id) => refunds.loadRefund(ctx, id),

  "POST /v2/core/accounts": (ctx, body) => connect.shown(connect.createAccount(ctx, body), body.include),
  "GET /v2/core/accounts/*": (ctx, query, id) => connect.shown(connect.loadAccount(ctx, id), query.include),
  "POST /v2/core/account_links": connect.createAccountLink,
  "POST /v1/accounts/*/login_links": (ctx, _, id) => connect.createLoginLink(ctx, id),
  "POST /v1/transfers": connect.createTransfer,
  "GET /v1/transfers": stored<Stripe.Transfer>("/v1/transfers", "transfer", (one, query) =>
    equals(one, query, "destination", "transfer_group"),
  ),
  "GET /v1/transfers/*": (ctx, _, id) => connect.loadTransfer(ctx, id),
  "GET /v1/transfers/*/reversals": (ctx, query, id) =>
    page(`/v1/transfers/${id}/reversals`, connect.loadTransfer(ctx, id).reversals.data, query),
  "POST /v1/transfers/*/reversals": (ctx, body, id) => connect.createReversal(ctx, id, body),

  "GET /v1/disputes": stored<Stripe.Dispute>("/v1/disputes", "dispute", (one, query) =>
    equals(one, query, "payment_intent", "charge"),
  ),
  "GET /v1/disputes/*": (ctx, _, id) => disputes.loadDispute(ctx, id),
  "POST /v1/disputes/*": (ctx, body, id) => disputes.updateDispute(ctx, id, body),

  "GET /v1/radar/early_fraud_warnings/*": (ctx, _, id) => disputes.loadWarning(ctx, id),

  "GET /v1/balance": readBalance,
  "GET /v1/balance_transactions": stored<Stripe.BalanceTransaction>(
    "/v1/balance_transactions",
    "balance_transaction",
    (one, query, ctx) => equals(one, query, "type", "source") && payouts.isIn(ctx, one.id, query.payout),
  ),
  "GET /v1/balance_transactions/*": (ctx, _, id) => {
    const booked = ctx.state.all<Stripe.BalanceTransaction>("balance_transaction", ctx.account);
    return booked.find((one) => one.id === id) ?? missed("balance transaction", id);
  },
  "GET /v1/payouts": stored<Stripe.Payout>("/v1/payouts", "payout", (one, query) => equals(one, query, "status")),
  "GET /v1/payouts/*": (ctx, _, id) => payouts.loadPayout(ctx, id),
  "GET /v1/events": stored<Stripe.Event>("/v1/events", "event", (one, query, ctx) => {
    if (query.type && query.type !== one.type) return false;
    if (query.delivery_success !== undefined && wasDelivered(ctx, one.id) !== (query.delivery_success === "true"))
      return false;
    return hasType(one.type, query.types);
  }),
  "GET /v1/events/*": loadEvent,
};

/** What may be asked of a connected account, by its name in `Stripe-Account`. */
export const ofAccounts = new Set([
  "GET /v1/balance",
  "GET /v1/balance_transactions",
  "GET /v1/balance_transactions/*",
  "GET /v1/payouts",
  "GET /v1/payouts/*",
  "GET /v1/events",
]);

const names = Object.keys(routes);

/** The work behind a method and a path, and the id in it. */
export function find(method: string, path: string): { route: string; work: Work; id: string } | undefined {
  const asked = path.split("/");
  for (const route of names) {
    const [verb, pattern] = route.split(" ") as [string, string];
    const wanted = pattern.split("/");
    if (verb !== method || wanted.length !== asked.length) continue;
    const id = asked[wanted.indexOf("*")] ?? "";
    if (wanted.every((part, i) => part === "*" || part === asked[i])) return { route, work: routes[route]!, id };
  }
}
