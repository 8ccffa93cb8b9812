import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Stripe from "stripe";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { TypeWitness, typedRoutes } from "./against-types";
import { API_VERSION } from "./context";
import { routes } from "./routes";
import { type StandIn, startStandIn } from "./server";

const SECRETS = { secret: "whsec_ordinary", thinSecret: "whsec_thin" };
type Heard = { id: string; type: string; object: string };

/** Every call and event of this file, for the compiler to read at its end. */
const witness = new TypeWitness();
afterAll(async () => expect(await witness.violations()).toEqual([]));

let standIn: StandIn;
let stripe: Stripe;
let heard: Heard[];
/** What the endpoint answers; a test may make it refuse. */
let isAwake: boolean;
let hook: ReturnType<typeof createServer>;

beforeEach(async () => {
  heard = [];
  isAwake = true;
  hook = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const [body, signature] = [Buffer.concat(chunks).toString(), request.headers["stripe-signature"]!.toString()];
    if (!isAwake) return response.writeHead(503).end();
    const isThin = JSON.parse(body).object === "v2.core.event";
    const event = isThin
      ? stripe.parseEventNotification(body, signature, SECRETS.thinSecret)
      : stripe.webhooks.constructEvent(body, signature, SECRETS.secret);
    heard.push(event as Heard);
    response.writeHead(200).end();
  });
  await new Promise<void>((done) => hook.listen(0, "127.0.0.1", done));
  const url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}`;
  standIn = await startStandIn({ file: ":memory:", webhook: { url, ...SECRETS }, witness });
  const { hostname, port } = new URL(standIn.url);
  stripe = new Stripe("sk_test_local", {
    host: hostname,
    port,
    protocol: "http",
    maxNetworkRetries: 0,
    telemetry: false,
  });
});
afterEach(async () => {
  await standIn.stop();
  hook.closeAllConnections();
  await new Promise((done) => hook.close(done));
});

const control = async (deed: string, body: object) => {
  const response = await fetch(`${standIn.url}/control/${deed}`, { method: "POST", body: JSON.stringify(body) });
  return response.json();
};
const types = () => heard.map(({ type }) => type);
const errorOf = (work: Promise<unknown>): Promise<any> =>
  work.then(
    () => undefined,
    (error) => error,
  );

let made = 0;
const once = () => ({ idempotencyKey: `key-${++made}` });
const customer = () => stripe.customers.create({ email: "mara@example.com" }, once());

/** A Checkout Session over ten dollars. */
async function session(more: Partial<Stripe.Checkout.SessionCreateParams> = {}) {
  const cus = await customer();
  return stripe.checkout.sessions.create(
    {
      mode: "payment",
      customer: cus.id,
      line_items: [
        { quantity: 1, price_data: { currency: "usd", unit_amount: 1000, product_data: { name: "Credits" } } },
      ],
      success_url: "http://localhost:3000/credits?checkout={CHECKOUT_SESSION_ID}",
      cancel_url: "http://localhost:3000/credits",
      metadata: { kind: "deposit" },
      payment_intent_data: { metadata: { kind: "deposit" } },
      ...more,
    },
    once(),
  );
}

const post = (url: string, fields: Record<string, string>) =>
  fetch(url, { method: "POST", body: new URLSearchParams(fields), redirect: "manual" });

/** Pays a page with this card, as a script does. */
const pay = (url: string | null, card_number = "4242424242424242", more = {}) => post(url!, { card_number, ...more });

/** A card saved by a payment, and its owner. */
async function saved(card?: string) {
  const opened = await session({ payment_intent_data: { setup_future_usage: "off_session" } });
  await pay(opened.url, card);
  const { data } = await stripe.customers.listPaymentMethods(opened.customer as string);
  return { customer: opened.customer as string, payment_method: data[0]!.id };
}
const charge = (who: { customer: string; payment_method: string }, key = once()) =>
  stripe.paymentIntents.create({ amount: 2000, currency: "usd", off_session: true, confirm: true, ...who }, key);

test("speaks the version the installed SDK speaks", () => {
  expect(Stripe.API_VERSION).toBe(API_VERSION);
});

test("every call has types to be held against", () => {
  expect(typedRoutes.sort()).toEqual(Object.keys(routes).sort());
});

test("the compiler catches what Stripe would refuse, and what it would not answer", async () => {
  const strict = new TypeWitness();
  const customer = { id: "cus_1", object: "customer", deleted: true };
  const asked = (route: string, request: object) => strict.call({ route, request, status: 200, response: customer });
  strict.call({ route: "DELETE /v1/customers/*", request: {}, status: 200, response: customer });
  expect(await strict.violations()).toEqual([]);
  strict.call({ route: "DELETE /v1/customers/*", request: {}, status: 200, response: { ...customer, deleted: false } });
  strict.call({ route: "DELETE /v1/customers/*", request: {}, status: 200, response: { id: "cus_1", deleted: true } });
  asked("POST /v1/payment_intents", { amount: "100", currency: "usd", payment_method_types: ["card"] });
  asked("POST /v1/refunds", { amount: "ten", payment_intent: "pi_1" });
  asked("POST /v1/checkout/sessions", { mode: "payment", line_items: [{ quantity: "1", price_dat: {} }] });
  asked("POST /v1/transfers", { amount: "100", currency: "usd" });
  const violations = (await strict.violations()).join("\n");
  for (const word of ["deleted", "object", "payment_method_types", "amount", "price_dat", "destination"])
    expect(violations).toContain(word);
});

describe("Checkout", () => {
  test("a form pays, the browser is sent back, the money is there less the fee, and the endpoint hears it", async () => {
    const opened = await session();
    expect(opened).toMatchObject({ status: "open", payment_status: "unpaid", amount_total: 1000 });
    const sent = await pay(opened.url);
    expect(sent.status).toBe(303);
    expect(sent.headers.get("location")).toBe(`http://localhost:3000/credits?checkout=${opened.id}`);
    const done = await stripe.checkout.sessions.retrieve(opened.id);
    expect(done).toMatchObject({ status: "complete", payment_status: "paid", metadata: { kind: "deposit" } });
    const intent = await stripe.paymentIntents.retrieve(done.payment_intent as string);
    expect(intent).toMatchObject({ status: "succeeded", amount_received: 1000, metadata: { kind: "deposit" } });
    const paid = await stripe.charges.retrieve(intent.latest_charge as string);
    const booked = await stripe.balanceTransactions.retrieve(paid.balance_transaction as string);
    expect(booked).toMatchObject({ amount: 1000, fee: 59, net: 941, type: "charge", source: paid.id });
    expect((await stripe.balance.retrieve()).available[0]!.amount).toBe(941);
    await expect.poll(types).toContain("checkout.session.completed");
    expect(types()).toEqual(expect.arrayContaining(["charge.succeeded", "payment_intent.succeeded"]));
  });

  test("a declined card is said on the page, and another one pays", async () => {
    const opened = await session();
    const refused = await pay(opened.url, "4000000000009995");
    expect(refused.status).toBe(402);
    expect(await refused.text()).toContain("Your card has insufficient funds.");
    expect((await stripe.checkout.sessions.retrieve(opened.id)).status).toBe("open");
    expect((await pay(opened.url)).status).toBe(303);
    expect((await stripe.checkout.sessions.retrieve(opened.id)).payment_status).toBe("paid");
  });

  test("a bank that asks is another page", async () => {
    const opened = await session();
    const asks = await pay(opened.url, "4000002500003155");
    expect(await asks.text()).toContain("Your bank asks");
    expect((await stripe.checkout.sessions.retrieve(opened.id)).status).toBe("open");
    await pay(opened.url, "4000002500003155", { bank: "agreed" });
    expect((await stripe.checkout.sessions.retrieve(opened.id)).status).toBe("complete");
  });

  test("a session is paid once, cancelled or expired by asking, and expires by time", async () => {
    const [paid, cancelled, old] = [await session(), await session(), await session()];
    const [one, two] = await Promise.all([pay(paid.url), pay(paid.url)]);
    expect([one.status, two.status]).toEqual([303, 303]);
    expect((await stripe.balance.retrieve()).available[0]!.amount).toBe(941);
    expect(await errorOf(stripe.checkout.sessions.expire(paid.id))).toMatchObject({ statusCode: 400 });
    expect((await post(cancelled.url!, { cancel: "1" })).headers.get("location")).toBe("http://localhost:3000/credits");
    expect((await stripe.checkout.sessions.expire(cancelled.id)).status).toBe("expired");
    expect((await pay(cancelled.url)).status).toBe(409);
    await control("advance", { seconds: 25 * 3600 });
    expect((await stripe.checkout.sessions.retrieve(old.id)).status).toBe("expired");
    await expect.poll(types).toContain("checkout.session.expired");
  });

  test("saves a card without a payment", async () => {
    const cus = await customer();
    const success_url = "http://localhost:3000/credits";
    const opened = await stripe.checkout.sessions.create(
      { mode: "setup", customer: cus.id, currency: "usd", success_url },
      once(),
    );
    await pay(opened.url);
    expect((await stripe.checkout.sessions.retrieve(opened.id)).payment_status).toBe("no_payment_required");
    expect((await stripe.customers.listPaymentMethods(cus.id)).data[0]!.card).toMatchObject({ last4: "4242" });
  });

  test("refuses a session that would live too long, an amount below 50 cents and parameters that are gone", async () => {
    const late = { expires_at: Math.floor(Date.now() / 1000) + 48 * 3600 };
    expect(await errorOf(session(late))).toMatchObject({ statusCode: 400, param: "expires_at" });
    const price_data = { currency: "usd", unit_amount: 49, product_data: { name: "Little" } };
    const little = { line_items: [{ quantity: 1, price_data }] };
    expect(await errorOf(session(little))).toMatchObject({ code: "amount_too_small" });
  });
});

