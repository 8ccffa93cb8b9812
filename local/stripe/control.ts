import { type Context, emit } from "./context";
import { invalid } from "./fault";
import type { Mischief } from "./mischief";
import { topUp } from "./resources/balance";
import { expireSessions } from "./resources/checkout";
import { closeAccount, loadAccount, settleAccount } from "./resources/connect";
import { decideDispute, openDispute, warnOfFraud } from "./resources/disputes";
import { loadIntent } from "./resources/payments";
import { payOut, returnPayout } from "./resources/payouts";
import { failRefund } from "./resources/refunds";
import type { Body } from "./wire";

/** What a test or a curious person can make happen: `POST /control/<deed>` with JSON. */
export const deeds: Record<string, (ctx: Context, body: Body) => object> = {
  /** `{route, when, how, times}`: see mischief.ts. */
  fail: ({ state }, body) => {
    state.manner.order(body as Mischief);
    return {};
  },
  /** Nothing goes wrong any more, and events flow as they come. */
  calm: ({ state, now }) => {
    state.manner.calm();
    release(state, now);
    return {};
  },
  /** `{hold, release, duplicate, shuffle, resend: [ids], drop: [ids]}` */
  events: ({ state, now }, body) => {
    if (body.hold) state.set("events", "hold");
    if (body.release) release(state, now);
    if (body.duplicate !== undefined) state.manner.duplicates = body.duplicate;
    if (body.shuffle !== undefined) state.manner.shuffles = body.shuffle;
    for (const eventId of body.resend ?? []) state.deliver({ eventId, attempts: 0, nextAt: now, status: "waiting" });
    // As if our endpoint had been down for three days: only a look at the list of events finds them.
    for (const eventId of body.drop ?? []) state.deliver({ eventId, attempts: 30, nextAt: now, status: "failed" });
    return { waiting: state.deliveries("waiting").length, held: state.deliveries("held").length };
  },
  /** `{seconds}`: the clock goes on, and what ends by time ends. */
  advance: (ctx, { seconds }) => {
    if (!Number.isInteger(seconds)) throw invalid("seconds must be a whole number", { param: "seconds" });
    ctx.state.advance(seconds);
    expireSessions({ ...ctx, now: ctx.state.now() });
    return { now: ctx.state.now() };
  },
  /** `{payment_intent, reason, inquiry, amount}`; without an amount all of the payment is contested. */
  dispute: (ctx, { payment_intent, reason = "fraudulent", inquiry: isInquiry = false, amount: part }) =>
    openDispute(ctx, loadIntent(ctx, payment_intent).latest_charge as string, reason, { isInquiry, part }),
  /** `{dispute, outcome: won | lost | warning_closed | prevented}`; won after lost is an appeal. */
  decide: (ctx, { dispute, outcome }) => decideDispute(ctx, dispute, outcome),
  /** `{payment_intent, fraud_type}`: the card's bank reports a payment as fraud. */
  warn: (ctx, { payment_intent, fraud_type = "unauthorized_use_of_card" }) =>
    warnOfFraud(ctx, loadIntent(ctx, payment_intent).latest_charge as string, fraud_type),
  /** `{refund}`: the bank sends it back. */
  "fail-refund": (ctx, { refund }) => failRefund(ctx, refund),
  /** `{account, status: active | restricted | rejected | closed}` */
  account: (ctx, { account, status }) =>
    status === "closed" ? closeAccount(ctx, account) : settleAccount(ctx, account, status),
  /**
   * `{account, manual}`: what lies in an account goes to its bank. `{account, fails: "account_closed"}`: the bank does not
   * take it. `{payout, fails}`: the bank sends back what it had taken.
   */
  payout: (ctx, { account, payout, manual = false, fails }) =>
    payout
      ? returnPayout(ctx, payout, fails)
      : payOut({ ...ctx, account: loadAccount(ctx, account).id }, manual, fails),
  /** `{cents}`: money into the platform's balance. */
  "top-up": (ctx, { cents }) => {
    topUp(ctx, cents);
    return {};
  },
  /** `{type, object}`: an event that nothing caused. */
  forge: (ctx, { type, object }) => {
    emit(ctx, type, object, true);
    return {};
  },
};

function release(state: Context["state"], now: number) {
  state.set("events", "");
  for (const held of state.deliveries("held")) state.deliver({ ...held, nextAt: now, status: "waiting" });
}
