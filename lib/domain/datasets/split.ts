import type { Cents } from "@/lib/domain/money/ledger";

/** What a sale is divided into: a tenth each, rounded down to the cent, for the platform and for the workers; the rest is the owner's. */
export const TENTH = 10;

export type Part = { responseId: string; userId: string; weight: number };
export type Split = { ownerCents: Cents; platformCents: Cents; shares: { part: Part; cents: Cents }[] };

/**
 * A sale of so many cents, divided to the last of them. The workers' part goes by what each was paid for the block, equally
 * where nobody was paid, the odd cents to the largest remainders. Where no worker is left, their part is the platform's.
 */
export function splitSale(cents: Cents, parts: readonly Part[]): Split {
  const pool = Math.floor(cents / TENTH);
  const platform = Math.floor(cents / TENTH);
  const shares = shareOut(pool, parts);
  return {
    ownerCents: cents - pool - platform,
    platformCents: platform + (parts.length === 0 ? pool : 0),
    shares: shares.filter((share) => share.cents > 0),
  };
}

function shareOut(pool: Cents, parts: readonly Part[]): { part: Part; cents: Cents }[] {
  const isUnpaid = parts.every(({ weight }) => weight === 0);
  const weightOf = ({ weight }: Part) => (isUnpaid ? 1 : weight);
  const whole = parts.reduce((sum, part) => sum + weightOf(part), 0);
  const shares = parts.map((part) => {
    // Exact: a pool and a pay are at most 10^8 cents each, and a tenth of it.
    const product = pool * weightOf(part);
    return { part, cents: Math.floor(product / whole), rest: product % whole };
  });
  const odd = pool - shares.reduce((sum, { cents }) => sum + cents, 0);
  const byRest = [...shares].sort((a, b) => b.rest - a.rest || (a.part.responseId < b.part.responseId ? -1 : 1));
  for (const share of byRest.slice(0, odd)) share.cents++;
  return shares;
}
