import type { fundings } from "@/db/schema";
import type { Cents } from "./ledger";

/** The platform's fee in basis points of what the worker is paid, by funding. Shown before one commits, kept with the hold. */
export const FEE_BPS: Record<(typeof fundings)[number], number> = { credits: 0, card: 0, offsite: 0, charity: 0 };

/** The fee on a payment, rounded down: the worker takes the rest. */
export const feeOf = (amount: Cents, bps: number): Cents => Math.floor((amount * bps) / 10_000);
