import type { fundings } from "@/db/schema";
import type { Cents } from "./ledger";

type Funding = (typeof fundings)[number];

/**
 * The platform's fee in basis points of what the worker is paid, by funding: at most 5,000, and nothing of what does not pass
 * through us. The poster pays no more for it: it comes out of what is held. A change holds for tasks posted from then on; each
 * keeps the fee that was shown when it was posted.
 */
export const FEE_BPS: Record<Extract<Funding, "credits" | "card">, number> = { credits: 0, card: 0 };

/** The fee of a task that is posted now, or whose way to pay is chosen now. */
export const feeBpsOf = (funding: Funding): number =>
  funding === "credits" || funding === "card" ? FEE_BPS[funding] : 0;

/** The fee on a payment, rounded down: the worker takes the rest. */
export const feeOf = (amount: Cents, bps: number): Cents => Math.floor((amount * bps) / 10_000);
