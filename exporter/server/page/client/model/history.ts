import type { HistoryView, SeriesView } from '../../../../status/view.ts';

type Column = (number | null)[];
type Name = 'traffic' | 'errorRatio' | 'p50' | 'p95' | 'p99';

const NAMES: readonly Name[] = ['traffic', 'errorRatio', 'p50', 'p95', 'p99'];
/** An hour at the finest step that is thought of; a server that sends more does not fill the memory. */
const MOST_POINTS = 3_600;
/** A point that is further behind than the stream can be is of a clock that was set back. */
const FARTHEST_BEHIND = 3;

interface Columns extends Record<Name, Column> {
  saturation: Record<string, Column>;
}

/** The columns of all services over one range; the latest point is the last one. */
export class History {
  readonly range: string;
  readonly step: number;
  #revision = 0;
  #from: number;
  #length: number;
  readonly #most: number;
  readonly #services = new Map<string, Columns>();

  constructor(view: HistoryView) {
    this.range = view.range;
    this.step = view.step;
    this.#from = view.from;
    this.#length = Math.max(0, ...Object.values(view.services).map(({ traffic }) => traffic.length));
    this.#most = Math.min(MOST_POINTS, Math.max(this.#length, Math.ceil(3_600_000 / view.step)));
    for (const [service, series] of Object.entries(view.services)) {
      this.#services.set(service, columnsOf(series));
    }
  }

  /** Changes with each point. */
  get revision(): number {
    return this.#revision;
  }

  /** When the points were, in seconds since 1970. */
  get times(): number[] {
    return Array.from({ length: this.#length }, (_, index) => (this.#from + index * this.step) / 1000);
  }

  /** The columns of a service, as many points as there are times; null where nothing is known of it. */
  of(service: string): SeriesView | null {
    return this.#services.get(service) ?? null;
  }

  /**
   * Takes the next point; the oldest one goes where there are too many. False where points are missing before it, or the clock that they
   * are by was set back: then all has to be loaded anew. A point that is there already is passed over.
   */
  append(point: HistoryView): boolean {
    const index = Math.round((point.from - this.#from) / this.step);
    if (this.#length === 0 && index !== 0) this.#from = point.from;
    else if (index < this.#length) return index >= this.#length - FARTHEST_BEHIND;
    else if (index > this.#length) return false;
    for (const service of Object.keys(point.services)) {
      if (!this.#services.has(service)) this.#services.set(service, emptyColumns(this.#length));
    }
    // A service may be called as a property of every object is.
    const services = new Map(Object.entries(point.services));
    for (const [service, columns] of this.#services) push(columns, services.get(service), this.#length);
    this.#length += 1;
    this.#revision += 1;
    if (this.#length > this.#most) this.#dropOldest();
    return true;
  }

  #dropOldest(): void {
    this.#length -= 1;
    this.#from += this.step;
    for (const [service, columns] of this.#services) {
      const all = [...NAMES.map((name) => columns[name]), ...Object.values(columns.saturation)];
      for (const column of all) column.shift();
      if (all.every((column) => column.every((value) => value === null))) this.#services.delete(service);
    }
  }
}

function columnsOf(series: SeriesView): Columns {
  return {
    traffic: [...series.traffic],
    errorRatio: [...series.errorRatio],
    p50: [...series.p50],
    p95: [...series.p95],
    p99: [...series.p99],
    saturation: Object.fromEntries(
      Object.entries(series.saturation).map(([resource, column]) => [resource, [...column]]),
    ),
  };
}

function emptyColumns(length: number): Columns {
  const unknown = () => Array<null>(length).fill(null);
  return {
    traffic: unknown(),
    errorRatio: unknown(),
    p50: unknown(),
    p95: unknown(),
    p99: unknown(),
    saturation: {},
  };
}

function push(columns: Columns, series: SeriesView | undefined, length: number): void {
  for (const name of NAMES) columns[name].push(series?.[name][0] ?? null);
  const saturation = series?.saturation ?? {};
  for (const resource of Object.keys(saturation)) {
    if (!Object.hasOwn(columns.saturation, resource)) {
      columns.saturation[resource] = Array<null>(length).fill(null);
    }
  }
  for (const [resource, column] of Object.entries(columns.saturation)) {
    column.push(Object.hasOwn(saturation, resource) ? (saturation[resource]?.[0] ?? null) : null);
  }
}
