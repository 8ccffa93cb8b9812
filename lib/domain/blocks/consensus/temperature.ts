const FLOOR = 1e-12;
const [COLDEST, HOTTEST] = [0.2, 50];

/**
 * Makes probabilities as sure as they may be: one temperature, by which all logs are divided, that costs the least log loss
 * on the gold of a fit that had not seen it (C. Guo et al., On Calibration of Modern Neural Networks, ICML 2017).
 */
export function calibrate(posterior: Float64Array, unseen: Float64Array, gold: Int32Array, K: number) {
  const known = [...gold.keys()].filter((i) => gold[i]! >= 0);
  const loss = (temperature: number) =>
    known.reduce((sum, i) => sum - Math.log(Math.max(scaled(unseen, i, K, temperature)[gold[i]!]!, FLOOR)), 0);
  const temperature = Math.exp(goldenSection((log) => loss(Math.exp(log)), Math.log(COLDEST), Math.log(HOTTEST)));
  const result = posterior.slice();
  for (let i = 0; i < gold.length; i++) if (gold[i]! < 0) result.set(scaled(posterior, i, K, temperature), i * K);
  return { posterior: result, temperature };
}

function scaled(posterior: Float64Array, i: number, K: number, temperature: number): Float64Array {
  const row = posterior.slice(i * K, (i + 1) * K).map((p) => Math.log(Math.max(p, FLOOR)) / temperature);
  const top = row.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const weights = row.map((value) => Math.exp(value - top));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}

/** Where a function with one valley is lowest. */
function goldenSection(f: (x: number) => number, from: number, to: number): number {
  const g = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [from, to];
  let [c, d] = [b - g * (b - a), a + g * (b - a)];
  let [fc, fd] = [f(c), f(d)];
  while (b - a > 1e-6) {
    if (fc < fd) {
      [b, d, fd] = [d, c, fc];
      c = b - g * (b - a);
      fc = f(c);
    } else {
      [a, c, fc] = [c, d, fd];
      d = a + g * (b - a);
      fd = f(d);
    }
  }
  return (a + b) / 2;
}
