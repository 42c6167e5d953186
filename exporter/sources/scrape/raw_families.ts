import type { Pacer } from '../../../metrics/exposition/page/pacer.ts';
import type { ParsedFamily, ParsedSample } from '../../../metrics/exposition/parse/parsed_family.ts';

/** When each series that counts was first there, by key: milliseconds since 1970, 0 where that is not known. */
export type FirstSeen = ReadonlyMap<string, number>;

export interface Labelling {
  /** Labels of every series: `service` and `instance`. */
  readonly labels: Readonly<Record<string, string>>;
  /** Of the page before; null for the first, of whose series nobody knows when they began. */
  readonly before: FirstSeen | null;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly pacer: Pacer;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Gives the series of a page the target's labels, and says which are new. It changes them in place: to copy a large page is work for
 * the garbage collector, for which everything waits. Answers what the next page is compared with.
 */
export async function label(families: readonly ParsedFamily[], labelling: Labelling): Promise<FirstSeen> {
  const { labels, before, now, pacer } = labelling;
  const own = Object.entries(labels);
  const firstSeen = new Map<string, number>();
  for (const family of families) {
    // A histogram is as old as its count.
    const counts = { counter: family.name, histogram: `${family.name}_count` }[String(family.type)];
    for (const sample of family.values as readonly Writable<ParsedSample>[]) {
      if (pacer.isDue) await pacer.turn();
      if (sample.metricName === counts) {
        const key = keyOf(sample);
        const seen = before === null ? 0 : (before.get(key) ?? now);
        firstSeen.set(key, seen);
        if (seen > 0) sample.firstSeen = seen;
      }
      addOwn(sample.labels, own);
    }
  }
  return firstSeen;
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
