import { SELF_METRICS } from '../../conventions/metrics.ts';
import { parsePage } from '../../metrics/exposition/parse/page.ts';
import type { FamilySamples, Sample } from '../../metrics/family.ts';

/** What the page of a program shows, by the names of its metrics. */
export class Metrics {
  readonly #families: ReadonlyMap<string, readonly Sample[]>;

  protected constructor(families: readonly FamilySamples[]) {
    this.#families = new Map(families.map(({ name, values }) => [name, values]));
  }

  /** Reads a page as text. Null where it is none. */
  static read(page: string): Metrics | null {
    const families = familiesOf(page);
    return families === null ? null : new Metrics(families);
  }

  has(name: string): boolean {
    return this.#families.has(name);
  }

  /** Every series of a metric. */
  series(name: string): readonly Sample[] {
    return (this.#families.get(name) ?? []).filter(({ metricName = name }) => metricName === name);
  }

  /** The value of the only series of a metric; null where there is none. */
  value(name: string): number | null {
    return this.series(name)[0]?.value ?? null;
  }

  /** All series of a metric together; 0 where there is none. */
  sum(name: string, labels: Readonly<Record<string, string>> = {}): number {
    return this.series(name)
      .filter((sample) => Object.entries(labels).every(([label, value]) => labelOf(sample, label) === value))
      .reduce((total, { value }) => total + value, 0);
  }

  /** Series above 0 in words, by the values of a label: `3 not_json, 1 too_long`. */
  tally(name: string, label: string, labels: Readonly<Record<string, string>> = {}): string {
    const values = [...new Set(this.series(name).map((sample) => labelOf(sample, label)))];
    return values
      .map((value) => ({ value, total: this.sum(name, { ...labels, [label]: value }) }))
      .filter(({ total }) => total > 0)
      .map(({ value, total }) => `${total} ${value}`)
      .join(', ');
  }
}

/** What the exporter's page shows. */
export class ExporterPage extends Metrics {
  /** Null where the page is not goldwatch's. */
  static of(page: string): ExporterPage | null {
    const families = familiesOf(page);
    const read = families === null ? null : new ExporterPage(families);
    return read?.has(SELF_METRICS.buildInfo.name) === true ? read : null;
  }

  get version(): string {
    const [info] = this.series(SELF_METRICS.buildInfo.name);
    return info === undefined ? '' : labelOf(info, 'version');
  }
}

export function labelOf({ labels = {} }: Sample, label: string): string {
  return String(labels[label] ?? '');
}

function familiesOf(page: string): readonly FamilySamples[] | null {
  try {
    return parsePage(page, 'text');
  } catch {
    return null;
  }
}
