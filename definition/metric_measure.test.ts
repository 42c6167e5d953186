import { expect, test } from 'vitest';
import type { MetricAlert } from './alerts.ts';
import { assumedType, declaredMetric, unitOfName } from './metric_measure.ts';

test.each([
  ['http_request_duration_seconds', 'seconds'],
  ['container_cpu_seconds_total', 'seconds'],
  ['goldwatch_source_last_success_timestamp_seconds', null],
  ['process_resident_memory_bytes', 'bytes'],
  ['container_disk_io_bytes_total', 'bytes'],
  ['upload_bytes_sum', 'bytes'],
  ['saturation_ratio', 'ratio'],
  ['llm_cost_usd_total', 'dollars'],
  ['cart_value_dollars', 'dollars'],
  ['orders_total', null],
  ['seconds', null],
  ['upload_bytes_count', null],
])('by its name %s is measured in %s', (name, unit) => {
  expect(unitOfName(name)).toBe(unit);
});

test.each([
  [{ metric: 'jobs_total' }, 'counter'],
  [{ metric: 'jobs' }, 'gauge'],
  [{ metric: 'jobs', per: 'minute' }, 'counter'],
  [{ metric: 'wait_seconds', quantile: 0.9 }, 'histogram'],
  [{ metric: 'aws_errors_sum', aggregate: 'max' }, 'gauge'],
  [{ metric: 'wait_seconds_count' }, 'counter'],
  [{ metric: 'hits_total', of: 'requests_total' }, 'counter'],
  [{ metric: 'connection_count', of: 'connection_max' }, 'gauge'],
] as const)('of %j, which nobody declares, it is assumed to be a %s', (keys, type) => {
  expect(assumedType(keys as unknown as MetricAlert)).toBe(type);
});

test('the count and the sum of a declared histogram are counters with its labels', () => {
  const emitters = [{ type: 'llm', declared: [] }];
  expect(declaredMetric('llm_call_duration_seconds', emitters)?.type).toBe('histogram');
  for (const part of ['count', 'sum']) {
    expect(declaredMetric(`llm_call_duration_seconds_${part}`, emitters)).toEqual({
      name: `llm_call_duration_seconds_${part}`,
      type: 'counter',
      labels: ['service', 'model'],
    });
  }
  expect(declaredMetric('llm_call_duration_seconds_bucket', emitters)).toBeUndefined();
  expect(declaredMetric('llm_calls_total', [])).toBeUndefined();
});
