import { expect, test } from 'vitest';
import type { MetricDeclaration } from '../conventions/metrics.ts';
import { MetricRegistry } from './registry.ts';

const JOBS = {
  name: 'jobs_total',
  type: 'counter',
  help: 'Jobs.',
  labels: ['queue'],
} as const satisfies MetricDeclaration;
const CART = {
  name: 'cart_value_dollars',
  type: 'histogram',
  help: 'Carts.',
  labels: [],
  buckets: [10, 50],
} as const satisfies MetricDeclaration;

test('a histogram has the buckets that it declares, others have those of the registry', async () => {
  const metrics = new MetricRegistry({ buckets: [1] });
  const scope = metrics.scope();
  scope.histogram(CART).labels({}).observe(20);
  scope
    .histogram({ ...CART, name: 'wait_seconds', buckets: undefined })
    .labels({})
    .observe(20);
  const page = await metrics.registry.metrics();
  expect(page).toContain('cart_value_dollars_bucket{le="10"} 0\ncart_value_dollars_bucket{le="50"} 1\n');
  expect(page).toContain('wait_seconds_bucket{le="1"} 0\nwait_seconds_bucket{le="+Inf"} 1\n');
});

test('what a histogram has counted moves to the buckets that it declares later', async () => {
  const before = new MetricRegistry().scope();
  before.histogram(CART).labels({}).observe(20);
  const metrics = new MetricRegistry();
  const scope = metrics.scope();
  scope.histogram({ ...CART, buckets: [100] });
  scope.restore(before.snapshot());
  expect(await metrics.registry.metrics()).toContain('cart_value_dollars_bucket{le="100"} 1\n');
});

test('once every producer has ended, a name may be declared otherwise, and begins anew', async () => {
  const metrics = new MetricRegistry();
  const [first, second] = [metrics.scope(), metrics.scope()];
  first.counter(JOBS).labels({ queue: 'mail' }).inc();
  second.counter(JOBS).labels({ queue: 'mail' }).inc();
  first.close();
  const changed = { ...JOBS, help: 'Jobs done.', labels: ['kind'] };
  expect(() => metrics.scope().counter(changed)).toThrow(
    new Error(
      'The metric jobs_total is declared twice: as counter{queue} «Jobs.» and as counter{kind} «Jobs done.». Rename one of them.',
    ),
  );
  second.close();
  metrics.scope().counter(changed).labels({ kind: 'a' }).inc();
  expect(await metrics.registry.metrics()).toBe(
    '# HELP jobs_total Jobs done.\n# TYPE jobs_total counter\njobs_total{kind="a"} 1\n',
  );
});
