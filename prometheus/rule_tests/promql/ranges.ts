import type { Range } from './values.ts';

/** What differs between versions of Prometheus. */
export type Version = 2 | 3;

type Samples = Range['samples'];
type RangeFunction = (range: Range, version: Version) => number | null;

const counter = { isCounter: true, isRate: false };
const values = ({ samples }: Range) => samples.map(({ value }) => value);
const sum = (numbers: readonly number[]) => numbers.reduce((total, value) => total + value, 0);
const mean = (numbers: readonly number[]) => sum(numbers) / numbers.length;

/** Functions of a range vector alone, by name; null where a series has too few samples. */
export const RANGE_FUNCTIONS: Readonly<Record<string, RangeFunction>> = {
  rate: (range, version) => extrapolated(range, { ...counter, isRate: true }, version),
  increase: (range, version) => extrapolated(range, counter, version),
  delta: (range, version) => extrapolated(range, { isCounter: false, isRate: false }, version),
  irate: (range) => lastTwo(range, true),
  idelta: (range) => lastTwo(range, false),
  deriv: (range) => line(range)?.slope ?? null,
  changes: ({ samples }) => pairs(samples).filter(([a, b]) => a !== b).length,
  resets: ({ samples }) => pairs(samples).filter(([a, b]) => b < a).length,
  avg_over_time: (range) => mean(values(range)),
  min_over_time: (range) => Math.min(...values(range)),
  max_over_time: (range) => Math.max(...values(range)),
  sum_over_time: (range) => sum(values(range)),
  count_over_time: ({ samples }) => samples.length,
  last_over_time: ({ samples }) => samples.at(-1)?.value ?? null,
  present_over_time: () => 1,
  stdvar_over_time: (range) => variance(values(range)),
  stddev_over_time: (range) => Math.sqrt(variance(values(range))),
};

/** What a gauge will be in so many seconds, if it goes on as in the range. */
export function predicted(range: Range, seconds: number): number | null {
  const found = line(range);
  return found === null ? null : found.intercept + found.slope * seconds;
}

/** The q-quantile of numbers, interpolated as Prometheus does. */
export function quantileOf(q: number, numbers: readonly number[]): number {
  if (numbers.length === 0 || Number.isNaN(q)) return Number.NaN;
  if (q < 0) return Number.NEGATIVE_INFINITY;
  if (q > 1) return Number.POSITIVE_INFINITY;
  const sorted = [...numbers].sort((a, b) => a - b);
  const rank = q * (sorted.length - 1);
  const lower = Math.max(0, Math.floor(rank));
  const upper = Math.min(sorted.length - 1, lower + 1);
  const weight = rank - Math.floor(rank);
  return (sorted[lower] ?? 0) * (1 - weight) + (sorted[upper] ?? 0) * weight;
}

export function variance(numbers: readonly number[]): number {
  const middle = mean(numbers);
  return mean(numbers.map((value) => (value - middle) ** 2));
}

function pairs(samples: Samples): [number, number][] {
  return samples.slice(1).map(({ value }, index) => [samples[index]?.value ?? 0, value]);
}

/** `extrapolatedRate` of promql/functions.go, as of 2.42 and of 3.x. */
function extrapolated(
  { samples, from, to }: Range,
  { isCounter, isRate }: { isCounter: boolean; isRate: boolean },
  version: Version,
): number | null {
  const [first] = samples;
  const last = samples.at(-1);
  if (first === undefined || last === undefined || samples.length < 2) return null;
  const drops = isCounter ? pairs(samples).map(([a, b]) => (b < a ? a : 0)) : [];
  const result = last.value - first.value + sum(drops);
  const sampled = (last.at - first.at) / 1000;
  const average = sampled / (samples.length - 1);
  const limit = average * 1.1;
  const bounded = (seconds: number) => (seconds >= limit ? average / 2 : seconds);
  const toZero =
    isCounter && result > 0 && first.value >= 0 ? sampled * (first.value / result) : Number.POSITIVE_INFINITY;
  const toStart = (first.at - from) / 1000;
  const start = version === 2 ? bounded(Math.min(toStart, toZero)) : Math.min(bounded(toStart), toZero);
  const end = bounded((to - last.at) / 1000);
  const factor = (sampled + start + end) / sampled;
  return result * (isRate ? factor / ((to - from) / 1000) : factor);
}

function lastTwo({ samples }: Range, isRate: boolean): number | null {
  const [before, last] = samples.slice(-2);
  if (before === undefined || last === undefined) return null;
  if (!isRate) return last.value - before.value;
  return (
    (last.value < before.value ? last.value : last.value - before.value) / ((last.at - before.at) / 1000)
  );
}

/** Least squares, with the time in seconds from the end of the range. */
function line({ samples, to }: Range): { slope: number; intercept: number } | null {
  if (samples.length < 2) return null;
  const times = samples.map(({ at }) => (at - to) / 1000);
  const heights = samples.map(({ value }) => value);
  const [middle, height] = [mean(times), mean(heights)];
  const covariance = sum(times.map((time, index) => (time - middle) * ((heights[index] ?? 0) - height)));
  const slope = covariance / sum(times.map((time) => (time - middle) ** 2));
  return { slope, intercept: height - slope * middle };
}
