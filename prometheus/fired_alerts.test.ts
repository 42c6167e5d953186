import { describe, expect, test } from 'vitest';
import { fired } from './testing/fired.ts';
import { objections, type Scenario } from './testing/rule_test.ts';

/** A definition of one alert that must hold for a minute; `settings` are its own. */
const withAlert = (settings: string) => `
service: { name: demo-api }
sources: [{ type: container }]
alerts:
  - { name: Bad, severity: warning, for: 1m, summary: It is bad., ${settings} }
`;

const firing = (settings: string, series: Scenario['series'], alerts: Scenario['alerts']) =>
  objections(withAlert(settings), { series, ...(alerts && { alerts }) });

const quietAt = (...moments: readonly string[]) => moments.map((at) => ({ at, alert: 'Bad', fires: [] }));

const everyStep = Array.from({ length: 80 }, (_, step) => `${15 * step}s`);

describe('an alert on the error ratio', () => {
  const settings = 'signal: error_ratio, window: 1m, above: 10%';
  // From 5m on one of eight requests fails; that is more than 10 % of a whole minute at 6m.
  const bad = {
    'http_requests_total{service="demo-api", route="/a", status="200"}': '0+7x80',
    'http_requests_total{service="demo-api", route="/b", status="500"}': '0x20 1+1x60',
  };

  test('fires once the ratio was above the limit for its time, and says how high it is', async () => {
    const alert = fired(
      'demo-api',
      'warning',
      { signal: 'error_ratio' },
      'It is bad.',
      '12.5% of the requests to demo-api failed over 1m; the limit is 10%.',
    );

    expect(
      await firing(settings, bad, [...quietAt('5m', '6m45s'), { at: '7m', alert: 'Bad', fires: [alert] }]),
    ).toBe('');
  });

  test('is quiet at the limit, and without traffic', async () => {
    const series = {
      'http_requests_total{service="demo-api", status="200"}': '0+3x80',
      'http_requests_total{service="demo-api", status="500"}': '0+1x80',
      'http_requests_total{service="gone", status="500"}': '100x80',
    };

    expect(await firing('signal: error_ratio, window: 1m, above: 25%', series, quietAt(...everyStep))).toBe(
      '',
    );
  });

  test('is quiet on a spike shorter than its time', async () => {
    const series = {
      'http_requests_total{service="demo-api", status="200"}': '0+7x80',
      'http_requests_total{service="demo-api", status="500"}': '0x20 1+1x4 5x60',
    };

    expect(await firing(settings, series, quietAt(...everyStep))).toBe('');
  });

  test('fires for each service that is bad, and for a given one only if it is that one', async () => {
    const series = {
      'http_requests_total{service="demo-api", status="500"}': '0+1x80',
      'http_requests_total{service="payments", status="500"}': '0+1x80',
      'http_requests_total{service="sound", status="200"}': '0+1x80',
    };
    const of = (service: string) =>
      fired(
        service,
        'warning',
        { signal: 'error_ratio' },
        'It is bad.',
        `100% of the requests to ${service} failed over 1m; the limit is 10%.`,
      );

    expect(
      await firing(settings, series, [{ at: '5m', alert: 'Bad', fires: [of('demo-api'), of('payments')] }]),
    ).toBe('');
    expect(
      await firing(`${settings}, service: demo-api`, series, [
        { at: '5m', alert: 'Bad', fires: [of('demo-api')] },
      ]),
    ).toBe('');
  });

  // Two services under one name would be one alert twice, which Prometheus refuses to evaluate.
  test('keeps the service of its series, whatever its own labels say', async () => {
    const series = {
      'http_requests_total{service="demo-api", status="500"}': '0+1x80',
      'http_requests_total{service="payments", status="500"}': '0+1x80',
    };
    const of = (service: string) =>
      fired(
        service,
        'warning',
        { signal: 'error_ratio', team: 'web' },
        'It is bad.',
        `100% of the requests to ${service} failed over 1m; the limit is 10%.`,
      );

    expect(
      await firing(`${settings}, labels: { service: all, team: web }`, series, [
        { at: '5m', alert: 'Bad', fires: [of('demo-api'), of('payments')] },
      ]),
    ).toBe('');
  });

  test('leaves out the exporter’s own requests, which no definition watches', async () => {
    const series = { 'http_requests_total{service="goldwatch", status="500"}': '0+1x80' };

    expect(await firing(settings, series, quietAt('5m', '10m'))).toBe('');
  });

  test('keeps them in where the watched service is goldwatch itself', async () => {
    const series = { 'http_requests_total{service="goldwatch", status="500"}': '0+1x80' };
    const description = '100% of the requests to goldwatch failed over 1m; the limit is 10%.';
    const alert = fired('goldwatch', 'warning', { signal: 'error_ratio' }, 'It is bad.', description);

    expect(
      await objections(withAlert(settings).replace('name: demo-api', 'name: goldwatch'), {
        series,
        alerts: [{ at: '5m', alert: 'Bad', fires: [alert] }],
      }),
    ).toBe('');
  });
});

describe('an alert on saturation', () => {
  const settings = 'signal: saturation, resource: event_loop, above: 70%';

  test('fires on the fullest instance of its resource', async () => {
    const series = {
      'saturation_ratio{service="demo-api", resource="event_loop", instance="a"}': '0.5x20 0.625x40',
      'saturation_ratio{service="demo-api", resource="event_loop", instance="b"}': '0.5x20 0.875x40',
      'saturation_ratio{service="demo-api", resource="memory", instance="b"}': '0.99x60',
    };
    const alert = fired(
      'demo-api',
      'warning',
      { signal: 'saturation', resource: 'event_loop' },
      'It is bad.',
      '87.5% of the event loop of demo-api is in use; the limit is 70%.',
    );

    expect(
      await firing(settings, series, [...quietAt('5m', '6m'), { at: '6m15s', alert: 'Bad', fires: [alert] }]),
    ).toBe('');
  });

  test('is quiet at the limit and on a spike', async () => {
    const series = {
      'saturation_ratio{service="demo-api", resource="event_loop"}': '0.7x20 0.9x3 0.7x40',
    };

    expect(await firing(settings, series, quietAt(...everyStep))).toBe('');
  });
});

test('an alert on a signal that wants data fires for each service that has none', async () => {
  const settings = 'signal: saturation, resource: memory, above: 70%, no_data: alert';
  const none = fired(
    'demo-api',
    'warning',
    { signal: 'saturation', resource: 'memory' },
    'It is bad.',
    'There is no data of the saturation of demo-api.',
  );
  const unknown = { ...none.annotations, value: 'no data', threshold: '70%' };

  expect(
    await firing(settings, { goldwatch_ready: '0x20 1x60' }, [
      ...quietAt('5m', '6m'),
      { at: '6m15s', alert: 'Bad', fires: [{ ...none, annotations: unknown }] },
    ]),
  ).toBe('');
});

test('too little traffic is none without data, unless the alert says that this is fine', async () => {
  const settings = 'signal: traffic, service: demo-api, below: 1, no_data: ok';

  expect(await firing(settings, { goldwatch_ready: '1x80' }, quietAt('5m', '15m'))).toBe('');
});
