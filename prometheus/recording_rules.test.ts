import { expect, test } from 'vitest';
import type { Alert } from '../definition/alerts.ts';
import { loadDefinition } from '../definition/load.ts';
import { recordingRules } from './recording_rules.ts';

/** Alerts of a definition, each with a name and the settings that every alert needs. */
function alerts(...settings: readonly string[]): readonly Alert[] {
  const list = settings.map(
    (text, index) => `  - { name: Alert${index}, severity: info, summary: It is so., ${text} }\n`,
  );
  return loadDefinition(`service: { name: demo-api }\nalerts:\n${list.join('')}`, 'monitoring.yml', {})
    .alerts;
}

const recordsOf = (group: string, given: readonly Alert[]) =>
  recordingRules(given)
    .find(({ name }) => name === group)
    ?.rules.flatMap((rule) => ('record' in rule ? [[rule.record, rule.labels?.quantile ?? '']] : []));

test('without alerts, signals are recorded over five minutes, and saturation', () => {
  expect(recordingRules([]).map(({ name }) => name)).toEqual(['golden_signals_5m', 'saturation']);
  expect(recordsOf('golden_signals_5m', [])).toEqual([
    ['service:http_requests:rate5m', ''],
    ['service:http_request_errors:ratio_rate5m', ''],
    ['service:http_request_duration_seconds:quantile_rate5m', '0.5'],
    ['service:http_request_duration_seconds:quantile_rate5m', '0.9'],
    ['service:http_request_duration_seconds:quantile_rate5m', '0.95'],
    ['service:http_request_duration_seconds:quantile_rate5m', '0.99'],
    ['service_status:http_requests:rate5m', ''],
    ['service_route:http_requests:rate5m', ''],
    ['service_route:http_request_errors:ratio_rate5m', ''],
    ['service_route:http_request_duration_seconds:quantile_rate5m', '0.95'],
  ]);
});

test('each window that an alert asks for is recorded once, the shortest first, routes only over five minutes', () => {
  const asked = alerts(
    'signal: error_ratio, above: 5%, window: 1h30m',
    'signal: error_ratio, above: 5%, window: 60s',
    'signal: traffic, above: 5, window: 1m',
    'signal: latency, above: 2s, quantile: 0.95, window: 5m',
  );

  expect(recordingRules(asked).map(({ name }) => name)).toEqual([
    'golden_signals_1m',
    'golden_signals_5m',
    'golden_signals_90m',
    'saturation',
  ]);
  expect(recordsOf('golden_signals_90m', asked)?.map(([record]) => record)).toEqual([
    'service:http_requests:rate90m',
    'service:http_request_errors:ratio_rate90m',
    ...Array(4).fill('service:http_request_duration_seconds:quantile_rate90m'),
  ]);
});

test('quantiles that alerts ask for join the usual ones, in order and once', () => {
  const asked = alerts(
    'signal: latency, above: 2s, quantile: 0.999',
    'signal: latency, above: 1s, quantile: 0.75',
    'signal: latency, above: 1s, quantile: 0.95, window: 2m',
  );

  for (const group of ['golden_signals_2m', 'golden_signals_5m']) {
    expect(
      recordsOf(group, asked)?.flatMap(([record, quantile]) =>
        record?.startsWith('service:') && quantile !== '' ? [quantile] : [],
      ),
    ).toEqual(['0.5', '0.75', '0.9', '0.95', '0.99', '0.999']);
  }
});
