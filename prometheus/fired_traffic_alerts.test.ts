import { describe, expect, test } from 'vitest';
import { fired } from './testing/fired.ts';
import { objections, type Scenario } from './testing/rule_test.ts';

const LOGS = `
    type: logs
    files: [logs/*.json]
    golden_signals: { method: $.method, path: $.path, status: $.status, duration_ms: $.duration_ms }`;

/** A definition of one alert that must hold for a minute, on two services that write logs and one that does not. */
const withAlert = (settings: string) => `
service: { name: demo-api }
sources:
  - name: first${LOGS}
  - name: second
    service: payments${LOGS}
  - { type: container, service: elsewhere }
alerts:
  - { name: Odd, severity: critical, signal: traffic, window: 1m, for: 1m, summary: It is odd., ${settings} }
`;

const firing = (settings: string, series: Scenario['series'], alerts: NonNullable<Scenario['alerts']>) =>
  objections(withAlert(settings), { series, alerts });

const odd = (service: string, description: string) =>
  fired(service, 'critical', { signal: 'traffic' }, 'It is odd.', description);

const tooLittle = (service: string, traffic: string) =>
  odd(service, `${service} gets ${traffic} requests a second over 1m; the limit is at least 1.`);

const everyStep = Array.from({ length: 60 }, (_, step) => `${15 * step}s`);
const quiet = everyStep.map((at) => ({ at, alert: 'Odd', fires: [] }));

const READY = { 'goldwatch_ready{instance="exporter:9464", job="goldwatch"}': '1x60' };
const requests = (service: string, values: string) => ({
  [`http_requests_total{service="${service}", status="200"}`]: values,
});
const STEADY = { ...requests('demo-api', '0+30x60'), ...requests('payments', '0+30x60') };
// What the exporter counts of the scrapes of itself.
const SELF = requests('goldwatch', '0+1x60');

describe('an alert on too much traffic', () => {
  test('fires above its limit, for each service alone', async () => {
    const series = { ...READY, ...SELF, ...STEADY, ...requests('payments', '0+18750x60') };

    expect(
      await firing('above: 1000', series, [
        {
          at: '5m',
          alert: 'Odd',
          fires: [
            odd('payments', 'payments gets 1.25k requests a second over 1m; the limit is at most 1000.'),
          ],
        },
      ]),
    ).toBe('');
  });

  test('is quiet at its limit, below it and on a spike', async () => {
    const series = {
      ...READY,
      ...requests('demo-api', '0+30x20 1600+30x40'),
      ...requests('payments', '0x60'),
    };

    expect(await firing('above: 2', series, quiet)).toBe('');
  });
});

describe('an alert on too little traffic', () => {
  test('fires below its limit, down to none', async () => {
    const series = {
      ...READY,
      ...requests('demo-api', '0+30x20 600+3x40'),
      ...requests('payments', '0+30x20 600x40'),
    };

    expect(
      await firing('below: 1', series, [
        { at: '5m', alert: 'Odd', fires: [] },
        {
          at: '8m',
          alert: 'Odd',
          fires: [tooLittle('demo-api', '0.2'), tooLittle('payments', '0')],
        },
      ]),
    ).toBe('');
  });

  test('is quiet at its limit, above it and on a short gap', async () => {
    const series = {
      ...READY,
      ...requests('demo-api', '0+15x60'),
      ...requests('payments', '0+30x20 600x2 630+30x40'),
    };

    expect(await firing('below: 1', series, quiet)).toBe('');
  });

  test('does not take the scrapes of the exporter for the traffic of a service', async () => {
    expect(await firing('below: 1', { ...READY, ...SELF, ...STEADY }, quiet)).toBe('');
  });

  test('fires for services that never had a request, and so have no series', async () => {
    expect(
      await firing('below: 1', { ...READY, ...SELF }, [
        { at: '45s', alert: 'Odd', fires: [] },
        { at: '1m', alert: 'Odd', fires: [tooLittle('demo-api', '0'), tooLittle('payments', '0')] },
      ]),
    ).toBe('');
    expect(
      await firing('below: 1, service: payments', { ...READY, ...SELF }, [
        { at: '1m', alert: 'Odd', fires: [tooLittle('payments', '0')] },
      ]),
    ).toBe('');
  });

  test('goes on firing where the counters are gone after a restart, and ends with the first requests', async () => {
    const series = {
      'goldwatch_ready{instance="exporter:9464", job="goldwatch"}': '1x20 0x2 1x60',
      ...requests('demo-api', '600x20 stale _x20 0+30x40'),
      ...requests('payments', '0+30x80'),
    };

    expect(
      await firing('below: 1', series, [
        { at: '4m', alert: 'Odd', fires: [tooLittle('demo-api', '0')] },
        { at: '9m', alert: 'Odd', fires: [tooLittle('demo-api', '0')] },
        { at: '13m', alert: 'Odd', fires: [] },
      ]),
    ).toBe('');
  });

  test('is quiet while nobody knows, because the exporter is away or catches up', async () => {
    const catchingUp = { 'goldwatch_ready{job="goldwatch"}': '0x60' };

    expect(await firing('below: 1', {}, quiet)).toBe('');
    expect(await firing('below: 1', catchingUp, quiet)).toBe('');
  });

  test('fires for each service by its own name only', async () => {
    const series = { ...READY, ...SELF, ...requests('demo-api', '0+30x60'), ...requests('payments', '0x60') };

    expect(
      await firing('below: 1', series, [{ at: '5m', alert: 'Odd', fires: [tooLittle('payments', '0')] }]),
    ).toBe('');
    expect(await firing('below: 1, service: demo-api', series, quiet)).toBe('');
  });
});
