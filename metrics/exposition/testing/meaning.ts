import type { Registry } from 'prom-client';
import type { FamilySamples } from '../../family.ts';
import { collectFamilies } from '../collect.ts';
import type { ParsedSample } from './python_parser.ts';

/** What a registry holds now. Throws where a metric cannot be collected. */
export async function familiesOf(registry: Registry): Promise<FamilySamples[]> {
  const families = await collectFamilies(registry, (metric, error) => {
    throw new Error(`${metric}: ${String(error)}`);
  });
  // prom-client hands out its own values, which go on changing.
  return structuredClone(families);
}

/** What a page of these families must say, whatever its format, in the order of `ordered`. */
export function meant(families: readonly FamilySamples[]): ParsedSample[] {
  return ordered(
    families.flatMap(({ name, values }) =>
      values.map(({ metricName = name, labels = {}, value }) => ({
        name: metricName,
        labels: Object.fromEntries(Object.entries(labels).map(([label, text]) => [label, String(text)])),
        value,
      })),
    ),
  );
}

/** What was read, or meant, as it compares: sorted, and free of differences that mean nothing. */
export function ordered(samples: readonly ParsedSample[]): ParsedSample[] {
  const key = ({ name, labels }: ParsedSample) => JSON.stringify([name, Object.entries(labels).sort()]);
  return samples
    .map(({ name, labels, value }) => ({
      name: name.toWellFormed(),
      labels: Object.fromEntries(
        Object.entries(labels).map(([label, text]) => [
          label.toWellFormed(),
          comparable(label, text.toWellFormed()),
        ]),
      ),
      // Python reads some negative zeros as integers, which have no sign.
      value: value === 0 ? 0 : value,
    }))
    .sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

// `le` and `quantile` are numbers: 1 and 1.0 are the same bucket.
function comparable(label: string, text: string): string {
  if (label !== 'le' && label !== 'quantile') return text;
  return text === '+Inf' ? text : String(Number(text));
}
