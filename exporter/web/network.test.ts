import fc from 'fast-check';
import { expect, test } from 'vitest';
import { networkOf } from './network.ts';

test.each([
  ['192.0.2.1', '192.0.2.1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['::', '0:0:0:0::/64'],
  ['1::', '1:0:0:0::/64'],
  ['nowhere', 'nowhere'],
])('%s belongs to %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});

test('addresses are of one network exactly where their first 64 bits are the same', () => {
  const group = fc.nat(0xffff).map((value) => value.toString(16));
  const half = fc.tuple(group, group, group, group);

  fc.assert(
    fc.property(half, half, half, half, (first, second, low, otherLow) => {
      const of = (high: readonly string[], rest: readonly string[]) =>
        networkOf([...high, ...rest].join(':'));
      expect(of(first, low)).toBe(of(first, otherLow));
      expect(of(first, low) === of(second, low)).toBe(first.join() === second.join());
    }),
  );
});
