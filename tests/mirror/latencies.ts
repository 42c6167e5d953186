/** Draws a latency in seconds; `random` are dice from 0 to 1. */
export type Latency = (random: () => number) => number;

/** Shapes that latencies have. */
export const LATENCIES: Readonly<Record<string, Latency>> = {
  '/lognormal': (random) => lognormal(random, 0.05, 0.8),
  '/bimodal': (random) => (random() < 0.7 ? lognormal(random, 0.004, 0.2) : lognormal(random, 1.3, 0.3)),
  // Pareto's, with an index at which the variance is infinite.
  '/heavy-tailed': (random) => 0.01 / (1 - random()) ** (1 / 1.5),
};

/** The value at this share of all observations: the smallest one that so many do not exceed. */
export function quantile(observations: readonly number[], share: number): number {
  const sorted = observations.toSorted((a, b) => a - b);
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN;
}

function lognormal(random: () => number, median: number, sigma: number): number {
  // Box and Muller (1958).
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return median * Math.exp(sigma * normal);
}
