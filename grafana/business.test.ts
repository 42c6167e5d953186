import { describe, expect, test } from 'vitest';
import { loadDefinition } from '../definition/load.ts';
import { business, hasBusinessMetrics } from './business.ts';
import { businessMetrics } from './business_metrics.ts';
import { titleOf } from './known_metrics.ts';
import { everyDashboard, panelOf, panelsOf } from './testing.ts';

const load = (sources: string) =>
  loadDefinition(`service: { name: shop }\nsources:\n${sources}\n`, 'monitoring.yml', {});
const declaring = (...metrics: readonly string[]) =>
  load(`  - { type: events, metrics: [${metrics.join(', ')}] }`);
const expressionsOf = (title: string, definition = everyDashboard) =>
  (panelOf(business(definition), title).targets ?? []).map((target) => (target as { expr?: string }).expr);

describe('the dashboard «Business»', () => {
  test('is there where logs or events declare metrics, and only there', () => {
    expect(hasBusinessMetrics(declaring('{ name: orders_total, type: counter }'))).toBe(true);
    expect(
      hasBusinessMetrics(
        load(`  - { type: logs, files: [a], metrics: [{ name: orders_total, type: counter, pattern: '' }] }`),
      ),
    ).toBe(true);
    expect(hasBusinessMetrics(load('  - { type: container }\n  - { type: llm }'))).toBe(false);
  });

  test('leaves to other dashboards what they show', () => {
    const names = businessMetrics(everyDashboard).map(({ name }) => name);

    expect(names).toContain('user_registrations_total');
    expect(names).toContain('chat_seconds');
    for (const name of ['cache_hits_total', 'database_connection_failures_total', 'auth_failures_total'])
      expect(names).not.toContain(name);
    expect(
      hasBusinessMetrics(declaring('{ name: auth_failures_total, type: counter, labels: [reason] }')),
    ).toBe(false);
  });

  test('shows itself what another dashboard would show only together with a metric that nobody declares', () => {
    const hits = '{ name: cache_hits_total, type: counter }';
    const names = (...metrics: readonly string[]) =>
      businessMetrics(declaring(...metrics)).map(({ name }) => name);

    expect(names(hits)).toEqual(['cache_hits_total']);
    expect(names(hits, '{ name: cache_requests_total, type: counter }')).toEqual([]);
  });

  test('lets its reader choose among the services of every metric, not only of the first', () => {
    const query = (definition: Parameters<typeof business>[0]) =>
      business(definition).templating.list?.find(({ name }) => name === 'service')?.query;

    expect(query(declaring('{ name: orders_total, type: counter }'))).toBe(
      'label_values(orders_total, service)',
    );
    expect(
      query(
        declaring('{ name: orders_total, type: counter }', '{ name: cart_value_dollars, type: histogram }'),
      ),
    ).toBe('label_values({__name__=~"orders_total|cart_value_dollars_count"}, service)');
  });

  test('shows a counter in the unit that its name tells, and as a count where it tells none', () => {
    const definition = declaring(
      '{ name: revenue_dollars_total, type: counter, labels: [plan] }',
      '{ name: orders_total, type: counter }',
    );
    const unitsOf = (...titles: readonly string[]) =>
      titles.map((title) => panelOf(business(definition), title).fieldConfig?.defaults.unit);

    expect(
      unitsOf(
        'Revenue dollars per minute now',
        'Revenue dollars in 24 hours',
        'Revenue dollars per minute',
        'Revenue dollars per minute by plan',
      ),
    ).toEqual(['currencyUSD', 'currencyUSD', 'currencyUSD', 'currencyUSD']);
    expect(unitsOf('Orders per minute now', 'Orders in 24 hours', 'Orders per minute')).toEqual([
      'cpm',
      'short',
      'cpm',
    ]);
  });

  test('shows a metric once that two sources declare', () => {
    const twice = load(
      ['a', 'b']
        .map((name) => `  - { type: events, name: ${name}, metrics: [{ name: jobs_total, type: counter }] }`)
        .join('\n'),
    );

    expect(businessMetrics(twice).map(({ name }) => name)).toEqual(['jobs_total']);
  });

  test('has a row for each metric, called as people call it', () => {
    const rows = (business(everyDashboard).panels ?? []).filter(({ type }) => type === 'row');

    expect(rows.map(({ title }) => title)).toEqual(
      businessMetrics(everyDashboard).map(({ name }) => titleOf(name)),
    );
    expect(rows.slice(0, 1)).toMatchObject([{ title: 'Time to answer a chat' }]);
    expect(titleOf('slow_requests_total')).toBe('Slow requests');
    expect(titleOf('constructor_total')).toBe('Constructor');
  });

  test('compares a counter with a week before', () => {
    expect(expressionsOf('Registrations in 24 hours')).toEqual([
      'sum by (service) (increase(user_registrations_total{service=~"$service",environment=~"$environment"}[1d]))',
      'sum by (service) (increase(user_registrations_total{service=~"$service",environment=~"$environment"}[1d] offset 1w))',
    ]);
  });

  test('shows the few greatest values of a label', () => {
    expect(expressionsOf('Messages per minute by namespace')).toEqual([
      'topk(5, 60 * sum by (namespace) (rate(chat_messages_total{service=~"$service",environment=~"$environment"}[$__rate_interval])))',
    ]);
  });

  test('adds up gauges, but not distinct counts, in which somebody may be twice', () => {
    expect(expressionsOf('Open sessions now')).toEqual([
      'sum by (service) (active_user_sessions{service=~"$service",environment=~"$environment"})',
    ]);
    expect(expressionsOf('Users of a day now')).toEqual([
      'max by (service) (daily_active_users{service=~"$service",environment=~"$environment"})',
    ]);
  });

  test('leaves out the quantile of a histogram without observations', () => {
    expect(expressionsOf('Length of sessions p95')).toEqual([
      'histogram_quantile(0.95, sum by (service, le) (rate(session_duration_seconds_bucket{service=~"$service",environment=~"$environment"}[1h]))) > -Inf',
    ]);
  });

  test('takes units from names', () => {
    const unitOf = (title: string) => panelOf(business(everyDashboard), title).fieldConfig?.defaults.unit;

    expect(unitOf('Length of sessions p95')).toBe('s');
    expect(unitOf('Value of carts p50')).toBe('currencyUSD');
    expect(unitOf('Satisfaction of users p50')).toBe('short');
  });

  test('makes one sentence of any help', () => {
    const help = "'orders that were paid. Twice is once.'";
    const dashboard = business(declaring(`{ name: orders_total, type: counter, help: ${help} }`));

    expect(panelOf(dashboard, 'Orders per minute').description).toBe(
      'Orders that were paid; Twice is once: per minute, by service, and a week before.',
    );
  });

  test('tells apart what would be called alike', () => {
    const rows = business(
      declaring('{ name: orders_total, type: counter }', '{ name: orders, type: gauge }'),
    ).panels?.filter(({ type }) => type === 'row');

    expect(rows?.map(({ title }) => title)).toEqual(['Orders', 'Orders (orders)']);
  });

  test('shows forty metrics at most, and says so', () => {
    const many = Array.from({ length: 41 }, (_, index) => `{ name: m${index}_total, type: counter }`);
    const dashboard = business(declaring(...many));

    expect(dashboard.description).toContain('the first 40 of 41 metrics.');
    expect(panelsOf(dashboard)).toHaveLength(40 * 3);
  });
});
