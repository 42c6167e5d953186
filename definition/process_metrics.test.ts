import { collectDefaultMetrics, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { PROCESS_METRICS, type ServedMetric } from './process_metrics.ts';

const byName = (metrics: readonly ServedMetric[]) =>
  metrics.map(({ name, type, labels }) => `${name} ${type} ${labels.join(',')}`).sort();

test('the metrics of the process are those that prom-client collects, with their types and labels', () => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const collected = registry.getMetricsAsArray() as unknown as {
    readonly name: string;
    readonly type: ServedMetric['type'];
    readonly labelNames: readonly string[];
  }[];
  expect(byName(PROCESS_METRICS)).toEqual(
    byName(collected.map(({ name, type, labelNames }) => ({ name, type, labels: labelNames }))),
  );
});
