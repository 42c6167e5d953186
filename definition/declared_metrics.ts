import {
  GOLDEN_SIGNALS,
  type MetricDeclaration,
  SATURATION_RATIO,
  SELF_METRICS,
} from '../conventions/metrics.ts';
import { quoted } from '../conventions/names.ts';
import { SOURCES } from '../exporter/sources/index.ts';
import type { SourceDefinition } from '../exporter/sources/source.ts';
import type { Diagnostic } from './diagnostics.ts';
import { isStackSeries } from './known_series.ts';
import type { Path, Positions } from './positions.ts';

/** A metric that the settings of a source declare, and where its name is. */
export interface Declared {
  readonly metric: MetricDeclaration;
  readonly path: Path;
}

const OF_GOLDWATCH = new Set(
  [
    ...GOLDEN_SIGNALS,
    SATURATION_RATIO,
    ...Object.values(SELF_METRICS),
    ...(SOURCES as readonly SourceDefinition[]).flatMap(({ metrics }) => metrics),
  ].map(({ name }) => name),
);

/** Metrics whose names belong to others already, or that two sources declare differently: the exporter could not serve both. */
export function declarationMistakes(declared: readonly Declared[], positions: Positions): Diagnostic[] {
  const first = new Map<string, Declared>();
  return declared.flatMap((one) => {
    const { metric, path } = one;
    const place = positions.value(path);
    const name = quoted(positions.written(path) ?? metric.name);
    if (OF_GOLDWATCH.has(metric.name) || isStackSeries(metric.name)) {
      const problem = `${name} is a metric that goldwatch or its stack has already`;
      return [{ ...place, problem, expected: 'another name' }];
    }
    const earlier = first.get(metric.name);
    if (earlier === undefined) first.set(metric.name, one);
    if (earlier === undefined || isSame(earlier.metric, metric)) return [];
    const { line } = positions.value(earlier.path);
    const problem = `${name} is declared otherwise in line ${line}`;
    return [{ ...place, problem, expected: 'the same type, help, labels and buckets, or another name' }];
  });
}

function isSame(one: MetricDeclaration, other: MetricDeclaration): boolean {
  const parts = ({ type, help, labels, buckets }: MetricDeclaration) =>
    JSON.stringify([type, help, labels, buckets]);
  return parts(one) === parts(other);
}
