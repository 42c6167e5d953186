import { describe, expect, test } from 'vitest';
import { loadDefinition } from '../definition/load.ts';
import { PRESETS } from '../definition/presets/index.ts';
import { dependencies, hasDependencies } from './dependencies.ts';
import { FAMILIES, familiesOf } from './dependency_families.ts';
import { everyDashboard, panelsOf } from './testing.ts';

const load = (sources: readonly string[], alerts: readonly string[] = []) =>
  loadDefinition(
    ['service: { name: shop }', `sources: [${sources.join(', ')}]`, `alerts: [${alerts.join(', ')}]`].join(
      '\n',
    ),
    'monitoring.yml',
    {},
  );
const shown = (...given: Parameters<typeof load>) =>
  familiesOf(load(...given)).map(({ title, graphs }) => [title, graphs.length]);
const scraping = (name: string, more = '') =>
  `{ type: scrape, name: ${name}, targets: ['http://127.0.0.1:9187/metrics']${more} }`;

describe('a family of dependencies', () => {
  test('is shown where a source declares all that a graph reads', () => {
    const cache = (...names: readonly string[]) =>
      `{ type: events, metrics: [${names.map((name) => `{ name: ${name}, type: counter }`).join(', ')}] }`;

    expect(shown([cache('cache_hits_total', 'cache_requests_total')])).toEqual([['Cache', 2]]);
    expect(shown([cache('cache_requests_total')])).toEqual([['Cache', 1]]);
    expect(shown([cache('cache_hits_total')])).toEqual([]);
  });

  test('is shown where its word stands in the name of what Prometheus scrapes', () => {
    expect(shown([scraping('orders-postgres')])).toEqual([['PostgreSQL', 6]]);
    expect(shown([scraping('MySQL.eu')])).toEqual([['MySQL', 3]]);
    // No word of its own: «rds» is only a part of one.
    expect(shown([scraping('records')])).toEqual([]);
  });

  test('is not shown where only the exporter has its series', () => {
    expect(shown([scraping('postgres', ', via: exporter')])).toEqual([]);
    expect(shown([scraping('postgres', ', via: exporter, expose: true')])).toEqual([['PostgreSQL', 6]]);
  });

  test('is shown where an alert reads a scraped series of it', () => {
    expect(shown([scraping('service')], ['SlowQueries'])).toEqual([['Queries of databases', 2]]);
    expect(shown([scraping('service')], ['CertificateExpiresSoon'])).toEqual([['From outside', 3]]);
    expect(shown([scraping('service')], ['{ preset: ConnectionPoolExhausted, above: 80% }'])).toEqual([
      ['Pools of connections', 2],
    ]);
  });

  test('is not shown whole because of an alert on what a source declares', () => {
    const requests =
      '{ type: events, metrics: [{ name: cache_hits_total, type: counter }, { name: cache_requests_total, type: counter }] }';

    expect(shown([scraping('service'), requests], ['LowCacheHitRate'])).toEqual([['Cache', 2]]);
  });

  test('is there for every preset of an alert on what services depend on', () => {
    const read = new Set(FAMILIES.flatMap(({ graphs }) => graphs.flatMap(({ reads }) => reads)));
    const asked = PRESETS.flatMap(({ alert }) => (typeof alert.metric === 'string' ? alert.metric : []));
    const ofDependencies = asked.filter((name) =>
      /^(?:pg_|db_|aws_|probe_|cache_|faas_|http_client_|database_)/.test(name),
    );

    expect(ofDependencies.length).toBeGreaterThan(10);
    expect(ofDependencies.filter((name) => !read.has(name))).toEqual([]);
  });
});

test('rates of what is scraped more seldom than the exporter have windows that hold several scrapes', () => {
  const intervals = (interval: string, ...more: readonly string[]) =>
    panelsOf(dependencies(load([scraping('mysql', `, interval: ${interval}`), ...more]))).map(
      ({ title, targets }) => [title, (targets?.[0] as { interval?: string } | undefined)?.interval],
    );

  expect(intervals('2m')).toContainEqual(['MySQL queries', '2m']);
  expect(intervals('15s')).toContainEqual(['MySQL queries', undefined]);
  expect(
    intervals('2m', '{ type: events, metrics: [{ name: cache_requests_total, type: counter }] }'),
  ).toContainEqual(['Cache look-ups', undefined]);
});

test('the dashboard is there with any family, and not for a container alone', () => {
  expect(hasDependencies(everyDashboard)).toBe(true);
  expect(familiesOf(everyDashboard)).toHaveLength(FAMILIES.length);
  expect(hasDependencies(load(['{ type: container }']))).toBe(false);
});