describe("a saved card, off-session", () => {
  test("pays", async () => {
    expect(await charge(await saved())).toMatchObject({ status: "succeeded", amount_received: 2000 });
  });

  test("is declined with the bank's word, and the intent remembers it", async () => {
    const error = await errorOf(charge(await saved("4000000000000341")));
    expect(error).toBeInstanceOf(Stripe.errors.StripeCardError);
    expect(error).toMatchObject({ code: "card_declined", decline_code: "generic_decline", statusCode: 402 });
    const intent = await stripe.paymentIntents.retrieve(error.payment_intent.id);
    expect(intent).toMatchObject({ status: "requires_payment_method", last_payment_error: { code: "card_declined" } });
    expect((await stripe.balance.retrieve()).available[0]!.amount).toBe(941);
  });

  test("may need its owner: authentication_required", async () => {
    const opened = await session({ payment_intent_data: { setup_future_usage: "off_session" } });
    await pay(opened.url, "4000002760003184", { bank: "agreed" });
    const { data } = await stripe.customers.listPaymentMethods(opened.customer as string);
    const who = { customer: opened.customer as string, payment_method: data[0]!.id };
    expect(await errorOf(charge(who))).toMatchObject({
      code: "authentication_required",
      payment_intent: { amount: 2000 },
    });
  });

  test("cannot be charged once it is detached", async () => {
    const who = await saved();
    await stripe.paymentMethods.detach(who.payment_method);
    expect(await errorOf(charge(who))).toMatchObject({ statusCode: 400, param: "payment_method" });
  });
});

