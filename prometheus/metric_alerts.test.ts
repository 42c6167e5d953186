import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { objections } from './testing/rule_test.ts';

const DASHBOARD = 'http://localhost:3000/d/goldwatch-golden-signals?var-service=';

const SOURCES = [
  {
    type: 'events',
    metrics: [
      { name: 'orders_total', type: 'counter', labels: ['plan'] },
      { name: 'refunds_total', type: 'counter' },
      { name: 'upload_bytes_total', type: 'counter' },
      { name: 'spent_usd_total', type: 'counter' },
      { name: 'queue_length', type: 'gauge', labels: ['queue'] },
      { name: 'slots', type: 'gauge' },
      { name: 'wait_seconds', type: 'histogram', buckets: [1, 2, 4] },
    ],
  },
];

type Settings = Readonly<Record<string, unknown>>;

/** A definition with alerts that fire at once. */
const withAlerts = (alerts: Readonly<Record<string, Settings>>, service: Settings = {}) =>
  stringify({
    service: { name: 'shop', ...service },
    sources: SOURCES,
    alerts: Object.entries(alerts).map(([name, settings]) => ({
      name,
      severity: 'info',
      for: '0s',
      summary: 'It is odd.',
      ...settings,
    })),
  });

/** A firing alert, its description and the parts of it that are annotations of their own. */
const odd = (labels: Settings, description: string, value: string, threshold: string) => ({
  labels: { severity: 'info', service: 'shop', ...labels } as Record<string, string>,
  annotations: {
    summary: 'It is odd.',
    description,
    value,
    threshold,
    dashboard_url: `${DASHBOARD}shop`,
  },
});

const of = (name: string, labels = '') => `${name}{service="shop"${labels && `,${labels}`}}`;

test('a counter is compared by how much it grew, or how fast, and its unit is that of its name', async () => {
  const definition = withAlerts({
    Grown: { metric: 'orders_total', above: 50 },
    PerMinute: { metric: 'orders_total', by: ['plan'], per: 'minute', above: 10 },
    PerSecond: { metric: 'upload_bytes_total', per: 'second', above: '100KB' },
    PerHour: { metric: 'spent_usd_total', per: 'hour', window: '10m', below: 20 },
  });
  const series = {
    [of('orders_total', 'plan="pro"')]: '0+5x40',
    [of('orders_total', 'plan="free"')]: '0+1x40',
    [of('upload_bytes_total')]: '0+3000000x40',
    [of('spent_usd_total')]: '0+0.05x40',
  };
  expect(
    await objections(definition, {
      series,
      alerts: [
        {
          at: '10m',
          alert: 'Grown',
          fires: [
            odd(
              {},
              'orders_total of shop grew by 120 in 5m; the limit is at most 50 in 5m.',
              '120 in 5m',
              '50 in 5m',
            ),
          ],
        },
        {
          at: '10m',
          alert: 'PerMinute',
          fires: [
            odd(
              { plan: 'pro' },
              'orders_total of shop (plan pro) grows by 20 a minute over 5m; the limit is at most 10 a minute.',
              '20 a minute',
              '10 a minute',
            ),
          ],
        },
        {
          at: '10m',
          alert: 'PerSecond',
          fires: [
            odd(
              {},
              'upload_bytes_total of shop grows by 195.3kiB a second over 5m; the limit is at most 100KB a second.',
              '195.3kiB a second',
              '100KB a second',
            ),
          ],
        },
        {
          at: '10m',
          alert: 'PerHour',
          fires: [
            odd(
              {},
              'spent_usd_total of shop grows by 12.00 dollars an hour over 10m; the limit is at least 20 dollars an hour.',
              '12.00 dollars an hour',
              '20 dollars an hour',
            ),
          ],
        },
      ],
    }),
  ).toBe('');
});

test('labels choose series: one value, one of several, or every other one, whatever signs are in them', async () => {
  const definition = withAlerts({
    One: { metric: 'orders_total', match: { plan: 'a.b' }, by: ['plan'], above: 0 },
    Several: { metric: 'orders_total', match: { plan: ['a.b', 'c"|\\'] }, by: ['plan'], above: 0 },
    Other: { metric: 'orders_total', match: { plan: '!a.b' }, by: ['plan'], above: 0 },
    Others: { metric: 'orders_total', match: { plan: ['!a.b', '!axb'] }, by: ['plan'], above: 0 },
  });
  const fires = (...plans: readonly string[]) => plans.map((plan) => [{ plan }, 1] as const);
  const firing = (alertname: string) =>
    `max by (plan) (ALERTS{alertname="${alertname}", alertstate="firing"})`;
  expect(
    await objections(definition, {
      series: {
        [of('orders_total', 'plan="a.b"')]: '0+1x40',
        [of('orders_total', 'plan="axb"')]: '0+1x40',
        [of('orders_total', 'plan="c\\"|\\\\"')]: '0+1x40',
      },
      queries: [
        { at: '5m', query: firing('One'), gives: fires('a.b') },
        { at: '5m', query: firing('Several'), gives: fires('a.b', 'c"|\\') },
        { at: '5m', query: firing('Other'), gives: fires('axb', 'c"|\\') },
        { at: '5m', query: firing('Others'), gives: fires('c"|\\') },
      ],
    }),
  ).toBe('');
});

