import { FEE_BPS, feeOf } from "@/lib/domain/money/fees";
import { formatMoney } from "./format";

/** Basis points as people read them: "2.5%". */
export const percentOf = (bps: number): string =>
  `${(bps / 100).toLocaleString("en-US", { maximumFractionDigits: 2 })}%`;

/** What the worker gets of a payment once the fee is taken. */
export const afterFee = (cents: number, bps: number): number => cents - feeOf(cents, bps);

/** Who gets what of a payment, in a sentence that stands alone; empty where there is no fee, and all goes to one. */
export function feeSentence(cents: number, bps: number, worker: string): string {
  const fee = feeOf(cents, bps);
  return bps === 0
    ? ""
    : `Of ${formatMoney(cents)} ${worker} gets ${formatMoney(cents - fee)}; ${formatMoney(fee)} (${percentOf(bps)}) is the fee.`;
}

/** What the platform takes of gigs that are posted now, in a sentence. */
export function feesInWords(): string {
  const { credits, card } = FEE_BPS;
  if (credits === 0 && card === 0) return "There is no fee.";
  if (credits === card) return `The fee is ${percentOf(credits)} of what is paid for the work.`;
  return `The fee is ${percentOf(credits)} of what is paid for the work from held credits, ${percentOf(card)} of what is paid by card.`;
}
