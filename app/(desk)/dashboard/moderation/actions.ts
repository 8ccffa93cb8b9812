"use server";

import { paths } from "@/components/layout/links";
import { decideBlockContest } from "@/lib/domain/blocks/contest";
import { decideDispute } from "@/lib/domain/disputes/decide";
import { answerChargeback } from "@/lib/domain/payments/answer-chargeback";
import { fieldsOf } from "@/lib/surfaces/action";
import { type DeedState, perform } from "@/lib/surfaces/deed";
import { amountIn } from "@/lib/surfaces/form";

/** Dollars as typed, in whole cents; what cannot be read is handed on, for the operation to refuse by name. */
function centsIn(value: unknown): unknown {
  const amount = amountIn(value);
  return typeof amount === "string" && /^\d+(\.\d{1,2})?$/.test(amount) ? Math.round(Number(amount) * 100) : amount;
}

export async function decide(_: DeedState, form: FormData) {
  const { disputeId, outcome, workerAmount, reason } = fieldsOf(form);
  const here = `/dashboard/moderation/${encodeURIComponent(String(disputeId))}`;
  const workerCents = centsIn(workerAmount);
  const done = await perform(decideDispute, { disputeId, outcome, workerCents, reason }, { to: here, back: here });
  const { workerCents: wrong, ...fields } = done.fields;
  if (!wrong) return done;
  const why =
    outcome === "split" ? wrong : "An amount goes with “Both in part” only: choose that, or leave this empty.";
  return { ...done, fields: { ...fields, workerAmount: why } };
}

export async function decideBlock(_: DeedState, form: FormData) {
  const { contestId, outcome, reason } = fieldsOf(form);
  const back = `${paths.blockContests}/${encodeURIComponent(String(contestId))}`;
  return perform(decideBlockContest, { contestId, outcome, reason }, { to: back, back });
}

/** Keeps what the bank is to be told as a draft, or has it told. */
export async function answerBank(_: DeedState, form: FormData) {
  const { chargebackId, submit, ...said } = fieldsOf(form);
  const here = `${paths.chargebacks}/${encodeURIComponent(String(chargebackId))}`;
  return perform(answerChargeback, { chargebackId, submit: submit === "true", ...said }, { to: here, back: here });
}
