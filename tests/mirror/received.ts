import type { ReceivedDatum } from '../cloudwatch_standin/standin.ts';

/** What a datum says, by whichever request it came. */
export type DatumParts = Pick<ReceivedDatum, 'metricName' | 'dimensions' | 'timestamp' | 'values' | 'counts'>;

/** Of a datum that was received or is waiting, only this. */
export function partsOf({ metricName, dimensions, timestamp, values, counts }: DatumParts): DatumParts {
  return { metricName, dimensions, timestamp, values, counts };
}

/** Values times counts, added up over datums by what `nameOf` makes of each. */
export function totals(
  datums: Iterable<DatumParts>,
  nameOf: (datum: DatumParts) => string,
): Record<string, number> {
  return added(datums, nameOf, (value, count) => value * count);
}

/** Counts, added up over datums by what `nameOf` makes of each. */
export function sampleCounts(
  datums: Iterable<DatumParts>,
  nameOf: (datum: DatumParts) => string,
): Record<string, number> {
  return added(datums, nameOf, (_value, count) => count);
}

function added(
  datums: Iterable<DatumParts>,
  nameOf: (datum: DatumParts) => string,
  share: (value: number, count: number) => number,
): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const datum of datums) {
    const name = nameOf(datum);
    datum.values.forEach((value, index) => {
      sums[name] = (sums[name] ?? 0) + share(value, datum.counts[index] ?? 0);
    });
  }
  return sums;
}
