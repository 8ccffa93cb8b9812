import type Stripe from "stripe";
import { type Conduct, conductOf } from "../cards";
import { base, type Context, emit } from "../context";
import { Fault, invalid, missing } from "../fault";
import { newId } from "../state";
import { type Body, whole, yes } from "../wire";
import { book, feeOf } from "./balance";
import { openDispute } from "./disputes";

const SMALLEST_CENTS = 50;
const nobody = { address: null, email: null, name: null, phone: null, tax_id: null };

export const metadataOf = (body: Body): Stripe.Metadata => ({ ...body.metadata });

export function createCustomer(ctx: Context, body: Body): Stripe.Customer {
  const customer: Stripe.Customer = {
    id: newId("cus"),
    object: "customer",
    balance: 0,
    created: ctx.now,
    currency: null,
    default_source: null,
    delinquent: false,
    description: body.description ?? null,
    email: body.email ?? null,
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
    ...base,
    metadata: metadataOf(body),
    name: body.name ?? null,
    phone: null,
    shipping: null,
  };
  emit(ctx, "customer.created", customer);
  return ctx.state.put(customer);
}

export function loadCustomer({ state }: Context, id: string): Stripe.Customer {
  const customer = state.get<Stripe.Customer>(id);
  if (customer?.object !== "customer" || customer.deleted) throw missing("customer", id, "customer");
  return customer;
}

export function updateCustomer(ctx: Context, id: string, body: Body): Stripe.Customer {
  const customer = loadCustomer(ctx, id);
  if (body.email !== undefined) customer.email = body.email || null;
  if (body.name !== undefined) customer.name = body.name || null;
  Object.assign(customer.metadata, body.metadata);
  const standard = body.invoice_settings?.default_payment_method;
  if (standard !== undefined) customer.invoice_settings.default_payment_method = standard || null;
  return ctx.state.put(customer);
}

export function deleteCustomer(ctx: Context, id: string): Stripe.DeletedCustomer {
  loadCustomer(ctx, id);
  for (const method of savedMethods(ctx, id)) detachMethod(ctx, method.id);
  const gone: Stripe.DeletedCustomer = { id, object: "customer", deleted: true };
  return ctx.state.put(gone);
}

/** A card as somebody typed it. Throws card_declined's cousin for what is no test card. */
export function createCard({ state, now }: Context, number: string): Stripe.PaymentMethod {
  const digits = number.replace(/\D/g, "");
  const conduct = conductOf(digits);
  if (!conduct)
    throw new Fault(402, {
      type: "card_error",
      code: "incorrect_number",
      param: "number",
      message: "Your card number is incorrect: only Stripe's test cards work here, such as 4242 4242 4242 4242.",
    });
  const method: Stripe.PaymentMethod = {
    id: newId("pm"),
    object: "payment_method",
    allow_redisplay: "unspecified",
    billing_details: nobody,
    card: {
      brand: conduct.brand,
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: "pass" },
      country: "US",
      display_brand: conduct.brand,
      exp_month: 12,
      exp_year: 2040,
      fingerprint: `fp_${digits.slice(-8)}`,
      funding: "credit",
      generated_from: null,
      last4: digits.slice(-4),
      networks: { available: [conduct.brand], preferred: null },
      regulated_status: "unregulated",
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created: now,
    customer: null,
    customer_account: null,
    ...base,
    metadata: {},
    type: "card",
  };
  state.set(`card:${method.id}`, digits);
  return state.put(method);
}

const conduct = ({ state }: Context, methodId: string): Conduct => conductOf(state.setting(`card:${methodId}`) ?? "")!;

export function loadMethod({ state }: Context, id: string): Stripe.PaymentMethod {
  const method = state.get<Stripe.PaymentMethod>(id);
  if (method?.object !== "payment_method") throw missing("PaymentMethod", id, "payment_method");
  return method;
}

export const savedMethods = ({ state }: Context, customer: string): Stripe.PaymentMethod[] =>
  state.all<Stripe.PaymentMethod>("payment_method").filter((method) => method.customer === customer);

export function attachMethod(ctx: Context, methodId: string, customer: string): Stripe.PaymentMethod {
  const method = { ...loadMethod(ctx, methodId), customer };
  ctx.state.set(`set-up:${methodId}`, "1");
  emit(ctx, "payment_method.attached", method);
  return ctx.state.put(method);
}

export function detachMethod(ctx: Context, methodId: string): Stripe.PaymentMethod {
  const method = loadMethod(ctx, methodId);
  if (method.customer === null)
    throw invalid("The payment method you provided is not attached to a customer so detachment is impossible.");
  const detached = ctx.state.put({ ...method, customer: null });
  emit(ctx, "payment_method.detached", detached);
  return detached;
}

