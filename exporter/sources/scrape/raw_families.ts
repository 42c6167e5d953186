import type { Pacer } from '../../../metrics/exposition/page/pacer.ts';
import type { ParsedFamily, ParsedSample } from '../../../metrics/exposition/parse/parsed_family.ts';

export interface Labelling {
  /** Labels of every series: `service` and `instance`. */
  readonly labels: Readonly<Record<string, string>>;
  /** All families of the page before, with their labels; null for the first, of whose series nobody knows when they began. */
  readonly before: readonly ParsedFamily[] | null;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly pacer: Pacer;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Gives series of a page the target's labels, and says which are new. It changes them in place: to copy a large page is work for
 * the garbage collector, for which everything waits.
 */
export async function label(families: readonly ParsedFamily[], labelling: Labelling): Promise<void> {
  const { labels, before, now, pacer } = labelling;
  const own = Object.entries(labels);
  for (const { values } of families) {
    for (const { labels: its } of values) {
      if (pacer.isDue) await pacer.turn();
      addOwn(its, own);
    }
  }
  if (before === null) return;
  const firstSeen = new Map<string, number>();
  const names = new Set(families.map(({ name }) => name));
  for (const sample of samplesThatCount(before.filter(({ name }) => names.has(name)))) {
    if (pacer.isDue) await pacer.turn();
    firstSeen.set(keyOf(sample), sample.firstSeen ?? 0);
  }
  for (const sample of samplesThatCount(families)) {
    if (pacer.isDue) await pacer.turn();
    const seen = firstSeen.get(keyOf(sample)) ?? now;
    if (seen > 0) sample.firstSeen = seen;
  }
}

/** Those that say when a series began: a histogram is as old as its count. */
function* samplesThatCount(families: readonly ParsedFamily[]): Generator<Writable<ParsedSample>> {
  for (const { name, type, values } of families) {
    const counts = type === 'counter' ? name : type === 'histogram' ? `${name}_count` : null;
    for (const sample of values) if (sample.metricName === counts) yield sample;
  }
}

/** Where a page changes the order of labels, a series only seems to be new. */
function keyOf({ metricName, labels }: ParsedSample): string {
  let key = metricName;
  for (const name in labels) key += `\u0000${name}\u0000${labels[name]}`;
  return key;
}

/** The target's labels win, as in Prometheus; those of the page are then called `exported_…`. */
function addOwn(labels: Record<string, string>, own: readonly (readonly [string, string])[]): void {
  for (const [name, value] of own) {
    if (Object.hasOwn(labels, name)) {
      let other = `exported_${name}`;
      while (Object.hasOwn(labels, other)) other = `exported_${other}`;
      labels[other] = labels[name] ?? '';
    }
    labels[name] = value;
  }
}
