import { FEE_BPS } from "@/lib/domain/money/fees";

const SHIPPED = { ...FEE_BPS };

/** From now on tasks are posted with these fees, in basis points; what is left out is as shipped. */
export function setFees(bps: Partial<typeof FEE_BPS> = {}) {
  Object.assign(FEE_BPS, SHIPPED, bps);
}
