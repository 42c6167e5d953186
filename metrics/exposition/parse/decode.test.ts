import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodePage } from './decode.ts';
import { PageError } from './page_error.ts';

test('text of any kind is what it was, a byte order mark included', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(decodePage(Buffer.from(`\ufeff${text}`))).toBe(`\ufeff${text}`);
    }),
  );
});

test.each([
  [[0xff], 1, 1],
  [[...Buffer.from('x 1\ny{a="é\ufffd'), 0xef, 0xbf, 0x0a, 0xff], 2, 8],
  [[...Buffer.from('\n\nab'), 0xc3], 3, 3],
  [[...Buffer.from('😀'), 0xed, 0xa0, 0x80], 1, 3],
])('bytes %j are no UTF-8 at line %i, column %i', (bytes, line, column) => {
  expect(() => decodePage(Uint8Array.from(bytes))).toThrow(
    new PageError(line, column, 'these bytes are no UTF-8'),
  );
});
