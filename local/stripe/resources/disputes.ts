import type Stripe from "stripe";
import { base, type Context, emit } from "../context";
import { invalid, missing } from "../fault";
import { newId } from "../state";
import { type Body, yes } from "../wire";
import { book } from "./balance";

const FEE_CENTS = 1500;
const DAYS_TO_ANSWER = 7;

const MAX_PART = 20_000;
/** Parts that want the id of an uploaded file, and not words. */
const FILES = new Set<string>(["customer_communication", "receipt", "service_documentation", "uncategorized_file"]);
const AWAITING = new Set<string>(["needs_response", "under_review", "warning_needs_response", "warning_under_review"]);

const NO_EVIDENCE: Stripe.Dispute.Evidence = {
  access_activity_log: null,
  billing_address: null,
  cancellation_policy: null,
  cancellation_policy_disclosure: null,
  cancellation_rebuttal: null,
  customer_communication: null,
  customer_email_address: null,
  customer_name: null,
  customer_purchase_ip: null,
  customer_signature: null,
  duplicate_charge_documentation: null,
  duplicate_charge_explanation: null,
  duplicate_charge_id: null,
  enhanced_evidence: {},
  product_description: null,
  receipt: null,
  refund_policy: null,
  refund_policy_disclosure: null,
  refund_refusal_explanation: null,
  service_date: null,
  service_documentation: null,
  shipping_address: null,
  shipping_carrier: null,
  shipping_date: null,
  shipping_documentation: null,
  shipping_tracking_number: null,
  uncategorized_file: null,
  uncategorized_text: null,
};

/** A cardholder contests a payment: its money and a fee leave the platform at once. An inquiry moves nothing. */
export function openDispute(
  ctx: Context,
  chargeId: string,
  reason: string,
  { isInquiry = false, part }: { isInquiry?: boolean; part?: number } = {},
): Stripe.Dispute {
  const charge = ctx.state.get<Stripe.Charge>(chargeId);
  if (!charge) throw missing("charge", chargeId, "charge");
  if (charge.disputed || charge.status !== "succeeded") throw invalid("This charge cannot be disputed.");
  const id = newId("dp");
  const most = charge.amount - charge.amount_refunded;
  const amount = part ?? most;
  if (!Number.isInteger(amount) || amount < 1 || amount > most) throw invalid("Invalid amount", { param: "amount" });
  const taken = isInquiry ? [] : [book(ctx, { amount: -amount, fee: FEE_CENTS, type: "adjustment", source: id })];
  const dispute: Stripe.Dispute = {
    id,
    object: "dispute",
    amount,
    balance_transactions: taken,
    charge: charge.id,
    created: ctx.now,
    currency: "usd",
    enhanced_eligibility_types: [],
    evidence: { ...NO_EVIDENCE },
    evidence_details: {
      due_by: ctx.now + DAYS_TO_ANSWER * 86_400,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: "manual",
    },
    intended_submission_method: "manual",
    is_charge_refundable: isInquiry,
    ...base,
    metadata: {},
    payment_intent: charge.payment_intent,
    reason,
    status: isInquiry ? "warning_needs_response" : "needs_response",
  };
  ctx.state.put(dispute);
  ctx.state.put({ ...charge, disputed: true });
  emit(ctx, "charge.dispute.created", dispute);
  if (!isInquiry) emit(ctx, "charge.dispute.funds_withdrawn", dispute);
  return dispute;
}

export function loadDispute({ state }: Context, id: string): Stripe.Dispute {
  const dispute = state.get<Stripe.Dispute>(id);
  if (dispute?.object !== "dispute") throw missing("dispute", id, "dispute");
  return dispute;
}

export function updateDispute(ctx: Context, id: string, body: Body): Stripe.Dispute {
  const dispute = loadDispute(ctx, id);
  if (dispute.evidence_details.submission_count > 0) throw invalid("Evidence for this dispute was already submitted.");
  if (dispute.evidence_details.due_by! <= ctx.now) throw invalid("The time to answer this dispute is over.");
  if (!AWAITING.has(dispute.status)) throw invalid(`This dispute is ${dispute.status}: it takes no evidence.`);
  for (const [name, said] of Object.entries(body.evidence ?? {})) {
    if (FILES.has(name)) throw missing("file", String(said), `evidence[${name}]`);
    if (String(said).length > MAX_PART) throw invalid("At most 20,000 characters.", { param: `evidence[${name}]` });
  }
  Object.assign(dispute.evidence, body.evidence);
  Object.assign(dispute.metadata, body.metadata);
  dispute.evidence_details.has_evidence ||= body.evidence !== undefined;
  // Left out, it is submitted: Stripe's own default.
  if (body.submit === undefined ? body.evidence !== undefined : yes(body.submit)) {
    dispute.evidence_details.submission_count++;
    dispute.status = dispute.status === "needs_response" ? "under_review" : "warning_under_review";
  }
  emit(ctx, "charge.dispute.updated", dispute);
  return ctx.state.put(dispute);
}

/** The bank decides, and may change a word it gave before: what is won comes back, without the fee. `prevented` moves nothing. */
export function decideDispute(
  ctx: Context,
  id: string,
  outcome: "won" | "lost" | "warning_closed" | "prevented",
): Stripe.Dispute {
  const dispute = loadDispute(ctx, id);
  const isAppeal = dispute.status === "lost" && outcome === "won";
  if (["won", "lost", "warning_closed"].includes(dispute.status) && !isAppeal)
    throw invalid("This dispute is decided.");
  dispute.status = outcome;
  if (outcome === "won")
    dispute.balance_transactions.push(book(ctx, { amount: dispute.amount, type: "adjustment", source: id }));
  ctx.state.put(dispute);
  if (outcome === "won") emit(ctx, "charge.dispute.funds_reinstated", dispute);
  emit(ctx, "charge.dispute.closed", dispute);
  return dispute;
}

/** A card's bank reports a payment as fraud, before its holder contests it. */
export function warnOfFraud(ctx: Context, chargeId: string, fraudType: string): Stripe.Radar.EarlyFraudWarning {
  const charge = ctx.state.get<Stripe.Charge>(chargeId);
  if (!charge) throw missing("charge", chargeId, "charge");
  const warning: Stripe.Radar.EarlyFraudWarning = {
    id: newId("issfr"),
    object: "radar.early_fraud_warning",
    actionable: !charge.disputed && !charge.refunded,
    charge: charge.id,
    created: ctx.now,
    fraud_type: fraudType,
    ...base,
    payment_intent: charge.payment_intent as string,
  };
  ctx.state.put(warning);
  emit(ctx, "radar.early_fraud_warning.created", warning);
  return warning;
}

export function loadWarning({ state }: Context, id: string): Stripe.Radar.EarlyFraudWarning {
  const warning = state.get<Stripe.Radar.EarlyFraudWarning>(id);
  if (warning?.object !== "radar.early_fraud_warning") throw missing("early_fraud_warning", id, "early_fraud_warning");
  return warning;
}