test('a share is one of what there was: none of it is 0%, and nothing at all is no share', async () => {
  const definition = withAlerts({
    High: { metric: 'refunds_total', of: 'orders_total', above: '10%' },
    Low: { metric: 'refunds_total', of: 'orders_total', of_at_least: 20, below: '1%' },
  });
  const service = (name: string, metric: string, values: string) => ({
    [`${metric}{service="${name}"}`]: values,
  });
  const firing = (alertname: string) =>
    `max by (service) (ALERTS{alertname="${alertname}", alertstate="firing"})`;
  expect(
    await objections(definition, {
      series: {
        ...service('shop', 'orders_total', '0+4x40'),
        ...service('shop', 'refunds_total', '0+1x40'),
        ...service('sound', 'orders_total', '0+4x40'),
        ...service('quiet', 'orders_total', '7x40'),
        ...service('quiet', 'refunds_total', '7x40'),
        ...service('small', 'orders_total', '0+0.5x40'),
      },
      queries: [
        { at: '10m', query: firing('High'), gives: [[{ service: 'shop' }, 1]] },
        { at: '10m', query: firing('Low'), gives: [[{ service: 'sound' }, 1]] },
      ],
      alerts: [
        {
          at: '10m',
          alert: 'High',
          fires: [
            odd(
              {},
              'refunds_total of shop is 25% of orders_total over 5m; the limit is at most 10%.',
              '25%',
              '10%',
            ),
          ],
        },
      ],
    }),
  ).toBe('');
});

test('the series of a gauge become one: the worst unless the alert says otherwise, and sums where one is part of another', async () => {
  const definition = withAlerts({
    Above: { metric: 'queue_length', above: 8 },
    Below: { metric: 'queue_length', below: 4 },
    Sum: { metric: 'queue_length', aggregate: 'sum', above: 11 },
    Average: { metric: 'queue_length', aggregate: 'avg', above: 6 },
    Part: { metric: 'queue_length', of: 'slots', above: '50%' },
  });
  const is = (name: string, value: string, limit: string) => ({
    at: '5m',
    alert: name,
    fires: [
      odd(
        {},
        `queue_length of shop is ${value}; the limit is ${limit}.`,
        value,
        limit.replace(/^at \w+ /, ''),
      ),
    ],
  });
  expect(
    await objections(definition, {
      series: {
        [of('queue_length', 'queue="a"')]: '9x40',
        [of('queue_length', 'queue="b"')]: '3x40',
        [of('slots', 'instance="a"')]: '10x40',
        [of('slots', 'instance="b"')]: '10x40',
      },
      alerts: [
        is('Above', '9', 'at most 8'),
        is('Below', '3', 'at least 4'),
        is('Sum', '12', 'at most 11'),
        { at: '5m', alert: 'Average', fires: [] },
        {
          at: '5m',
          alert: 'Part',
          fires: [odd({}, 'queue_length of shop is 60% of slots; the limit is at most 50%.', '60%', '50%')],
        },
      ],
    }),
  ).toBe('');
});

test('a histogram is compared by a quantile, up to its highest bound, or by its average', async () => {
  const definition = withAlerts({
    Quantile: { metric: 'wait_seconds', quantile: 0.75, above: '1s' },
    Highest: { metric: 'wait_seconds', quantile: 0.99, above: 4 },
    Average: { metric: 'wait_seconds', aggregate: 'avg', window: '2m', above: '500ms' },
  });
  expect(
    await objections(definition, {
      series: {
        [of('wait_seconds_bucket', 'le="1"')]: '0+5x40',
        [of('wait_seconds_bucket', 'le="2"')]: '0+10x40',
        [of('wait_seconds_bucket', 'le="4"')]: '0+10x40',
        [of('wait_seconds_bucket', 'le="+Inf"')]: '0+11x40',
        [of('wait_seconds_sum')]: '0+22x40',
        [of('wait_seconds_count')]: '0+11x40',
      },
      alerts: [
        {
          at: '10m',
          alert: 'Quantile',
          fires: [
            odd(
              {},
              '25% of wait_seconds of shop are above 1.65s over 5m; the limit is at most 1s.',
              '1.65s',
              '1s',
            ),
          ],
        },
        {
          at: '10m',
          alert: 'Highest',
          fires: [
            odd({}, '1% of wait_seconds of shop are above 4s over 5m; the limit is at most 4s.', '4s', '4s'),
          ],
        },
        {
          at: '10m',
          alert: 'Average',
          fires: [
            odd(
              {},
              'wait_seconds of shop is 2s on average over 2m; the limit is at most 500ms.',
              '2s',
              '500ms',
            ),
          ],
        },
      ],
    }),
  ).toBe('');
});