const LATE = "booked-late";

/** Charges that were captured asynchronously name their places in the books from now on. */
export function bookLate({ state }: Context) {
  const late = (state.setting(LATE) ?? "").trim();
  if (late === "") return;
  for (const pair of late.split(" ")) {
    const [charge, booked] = pair.split(":") as [string, string];
    state.put({ ...state.get<Stripe.Charge>(charge)!, balance_transaction: booked });
  }
  state.set(LATE, "");
}

type Wish = {
  amount: number;
  /** Stripe's default is automatic_async. */
  captureMethod?: Stripe.PaymentIntent["capture_method"];
  customer: string | null;
  metadata: Stripe.Metadata;
  description?: string | null;
  setupFutureUsage?: Stripe.PaymentIntent["setup_future_usage"];
  transferGroup?: string | null;
  allowed?: Stripe.PaymentIntent["allowed_payment_method_types"];
};

export function makeIntent(ctx: Context, wish: Wish): Stripe.PaymentIntent {
  if (!Number.isInteger(wish.amount) || wish.amount < 1) throw invalid("Invalid positive integer", { param: "amount" });
  if (wish.amount < SMALLEST_CENTS)
    throw invalid("Amount must be at least $0.50 usd", { code: "amount_too_small", param: "amount" });
  const id = newId("pi");
  const intent: Stripe.PaymentIntent = {
    id,
    object: "payment_intent",
    allowed_payment_method_types: wish.allowed ?? null,
    amount: wish.amount,
    amount_capturable: 0,
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: null,
    canceled_at: null,
    cancellation_reason: null,
    capture_method: wish.captureMethod ?? "automatic_async",
    client_secret: `${id}_secret_${newId("s").slice(2)}`,
    confirmation_method: "automatic",
    created: ctx.now,
    currency: "usd",
    customer: wish.customer,
    customer_account: null,
    description: wish.description ?? null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    ...base,
    managed_payments: null,
    metadata: wish.metadata,
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: ["card"],
    payment_record: null,
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: wish.setupFutureUsage ?? null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: "requires_payment_method",
    transfer_group: wish.transferGroup ?? null,
  };
  emit(ctx, "payment_intent.created", intent);
  return ctx.state.put(intent);
}

export function loadIntent({ state }: Context, id: string): Stripe.PaymentIntent {
  const intent = state.get<Stripe.PaymentIntent>(id);
  if (intent?.object !== "payment_intent") throw missing("payment_intent", id, "intent");
  return intent;
}

/** `POST /v1/payment_intents`, which the app uses to charge a saved card while its owner is away. */
export function createIntent(ctx: Context, body: Body): Stripe.PaymentIntent {
  if (body.currency !== "usd") throw invalid(`Invalid currency: ${body.currency}`, { param: "currency" });
  if (yes(body.off_session) && !yes(body.confirm))
    throw invalid("`off_session` may only be used together with `confirm`.", { param: "off_session" });
  if (body.customer) loadCustomer(ctx, body.customer);
  const intent = makeIntent(ctx, {
    amount: whole(body.amount) ?? Number.NaN,
    customer: body.customer ?? null,
    metadata: metadataOf(body),
    description: body.description,
    setupFutureUsage: body.setup_future_usage,
    transferGroup: body.transfer_group,
    allowed: body.allowed_payment_method_types,
  });
  if (!yes(body.confirm)) return intent;
  if (!body.payment_method) throw invalid("You cannot confirm without a payment method.", { param: "payment_method" });
  const method = loadMethod(ctx, body.payment_method);
  if (method.customer !== (body.customer ?? null))
    throw invalid("The provided PaymentMethod cannot be used with this customer.", { param: "payment_method" });
  return pay(ctx, intent, method, yes(body.off_session));
}

export function cancelIntent(ctx: Context, id: string): Stripe.PaymentIntent {
  const intent = loadIntent(ctx, id);
  if (intent.status === "succeeded" || intent.status === "canceled")
    throw invalid(`You cannot cancel this PaymentIntent because it has a status of ${intent.status}.`, {
      code: "payment_intent_unexpected_state",
    });
  Object.assign(intent, { status: "canceled", canceled_at: ctx.now, next_action: null });
  emit(ctx, "payment_intent.canceled", intent);
  return ctx.state.put(intent);
}

/** The refusal that must stand although the request failed: thrown after what it left behind is written. */
export class Declined extends Fault {}

