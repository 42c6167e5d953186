import { describe, expect, test } from 'vitest';
import { loadDefinition } from '../definition/load.ts';
import type { Definition } from '../definition/schema.ts';
import { exporter } from './exporter.ts';
import { expressionsOf } from './expressions.ts';
import { goldenSignals } from './golden_signals.ts';
import { objectives } from './objectives.ts';
import { systemHealth } from './system_health.ts';
import { everyDashboard, panelOf, panelsOf } from './testing.ts';

const load = (text: string) => loadDefinition(`service: { name: shop }\n${text}`, 'monitoring.yml', {});
const rowsOf = (build: (definition: Definition) => ReturnType<typeof exporter>, definition: Definition) =>
  (build(definition).panels ?? []).filter(({ type }) => type === 'row').map(({ title }) => title);

const MEAN =
  'avg_over_time(slo:bad_events:increase{service=~"$service",environment=~"$environment"}[$__rate_interval])';

describe('the dashboard «Objectives»', () => {
  const LOGS =
    'sources: [{ type: logs, files: [a.json], golden_signals: { method: $.m, path: $.p, status: $.s, duration_s: $.d } }]\n';

  test('shows burn rates over the windows of the alerts, each period apart', () => {
    expect(rowsOf(objectives, everyDashboard)).toEqual([
      'How they stand',
      'Budget and forecast',
      'Burn rates of objectives over 7d',
      'Burn rates of objectives over 30d',
      'Events',
    ]);
    const { targets } = panelOf(objectives(everyDashboard), 'Burn rate over 1h and 5m, of 30d');
    expect(targets).toMatchObject([
      {
        expr: 'slo:sli_error:ratio_rate1h{service=~"$service",environment=~"$environment",sloth_slo=~"availability|sign_ins"} / ignoring (sloth_window) slo:error_budget:ratio{service=~"$service",environment=~"$environment"}',
      },
      { legendFormat: '{{service}} {{sloth_slo}} over 5m' },
    ]);
  });

  test('draws the burn rate from which on somebody is told, in the colour of how urgently', () => {
    const only = load(`${LOGS}objectives: [{ name: a, signal: availability, target: 99%, window: 30d }]\n`);
    const steps = (title: string) => panelOf(objectives(only), title).fieldConfig?.defaults.thresholds?.steps;
    expect(steps('Burn rate over 1h and 5m, of 30d')?.at(-1)).toEqual({ value: 14.4, color: 'red' });
    expect(steps('Burn rate over 3d and 6h, of 30d')?.at(-1)).toEqual({ value: 1, color: 'orange' });
  });

  test('draws none where nobody is told', () => {
    const silent = load(
      `${LOGS}objectives: [{ name: a, signal: availability, target: 99%, window: 30d, page: false }]\n`,
    );
    const { fieldConfig } = panelOf(objectives(silent), 'Burn rate over 1h and 5m, of 30d');
    expect(fieldConfig?.defaults.thresholds).toBeUndefined();
  });

  test('says of a budget that is spent that it is, not that it lasts', () => {
    const { targets, fieldConfig } = panelOf(
      objectives(everyDashboard),
      'Objectives, the least budget first',
    );
    expect(targets?.at(-1)).toMatchObject({
      expr: expect.stringMatching(/or slo:period_error_budget_remaining:ratio\{[^}]+\} > bool 0\)$/),
    });
    const its = fieldConfig?.overrides.find(({ matcher }) => matcher.options === 'Budget spent');
    expect(its?.properties).toContainEqual({
      id: 'mappings',
      value: [
        {
          type: 'value',
          options: {
            '0': { text: 'spent already', color: 'red', index: 0 },
            '1': { text: 'not at this pace', index: 1 },
          },
        },
      ],
    });
  });

  test('says of a budget of which nothing is known that it is not known, not that it lasts', () => {
    const { overrides = [] } =
      panelOf(objectives(everyDashboard), 'Objectives, the least budget first').fieldConfig ?? {};
    const its = overrides.find(({ matcher }) => matcher.options === 'Budget spent');
    expect(its?.properties.map(({ id }) => id)).toEqual(['unit', 'mappings']);
    const tile = panelOf(goldenSignals(everyDashboard), 'Budget spent').fieldConfig?.defaults;
    expect(tile?.noValue).toBe('not known yet');
  });

  test('counts events per minute, whatever the time between evaluations', () => {
    const expressionsFor = (interval: string) => {
      const definition = load(
        `exporter: { scrape_interval: ${interval} }\n${LOGS}objectives: [{ name: a, signal: availability, target: 99%, window: 30d }]\n`,
      );
      return expressionsOf(JSON.stringify(objectives(definition)));
    };
    expect(expressionsFor('15s')).toContain(`4 * ${MEAN}`);
    expect(expressionsFor('10s')).toContain(`6 * ${MEAN}`);
  });
});