test('an alert that wants data fires without it, as soon as the exporter can tell', async () => {
  const definition = withAlerts({
    Metric: { metric: 'orders_total', above: 5, no_data: 'alert' },
    Expression: { promql: 'sum(slots) / 4', above: '80%', no_data: 'alert' },
    Fine: { metric: 'refunds_total', above: 5, no_data: 'alert' },
    Quiet: { metric: 'orders_total', above: 5 },
  });
  const none = (of: string, threshold: string) => odd({}, `There is no data of ${of}.`, 'no data', threshold);
  expect(
    await objections(definition, {
      series: { goldwatch_ready: '0x20 1x40', [of('refunds_total')]: '0x60' },
      alerts: [
        ...['Metric', 'Expression', 'Fine', 'Quiet'].map((alert) => ({ at: '4m', alert, fires: [] })),
        { at: '10m', alert: 'Metric', fires: [none('orders_total of shop', '5 in 5m')] },
        { at: '10m', alert: 'Expression', fires: [none('Expression for shop', '80%')] },
        { at: '10m', alert: 'Fine', fires: [] },
        { at: '10m', alert: 'Quiet', fires: [] },
      ],
    }),
  ).toBe('');
});

test('with data it says what the data say', async () => {
  const definition = withAlerts({
    Metric: { metric: 'queue_length', above: 5, no_data: 'alert' },
    Expression: { promql: 'sum(slots) / 4', above: '80%', no_data: 'alert' },
  });
  expect(
    await objections(definition, {
      series: { goldwatch_ready: '1x40', [of('queue_length', 'queue="a"')]: '9x40', slots: '4x40' },
      alerts: [
        {
          at: '5m',
          alert: 'Metric',
          fires: [odd({}, 'queue_length of shop is 9; the limit is at most 5.', '9', '5')],
        },
        {
          at: '5m',
          alert: 'Expression',
          fires: [odd({}, 'The value is 100%; the limit is at most 80%.', '100%', '80%')],
        },
      ],
    }),
  ).toBe('');
});

test('an alert goes on after its condition has ended where it says so, and links to its own dashboard', async () => {
  const dashboard = 'https://grafana.example.com/d/queues';
  const settings = { metric: 'queue_length', above: 5, dashboard };
  const definition = withAlerts({ Short: settings, Long: { ...settings, above: 6, keep_firing_for: '5m' } });
  const still = odd({}, 'queue_length of shop is 9; the limit is at most 6.', '9', '6');
  expect(
    await objections(definition, {
      series: { [of('queue_length', 'queue="a"')]: '9x20 0x40' },
      alerts: [
        { at: '6m', alert: 'Short', fires: [] },
        {
          at: '6m',
          alert: 'Long',
          fires: [{ ...still, annotations: { ...still.annotations, dashboard_url: dashboard } }],
        },
        { at: '11m', alert: 'Long', fires: [] },
      ],
    }),
  ).toBe('');
});

test('every alert has the team that owns the service, whatever its name, or its own one', async () => {
  const settings = { metric: 'queue_length', above: 5 };
  const definition = withAlerts(
    { Own: { ...settings, labels: { team: 'queues' } }, Usual: { ...settings, above: 6 } },
    { owner: 'R&D {{ "}}' },
  );
  const with_ = (team: string, limit: string) => [
    odd({ team }, `queue_length of shop is 9; the limit is at most ${limit}.`, '9', limit),
  ];
  expect(
    await objections(definition, {
      series: { [of('queue_length', 'queue="a"')]: '9x40' },
      queries: [
        {
          at: '5m',
          query: 'max by (team) (ALERTS{alertname="Watchdog"})',
          gives: [[{ team: 'R&D {{ "}}' }, 1]],
        },
      ],
      alerts: [
        { at: '5m', alert: 'Own', fires: with_('queues', '5') },
        { at: '5m', alert: 'Usual', fires: with_('R&D {{ "}}', '6') },
      ],
    }),
  ).toBe('');
});
