import { type ClassicCounts, classicQuantile, cumulative } from './classic_quantile.ts';
import type { SignalsView } from './view.ts';
import { WindowTable } from './window_table.ts';

/** Columns of the table of requests. */
const ALL = 0;
const FAILED = 1;
const COLUMNS = 2;

/** Observations by classic buckets of the same bounds. */
interface Durations {
  /** +Inf included. */
  readonly bounds: Float64Array;
  readonly table: WindowTable;
  readonly sums: Float64Array;
  /** For how many stretches nothing was added. */
  idle: number;
}

/** Nothing is known. */
export const UNKNOWN: SignalsView = Object.freeze({
  traffic: null,
  errorRatio: null,
  p50: null,
  p95: null,
  p99: null,
});

/** Requests, failures and latencies over the last `slots` stretches of time, by key: a number of a service or of a route. */
export class SignalWindows {
  readonly #slots: number;
  readonly #requests: WindowTable;
  readonly #counted = new Float64Array(COLUMNS);
  /** By the very array of bounds that a family has: to compare them would take longer than all else. */
  readonly #durations = new Map<readonly number[], Durations>();
  /** How long each stretch was, in seconds. */
  readonly #seconds: Float64Array;
  #present = 0;

  constructor(slots: number) {
    this.#slots = slots;
    this.#requests = new WindowTable(slots, COLUMNS);
    this.#seconds = new Float64Array(slots);
  }

  /** How many seconds are known, all stretches together. */
  get seconds(): number {
    return this.#seconds.reduce((sum, its) => sum + its, 0);
  }

  /** Begins a new stretch, and forgets the oldest. */
  advance(): void {
    this.#present = (this.#present + 1) % this.#slots;
    this.#seconds[this.#present] = 0;
    this.#requests.advance();
    for (const [bounds, durations] of this.#durations) {
      durations.idle += 1;
      if (durations.idle >= this.#slots) this.#durations.delete(bounds);
      else durations.table.advance();
    }
  }

  /** The present stretch was so much longer. */
  lasted(seconds: number): void {
    this.#seconds[this.#present] = (this.#seconds[this.#present] as number) + seconds;
  }

  /** There are requests to be counted, which may be none: its traffic is known. */
  touch(key: number): void {
    this.#requests.touch(key);
  }

  addRequests(key: number, count: number, hasFailed: boolean): void {
    this.#requests.add(key, ALL, count);
    if (hasFailed) this.#requests.add(key, FAILED, count);
  }

  /** Observations by classic bucket, one count more than there are bounds; of the same family always the same array of bounds. */
  addDurations(key: number, bounds: readonly number[], counts: Float64Array): void {
    const durations = this.#durationsBy(bounds);
    durations.idle = 0;
    for (let bucket = 0; bucket <= bounds.length; bucket += 1) {
      const count = counts[bucket] as number;
      if (count > 0) durations.table.add(key, bucket, count);
    }
  }

  /** What the last stretches come to. */
  signals(key: number): SignalsView {
    const { seconds } = this;
    if (seconds === 0 || !this.#requests.has(key)) return { ...UNKNOWN, ...this.#latency(key) };
    this.#requests.sum(key, this.#counted);
    const all = this.#counted[ALL] as number;
    const failed = this.#counted[FAILED] as number;
    const errorRatio = all === 0 ? null : failed / all;
    return { traffic: all / seconds, errorRatio, ...this.#latency(key) };
  }

  /** Forgets what came, but not whose traffic is known. */
  clear(): void {
    this.#seconds.fill(0);
    this.#requests.clear();
    this.#durations.clear();
  }

  release(key: number): void {
    this.#requests.release(key);
    for (const { table } of this.#durations.values()) table.release(key);
  }

  #latency(key: number): Pick<SignalsView, 'p50' | 'p95' | 'p99'> {
    const counted: ClassicCounts[] = [];
    for (const { bounds, table, sums } of this.#durations.values()) {
      if (!table.has(key)) continue;
      table.sum(key, sums);
      counted.push({ bounds, counts: sums });
    }
    const buckets = cumulative(counted);
    const at = (q: number) => (buckets === null ? null : classicQuantile(q, buckets));
    return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
  }

  #durationsBy(bounds: readonly number[]): Durations {
    const known = this.#durations.get(bounds);
    if (known !== undefined) return known;
    const all = Float64Array.from([...bounds, Number.POSITIVE_INFINITY]);
    const table = new WindowTable(this.#slots, all.length);
    const durations = { bounds: all, table, sums: new Float64Array(all.length), idle: 0 };
    this.#durations.set(bounds, durations);
    return durations;
  }
}