describe("idempotency keys", () => {
  test("a key answers the same again, declines included, and other parameters under it are refused", async () => {
    const [who, key] = [await saved(), once()];
    const [first, second] = [await charge(who, key), await charge(who, key)];
    expect(second.id).toBe(first.id);
    expect(second.lastResponse.headers["idempotent-replayed"]).toBe("true");
    const other = stripe.paymentIntents.create({ amount: 3000, currency: "usd" }, key);
    expect(await errorOf(other)).toBeInstanceOf(Stripe.errors.StripeIdempotencyError);
    const [weak, again] = [await saved("4000000000000341"), once()];
    const [one, two] = [await errorOf(charge(weak, again)), await errorOf(charge(weak, again))];
    expect(one.payment_intent.id).toBe(two.payment_intent.id);
  });

  test("what failed validation may be sent again under its key", async () => {
    const [who, key] = [await saved(), once()];
    expect(await errorOf(charge({ ...who, payment_method: "pm_none" }, key))).toMatchObject({ statusCode: 404 });
    expect(await charge(who, key)).toMatchObject({ status: "succeeded" });
  });

  test("an answer that was lost after the deed is found by its key", async () => {
    const who = await saved();
    // The SDK itself asks once more where a connection breaks.
    await control("fail", { route: "POST /v1/payment_intents", when: "after", how: "drop", times: 2 });
    const key = once();
    expect(await errorOf(charge(who, key))).toBeInstanceOf(Stripe.errors.StripeConnectionError);
    const found = await charge(who, key);
    expect(found).toMatchObject({ status: "succeeded" });
    expect((await stripe.paymentIntents.list({ customer: who.customer })).data).toHaveLength(2);
  });

  test("two at the same moment are one deed", async () => {
    const [who, key] = [await saved(), once()];
    await control("fail", { route: "POST /v1/payment_intents", when: "before", how: { delayMs: 100 } });
    const [one, two] = await Promise.all([charge(who, key), errorOf(charge(who, key))]);
    expect(one.status).toBe("succeeded");
    expect(two).toMatchObject({ statusCode: 409 });
  });
});

