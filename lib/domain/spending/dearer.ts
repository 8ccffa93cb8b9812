import { Refusal } from "@/lib/core/errors";
import { usd } from "@/lib/domain/money/ledger";

/** Whoever said yes to an amount said it to no more: what was asked for may cost more by now. */
export function refuseDearer(approvedCents: number, cents: number) {
  if (cents > approvedCents)
    throw new Refusal(
      "CONFLICT",
      `It would spend ${usd(cents)} now, and ${usd(approvedCents)} was asked for: reject it, and let the bot ask again.`,
    );
}
