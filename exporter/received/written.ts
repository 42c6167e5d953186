import type { Part } from '../../metrics/part.ts';
import type { MetricScope } from '../../metrics/scope.ts';
import { type DeclaredMetric, declarationOf } from './declared_metric.ts';
import type { Labels } from './label_sets.ts';

/** A counter, a gauge or a histogram. */
export type NumberMetric = DeclaredMetric & { readonly type: Exclude<DeclaredMetric['type'], 'unique'> };

/** Whether a metric adds up or keeps the numbers of events. */
export function isNumber(metric: DeclaredMetric): metric is NumberMetric {
  return metric.type !== 'unique';
}

/** A declared metric as the registry has it. */
export interface Written {
  readonly part: Part;
  /** Does what an event of this value does. Answers false where the series limit leaves no room for the label set. */
  write(labels: Labels, value: number): boolean;
}

/** Asks a scope for a declared metric. Throws an Error where it is declared otherwise elsewhere. */
export function writtenBy(metric: NumberMetric, scope: MetricScope): Written {
  const declaration = declarationOf(metric);
  switch (metric.type) {
    case 'counter': {
      const part = scope.counter({ ...declaration, type: 'counter' });
      const write = (labels: Labels, value: number) => {
        const series = part.labels(labels);
        series.inc(value);
        return series.isKept;
      };
      return { part, write };
    }
    case 'gauge': {
      const part = scope.gauge({ ...declaration, type: 'gauge' });
      const write = (labels: Labels, value: number) => {
        const series = part.labels(labels);
        series.set(value);
        return series.isKept;
      };
      return { part, write };
    }
    case 'histogram': {
      const part = scope.histogram({ ...declaration, type: 'histogram' });
      const write = (labels: Labels, value: number) => {
        const series = part.labels(labels);
        series.observe(value);
        return series.isKept;
      };
      return { part, write };
    }
  }
}
