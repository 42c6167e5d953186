import { expect, test } from 'vitest';
import { fired } from './testing/fired.ts';
import { objections, type Scenario } from './testing/rule_test.ts';

/** A definition of one alert that must hold for a minute; `settings` are its own. */
const withAlert = (settings: string, ...others: readonly string[]) => `
service: { name: demo-api }
alerts:
  - { name: Slow, severity: warning, signal: latency, window: 1m, for: 1m, summary: It is slow., ${settings} }
${others.map((other, index) => `  - { name: Other${index}, severity: info, signal: latency, window: 1m, summary: It is slow., ${other} }\n`).join('')}`;

const steps = (good: string, bad: string) => `0+${good}x20 ${20 * Number(good)}+${bad}x60`;

/** Of 20 requests a step, from 5m on `slow` take between 2 s and 3 s; before that, all are quick. */
const slowdown = (slow: number): Scenario['series'] => ({
  'http_request_duration_seconds_bucket{service="demo-api", le="0.5"}': steps('20', `${20 - slow}`),
  'http_request_duration_seconds_bucket{service="demo-api", le="2"}': steps('20', `${20 - slow}`),
  'http_request_duration_seconds_bucket{service="demo-api", le="3"}': steps('20', '20'),
  'http_request_duration_seconds_bucket{service="demo-api", le="+Inf"}': steps('20', '20'),
});

const quiet = Array.from({ length: 60 }, (_, step) => ({ at: `${15 * step}s`, alert: 'Slow', fires: [] }));

const alert = (description: string) =>
  fired('demo-api', 'warning', { signal: 'latency', quantile: '0.95' }, 'It is slow.', description);

test('an alert on latency fires with the latency in seconds and the share of requests that it means', async () => {
  // Of the slow tenth, the 95th percentile is in the middle: between 2 s and 3 s.
  expect(
    await objections(withAlert('quantile: 0.95, above: 2s'), {
      series: slowdown(2),
      alerts: [
        { at: '6m30s', alert: 'Slow', fires: [] },
        {
          at: '10m',
          alert: 'Slow',
          fires: [alert('5% of the requests to demo-api took longer than 2.5s over 1m; the limit is 2s.')],
        },
      ],
    }),
  ).toBe('');
});

test('it is quiet while fewer requests than that are slow', async () => {
  expect(
    await objections(withAlert('quantile: 0.85, above: 2s'), { series: slowdown(2), alerts: quiet }),
  ).toBe('');
});

test('it is quiet on a spike shorter than its time', async () => {
  const series = {
    'http_request_duration_seconds_bucket{service="demo-api", le="2"}': '0+20x20 401+1x2 423+20x60',
    'http_request_duration_seconds_bucket{service="demo-api", le="+Inf"}': '0+20x80',
  };

  expect(await objections(withAlert('quantile: 0.95, above: 2s'), { series, alerts: quiet })).toBe('');
});

test('it knows quantiles that no dashboard reads', async () => {
  const description = '0.1% of the requests to demo-api took longer than 2.99s over 1m; the limit is 250ms.';
  const slow = fired(
    'demo-api',
    'warning',
    { signal: 'latency', quantile: '0.999' },
    'It is slow.',
    description,
  );

  expect(
    await objections(withAlert('quantile: 0.999, above: 250ms'), {
      series: slowdown(2),
      alerts: [{ at: '10m', alert: 'Slow', fires: [slow] }],
    }),
  ).toBe('');
});

// A quantile in the last bucket, which has no upper bound, is given as that bucket's lower one. An alert at
// exactly that bound would never see more than it.
test('it fires beyond the highest bucket, whose bound is the most that a quantile can be', async () => {
  const series = {
    'http_request_duration_seconds_bucket{service="demo-api", le="10"}': '0+1x80',
    'http_request_duration_seconds_bucket{service="demo-api", le="30"}': '0+1x80',
    'http_request_duration_seconds_bucket{service="demo-api", le="+Inf"}': '0+20x80',
  };

  expect(
    await objections(withAlert('quantile: 0.95, above: 30s', 'quantile: 0.95, above: 10s'), {
      series,
      alerts: [
        {
          at: '5m',
          alert: 'Slow',
          fires: [alert('5% of the requests to demo-api took longer than 30s over 1m; the limit is 30s.')],
        },
      ],
    }),
  ).toBe('');
});

test('it is quiet below the highest bucket, however many requests come near it', async () => {
  const series = {
    'http_request_duration_seconds_bucket{service="demo-api", le="5"}': '0+0x80',
    'http_request_duration_seconds_bucket{service="demo-api", le="10"}': '0+20x80',
    'http_request_duration_seconds_bucket{service="demo-api", le="+Inf"}': '0+20x80',
  };

  expect(await objections(withAlert('quantile: 0.95, above: 10s'), { series, alerts: quiet })).toBe('');
});
