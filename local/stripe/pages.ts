import type Stripe from "stripe";
import { escapeHtml } from "@/lib/core/html";
import type { Context } from "./context";
import { Fault } from "./fault";
import { balanceOf } from "./resources/balance";
import { complete, loadSession } from "./resources/checkout";
import { loadAccount, readLink, settleAccount, transfersOf } from "./resources/connect";
import { loadIntent } from "./resources/payments";
import { payOut } from "./resources/payouts";

export type Page = { status: number; html: string } | { location: string };

const dollars = (cents: number) => `$${(cents / 100).toFixed(2)}`;

const page = (title: string, body: string, status = 200): Page => ({
  status,
  html: `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><link rel="icon" href="data:,"><style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif } body { max-width: 26rem; margin: 3rem auto; padding: 0 1.25rem }
.note { font-size: .875rem; opacity: .75 } h1 { font-size: 1.25rem; margin-bottom: 0 } h2 { font-size: 1rem; margin-bottom: .25rem } h1 + form { margin-top: 1rem } .sum { font-size: 2rem; margin: 0 0 1.5rem; font-variant-numeric: tabular-nums }
label { display: block; font-weight: 600 } input { font: inherit; width: 100%; box-sizing: border-box; padding: .6rem .75rem; margin: .25rem 0 1rem; border: 1px solid GrayText; border-radius: .5rem }
button { font: inherit; font-weight: 600; width: 100%; padding: .7rem; margin-bottom: .6rem; border: 1px solid GrayText; border-radius: .5rem; cursor: pointer }
button.first { background: #1b5e43; color: #fff; border-color: transparent } [role=alert] { color: #b3261e; background: #b3261e1a; padding: .6rem .75rem; border-radius: .5rem }
table { font-size: .8125rem; border-spacing: .75rem .15rem; margin-left: -.75rem } code { white-space: nowrap }
</style><p class="note">A stand-in for Stripe on this machine: no real card, no real money.</p>${body}</html>`,
});

const CARDS_TO_TRY = [
  ["4242 4242 4242 4242", "pays"],
  ["4000 0000 0000 0002", "is declined"],
  ["4000 0000 0000 9995", "lacks the funds"],
  ["4000 0025 0000 3155", "asks the bank first"],
  ["4000 0000 0000 0341", "is declined later, when it is used again"],
  ["4000 0000 0000 0259", "pays, and disputes it"],
]
  .map(([number, what]) => `<tr><td><code>${number}</code><td>${what}`)
  .join("");

/** `GET` and `POST /c/pay/{session}`. A script pays by posting `card_number`. */
export function checkoutPage(ctx: Context, id: string, form?: URLSearchParams): Page {
  const session = loadSession(ctx, id);
  const back = session.success_url!.replace("{CHECKOUT_SESSION_ID}", id);
  if (session.status !== "open")
    return session.status === "complete" && form
      ? { location: back }
      : page(
          "Checkout",
          `<h1>This page is ${session.status === "expired" ? "too old" : "done"}.</h1>`,
          form ? 409 : 200,
        );
  if (form?.has("cancel")) return { location: session.cancel_url ?? back };
  let complaint = "";
  const number = form?.get("card_number") ?? "";
  if (form) {
    try {
      const asked = form.get("bank");
      if (asked === "refused")
        throw new Fault(402, { type: "card_error", message: "The bank could not tell that it is you." });
      const done = complete(ctx, id, number, asked === "agreed");
      return done.status === "open" ? bankPage(id, number) : { location: back };
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      complaint = error.message;
    }
  }
  const title = ctx.state.setting(`title:${id}`) ?? "Payment";
  const sum = session.amount_total === null ? "" : `<p class="sum">${dollars(session.amount_total)}</p>`;
  const deed = session.amount_total === null ? "Save this card" : `Pay ${dollars(session.amount_total)}`;
  return page(
    title,
    `<h1>${escapeHtml(title)}</h1>${sum}${complaint ? `<p role="alert">${escapeHtml(complaint)}</p>` : ""}
<form method="post"><label for="n">Card number</label><input id="n" name="card_number" inputmode="numeric" autocomplete="off" required value="${escapeHtml(number || "4242 4242 4242 4242")}">
<button class="first">${deed}</button></form><form method="post"><button name="cancel" value="1">Cancel and go back</button></form>
<p class="note">Numbers to try:</p><table>${CARDS_TO_TRY}</table>`,
    complaint ? 402 : 200,
  );
}

