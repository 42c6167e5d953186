import { LABEL } from '../../conventions/labels.ts';
import { formatDuration } from '../../conventions/quantities.ts';
import { DEFAULT_WINDOW_MS, RECORDED } from '../../conventions/recorded.ts';
import type { PrometheusClient, RangeSeries } from './prometheus_client.ts';
import { SHOWN_QUANTILES } from './prometheus_quantiles.ts';
import type { HistoryView, SeriesView } from './view.ts';

/** Columns of each range in milliseconds, no more than 720 of them: as Prometheus records, and as a page can draw. */
const STEPS = { '6h': 30_000, '24h': 120_000, '7d': 900_000, '30d': 3_600_000 } as const;
const SHORTEST_STEP = STEPS['6h'];
const LENGTHS = { '6h': 21_600_000, '24h': 86_400_000, '7d': 604_800_000, '30d': 2_592_000_000 } as const;
/** Most services whose history is told, by name. */
const MOST_SERVICES = 100;
const MOST_RESOURCES = 20;

/** A range that only Prometheus answers. */
export type LongRange = keyof typeof STEPS;

/** Ranges that only Prometheus answers, the shortest first. */
export const LONG_RANGES = Object.keys(STEPS) as LongRange[];

/** Whether a text names one of them. */
export function isLongRange(text: string): text is LongRange {
  return Object.hasOwn(STEPS, text);
}

/** How long a column is, in milliseconds. */
export function stepOf(range: LongRange): number {
  return STEPS[range];
}

type Column = (number | null)[];
interface Columns {
  traffic: Column;
  errorRatio: Column;
  p50: Column;
  p95: Column;
  p99: Column;
  saturation: Map<string, Column>;
}

/**
 * The history of every service over a range, from the series that rules record. Of a column, traffic is the mean; error ratio, latencies and
 * saturation are the highest that they were over five minutes in it, so that a short failure shows over a month, too. `scrapeInterval` and
 * `now` are milliseconds. Rejects with a PrometheusError.
 */
export async function readHistory(
  client: PrometheusClient,
  { range, scrapeInterval, now }: { range: LongRange; scrapeInterval: number; now: number },
): Promise<HistoryView> {
  const step = STEPS[range];
  const points = LENGTHS[range] / step;
  // Not at a multiple of the step: an hour that is not over yet would be missing.
  const to = Math.floor(now / SHORTEST_STEP) * SHORTEST_STEP;
  const from = to - (points - 1) * step;
  // A rule's sample may come late, and one scrape may fail.
  const window = formatDuration(Math.max(step, 2 * scrapeInterval));
  const over = (by: 'avg' | 'max', series: string) =>
    client.queryRange(`${by}_over_time(${series}[${window}])`, {
      from: from / 1000,
      to: to / 1000,
      step: step / 1000,
    });
  const quantiles = Object.keys(SHOWN_QUANTILES).join('|');
  const [traffic, errorRatio, latency, saturation] = await Promise.all([
    over('avg', RECORDED.traffic(DEFAULT_WINDOW_MS)),
    over('max', RECORDED.errorRatio(DEFAULT_WINDOW_MS)),
    over('max', `${RECORDED.latency(DEFAULT_WINDOW_MS)}{${LABEL.quantile}=~"${quantiles}"}`),
    over('max', RECORDED.saturation()),
  ]);
  const table = new Table({ from, step, points });
  for (const series of traffic) table.put(series, (columns) => columns.traffic);
  for (const series of errorRatio) table.put(series, (columns) => columns.errorRatio);
  for (const series of latency) {
    const name = SHOWN_QUANTILES[series.labels[LABEL.quantile] ?? ''];
    if (name !== undefined) table.put(series, (columns) => columns[name]);
  }
  for (const series of saturation) {
    table.put(series, ({ saturation: all }) => table.columnOf(all, series.labels[LABEL.resource] ?? ''));
  }
  return { version: 1, range, from, step, services: table.services() };
}

/** Columns of numbers by service, all of them unknown at first. */
class Table {
  readonly #times: { readonly from: number; readonly step: number; readonly points: number };
  readonly #services = new Map<string, Columns>();

  constructor(times: { readonly from: number; readonly step: number; readonly points: number }) {
    this.#times = times;
  }

  /** Puts the values of a series where they belong by their times; what is not finite is not known. */
  put({ labels, values }: RangeSeries, choose: (columns: Columns) => Column | null): void {
    const { from, step, points } = this.#times;
    const columns = this.#columnsOf(labels[LABEL.service] ?? '');
    const column = columns === null ? null : choose(columns);
    if (column === null) return;
    for (const [time, value] of values) {
      const index = Math.round((time * 1000 - from) / step);
      if (index >= 0 && index < points && Number.isFinite(value)) column[index] = value;
    }
  }

  columnOf(all: Map<string, Column>, name: string): Column | null {
    const known = all.get(name);
    if (known !== undefined || all.size >= MOST_RESOURCES) return known ?? null;
    const column = this.#unknown();
    all.set(name, column);
    return column;
  }

  // Labels are data: a service may have any name, such as that of a property of every object.
  services(): Record<string, SeriesView> {
    const byName = [...this.#services].sort(([one], [other]) => (one < other ? -1 : 1));
    return Object.fromEntries(
      byName.map(([service, { saturation, ...columns }]) => [
        service,
        { ...columns, saturation: Object.fromEntries(saturation) },
      ]),
    );
  }

  #columnsOf(service: string): Columns | null {
    const known = this.#services.get(service);
    if (known !== undefined || this.#services.size >= MOST_SERVICES) return known ?? null;
    const fresh = {
      traffic: this.#unknown(),
      errorRatio: this.#unknown(),
      p50: this.#unknown(),
      p95: this.#unknown(),
      p99: this.#unknown(),
      saturation: new Map<string, Column>(),
    };
    this.#services.set(service, fresh);
    return fresh;
  }

  #unknown(): Column {
    return new Array<number | null>(this.#times.points).fill(null);
  }
}