describe("refunds and disputes", () => {
  test("a refund returns what was paid, no more, and the fee is lost", async () => {
    const opened = await session();
    await pay(opened.url);
    const intent = (await stripe.checkout.sessions.retrieve(opened.id)).payment_intent as string;
    const part = await stripe.refunds.create({ payment_intent: intent, amount: 400 }, once());
    expect(part).toMatchObject({ status: "succeeded", amount: 400 });
    expect(await errorOf(stripe.refunds.create({ payment_intent: intent, amount: 700 }, once()))).toMatchObject({
      param: "amount",
    });
    await stripe.refunds.create({ payment_intent: intent }, once());
    const again = errorOf(stripe.refunds.create({ payment_intent: intent }, once()));
    expect(await again).toMatchObject({ code: "charge_already_refunded" });
    expect((await stripe.balance.retrieve()).available[0]!.amount).toBe(-59);
    await control("fail-refund", { refund: part.id });
    expect(await stripe.refunds.retrieve(part.id)).toMatchObject({ status: "failed" });
    expect((await stripe.balance.retrieve()).available[0]!.amount).toBe(341);
  });

  test("a dispute takes the money and a fee; won, the money comes back", async () => {
    const opened = await session();
    await pay(opened.url, "4000000000000259");
    const [dispute] = (await stripe.disputes.list()).data;
    expect(dispute).toMatchObject({ status: "needs_response", amount: 1000 });
    expect((await stripe.balance.retrieve()).available[0]!.amount).toBe(941 - 1000 - 1500);
    const intent = { payment_intent: dispute!.payment_intent as string };
    expect(await errorOf(stripe.refunds.create(intent, once()))).toMatchObject({ code: "charge_disputed" });
    const evidence = { product_description: "Credits." };
    const staged = await stripe.disputes.update(dispute!.id, { evidence, submit: false }, once());
    expect(staged).toMatchObject({
      status: "needs_response",
      evidence_details: { has_evidence: true, submission_count: 0 },
    });
    expect(await stripe.disputes.update(dispute!.id, { evidence }, once())).toMatchObject({ status: "under_review" });
    await control("decide", { dispute: dispute!.id, outcome: "won" });
    expect((await stripe.balance.retrieve()).available[0]!.amount).toBe(941 - 1500);
    await expect.poll(types).toContain("charge.dispute.closed");
  });
});

