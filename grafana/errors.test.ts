import { describe, expect, test } from 'vitest';
import { loadDefinition } from '../definition/load.ts';
import { errors, hasErrorGroups } from './errors.ts';
import { definitionWith, everyDashboard, panelOf } from './testing.ts';

const dashboard = errors(everyDashboard);

describe('the dashboard «Errors»', () => {
  test('is there where a source groups errors', () => {
    expect(hasErrorGroups(everyDashboard)).toBe(true);
    expect(hasErrorGroups(definitionWith('severity: info, promql: up, below: 1'))).toBe(false);
  });

  test('lists the groups that there were not a day ago, with when each was first there, the newest on top', () => {
    const { targets, options } = panelOf(dashboard, 'Newest errors');
    const selected = 'application_errors_total{service=~"$service",environment=~"$environment"}';
    const yesterday = `sum by (service, error_type, fingerprint) (${selected} offset 1d)`;

    expect(targets).toMatchObject([
      {
        expr: `1000 * min by (service, error_type, fingerprint) (min_over_time(timestamp(${selected})[1d:1m]) or timestamp(${selected})) unless ${yesterday}`,
      },
      { expr: `sum by (service, error_type, fingerprint) (${selected}) unless ${yesterday}` },
    ]);
    expect(options).toMatchObject({ sortBy: [{ displayName: 'First seen', desc: true }] });
  });

  test('leads from a group to its sample at the exporter', () => {
    const links = panelOf(dashboard, 'Newest errors').fieldConfig?.overrides.flatMap(({ properties }) =>
      properties.filter(({ id }) => id === 'links').map(({ value }) => value as unknown),
    );

    expect(links).toEqual([
      [{ title: 'Samples at the exporter', url: 'http://localhost:9464/v1/errors', targetBlank: true }],
    ]);
  });

  test('does not colour all errors by an alert on some of them', () => {
    const some = loadDefinition(
      'service: { name: shop }\nsources: [{ type: logs, files: [a], errors: {} }]\nalerts: [{ name: Timeouts, metric: application_errors_total, match: { error_type: Timeout }, above: 3, severity: critical, summary: Time runs out. }, { name: Rate, metric: application_errors_total, match: { error_type: Timeout }, per: minute, above: 3, severity: critical, summary: Time runs out. }]\n',
      'monitoring.yml',
      {},
    );
    const stepsOf = (title: string) => panelOf(errors(some), title).fieldConfig?.defaults.thresholds?.steps;

    expect(stepsOf('Errors in five minutes')).toEqual([{ value: null, color: 'text' }]);
    expect(stepsOf('Errors per minute by service')).toBeUndefined();
  });

  test('colours errors by the alert that counts them over five minutes too', () => {
    expect(panelOf(dashboard, 'Errors in five minutes').fieldConfig?.defaults.thresholds?.steps).toEqual([
      { value: null, color: 'green' },
      { value: 10, color: 'orange' },
    ]);
  });
});
