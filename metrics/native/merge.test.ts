import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NativeBuckets } from './native_buckets.ts';
import { nativeSettings } from './settings.ts';
import { moderate, observations, observed, schema, settings } from './testing/arbitraries.ts';

const wide = (chosen: object = {}) => nativeSettings({ maxBuckets: 100_000, now: () => 0, ...chosen });
const values = fc.array(moderate, { maxLength: 200 });

function merged(into: NativeBuckets, other: NativeBuckets): NativeBuckets {
  const result = into.clone();
  result.merge(other);
  return result;
}

describe('merging', () => {
  test('equals observing both, where schema and zero threshold are the same', () => {
    fc.assert(
      fc.property(values, values, schema, (one, two, n) => {
        const chosen = wide({ schema: n });
        const together = merged(observed(one, chosen), observed(two, chosen));
        expect(together.state()).toEqual(observed([...one, ...two], chosen).state());
      }),
    );
  });

  test('equals observing both at the lower schema', () => {
    fc.assert(
      fc.property(values, values, schema, schema, (one, two, n, m) => {
        const together = merged(observed(one, wide({ schema: n })), observed(two, wide({ schema: m })));
        const union = observed([...one, ...two], wide({ schema: Math.min(n, m) }));
        expect(together.state()).toEqual(union.state());
      }),
    );
  });

  test('of limited ones equals observing both, made as coarse', () => {
    fc.assert(
      fc.property(values, values, settings, (one, two, chosen) => {
        const together = merged(observed(one, chosen), observed(two, chosen));
        const union = observed([...one, ...two], { ...chosen, maxBuckets: 100_000 });
        union.merge(observed([], wide({ schema: together.schema, zeroThreshold: together.zeroThreshold })));
        expect(together.state()).toEqual(union.state());
      }),
    );
  });

  test('is commutative', () => {
    fc.assert(
      fc.property(observations, observations, settings, settings, (one, two, a, b) => {
        const shared = { maxBuckets: 160, maxZeroThreshold: 0 };
        const first = observed(one, { ...a, ...shared });
        const second = observed(two, { ...b, ...shared });
        expect(merged(first, second).state()).toEqual(merged(second, first).state());
      }),
    );
  });

  test('leaves the other as it was', () => {
    fc.assert(
      fc.property(observations, observations, settings, settings, (one, two, a, b) => {
        const other = observed(two, b);
        const before = other.state();
        observed(one, a).merge(other);
        expect(other.state()).toEqual(before);
      }),
    );
  });

  test('keeps the limit of the one that is merged into', () => {
    const one = observed([1, 2, 4], wide({ schema: 0, maxBuckets: 4 }));
    one.merge(observed([8, 16, 32], wide({ schema: 0 })));
    expect([one.schema, one.size, one.count]).toEqual([-1, 4, 6]);
  });

  test('takes the larger zero threshold, up to the end of the filled bucket that it would cut', () => {
    const one = observed([0.1, 0.9, 3], wide({ schema: 0 }));
    one.merge(observed([0.2, 5], wide({ schema: 0, zeroThreshold: 0.6 })));
    expect([one.zeroThreshold, one.zeroCount]).toEqual([1, 3]);
    expect(one.state().positive).toEqual([
      [2, 1],
      [3, 1],
    ]);
  });

  test('moves thresholds up in turns until neither cuts a filled bucket of the other', () => {
    const one = observed([0.9], wide({ schema: 0 }));
    one.merge(observed([0.2, 3.9], wide({ schema: -1, zeroThreshold: 0.6 })));
    expect([one.schema, one.zeroThreshold, one.zeroCount]).toEqual([-1, 1, 2]);
  });

  test('keeps the earlier creation, but not that of one that counted nothing', () => {
    const at = (now: number, counted: number[]) => observed(counted, nativeSettings({ now: () => now }));
    expect(merged(at(1, [1]), at(2, [1])).createdTimestamp).toBe(1);
    expect(merged(at(1, []), at(2, [1])).createdTimestamp).toBe(2);
    expect(merged(at(2, [1]), at(1, [])).createdTimestamp).toBe(2);
    expect(merged(at(2, []), at(1, [])).createdTimestamp).toBe(1);
  });

  test('with itself doubles every count', () => {
    const one = observed([0, 1, 2, -3], nativeSettings());
    one.merge(one);
    expect([one.count, one.sum, one.zeroCount, one.size]).toEqual([8, 0, 2, 3]);
  });
});

test('a clone counts on by itself', () => {
  const one = observed([1, 2], nativeSettings());
  const before = one.state();
  const copy = one.clone();
  expect(copy.state()).toEqual(before);
  copy.observe(3);
  expect([one.state(), copy.count]).toEqual([before, 3]);
});

test('default settings need not be given', () => {
  const one = new NativeBuckets();
  one.observe(1);
  expect([one.schema, one.zeroThreshold, one.size]).toEqual([3, 2 ** -128, 1]);
});