describe("paying workers", () => {
  const recipient = () =>
    stripe.v2.core.accounts.create(
      {
        contact_email: "tomas@example.com",
        display_name: "Tomas",
        dashboard: "express",
        identity: { country: "us", entity_type: "individual" },
        configuration: { recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } } },
        defaults: {
          currency: "usd",
          responsibilities: { fees_collector: "application", losses_collector: "application" },
        },
        include: ["configuration.recipient", "requirements"],
      },
      once(),
    );
  const statusOf = (account: Stripe.V2.Core.Account) =>
    account.configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers?.status;
  const link = (account: string) =>
    stripe.v2.core.accountLinks.create(
      {
        account,
        use_case: {
          type: "account_onboarding",
          account_onboarding: {
            refresh_url: "http://localhost:3000/again",
            return_url: "http://localhost:3000/back",
          },
        },
      },
      once(),
    );

  test("onboarding: the page is used once, the account becomes active, and a thin event says so", async () => {
    const account = await recipient();
    expect(statusOf(account)).toBe("restricted");
    const { url } = await link(account.id);
    expect((await post(url, { outcome: "complete" })).headers.get("location")).toBe("http://localhost:3000/back");
    expect((await post(url, { outcome: "complete" })).headers.get("location")).toBe("http://localhost:3000/again");
    const include: Stripe.V2.Core.AccountRetrieveParams.Include[] = ["configuration.recipient"];
    expect(statusOf(await stripe.v2.core.accounts.retrieve(account.id, { include }))).toBe("active");
    await expect.poll(types).toContain("v2.core.account[configuration.recipient].capability_status_updated");
    expect((await stripe.accounts.createLoginLink(account.id)).url).toContain(account.id);
  });

  test("a transfer needs an active account and the balance; it can be sent back in parts", async () => {
    const account = await recipient();
    const send = (amount: number) =>
      stripe.transfers.create({ amount, currency: "usd", destination: account.id, transfer_group: "txn_1" }, once());
    expect(await errorOf(send(500))).toMatchObject({ code: "insufficient_capabilities_for_transfer" });
    await post((await link(account.id)).url, { outcome: "complete" });
    expect(await errorOf(send(500))).toMatchObject({ code: "balance_insufficient" });
    await control("top-up", { cents: 700 });
    const transfer = await send(500);
    expect((await stripe.transfers.list({ transfer_group: "txn_1" })).data.map(({ id }) => id)).toEqual([transfer.id]);
    await stripe.transfers.createReversal(transfer.id, { amount: 200 }, once());
    expect(await stripe.transfers.retrieve(transfer.id)).toMatchObject({ amount_reversed: 200, reversed: false });
    expect((await stripe.balance.retrieve()).available[0]!.amount).toBe(400);
  });
});

