import { describe, expect, test } from 'vitest';
import { LABEL } from './labels.ts';
import {
  GOLDEN_SIGNALS,
  LATENCY_BUCKETS_SECONDS,
  type MetricDeclaration,
  SATURATION_RATIO,
  SELF_METRICS,
} from './metrics.ts';

const own: readonly MetricDeclaration[] = Object.values(SELF_METRICS);
const all: readonly MetricDeclaration[] = [...GOLDEN_SIGNALS, SATURATION_RATIO, ...own];

describe.each(all.map((metric) => [metric.name, metric] as const))('%s', (name, { type, help, labels }) => {
  test('has a name that Prometheus accepts, and a counter says so in it', () => {
    expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(name.endsWith('_total')).toBe(type === 'counter');
  });

  test('has labels that Prometheus accepts, each once', () => {
    for (const label of labels) expect(label).toMatch(/^[a-z][a-z0-9_]*$/);
    expect(new Set(labels).size).toBe(labels.length);
  });

  test('is explained in a sentence', () => {
    expect(help).toMatch(/^[A-Z0-9].*\.$/);
  });
});

test('every metric has a name of its own', () => {
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
});

test('what goldwatch tells about itself begins with its name, and nothing else does', () => {
  for (const { name } of own) expect(name).toMatch(/^goldwatch_/);
  for (const { name } of [...GOLDEN_SIGNALS, SATURATION_RATIO]) expect(name).not.toMatch(/^goldwatch_/);
});

test('the golden signals know the service, and the same of each request', () => {
  const [requests, durations] = GOLDEN_SIGNALS;
  expect(requests.labels).toEqual([LABEL.service, LABEL.method, LABEL.route, LABEL.status]);
  expect(durations.labels).toEqual(requests.labels);
  expect(SATURATION_RATIO.labels).toContain(LABEL.service);
});

test('bounds of latency buckets ascend', () => {
  expect([...LATENCY_BUCKETS_SECONDS].sort((a, b) => a - b)).toEqual([...LATENCY_BUCKETS_SECONDS]);
});

test('no two label constants share a name', () => {
  expect(new Set(Object.values(LABEL)).size).toBe(Object.values(LABEL).length);
});
