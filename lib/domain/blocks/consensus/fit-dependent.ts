import { closestClusters, type Dependence, findDependence } from "./dependence";
import { clamp, estimate, type Fit, type Prior } from "./fit";
import { type Labels, voteShares } from "./labels";

export type DependentFit = {
  fitted: Fit;
  dependence: Dependence;
  weights: Float64Array | undefined;
  isAmbiguous: boolean;
};

/** Readings that differ on more of the items than this are different readings. */
const SAME_READING = 0.1;
/** So many more of the gold items must one reading have right to be believed on that ground. */
const DECIDING_GOLD = 2;

/**
 * A fit in which those who answer as one have one vote. Who they are depends on what is taken for the truth: where workers
 * look linked, the fit is made once with those who look linked under it as one, and with those as one who are
 * nearest to each other by no model. The one that knows most of the gold is taken, else the one that needs the fewest linked
 * pairs to explain what was seen. Where others lead to other answers and no gold decides, that is said, and what is
 * taken for likely is what the plain votes say: neither ring nor honest few are then believed against the rest.
 */
export function fitDependent(labels: Labels, prior: Prior, gold: Int32Array): DependentFit {
  const plain = estimate(labels, { prior, gold });
  const seen = findDependence(labels, plain);
  if (seen.linked.length === 0) return { fitted: plain, dependence: seen, weights: undefined, isAmbiguous: false };
  const readings = [seen.weights, ...closestClusters(labels)].map((weights) => {
    const fitted = estimate(labels, { prior, gold, weights });
    const known = knownGold(labels, gold, () => estimate(labels, { prior, weights }));
    return { fitted, weights, known, dependence: findDependence(labels, fitted) };
  });
  const chosen = readings.reduce((best, one) =>
    one.known > best.known || (one.known === best.known && one.dependence.linked.length < best.dependence.linked.length)
      ? one
      : best,
  );
  const isAmbiguous = readings.some(
    ({ known, fitted }) =>
      chosen.known - known < DECIDING_GOLD && differ(chosen.fitted.posterior, fitted.posterior, labels) > SAME_READING,
  );
  if (!isAmbiguous) return { ...chosen, isAmbiguous };
  const posterior = voteShares(labels);
  clamp(posterior, gold, labels.classes);
  return { ...chosen, fitted: { ...chosen.fitted, posterior }, isAmbiguous };
}

/** How many gold items a fit has right that was not told of them. */
function knownGold({ classes: K }: Labels, gold: Int32Array, untold: () => Fit): number {
  if (gold.every((known) => known < 0)) return 0;
  const { posterior } = untold();
  return gold.reduce((sum, known, i) => sum + Number(known >= 0 && likeliest(posterior, i, K) === known), 0);
}

function likeliest(posterior: Float64Array, i: number, K: number): number {
  let best = 0;
  for (let k = 1; k < K; k++) if (posterior[i * K + k]! > posterior[i * K + best]!) best = k;
  return best;
}

/** On which share of the items two tables say something else. */
function differ(one: Float64Array, other: Float64Array, { items, classes: K }: Labels): number {
  let different = 0;
  for (let i = 0; i < items; i++) if (likeliest(one, i, K) !== likeliest(other, i, K)) different++;
  return items === 0 ? 0 : different / items;
}