/** Charges the card: a charge, its money and its events, or a refusal that the intent remembers. */
export function pay(
  ctx: Context,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  isOffSession: boolean,
  isAuthenticated = false,
): Stripe.PaymentIntent {
  const { declines, authentication, isDisputed } = conduct(ctx, method.id);
  const isSetUp = ctx.state.setting(`set-up:${method.id}`) === "1";
  const wantsOwner = authentication === "always" || (authentication === "until-set-up" && !isSetUp);
  intent.payment_method = method.id;
  if (wantsOwner && isOffSession)
    throw decline(ctx, intent, method, {
      code: "authentication_required",
      declineCode: "authentication_required",
      message: "Your card was declined. This transaction requires authentication.",
    });
  if (wantsOwner && !isAuthenticated) {
    intent.status = "requires_action";
    intent.next_action = {
      type: "redirect_to_url",
      redirect_to_url: { return_url: null, url: `${ctx.url}/3ds/${intent.id}` },
    };
    emit(ctx, "payment_intent.requires_action", intent);
    return ctx.state.put(intent);
  }
  if (declines && (!declines.isLater || isOffSession)) throw decline(ctx, intent, method, declines);
  const charge = makeCharge(ctx, intent, method);
  const { id: booked } = book(ctx, {
    amount: intent.amount,
    fee: feeOf(intent.amount),
    type: "charge",
    source: charge.id,
  });
  // Captured asynchronously, the charge names its place in the books only when it is asked for again.
  if (intent.capture_method === "automatic_async")
    ctx.state.set(LATE, `${ctx.state.setting(LATE) ?? ""} ${charge.id}:${booked}`);
  else charge.balance_transaction = booked;
  ctx.state.put(charge);
  Object.assign(intent, {
    status: "succeeded",
    amount_received: intent.amount,
    latest_charge: charge.id,
    next_action: null,
    last_payment_error: null,
  });
  ctx.state.put(intent);
  if (intent.setup_future_usage === "off_session" && intent.customer)
    attachMethod(ctx, method.id, intent.customer as string);
  emit(ctx, "charge.succeeded", charge);
  emit(ctx, "payment_intent.succeeded", intent);
  if (isDisputed) openDispute(ctx, charge.id, "fraudulent");
  return intent;
}

function decline(
  ctx: Context,
  intent: Stripe.PaymentIntent,
  method: Stripe.PaymentMethod,
  why: { code: string; declineCode?: string; message: string },
): Declined {
  const charge = makeCharge(ctx, intent, method);
  Object.assign(charge, {
    status: "failed",
    paid: false,
    captured: false,
    amount_captured: 0,
    failure_code: why.code,
    failure_message: why.message,
  });
  charge.outcome = {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: "05",
    network_status: "declined_by_network",
    reason: why.declineCode ?? why.code,
    seller_message: "The bank returned the decline code.",
    type: "issuer_declined",
  };
  ctx.state.put(charge);
  Object.assign(intent, { status: "requires_payment_method", payment_method: null, latest_charge: charge.id });
  intent.last_payment_error = {
    type: "card_error",
    code: why.code as Stripe.PaymentIntent.LastPaymentError["code"],
    ...(why.declineCode && { decline_code: why.declineCode }),
    message: why.message,
    charge: charge.id,
    payment_method: method,
  };
  ctx.state.put(intent);
  emit(ctx, "charge.failed", charge);
  emit(ctx, "payment_intent.payment_failed", intent);
  return new Declined(402, {
    type: "card_error",
    code: why.code,
    ...(why.declineCode && { decline_code: why.declineCode }),
    message: why.message,
    charge: charge.id,
    payment_intent: intent,
  });
}

function makeCharge(ctx: Context, intent: Stripe.PaymentIntent, method: Stripe.PaymentMethod): Stripe.Charge {
  return {
    id: newId("ch"),
    object: "charge",
    amount: intent.amount,
    amount_captured: intent.amount,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: nobody,
    calculated_statement_descriptor: "BOTHAND",
    captured: true,
    created: ctx.now,
    currency: "usd",
    customer: intent.customer,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    ...base,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: {
      advice_code: null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: "approved_by_network",
      reason: null,
      risk_level: "normal",
      risk_score: 20,
      seller_message: "Payment complete.",
      type: "authorized",
    },
    paid: true,
    payment_intent: intent.id,
    payment_method: method.id,
    payment_method_details: { type: "card" },
    receipt_email: null,
    receipt_number: null,
    receipt_url: `${ctx.url}/receipts/${intent.id}`,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: "succeeded",
    transfer_data: null,
    transfer_group: intent.transfer_group,
  };
}

export function loadCharge({ state }: Context, id: string): Stripe.Charge {
  const charge = state.get<Stripe.Charge>(id);
  if (charge?.object !== "charge") throw missing("charge", id, "charge");
  return charge;
}