describe("payouts to the bank", () => {
  /** An account that can be paid, with what was sent to it. */
  async function paidAccount(...amounts: number[]) {
    const account = await stripe.v2.core.accounts.create(
      {
        identity: { country: "us", entity_type: "individual" },
        configuration: { recipient: { capabilities: { stripe_balance: { stripe_transfers: { requested: true } } } } },
      },
      once(),
    );
    await control("account", { account: account.id, status: "active" });
    await control("top-up", { cents: 10_000 });
    const transfers: Stripe.Transfer[] = [];
    for (const amount of amounts)
      transfers.push(await stripe.transfers.create({ amount, currency: "usd", destination: account.id }, once()));
    return { on: { stripeAccount: account.id }, account: account.id, transfers };
  }
  const linesOf = async (payout: string, on: { stripeAccount: string }) =>
    (await stripe.balanceTransactions.list({ payout, expand: ["data.source"] }, on)).data;

  test("a payout takes all that lies in an account, says what it is made of, and is the account's own", async () => {
    const { on, account, transfers } = await paidAccount(500, 700);
    expect((await stripe.balance.retrieve({}, on)).available[0]!.amount).toBe(1_200);
    const { id } = await control("payout", { account });
    expect(await stripe.payouts.retrieve(id, {}, on)).toMatchObject({ amount: 1_200, status: "paid", automatic: true });
    expect((await stripe.payouts.list({ status: "paid" }, on)).data).toHaveLength(1);
    const lines = await linesOf(id, on);
    expect(lines.map(({ type }) => type)).toEqual(["payout", "payment", "payment"]);
    const payments = lines.slice(1).map(({ source }) => source as Stripe.Charge);
    expect(payments.map((one) => one.source_transfer)).toEqual(transfers.map((one) => one.id).reverse());
    expect(payments.map((one) => one.id)).toEqual(transfers.map((one) => one.destination_payment).reverse());
    expect((await stripe.balance.retrieve({}, on)).available[0]!.amount).toBe(0);
    expect((await stripe.payouts.list()).data).toEqual([]);
    expect((await stripe.balanceTransactions.list({ type: "payment" })).data).toEqual([]);
    await expect.poll(types).toContain("payout.paid");
    expect(heard.find(({ type }) => type === "payout.paid")).toMatchObject({ account });
    expect((await stripe.events.list({ types: ["payout.paid"] })).data).toEqual([]);
    expect((await stripe.events.list({ types: ["payout.paid"] }, on)).data).toHaveLength(1);
    const stranger = stripe.payouts.retrieve(id, {}, { stripeAccount: "acct_nobody" });
    expect(await errorOf(stranger)).toMatchObject({ statusCode: 403, code: "account_invalid" });
    const { on: another } = await paidAccount();
    expect(await errorOf(stripe.payouts.retrieve(id, {}, another))).toMatchObject({ statusCode: 404 });
  });

  test("what the bank does not take is in the next payout; of one by hand nobody says what was in it", async () => {
    const { on, account } = await paidAccount(500);
    const failed = await control("payout", { account, fails: "account_closed" });
    expect(failed).toMatchObject({ status: "failed", failure_code: "account_closed" });
    const next = await control("payout", { account });
    const [, made] = await linesOf(next.id, on);
    expect(made).toMatchObject({ type: "payout_failure", amount: 500, source: { id: failed.id } });
    expect(await control("payout", { payout: next.id, fails: "no_account" })).toMatchObject({ status: "failed" });
    const byHand = await control("payout", { account, manual: true });
    expect(byHand).toMatchObject({ automatic: false, reconciliation_status: "not_applicable" });
    expect(await errorOf(linesOf(byHand.id, on))).toMatchObject({ statusCode: 400, param: "payout" });
    expect(await control("payout", { account })).toMatchObject({ error: { code: "balance_insufficient" } });
  });
});

describe("events", () => {
  test("are sent again until they are taken, and the list tells which were not", async () => {
    isAwake = false;
    await customer();
    const waiting = () => stripe.events.list({ delivery_success: false, types: ["customer.created"] });
    await expect.poll(async () => (await waiting()).data.length).toBe(1);
    isAwake = true;
    await expect.poll(types, { timeout: 5000 }).toEqual(["customer.created"]);
    await expect.poll(async () => (await waiting()).data.length).toBe(0);
  });

  test("are held, doubled and released on demand", async () => {
    await control("events", { hold: true });
    await customer();
    await new Promise((done) => setTimeout(done, 300));
    expect(heard).toEqual([]);
    await control("events", { duplicate: true, release: true });
    await expect.poll(types).toEqual(["customer.created", "customer.created"]);
    await control("calm", {});
  });

  test("pages of them follow each other", async () => {
    for (let i = 0; i < 5; i++) await customer();
    const first = await stripe.events.list({ limit: 2 });
    expect(first.has_more).toBe(true);
    const all: string[] = [];
    for await (const event of stripe.events.list({ limit: 2 })) all.push(event.id);
    expect(new Set(all).size).toBe(5);
  });
});

test("what it knows outlives it", async () => {
  const { mkdtempSync, rmSync } = await import("node:fs");
  const folder = mkdtempSync(`${process.env.TMPDIR ?? "/tmp"}/stripe-`);
  try {
    const file = `${folder}/state.sqlite`;
    const first = await startStandIn({ file });
    const at = (one: StandIn) => {
      const { hostname, port } = new URL(one.url);
      return new Stripe("sk_test_local", { host: hostname, port, protocol: "http", telemetry: false });
    };
    const made = await at(first).customers.create({ email: "mara@example.com" }, once());
    await first.stop();
    const second = await startStandIn({ file });
    expect(await at(second).customers.retrieve(made.id)).toMatchObject({ email: "mara@example.com" });
    await second.stop();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