describe('the dashboard «Mirror and exporter»', () => {
  const titlesOf = (definition: Definition) => panelsOf(exporter(definition)).map(({ title }) => title);
  const MIRROR =
    'sources: [{ type: container }]\nmirror: { cloudwatch: { namespace: Shop, budget: { monthly_usd: 20 }, select: [{ series: saturation_ratio }] } }\n';

  test('shows the mirror where there is one, and its cost against the budget', () => {
    expect(titlesOf(load(''))).not.toContain('Cost of a month');
    const { fieldConfig } = panelOf(exporter(load(MIRROR)), 'Cost of a month');
    expect(fieldConfig?.defaults).toMatchObject({
      unit: 'currencyUSD',
      thresholds: { steps: [{}, { value: 20, color: 'orange' }] },
    });
  });

  test('shows heartbeat and digest where they are sent', () => {
    const sent = load(
      'notify:\n  heartbeat: { url_file: heartbeat_url }\n  email: { smarthost: mail.example.com:587, from: a@example.com, to: { digest: b@example.com } }\n',
    );
    expect(titlesOf(load(''))).not.toEqual(expect.arrayContaining(['Heartbeats']));
    expect(titlesOf(sent)).toEqual(expect.arrayContaining(['Heartbeats', 'Daily digests']));
  });
});

describe('the dashboard «System health»', () => {
  test('adds up what several exporters tell of a service, and its limits too, so that both can be compared', () => {
    const dashboard = systemHealth(load('sources: [{ type: container }]\n'));
    const expressionsIn = (title: string) =>
      (panelOf(dashboard, title).targets ?? []).map((target) => (target as { expr?: string }).expr);
    const sum = (series: string) =>
      `sum by (service) (${series}{service=~"$service",environment=~"$environment"})`;

    expect(expressionsIn('CPU cores in use')[1]).toBe(sum('container_cpu_limit_cores'));
    expect(expressionsIn('Memory held').slice(0, 2)).toEqual([
      sum('container_memory_working_set_bytes'),
      sum('container_memory_limit_bytes'),
    ]);
    expect(expressionsIn('Processes')).toEqual([sum('container_processes')]);
    expect(expressionsIn('Processes now')).toEqual([sum('container_processes')]);
    expect(expressionsIn('Open connections')).toEqual([sum('container_open_connections')]);
    expect(expressionsIn('Open connections now')).toEqual([sum('container_open_connections')]);
  });

  test('colours what is in use by the alerts on that resource alone', () => {
    const definition = load(
      'sources: [{ type: container }]\nalerts: [{ name: Full, signal: saturation, resource: memory, above: 80%, severity: critical, summary: Memory is full. }]\n',
    );
    const overrides = (title: string) =>
      panelOf(systemHealth(definition), title).fieldConfig?.defaults.thresholds?.steps;
    expect(overrides('Memory in use')).toEqual([
      { value: null, color: 'green' },
      { value: 0.8, color: 'red' },
    ]);
    expect(overrides('CPU in use')).toEqual([{ value: null, color: 'text' }]);
  });
});
