import { describe, expect, test } from 'vitest';
import { exporterSettingsOf } from './exporter_settings.ts';
import { mirrorSettingsOf } from './mirror_settings.ts';
import { load, refusal } from './testing.ts';

const SOURCES = `
service: { name: shop }
sources:
  - type: logs
    files: [access.json]
    golden_signals: { method: $.method, route: $.route, status: $.status, duration_ms: $.ms }
`;
const SECOND = `
  - type: logs
    name: cart
    service: cart
    files: [cart.json]
    golden_signals: { method: $.method, route: $.route, status: $.status, duration_ms: $.ms }
`;

const text = (select: readonly string[], more = '', mirror = '') => `${SOURCES}${more}
mirror:
  cloudwatch:
    namespace: Shop/Api
    ${mirror}
    select: [${select.join(', ')}]
cloudwatch: {}
`;
const settingsOf = (...args: Parameters<typeof text>) =>
  mirrorSettingsOf(load(text(...args))) ?? expect.unreachable('Nothing is mirrored.');

/** Names of the entries for alarms, and those of the others. */
const named = ({ select, for_alarms: forAlarms = 0 }: ReturnType<typeof settingsOf>) =>
  [select.slice(0, forAlarms), select.slice(forAlarms)].map((entries) => entries.map(({ name }) => name));

const ALARMS = ['ExporterReady', 'Requests', 'FailedRequests', 'Latency'];

test('without `cloudwatch` the exporter mirrors what the file selects, and nothing without `mirror`', () => {
  const alone = load(
    `${SOURCES}mirror: { cloudwatch: { namespace: A, select: [{ series: up }] } }\n`.replace(
      'up',
      'http_requests_total',
    ),
  );
  expect(mirrorSettingsOf(alone)).toBe(alone.mirror.cloudwatch);
  expect(mirrorSettingsOf(load(`${SOURCES}cloudwatch: {}\n`))).toBeNull();
});

test('entries that alarms need come before those of the file, which may have none', () => {
  expect(named(settingsOf([]))).toEqual([ALARMS, []]);
  const own = '{ series: http_requests_total, name: ByRoute, dimensions: [route] }';
  expect(named(settingsOf([own]))).toEqual([ALARMS, ['ByRoute']]);
  expect(exporterSettingsOf(load(text([own])), '/').mirror).toEqual(settingsOf([own]));
});

describe('an entry of the file that makes the same metric', () => {
  test.each([
    ['by the label', '{ series: http_requests_total, name: Requests, dimensions: [service] }', '', ''],
    [
      'by a matcher',
      `{ series: 'http_requests_total{service="shop"}', name: Requests, dimensions: [service] }`,
      '',
      '',
    ],
    [
      'of the only service',
      '{ series: http_requests_total, name: Requests }',
      '',
      'dimensions: { service: shop }',
    ],
  ])('%s is not sent twice', (_, own, more, mirror) => {
    expect(named(settingsOf([own], more, mirror))).toEqual([ALARMS, []]);
  });

  test('says its unit and its resolution for both', () => {
    const own =
      '{ series: http_requests_total, name: Requests, dimensions: [service], unit: None, resolution: 1s }';
    const { select } = settingsOf([own], '', 'interval: 10s');
    expect(select.find(({ name }) => name === 'Requests')).toMatchObject({ unit: 'None', resolution: '1s' });
  });

  test.each([
    [
      'other series',
      `{ series: 'http_requests_total{status=~"4.."}', name: FailedRequests, dimensions: [service] }`,
      '',
    ],
    ['all services as one', '{ series: http_requests_total, name: Requests }', SECOND],
    [
      'another metric',
      '{ series: http_request_duration_seconds, name: Requests, dimensions: [service] }',
      '',
    ],
  ])('of %s is a mistake', (_, own, more) => {
    const file = text([own], more, own.includes('[service]') ? '' : 'dimensions: { service: shop }');
    expect(refusal(file)).toContain(
      'mirror.cloudwatch.select[0] makes a metric that alarms read, of other series or in another way\n',
    );
  });
});

test('an entry of the same name and other dimensions is another metric', () => {
  const own = `{ series: 'http_requests_total{status=~"4.."}', name: FailedRequests, dimensions: [service, route] }`;
  expect(named(settingsOf([own]))).toEqual([ALARMS, ['FailedRequests']]);
});

test('requests are counted above a bound that has a bucket of its own', () => {
  const own = '{ series: http_request_duration_seconds, name: Slow, count_above: 1234ms }';
  expect(exporterSettingsOf(load(text([own])), '/').latencyBuckets).toContain(1.234);
});
