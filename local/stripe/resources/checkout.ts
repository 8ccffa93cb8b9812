import type Stripe from "stripe";
import { base, type Context, emit } from "../context";
import { invalid, missing } from "../fault";
import { newId } from "../state";
import { type Body, whole } from "../wire";
import {
  attachMethod,
  createCard,
  loadCustomer,
  loadIntent,
  loadMethod,
  makeIntent,
  metadataOf,
  pay,
} from "./payments";

const SHORTEST_SECONDS = 30 * 60;
const LONGEST_SECONDS = 24 * 3600;

type Session = Stripe.Checkout.Session;

/** `POST /v1/checkout/sessions` with `mode` payment or setup, shown on a page of this stand-in. */
export function createSession(ctx: Context, body: Body): Session {
  if (body.mode !== "payment" && body.mode !== "setup") throw invalid("Invalid mode", { param: "mode" });
  if (!body.success_url) throw invalid("Missing required param: success_url.", { param: "success_url" });
  if (body.customer) loadCustomer(ctx, body.customer);
  const id = newId("cs_test");
  const expiresAt = whole(body.expires_at) ?? ctx.now + LONGEST_SECONDS;
  // A minute's grace: clocks differ.
  if (expiresAt < ctx.now + SHORTEST_SECONDS - 60 || expiresAt > ctx.now + LONGEST_SECONDS + 60)
    throw invalid(
      "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.",
      {
        param: "expires_at",
      },
    );
  const total = body.mode === "payment" ? totalOf(body) : null;
  const intent =
    total === null
      ? null
      : makeIntent(ctx, {
          amount: total,
          customer: body.customer ?? null,
          metadata: metadataOf(body.payment_intent_data ?? {}),
          description: body.payment_intent_data?.description,
          setupFutureUsage: body.payment_intent_data?.setup_future_usage,
          transferGroup: body.payment_intent_data?.transfer_group,
          captureMethod: body.payment_intent_data?.capture_method,
        });
  const setup = body.mode === "setup" ? makeSetupIntent(ctx, body) : null;
  const session: Session = {
    id,
    object: "checkout.session",
    adaptive_pricing: { enabled: false },
    after_expiration: null,
    allow_promotion_codes: null,
    allowed_payment_method_types: body.allowed_payment_method_types ?? null,
    amount_subtotal: total,
    amount_total: total,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: null,
    cancel_url: body.cancel_url ?? null,
    client_reference_id: body.client_reference_id ?? null,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: ctx.now,
    currency: "usd",
    currency_conversion: null,
    custom_fields: [],
    custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
    customer: body.customer ?? null,
    customer_account: null,
    customer_creation: body.customer ? null : "if_required",
    customer_details: null,
    customer_email: body.customer_email ?? null,
    discounts: [],
    expires_at: expiresAt,
    integration_identifier: null,
    invoice: null,
    invoice_creation: null,
    ...base,
    locale: null,
    managed_payments: null,
    metadata: metadataOf(body),
    mode: body.mode,
    origin_context: null,
    // The intent is named once the session is paid.
    payment_intent: intent?.id ?? null,
    payment_link: null,
    payment_method_collection: "if_required",
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: ["card"],
    payment_status: body.mode === "payment" ? "unpaid" : "no_payment_required",
    permissions: null,
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: setup?.id ?? null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: "open",
    submit_type: null,
    subscription: null,
    success_url: body.success_url,
    total_details: total === null ? null : { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: "hosted_page",
    url: `${ctx.url}/c/pay/${id}`,
    wallet_options: null,
  };
  ctx.state.set(`title:${id}`, body.line_items?.[0]?.price_data?.product_data?.name ?? "Save a card");
  return ctx.state.put(session);
}

function totalOf({ line_items: lines }: Body): number {
  if (!Array.isArray(lines) || lines.length === 0)
    throw invalid("You must provide one of `line_items`.", { param: "line_items" });
  return lines.reduce((sum: number, line: Body) => {
    if (line.price_data?.currency !== "usd")
      throw invalid("Invalid currency", { param: "line_items[0][price_data][currency]" });
    return sum + (whole(line.price_data.unit_amount) ?? Number.NaN) * (whole(line.quantity) ?? 1);
  }, 0);
}

function makeSetupIntent(ctx: Context, body: Body): Stripe.SetupIntent {
  const id = newId("seti");
  return ctx.state.put({
    id,
    object: "setup_intent",
    allowed_payment_method_types: null,
    application: null,
    automatic_payment_methods: null,
    cancellation_reason: null,
    client_secret: `${id}_secret_${newId("s").slice(2)}`,
    created: ctx.now,
    customer: body.customer ?? null,
    description: null,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: null,
    latest_attempt: null,
    ...base,
    mandate: null,
    metadata: metadataOf(body.setup_intent_data ?? {}),
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_options: null,
    payment_method_types: ["card"],
    single_use_mandate: null,
    status: "requires_payment_method",
    usage: "off_session",
  } satisfies Stripe.SetupIntent);
}

export function loadSetupIntent({ state }: Context, id: string): Stripe.SetupIntent {
  const intent = state.get<Stripe.SetupIntent>(id);
  if (intent?.object !== "setup_intent") throw missing("setupintent", id, "intent");
  return intent;
}

/** The session as it is now: one whose time is over has expired, whoever looks first. */
export function loadSession(ctx: Context, id: string): Session {
  const session = ctx.state.get<Session>(id);
  if (session?.object !== "checkout.session") throw missing("checkout.session", id, "session");
  return session.status === "open" && session.expires_at <= ctx.now ? end(ctx, session) : session;
}

export function expireSession(ctx: Context, id: string): Session {
  const session = loadSession(ctx, id);
  if (session.status !== "open")
    throw invalid(`Only Checkout Sessions with a status in ["open"] can be expired. This one is ${session.status}.`);
  return end(ctx, session);
}

function end(ctx: Context, session: Session): Session {
  Object.assign(session, { status: "expired", url: null });
  if (session.payment_intent) {
    const intent = loadIntent(ctx, session.payment_intent as string);
    Object.assign(intent, { status: "canceled", canceled_at: ctx.now, cancellation_reason: "abandoned" });
    ctx.state.put(intent);
  }
  emit(ctx, "checkout.session.expired", session);
  return ctx.state.put(session);
}

/** Sessions whose time is over expire by themselves, also when nobody looks. */
export function expireSessions(ctx: Context) {
  for (const session of ctx.state.all<Session>("checkout.session"))
    if (session.status === "open" && session.expires_at <= ctx.now) end(ctx, session);
}

/** What the page does with a card: pays, or saves it. Throws what the page shows; a bank that asks is another page. */
export function complete(ctx: Context, id: string, cardNumber: string, isAuthenticated: boolean): Session {
  const session = loadSession(ctx, id);
  if (session.status !== "open") throw invalid(`This Checkout Session is ${session.status}.`);
  const method = createCard(ctx, cardNumber);
  if (session.setup_intent) {
    const setup = loadSetupIntent(ctx, session.setup_intent as string);
    if (setup.customer) attachMethod(ctx, method.id, setup.customer as string);
    Object.assign(setup, { status: "succeeded", payment_method: method.id });
    ctx.state.put(setup);
    emit(ctx, "setup_intent.succeeded", setup);
    return finish(ctx, session, "no_payment_required");
  }
  const intent = pay(
    ctx,
    loadIntent(ctx, session.payment_intent as string),
    loadMethod(ctx, method.id),
    false,
    isAuthenticated,
  );
  return intent.status === "requires_action" ? session : finish(ctx, session, "paid");
}

function finish(ctx: Context, session: Session, paymentStatus: Session["payment_status"]): Session {
  Object.assign(session, { status: "complete", payment_status: paymentStatus, url: null });
  session.customer_details = {
    address: null,
    business_name: null,
    email: session.customer ? loadCustomer(ctx, session.customer as string).email : session.customer_email,
    individual_name: null,
    name: null,
    phone: null,
    tax_exempt: "none",
    tax_ids: [],
  };
  emit(ctx, "checkout.session.completed", session);
  return ctx.state.put(session);
}
