import { describe, expect, test } from 'vitest';
import { loadDefinition } from '../../definition/load.ts';
import { composeStack } from '../../definition/stack.ts';
import type { AlertingRule } from '../rule_file.ts';
import { objectiveGroups } from './groups.ts';

/** The alerts on availability with these settings. */
function alertsWith(settings: string, service = ''): AlertingRule[] {
  const definition = loadDefinition(
    `
service: { name: api${service} }
sources:
  - { type: logs, files: [a], golden_signals: { method: $.m, path: $.p, status: $.s, duration_ms: $.d } }
objectives:
  - { name: availability, ${settings} }
`,
    'monitoring.yml',
    {},
  );
  return objectiveGroups(definition, composeStack).flatMap(({ rules }) =>
    rules.flatMap((rule) => ('alert' in rule ? [rule] : [])),
  );
}

const severities = (settings: string) =>
  alertsWith(settings).map(({ alert, labels }) => `${alert} ${labels.severity}`);

describe('an objective', () => {
  test('pages, writes a ticket, and says when nothing is known of it', () => {
    expect(severities('signal: availability, target: 99.9%')).toEqual([
      'AvailabilityBudgetBurnsFast critical',
      'AvailabilityUnknown warning',
      'AvailabilityBudgetBurnsSlowly warning',
    ]);
  });

  test.each([
    ['page: warning, ticket: info', ['BudgetBurnsFast warning', 'Unknown info', 'BudgetBurnsSlowly info']],
    ['page: false', ['Unknown warning', 'BudgetBurnsSlowly warning']],
    ['ticket: false', ['BudgetBurnsFast critical', 'Unknown warning']],
    ['page: false, ticket: false', []],
  ])('with %s has the alerts %j', (settings, expected) => {
    expect(severities(`signal: availability, target: 99.9%, ${settings}`)).toEqual(
      expected.map((alert) => `Availability${alert}`),
    );
  });

  test('on traffic is known wherever the exporter is', () => {
    expect(severities('signal: traffic, at_least: 1, target: 99%')).toEqual([
      'AvailabilityBudgetBurnsFast critical',
      'AvailabilityBudgetBurnsSlowly warning',
    ]);
  });

  test('that promises little has no page, since not even an outage burns fast enough', () => {
    expect(severities('signal: availability, target: 80%')).toEqual([
      'AvailabilityUnknown warning',
      'AvailabilityBudgetBurnsSlowly warning',
    ]);
  });

  test('that an outage burns ten times too fast pages by its second pair of windows alone', () => {
    const [page] = alertsWith('signal: availability, target: 90%');
    expect(page?.expr).not.toContain('14.4');
    expect(page?.expr).toContain('ratio_rate6h');
    expect(page?.annotations.threshold).toBe('6×');
  });
});

describe('an alert on an objective', () => {
  test('has the labels by which messages are routed and dashboards find it', () => {
    const [page] = alertsWith(
      'signal: availability, target: 99.9%, labels: { tier: gold }',
      ', owner: platform',
    );
    expect(page?.labels).toEqual({
      tier: 'gold',
      severity: 'critical',
      objective: 'availability',
      signal: 'availability',
      service: 'api',
      sloth_service: 'api',
      sloth_slo: 'availability',
      sloth_id: 'api-availability',
      sloth_severity: 'page',
      sloth_window: '',
      team: 'platform',
    });
  });

  test('leads to the runbook of the objective, or else to that of its name', () => {
    const runbooks = ', runbooks: "https://wiki.example.com/{alert}"';
    const urls = (settings: string) =>
      alertsWith(settings, runbooks).map(({ annotations }) => annotations.runbook_url);

    expect(urls('signal: availability, target: 99.9%')).toEqual([
      'https://wiki.example.com/AvailabilityBudgetBurnsFast',
      'https://wiki.example.com/AvailabilityUnknown',
      'https://wiki.example.com/AvailabilityBudgetBurnsSlowly',
    ]);
    expect(new Set(urls('signal: availability, target: 99.9%, runbook: "https://a.example.com/b"'))).toEqual(
      new Set(['https://a.example.com/b']),
    );
  });

  test('asks for no number of bad events where events are seconds', () => {
    const [counted] = alertsWith('signal: availability, target: 99.9%, minimum_events: 20');
    const [timed] = alertsWith('signal: traffic, at_least: 1, target: 99%');
    expect(counted?.expr).toContain('> 19.5');
    expect(timed?.expr).not.toContain('slo:bad_events:increase');
  });
});
