import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MetricRegistry } from '../../registry.ts';
import { WAIT } from '../../testing/series.ts';
import { decodeDelimited } from '../testing/metrics_proto.ts';
import { bytesOf, expositionOf, wanted } from '../testing/pages.ts';

const observation = fc.oneof(
  fc.double({ min: 1e-3, max: 10, noNaN: true }),
  fc.double(),
  fc.constantFrom(0, -0, 1, -1, 1e-300, 1e300, Number.NaN, Number.POSITIVE_INFINITY),
);
const settings = fc.record({
  schema: fc.integer({ min: -4, max: 8 }),
  maxBuckets: fc.constantFrom(4, 160),
  zeroThreshold: fc.constantFrom(0, 2 ** -128, 0.5),
});

test('whatever is observed, an independent reader finds the classic and the native buckets that were counted', async () => {
  await fc.assert(
    fc.asyncProperty(settings, fc.array(observation, { maxLength: 60 }), async (native, values) => {
      const metrics = new MetricRegistry({ buckets: [-1, 0, 0.5, 2], native });
      const series = metrics.scope().histogram(WAIT).labels({ queue: 'a' });
      for (const value of values) series.observe(value);
      const page = await expositionOf(metrics.registry).render(wanted('protobuf'));
      const [family] = decodeDelimited(bytesOf(page));
      const {
        bucket,
        createdTimestamp: _created,
        exemplars,
        ...found
      } = family?.metric[0]?.histogram ?? fail();
      const { createdTimestamp: _milliseconds, ...counted } = series.native?.toProto() ?? fail();
      expect(found).toEqual(counted);
      expect(exemplars).toEqual([]);
      expect(bucket.map(({ upperBound, cumulativeCount }) => [upperBound, cumulativeCount])).toEqual([
        ...[-1, 0, 0.5, 2].map((bound) => [bound, values.filter((value) => value <= bound).length]),
        [Number.POSITIVE_INFINITY, values.length],
      ]);
    }),
  );
});

test('counts that take many bytes arrive whole', async () => {
  const metrics = new MetricRegistry({ buckets: [1] });
  const scope = metrics.scope();
  scope.histogram(WAIT);
  const count = 2 ** 40 + 1;
  const state = { counts: [count, 2 ** 31], sum: 1e6 };
  scope.restore({
    wait_seconds: { type: 'histogram', labels: ['queue'], bounds: [1], series: [[['a'], state]] },
  });
  const page = await expositionOf(metrics.registry).render(wanted('protobuf'));
  const histogram = decodeDelimited(bytesOf(page))[0]?.metric[0]?.histogram;
  expect(histogram?.bucket.map(({ cumulativeCount }) => cumulativeCount)).toEqual([count, count + 2 ** 31]);
  expect(histogram?.sampleCount).toBe(count + 2 ** 31);
  expect(histogram?.positiveDelta).toEqual([count, 2 ** 31 - count]);
});

test('without native buckets there are none of their fields', async () => {
  const metrics = new MetricRegistry({ buckets: [1], native: false });
  metrics.scope().histogram(WAIT).labels({ queue: 'a' }).observe(1);
  const page = await expositionOf(metrics.registry).render(wanted('protobuf'));
  const histogram = decodeDelimited(bytesOf(page))[0]?.metric[0]?.histogram;
  expect(histogram?.schema).toBeUndefined();
  expect(histogram?.zeroThreshold).toBeUndefined();
  expect(histogram?.bucket).toHaveLength(2);
});

function fail(): never {
  throw new Error('There is no histogram.');
}
