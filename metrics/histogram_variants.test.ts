import { expect, test } from 'vitest';
import { decodeDelimited } from './exposition/testing/metrics_proto.ts';
import { bytesOf, expositionOf, pageOf, wanted, withoutCreated } from './exposition/testing/pages.ts';
import { promtoolCheck } from './exposition/testing/promtool.ts';
import { MetricRegistry } from './registry.ts';

const TOOK = { name: 'took_seconds', type: 'histogram', help: 'Time, in seconds.', labels: ['of'] } as const;

/** A histogram with the buckets 1 and 2, and another producer's with the bucket 5. */
function registryWithVariants() {
  const registry = new MetricRegistry({ buckets: [1, 2] });
  const scope = registry.scope();
  scope.histogram(TOOK).labels({ of: 'own' }).observe(1.5);
  const other = registry.scope();
  other
    .histogramBy([5], TOOK)
    .labels({ of: 'guest' })
    .restore({ counts: [3, 1], sum: 12 }, [5]);
  return { registry, scope, other };
}

const TEXT = `# HELP took_seconds Time, in seconds.
# TYPE took_seconds histogram
took_seconds_bucket{of="own",le="1"} 0
took_seconds_bucket{of="own",le="2"} 1
took_seconds_bucket{of="own",le="+Inf"} 1
took_seconds_sum{of="own"} 1.5
took_seconds_count{of="own"} 1
took_seconds_bucket{of="guest",le="5"} 3
took_seconds_bucket{of="guest",le="+Inf"} 4
took_seconds_sum{of="guest"} 12
took_seconds_count{of="guest"} 4
`;

test('producers with buckets of their own are one metric on pages of text', async () => {
  const { registry } = registryWithVariants();
  const exposition = expositionOf(registry.registry);

  expect(await pageOf(exposition, 'text')).toBe(TEXT);
  expect(await promtoolCheck(TEXT)).toEqual([]);
  const openMetrics = withoutCreated(await pageOf(exposition, 'openmetrics'));
  expect(openMetrics.match(/^# TYPE.*$/gm)).toEqual(['# TYPE took_seconds histogram']);
  expect(openMetrics.match(/^took_seconds_count.*$/gm)).toEqual([
    'took_seconds_count{of="own"} 1',
    'took_seconds_count{of="guest"} 4',
  ]);
});

test('in protobuf each set of buckets is a message, and the registry’s keeps its native buckets', async () => {
  const { registry } = registryWithVariants();

  const page = await expositionOf(registry.registry).render(wanted('protobuf'));

  const families = decodeDelimited(bytesOf(page));
  expect(families.map(({ name, metric }) => [name, metric[0]?.histogram?.sampleCount])).toEqual([
    ['took_seconds', 1],
    ['took_seconds', 4],
  ]);
  expect(families.map(({ metric }) => metric[0]?.histogram?.schema)).toEqual([3, undefined]);
});

test('what prom-client collects has them, too', async () => {
  const { registry } = registryWithVariants();
  expect(await registry.registry.metrics()).toBe(TEXT);
});

test('a producer that ends takes its own series along, and no others', async () => {
  const { registry, other } = registryWithVariants();

  other.close();

  const page = await pageOf(expositionOf(registry.registry), 'text');
  expect(page).toContain('took_seconds_count{of="own"} 1\n');
  expect(page).not.toContain('guest');
  expect(registry.limit.used).toBe(5);
});

test('the buckets of the registry are no variant', () => {
  const { registry } = registryWithVariants();
  expect(registry.variant(TOOK, [1, 2])).toBe(registry.family(TOOK));
});

test('there can be twenty sets of buckets at a time', () => {
  const registry = new MetricRegistry({ buckets: [1, 2] });
  const scopes = Array.from({ length: 20 }, (_, index) => {
    const scope = registry.scope();
    scope.histogramBy([index + 10], TOOK);
    return scope;
  });
  expect(() => registry.scope().histogramBy([5], TOOK)).toThrow(
    'The metric took_seconds is counted by 20 sets of buckets already. Give services the same buckets.',
  );

  scopes[0]?.close();

  expect(() => registry.scope().histogramBy([5], TOOK)).not.toThrow();
});
