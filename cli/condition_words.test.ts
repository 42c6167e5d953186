import { expect, test } from 'vitest';
import { load } from '../definition/testing.ts';
import { conditionInWords } from './condition_words.ts';

/** The words for an alert of a service with these sources. */
function words(alert: string): string | undefined {
  const definition = load(`
service: { name: shop }
sources:
  - { type: llm }
  - type: events
    metrics: [{ name: queue_length, type: gauge }, { name: slots, type: gauge }]
alerts: [{ name: Alert, severity: info, summary: It is so., ${alert} }]
cloudwatch: { resources: { lambda: [actions] } }
`);
  const [one] = definition.alerts;
  return one && conditionInWords(one, definition);
}

test.each([
  ['signal: error_ratio, above: 5%', 'error ratio > 5% over 5m'],
  ['signal: latency, above: 2s, service: shop', 'p95 latency of shop > 2s over 5m'],
  ['signal: traffic, below: 0.5, window: 1m', 'requests/s < 0.5 over 1m'],
  ['signal: saturation, resource: memory, above: 80%', 'memory > 80%'],
  ['metric: llm_errors_total, above: 10', 'increase of llm_errors_total > 10 over 5m'],
  [
    'metric: llm_tokens_total, per: minute, service: shop, above: 10000',
    'llm_tokens_total a minute of shop > 10000 over 5m',
  ],
  [
    'metric: llm_errors_total, of: llm_calls_total, above: 5%, window: 1h',
    'llm_errors_total / llm_calls_total > 5% over 1h',
  ],
  ['metric: queue_length, above: 5', 'max queue_length > 5'],
  ['metric: queue_length, of: slots, above: 90%', 'queue_length / slots > 90%'],
  [
    'metric: llm_call_duration_seconds, quantile: 0.999, above: 5s',
    'p99.9 llm_call_duration_seconds > 5s over 5m',
  ],
  [
    'metric: llm_call_duration_seconds, aggregate: avg, above: 1.5s',
    'average llm_call_duration_seconds > 1.5s over 5m',
  ],
  ['promql: "sum(\\n  up\\n)", below: 80%', 'sum( up ) < 80%'],
])('%s reads as %s', (alert, text) => {
  expect(words(alert)).toBe(text);
});

const LAMBDA = 'namespace: AWS/Lambda, metric: Errors';

test.each([
  [`${LAMBDA}, statistic: Sum, above: 5`, 'Sum of AWS/Lambda Errors > 5 over 5m'],
  [`${LAMBDA}, dimensions: {}, below: 1, period: 1h`, 'Average of AWS/Lambda Errors < 1 over 1h'],
  [
    `${LAMBDA}, statistic: p99, dimensions: { FunctionName: a, Resource: b }, at_least: 2`,
    'p99 of AWS/Lambda Errors{FunctionName=a, Resource=b} >= 2 over 5m',
  ],
  [`${LAMBDA}, anomaly: {}`, 'Average of AWS/Lambda Errors above its usual band over 5m'],
  [`${LAMBDA}, anomaly: { side: both }`, 'Average of AWS/Lambda Errors outside of its usual band over 5m'],
])('a metric of CloudWatch, %s, reads as %s', (aws, text) => {
  expect(words(`aws: { ${aws} }`)).toBe(text);
});

test('an expression is no longer than a line of the table', () => {
  expect(words(`promql: '${'up + '.repeat(40)}up', above: 1`)).toMatch(/^up \+ .{54}… > 1$/);
});
