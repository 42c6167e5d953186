import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { endOfNumber, endOfString, endOfWord, numberAt } from './json_bytes.ts';
import { TextTable } from './text_table.ts';
import { firstByteOf, firstBytes, isBeyondAscii, PADDING, specialsOf, viewOf } from './words.ts';

/** A text among others, as bytes and a view of them. */
function among(text: string) {
  const before = Buffer.from('1"\\');
  const bytes = Buffer.concat([before, Buffer.from(text), Buffer.from('1"'), Buffer.alloc(PADDING)]);
  const to = bytes.length - PADDING - 2;
  return { bytes, view: viewOf(bytes), from: before.length, to };
}

/** How many bytes of a text a reader passes; −1 where it does not take it. */
function passed(read: (view: DataView, from: number, to: number) => number, text: string): number {
  const { view, from, to } = among(text);
  const end = read(view, from, to);
  return end === -1 ? -1 : end - from;
}

describe('the end of', () => {
  test('a string is right behind its first quote without a backslash, where nothing before is against JSON', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('"', '\\"', '\\\\', '\\', '\\u00e9', '\\u12', '\\x', '\n', '\u2028', 'abcd'),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const text = Buffer.from(`${parts.join('')}`).toString();
        const end = passed(endOfString, text);
        const [string] =
          /^(?:[^"\\\p{Cc}]|[\x7f-\x9f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/u.exec(text) ?? [];
        expect(end).toBe(string === undefined ? -1 : Buffer.byteLength(string));
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    ['0', 1],
    ['-0,', 2],
    ['01', -1],
    ['-', -1],
    ['', -1],
    ['12.50]', 5],
    ['1.', -1],
    ['.5', -1],
    ['1e5', 3],
    ['1E-05}', 5],
    ['1e', -1],
    ['1e+', -1],
    ['+1', -1],
  ])('the number %j is behind %i bytes of it', (text, expected) => {
    expect(passed(endOfNumber, text)).toBe(expected);
  });

  test.each([
    ['true', 4],
    ['false,', 5],
    ['null', 4],
    ['nul', -1],
    ['True', -1],
    ['', -1],
  ])('the word %j is behind %i bytes of it', (text, expected) => {
    expect(passed(endOfWord, text)).toBe(expected);
  });
});

test('a number is the double that JSON.parse has for it', () => {
  const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 17 });
  const number = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
    fc
      .tuple(fc.constantFrom('', '-'), digits, digits)
      .map(([sign, whole, part]) => `${sign}${BigInt(whole)}.${part}`),
    fc.tuple(fc.constantFrom('', '-'), digits).map(([sign, whole]) => `${sign}${BigInt(whole)}`),
    fc.constantFrom('0', '-0', '-0.0', '1e999', '9007199254740993', '999999999999999', '0.1', '1E3'),
  );
  fc.assert(
    fc.property(number, (text) => {
      const { bytes, view, from, to } = among(text);
      expect(numberAt(bytes, view, from, to)).toBe(JSON.parse(text));
    }),
    { numRuns: 2_000 },
  );
});

describe('a word', () => {
  const four = fc.uint8Array({ minLength: 4, maxLength: 4 });
  const wordOf = (bytes: Uint8Array) => viewOf(Buffer.from(bytes)).getInt32(0, true);

  test('tells where its first quote, backslash or control character is', () => {
    const byte = fc.oneof(
      fc.constantFrom(0x22, 0x5c, 0x1f, 0, 0x20, 0x21, 0x23, 0xa2, 0xdc, 0x80),
      fc.nat(255),
    );
    fc.assert(
      fc.property(fc.tuple(byte, byte, byte, byte), (bytes) => {
        const first = bytes.findIndex((one) => one === 0x22 || one === 0x5c || one < 0x20);
        const specials = specialsOf(wordOf(Uint8Array.from(bytes)));
        expect(specials === 0 ? -1 : firstByteOf(specials)).toBe(first);
      }),
      { numRuns: 5_000 },
    );
  });

  test('tells whether a byte of it is beyond ASCII, and has first bytes', () => {
    fc.assert(
      fc.property(four, fc.integer({ min: 1, max: 4 }), (bytes, count) => {
        expect(isBeyondAscii(wordOf(bytes))).toBe(bytes.some((one) => one > 127));
        expect(firstBytes(wordOf(bytes), count)).toBe(wordOf(bytes.map((one, at) => (at < count ? one : 0))));
      }),
    );
  });
});

test('a table of texts answers the text, also where all have the same hash', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '\0'), maxLength: 70 });
  fc.assert(
    fc.property(fc.array(fc.tuple(text, fc.nat(2)), { maxLength: 30 }), (texts) => {
      const table = new TextTable();
      for (const [one, hash] of texts) {
        const { bytes, view, from, to } = among(one);
        expect(table.text(bytes, view, from, to, hash)).toBe(one);
      }
    }),
  );
});
