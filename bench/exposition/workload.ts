import { LATENCY_BUCKETS_SECONDS } from '../../conventions/metrics.ts';

/** 7 143 label sets × 14 lines (11 buckets, +Inf, sum, count) = 100 002 lines, about 10.8 MB. */
export const LABEL_SETS = 7_143;
export const LINES_PER_SET = LATENCY_BUCKETS_SECONDS.length + 3;
export const BOUNDS: readonly number[] = LATENCY_BUCKETS_SECONDS;
export const METRIC = 'http_request_duration_seconds';
export const HELP = 'Time from the request to the end of its response, in seconds.';
export const LABEL_NAMES = ['service', 'method', 'route', 'status'] as const;

export type LabelSet = Record<(typeof LABEL_NAMES)[number], string>;

/** Observations per label set before the first page. */
export const FILL = 20;
/** Native buckets of schema 3 that `fillNative` touches in each label set. */
export const NATIVE_BUCKETS = 40;

const RESOURCES = ['/users', '/carts', '/items', '/pay', '/me', '/orders'];
const METHODS = ['GET', 'GET', 'POST', 'PUT', 'GET', 'DELETE'];
const STATUSES = ['200', '200', '201', '404', '200', '500', '302'];

/** One route each, as in an application of many routes. */
export const labelSets: readonly LabelSet[] = Array.from({ length: LABEL_SETS }, (_, index) => ({
  service: 'shop',
  method: pick(METHODS, index),
  // Through JSON, since a string that was put together is not yet in one piece.
  route: JSON.parse(`"${pick(RESOURCES, index >> 2)}/${index}"`) as string,
  status: pick(STATUSES, index >> 3),
}));

const random = mulberry32(20_261_121);

/** Latencies in seconds: lognormal, median 0.12, σ 0.8; many enough that no branch predictor learns them. */
export const latencies = Float64Array.from(
  { length: 65_536 },
  () => 0.12 * Math.exp(0.8 * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())),
);

/** Latencies within the first bucket: one of them changes all fourteen lines of a label set. */
export const shortLatencies = Float64Array.from({ length: 65_536 }, () => 0.0001 + 0.0048 * random());

/** Which label set each operation of a hot path meets, of all; by its remainder, of few. */
export const order = Uint16Array.from({ length: 65_536 }, () => Math.floor(random() * LABEL_SETS));

/** What the peers in other languages read. */
export function workloadAsJson(): string {
  return JSON.stringify({
    metric: METRIC,
    help: HELP,
    labelNames: LABEL_NAMES,
    labelSets: labelSets.map((labels) => LABEL_NAMES.map((name) => labels[name])),
    bounds: BOUNDS,
    fill: FILL,
    nativeBuckets: NATIVE_BUCKETS,
    latencies: [...latencies],
    shortLatencies: [...shortLatencies],
    order: [...order],
  });
}

/** Calls `observe(label set, value)` as every contestant is filled. */
export function fill(observe: (set: number, value: number) => void): void {
  for (let set = 0; set < LABEL_SETS; set += 1) {
    for (let nth = 0; nth < FILL; nth += 1) {
      observe(set, latencies[(set * FILL + nth) % latencies.length] as number);
    }
  }
}

/** One observation in each of 40 neighbouring buckets of schema 3, for each label set. */
export function fillNative(observe: (set: number, value: number) => void): void {
  for (let set = 0; set < LABEL_SETS; set += 1) {
    for (let bucket = 0; bucket < NATIVE_BUCKETS; bucket += 1) observe(set, nativeValue(bucket));
  }
}

/** The n-th change: one observation for one label set of `every`, so that each of its lines changes. */
export function change(nth: number, every: number, observe: (set: number, value: number) => void): void {
  for (let set = nth % every; set < LABEL_SETS; set += every) {
    observe(set, shortLatencies[(nth + set) % shortLatencies.length] as number);
  }
}

/** The n-th change of a workload filled by `fillNative`: it stays within its buckets. */
export function changeNative(
  nth: number,
  every: number,
  observe: (set: number, value: number) => void,
): void {
  for (let set = nth % every; set < LABEL_SETS; set += every) observe(set, nativeValue(nth % NATIVE_BUCKETS));
}

/** A value in the middle of a bucket of schema 3, from 5 ms on. */
function nativeValue(bucket: number): number {
  return 0.005 * 2 ** ((bucket + 0.5) / 8);
}

function pick(from: readonly string[], index: number): string {
  return from[index % from.length] as string;
}

// A generator of 32 bits of state: the same workload in every run and process.
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
