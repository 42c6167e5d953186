import { expect, test } from 'vitest';
import { load, SHOP } from '../testing.ts';
import {
  errorRatioOf,
  failedOf,
  latencyOf,
  percentile,
  requestsOf,
  saturationOf,
  trafficOf,
} from './signals.ts';

const shop = load(SHOP);
const metric = (name: string, more: object = {}) => ({
  kind: 'metric',
  statistic: 'Sum',
  metric: { namespace: 'Shop/Api', name, dimensions: { service: 'shop', ...more } },
});

test('each signal of a service is asked of the metrics that the mirror sends', () => {
  expect(requestsOf(shop, 'shop')).toEqual({
    queries: [{ ...metric('Requests'), id: 'requests' }],
    label: 'requests of shop',
    unit: 'count',
  });
  expect(failedOf(shop, 'shop')?.queries).toEqual([{ ...metric('FailedRequests'), id: 'failed' }]);
  expect(errorRatioOf(shop, 'shop')?.queries.map(({ id }) => id)).toEqual([
    'requests',
    'failed',
    'error_ratio',
  ]);
  expect(trafficOf(shop, 'shop')?.unit).toBe('per_second');
  expect(latencyOf(shop, 'shop', 0.95)?.queries).toEqual([
    { ...metric('Latency'), id: 'latency', statistic: 'p95' },
  ]);
  expect(saturationOf(shop, 'shop', 'cpu')?.queries).toEqual([
    { ...metric('Saturation', { resource: 'cpu' }), id: 'saturation', statistic: 'Maximum' },
  ]);
});

test.each([
  ['of a service that nobody knows', SHOP, 'till'],
  ['without a mirror', SHOP.replace(/^mirror.*$/m, ''), 'shop'],
  [
    'without `cloudwatch`',
    SHOP.replace(/^cloudwatch.*$/m, '').replace(
      'Shop/Api',
      'Shop/Api, select: [{ series: goldwatch_ready }]',
    ),
    'shop',
  ],
])('there is nothing to ask %s', (_, text, service) => {
  const definition = load(text);
  const asked = [
    requestsOf(definition, service),
    failedOf(definition, service),
    errorRatioOf(definition, service),
    trafficOf(definition, service),
    latencyOf(definition, service, 0.5),
    saturationOf(definition, service, 'cpu'),
  ];
  expect(asked).toEqual([null, null, null, null, null, null]);
});

test('a fixed dimension is there beside the service, and a label of the same name is more exact', () => {
  const dimensionsWith = (fixed: string) => {
    const text = SHOP.replace('Shop/Api', `Shop/Api, dimensions: ${fixed}`);
    const [query] = requestsOf(load(text), 'shop')?.queries ?? [];
    return query?.kind === 'metric' ? query.metric.dimensions : null;
  };
  expect(dimensionsWith('{ stage: live }')).toEqual({ service: 'shop', stage: 'live' });
  expect(dimensionsWith('{ service: all }')).toEqual({ service: 'shop' });
});

test.each([
  [0.5, 'p50'],
  [0.95, 'p95'],
  [0.999, 'p99.9'],
  [0.07, 'p7'],
])('the quantile %d is %s', (quantile, statistic) => {
  expect(percentile(quantile)).toBe(statistic);
});
