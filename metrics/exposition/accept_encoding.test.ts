import fc from 'fast-check';
import { expect, test } from 'vitest';
import { negotiateEncoding } from './accept_encoding.ts';

test.each([
  ['nobody who says nothing', undefined, 'identity'],
  ['who accepts nothing but the page itself', '', 'identity'],
  ['Prometheus 2.42', 'gzip', 'gzip'],
  ['Prometheus 3 without compression', 'identity', 'identity'],
  ['a browser', 'gzip, deflate, br, zstd', 'zstd'],
  ['an older browser', 'gzip, deflate, br', 'gzip'],
  ['who knows other encodings only', 'br, deflate', 'identity'],
  ['capitals', 'GZIP', 'gzip'],
  ["gzip's old name", 'x-gzip', 'gzip'],
  ['blanks', ' gzip ; q = 0.5 ', 'gzip'],
  ['equals: zstd goes first', 'gzip;q=0.5, zstd;q=0.5', 'zstd'],
  ['equals: gzip goes before the page itself', 'identity, gzip', 'gzip'],
  ['a higher q of gzip', 'zstd;q=0.5, gzip;q=0.6', 'gzip'],
  ['a higher q of the page itself', 'identity;q=1, gzip;q=0.5, zstd;q=0.9', 'identity'],
  ['any encoding', '*', 'zstd'],
  ['any encoding but zstd', '*, zstd;q=0', 'gzip'],
  ['any other, but gzip rather', '*;q=0.5, gzip', 'gzip'],
  ['none but gzip', 'gzip, *;q=0', 'gzip'],
  ['none but gzip, which is said otherwise', 'gzip;q=0.1, identity;q=0', 'gzip'],
  ['any encoding, and not the page itself', 'identity;q=0, *', 'zstd'],
  ['gzip refused', 'gzip;q=0', 'identity'],
  ['gzip refused in decimals', 'gzip;q=0.000', 'identity'],
  ['a q that is none', 'gzip;q=high', 'identity'],
  ['a q that is too high', 'gzip;q=2', 'identity'],
  ['a page is better than none: all refused', '*;q=0', 'identity'],
  ['a page is better than none: identity refused', 'identity;q=0', 'identity'],
  ['an encoding twice: the higher q', 'gzip;q=0, gzip;q=0.5', 'gzip'],
  ['commas', ',,;,', 'identity'],
])('%s: %s is %s', (_who, header, encoding) => {
  expect(negotiateEncoding(header)).toBe(encoding);
});

test('whatever is accepted, nothing is compressed in a way that was neither named nor covered by a wildcard', () => {
  const piece = fc.constantFrom('gzip', 'zstd', 'identity', '*', 'br', ',', ';', 'q=0', 'q=0.5', 'q=1', ' ');
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(piece).map((all) => all.join('')),
      ),
      (header) => {
        const encoding = negotiateEncoding(header);
        if (encoding !== 'identity') expect(header).toMatch(new RegExp(`${encoding}|\\*`, 'i'));
      },
    ),
    { numRuns: 500 },
  );
});

test.each([
  ['gzip', 'identity'],
  ['gzip, zstd, *', 'identity'],
  [undefined, 'identity'],
  ['gzip, identity;q=0', 'gzip'],
  ['zstd, *;q=0', 'zstd'],
  ['gzip, identity;q=0.1, *;q=0', 'identity'],
] as const)('to a reader that is near, what accepts %s is answered as %s', (header, encoding) => {
  expect(negotiateEncoding(header, true)).toBe(encoding);
});
