import { describe, expect, test } from 'vitest';
import { loadDefinition } from '../definition/load.ts';
import { hasSecurity, security } from './security.ts';
import { everyDashboard, everySignal, panelOf } from './testing.ts';

const load = (sources: string) =>
  loadDefinition(`service: { name: shop }\nsources: [${sources}]\n`, 'monitoring.yml', {});
const PRESET = '{ type: logs, files: [a.json], presets: [security] }';
const EVENTS = '{ type: events, metrics: [{ name: auth_failures_total, type: counter }] }';
const rowsOf = (definition: Parameters<typeof security>[0]) =>
  (security(definition).panels ?? []).filter(({ type }) => type === 'row').map(({ title }) => title);

const CHOSEN = 'service=~"$service",environment=~"$environment"';

describe('the dashboard «Security»', () => {
  test('is there where sources count failed authentications or rate limiting, by the preset or as events', () => {
    expect(hasSecurity(load(PRESET))).toBe(true);
    expect(hasSecurity(load(EVENTS))).toBe(true);
    expect(hasSecurity(everySignal)).toBe(false);
  });

  test('tells of requests too where somebody knows of them', () => {
    expect(rowsOf(everyDashboard)).toEqual([
      'Counted by the application',
      'Answers to requests',
      'Against yesterday',
    ]);
    expect(rowsOf(load(PRESET))).toEqual(['Counted by the application']);
  });

  test('tells reasons apart where events have them', () => {
    const legend = (sources: string) =>
      panelOf(security(load(sources)), 'Failed authentications per minute').targets?.[0];

    expect(legend(PRESET)).toMatchObject({ legendFormat: '{{service}} {{reason}}' });
    expect(legend(EVENTS)).toMatchObject({ legendFormat: '{{service}}' });
  });

  test('counts routes that do not exist as scans', () => {
    expect(panelOf(security(everyDashboard), 'Scans for paths').targets).toMatchObject([
      {
        expr: `60 * (sum by (service) (service_route:http_requests:rate5m{${CHOSEN},route="<unmatched>"}) or 0 * sum by (service) (service:http_requests:rate5m{${CHOSEN}}))`,
      },
    ]);
  });

  test('shows a 0 where there is traffic and none of it is refused, and nothing where there is none', () => {
    const all = `sum by (service) (service:http_requests:rate5m{${CHOSEN}}`;
    expect(panelOf(security(everyDashboard), 'Share of requests refused').targets).toMatchObject([
      {
        expr: `(sum by (service) (service_status:http_requests:rate5m{${CHOSEN},status=~"401|403"}) or 0 * ${all})) / ${all} > 0)`,
      },
    ]);
  });
});
