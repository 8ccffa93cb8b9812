import type { DatasetQuality } from "@/db/schema/datasets";
import type { BlockResult, Spec } from "@/lib/domain/blocks/consensus/block";

/** What a dataset must have to call itself consensus-verified. */
export const VERIFIED = { votes: 3, share: 0.9, goldItems: 10, goldAccuracy: 0.9, alpha: 0.667 } as const;

/** The figures of a counted block. Items with a known answer are not in the dataset: they only say how well was answered. */
export function qualityOf(spec: Spec, result: BlockResult): DatasetQuality {
  const gold = new Set(spec.items.filter((item) => item.gold !== undefined).map(({ id }) => id));
  const items = result.items.filter(({ itemId }) => !gold.has(itemId));
  // Whoever failed the known answers has no say in the others.
  const heard = result.workers.filter(({ flags }) => !flags.includes("fails_gold"));
  const asked = heard.reduce((sum, worker) => sum + worker.gold.n, 0);
  const right = heard.reduce((sum, worker) => sum + worker.gold.correct, 0);
  return {
    method: result.method,
    nEffective: result.nEffective,
    verifiedShare:
      items.length === 0 ? null : items.filter(({ status }) => status === "verified").length / items.length,
    krippendorffAlpha: result.agreement.krippendorffAlpha,
    alphaCi95: result.agreement.ci95,
    percentAgreement: result.agreement.percentAgreement,
    goldItems: gold.size,
    goldAccuracy: asked === 0 ? null : right / asked,
    k: null,
    warnings: [...result.warnings],
  };
}

/**
 * Whether it is consensus-verified: three independent votes at least, nine items in ten certain, nothing that can be read in
 * more than one way, and either known answers that were met or agreement that cannot be chance. What could not be measured
 * does not count as met.
 */
export function isVerified(quality: DatasetQuality): boolean {
  const { nEffective, verifiedShare, goldItems, goldAccuracy, krippendorffAlpha, warnings } = quality;
  if (nEffective === null || nEffective < VERIFIED.votes) return false;
  if (verifiedShare === null || verifiedShare < VERIFIED.share) return false;
  if (warnings.includes("UNSTABLE_CONSENSUS")) return false;
  const isGolden = goldItems >= VERIFIED.goldItems && goldAccuracy !== null && goldAccuracy >= VERIFIED.goldAccuracy;
  return isGolden || (krippendorffAlpha !== null && krippendorffAlpha >= VERIFIED.alpha);
}
