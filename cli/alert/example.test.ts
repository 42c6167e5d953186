import { describe, expect, test } from 'vitest';
import { exampleAlert, exampleValue } from './example.ts';
import type { AlertRule } from './rules.ts';

const rule = (more: Partial<AlertRule>): AlertRule => ({
  name: 'HighMemory',
  severity: 'warning',
  expr: 'service:saturation_ratio:max{resource="memory"} > 0.8',
  for: '10m',
  labels: { severity: 'warning' },
  annotations: { summary: 'Memory is running out.' },
  ...more,
});

const options = { service: 'shop', externalLabels: { environment: 'test' }, drill: '12345678' };

describe('an example of an alert', () => {
  test('has the labels of the rule, of Prometheus and of the drill', () => {
    expect(exampleAlert(rule({ labels: { severity: 'warning', team: 'payments' } }), options)).toEqual({
      labels: {
        alertname: 'HighMemory',
        environment: 'test',
        goldwatch_drill: '12345678',
        service: 'shop',
        severity: 'warning',
        team: 'payments',
      },
      annotations: { summary: 'DRILL: Memory is running out.' },
    });
  });

  test('has those labels of its series that its texts speak of, as the expression asks for them', () => {
    const description =
      '{{ $labels.resource }} of {{ $labels.instance }} is at {{ $value | humanizePercentage }}.';

    const { labels, annotations } = exampleAlert(rule({ annotations: { description } }), options);

    expect(labels).toMatchObject({ resource: 'memory', instance: 'example' });
    expect(annotations).toEqual({
      summary: 'DRILL: HighMemory',
      description: 'memory of example is at 90%.',
    });
  });

  test('is about the service that the rule is about', () => {
    const serviceOf = (more: Partial<AlertRule>) => exampleAlert(rule(more), options).labels.service;

    expect(serviceOf({})).toBe('shop');
    expect(serviceOf({ labels: { severity: 'critical', service: 'goldwatch' } })).toBe('goldwatch');
    expect(serviceOf({ expr: 'x{service="batch"} > 1' })).toBe('batch');
    expect(serviceOf({ expr: 'x{service!="goldwatch"} > 1' })).toBe('shop');
    expect(
      serviceOf({
        labels: { service: '{{ if $labels.service }}{{ $labels.service }}{{ else }}other{{ end }}' },
      }),
    ).toBe('shop');
  });

  test('has no label without a value', () => {
    const { labels } = exampleAlert(rule({ labels: { region: '{{ $externalLabels.region }}' } }), options);

    expect(labels).not.toHaveProperty('region');
  });
});

test.each([
  ['x > 0.05', 0.0625],
  ['x > 0.9', 0.95],
  ['x >= 2', 2.5],
  ['sum(x) by (y) > 10000', 12_500],
  ['x > 1e3', 1250],
  ['x > 0', 1],
  ['x > -4', -3],
  ['x < 0.5', 0.375],
  ['x <= -4', -5],
  ['up == 0', 0],
  ['x > bool 3', 3.75],
  ['(x > 5)', 1],
  ['vector(1)', 1],
  ['x > on (service) y', 1],
])('the value of `%s` is beyond its threshold: %d', (expr, value) => {
  expect(exampleValue(expr)).toBe(value);
});
