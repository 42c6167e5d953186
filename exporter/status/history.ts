import { STEP_MS } from './steps.ts';
import type { HistoryView, SeriesView, SignalsView } from './view.ts';

/** An hour. */
const POINTS = 720;
/** Most services whose history is kept. */
export const MOST_SHOWN = 50;
/** Digits that are kept, since the longer numbers are, the longer a history is on the wire. */
const DIGITS = 6;

/** The columns of one service. */
class Columns {
  readonly traffic = newColumn();
  readonly errorRatio = newColumn();
  readonly p50 = newColumn();
  readonly p95 = newColumn();
  readonly p99 = newColumn();
  readonly saturation = new Map<string, Float64Array>();
  /** The last point at which anything was recorded. */
  recorded = 0;

  forget(at: number): void {
    const { traffic, errorRatio, p50, p95, p99, saturation } = this;
    for (const column of [traffic, errorRatio, p50, p95, p99]) column[at] = Number.NaN;
    for (const column of saturation.values()) column[at] = Number.NaN;
  }

  record(at: number, signals: SignalsView, saturation: ReadonlyMap<string, number>): void {
    this.traffic[at] = known(signals.traffic);
    this.errorRatio[at] = known(signals.errorRatio);
    this.p50[at] = known(signals.p50);
    this.p95[at] = known(signals.p95);
    this.p99[at] = known(signals.p99);
    for (const [resource, value] of saturation) {
      const column = this.saturation.get(resource) ?? newColumn();
      this.saturation.set(resource, column);
      column[at] = known(value);
    }
  }

  view(cut: (column: Float64Array) => (number | null)[]): SeriesView {
    return {
      traffic: cut(this.traffic),
      errorRatio: cut(this.errorRatio),
      p50: cut(this.p50),
      p95: cut(this.p95),
      p99: cut(this.p99),
      saturation: Object.fromEntries([...this.saturation].map(([resource, its]) => [resource, cut(its)])),
    };
  }
}

/** The golden signals of the last hour, every five seconds, of at most fifty services. */
export class History {
  readonly #services = new Map<string, Columns>();
  /** Points since the beginning; the newest of them is in cell `#count % POINTS`. */
  #count = 0;
  /** Of the newest point, in milliseconds since 1970. */
  #at = 0;

  /** When the newest point is of, in milliseconds since 1970. */
  get at(): number {
    return this.#at;
  }

  /** Goes so many points further, about which nothing is known yet; the newest is of that time. */
  advance(at: number, points: number): void {
    this.#at = at;
    for (let more = Math.min(points, POINTS); more > 0; more -= 1) {
      this.#count += 1;
      for (const columns of this.#services.values()) columns.forget(this.#count % POINTS);
    }
    for (const [service, { recorded }] of this.#services) {
      if (this.#count - recorded >= POINTS) this.#services.delete(service);
    }
  }

  /** What is known of a service at the newest point. Beyond fifty services, the one that was recorded longest ago is forgotten. */
  record(service: string, signals: SignalsView, saturation: ReadonlyMap<string, number>): void {
    let columns = this.#services.get(service);
    if (columns === undefined) {
      if (this.#services.size >= MOST_SHOWN) this.#forgetOne();
      columns = new Columns();
      this.#services.set(service, columns);
    }
    columns.recorded = this.#count;
    columns.record(this.#count % POINTS, signals, saturation);
  }

  /** All points, the oldest first, as many as there have been. */
  view(): HistoryView {
    return { ...this.frame, services: Object.fromEntries(this.series()) };
  }

  /** `view` without its services, which are `series`. */
  get frame(): Omit<HistoryView, 'services'> {
    return this.#frame(Math.min(this.#count, POINTS));
  }

  /** The newest point, of the services that have one. */
  point(): HistoryView {
    const cut = (column: Float64Array) => this.#newest(column, 1);
    const present = [...this.#services].filter(([, { recorded }]) => recorded === this.#count);
    const services = present.map(([service, columns]) => [service, columns.view(cut)] as const);
    return { ...this.#frame(1), services: Object.fromEntries(services) };
  }

  /** The series of `view`, one service after the other. */
  *series(): Iterable<readonly [service: string, series: SeriesView]> {
    const points = Math.min(this.#count, POINTS);
    for (const [service, columns] of this.#services) {
      yield [service, columns.view((column) => this.#newest(column, points))];
    }
  }

  #frame(points: number): Omit<HistoryView, 'services'> {
    return { version: 1, range: '1h', from: this.#at - Math.max(0, points - 1) * STEP_MS, step: STEP_MS };
  }

  #newest(column: Float64Array, points: number): (number | null)[] {
    const numbers: (number | null)[] = new Array(points);
    for (let point = 0; point < points; point += 1) {
      const value = column[(this.#count - points + 1 + point) % POINTS] as number;
      numbers[point] = Number.isNaN(value) ? null : value;
    }
    return numbers;
  }

  #forgetOne(): void {
    const all = [...this.#services];
    const [first] = all.toSorted(([, one], [, other]) => one.recorded - other.recorded);
    if (first !== undefined) this.#services.delete(first[0]);
  }
}

/** One number at each point; NaN where it is not known. */
function newColumn(): Float64Array {
  return new Float64Array(POINTS).fill(Number.NaN);
}

function known(value: number | null): number {
  return value === null || !Number.isFinite(value) ? Number.NaN : rounded(value);
}

/** A number as the history has it. */
export function rounded(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