const bankPage = (id: string, number: string): Page =>
  page(
    "Your bank asks",
    `<h1>Your bank asks whether this is you</h1><form method="post" action="/c/pay/${id}">
<input type="hidden" name="card_number" value="${escapeHtml(number)}"><p><button class="first" name="bank" value="agreed">Yes, it is me</button>
<button name="bank" value="refused">No</button></p></form>`,
  );

/** `GET` and `POST /setup/{account}/{token}`: onboarding to be paid. */
export function onboardingPage(ctx: Context, accountId: string, token: string, form?: URLSearchParams): Page {
  const link = readLink(ctx, token);
  const known = JSON.parse(ctx.state.setting(`link:${token}`) ?? "null") as { refresh_url: string } | null;
  if (!known) return page("Onboarding", "<h1>This link is unknown.</h1>", 404);
  if (link?.account !== accountId) return { location: known.refresh_url };
  if (form) {
    ctx.state.set(`link:${token}`, JSON.stringify({ ...link, until: 0 }));
    const outcome = form.get("outcome");
    if (outcome === "complete") settleAccount(ctx, accountId, "active");
    if (outcome === "refused") settleAccount(ctx, accountId, "rejected");
    return { location: link.return_url ?? link.refresh_url };
  }
  const account = loadAccount(ctx, accountId);
  return page(
    "Get paid",
    `<h1>${escapeHtml(account.display_name ?? account.contact_email ?? "You")} wants to be paid</h1>
<p>Stripe would ask for a name, an address, a date of birth and a bank account here.</p><form method="post">
<button class="first" name="outcome" value="complete">Fill in everything</button><button name="outcome" value="later">Leave it for later</button>
<button name="outcome" value="refused">Be refused</button></form>`,
  );
}

/** `GET` and `POST /express/{account}`: what a worker sees of the money on its way to the bank, and the day it goes there. */
export function expressPage(anybody: Context, accountId: string, form?: URLSearchParams): Page {
  const ctx = { ...anybody, account: accountId };
  const account = loadAccount(ctx, accountId);
  if (form) {
    payOut(ctx, false, form.get("fails") ?? undefined);
    return { location: `/express/${accountId}` };
  }
  const got = ctx.state.all<Stripe.Transfer>("transfer").filter((one) => one.destination === accountId);
  const rows = got.map(
    (one) => `<tr><td>${dollars(one.amount - one.amount_reversed)}<td>${new Date(one.created * 1000).toISOString()}`,
  );
  const paid = ctx.state
    .all<Stripe.Payout>("payout", accountId)
    .map((one) => `<tr><td>${dollars(one.amount)}<td>${escapeHtml(one.status)}`);
  const waiting = balanceOf(ctx);
  const go = `<form method="post"><button class="first">Pay ${dollars(waiting)} to the bank</button>
<button name="fails" value="account_closed">Let the bank refuse it</button></form>`;
  return page(
    "Payouts",
    `<h1>Payouts: ${transfersOf(account)}</h1>${waiting > 0 ? go : ""}<h2>To the bank</h2><table>${paid.join("") || "<tr><td>Nothing yet."}</table>
<h2>From the platform</h2><table>${rows.join("") || "<tr><td>Nothing yet."}</table>`,
  );
}

/** `GET /receipts/{intent}` */
export function receiptPage(ctx: Context, intentId: string): Page {
  const intent = loadIntent(ctx, intentId);
  return page(
    "Receipt",
    `<h1>Receipt</h1><p class="sum">${dollars(intent.amount_received)}</p><p>${escapeHtml(intent.description ?? "")}</p>`,
  );
}
