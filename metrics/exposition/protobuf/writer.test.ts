import fc from 'fast-check';
import protobuf from 'protobufjs';
import { expect, test } from 'vitest';
import { ProtoWriter, sizeOfVarint } from './writer.ts';

/** What was written, for protobufjs to read. */
function written(write: (writer: ProtoWriter) => void, capacity?: number): Uint8Array {
  const writer = new ProtoWriter(capacity);
  write(writer);
  return writer.bytes.slice(0, writer.length);
}

function read(bytes: Uint8Array): protobuf.Reader {
  return protobuf.Reader.create(bytes);
}

const upTo53 = fc.oneof(
  fc.maxSafeNat(),
  fc.nat(300),
  fc.integer({ min: 0, max: 53 }).chain((power) => fc.constantFrom(2 ** power, 2 ** power - 1)),
);

test.each([
  [0, '00'],
  [-0, '00'],
  [1, '01'],
  [127, '7f'],
  [128, '8001'],
  [300, 'ac02'],
  [2 ** 32 - 1, 'ffffffff0f'],
  [2 ** 32, '8080808010'],
  [2 ** 53, '8080808080808010'],
])('the whole number %s is the varint %s', (value, hex) => {
  expect(Buffer.from(written((writer) => writer.varint(value))).toString('hex')).toBe(hex);
});

test.each([
  [0, '00'],
  [-1, '01'],
  [1, '02'],
  [-64, '7f'],
  [64, '8001'],
  [2 ** 53, '8080808080808020'],
  [-(2 ** 53), 'ffffffffffffff1f'],
])('the whole number %s is the zigzag varint %s', (value, hex) => {
  expect(Buffer.from(written((writer) => writer.sint64(value))).toString('hex')).toBe(hex);
});

test('whatever whole numbers up to 2^53 are written, they are read back, and have the size that is said', () => {
  fc.assert(
    fc.property(upTo53, fc.integer(), (large, small) => {
      const bytes = written((writer) => {
        writer.varint(large);
        writer.sint64(large);
        writer.sint64(-large);
        writer.sint32(small);
      });
      const reader = read(bytes);
      expect(Number(reader.uint64())).toBe(large);
      expect(reader.pos).toBe(sizeOfVarint(large));
      expect(Number(reader.sint64())).toBe(large);
      expect(Number(reader.sint64())).toBe(large === 0 ? 0 : -large);
      expect(reader.sint32()).toBe(small);
      expect(reader.pos).toBe(bytes.length);
    }),
  );
});

test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53 + 2, 2 ** 40 + 0.5])(
  'the number %s is refused as a varint, and nothing is written',
  (value) => {
    const writer = new ProtoWriter();
    expect(() => writer.varint(value)).toThrow(new RangeError(`${value} is no whole number from 0 to 2^53.`));
    expect(writer.length).toBe(0);
  },
);

test('numbers that a zigzag varint cannot hold are refused', () => {
  const writer = new ProtoWriter();
  for (const value of [0.5, Number.NaN, Number.NEGATIVE_INFINITY, -(2 ** 53) - 2]) {
    expect(() => writer.sint64(value)).toThrow(
      new RangeError(`${value} is no whole number from −2^53 to 2^53.`),
    );
  }
  for (const value of [0.5, Number.NaN, 2 ** 31, -(2 ** 31) - 1]) {
    expect(() => writer.sint32(value)).toThrow(
      new RangeError(`${value} is no whole number from −2^31 to 2^31 − 1.`),
    );
  }
  expect(writer.length).toBe(0);
});

test('whatever double is written is read back, also NaN, −0 and the infinities', () => {
  const any = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, -0, Infinity, -Infinity, 5e-324));
  fc.assert(
    fc.property(any, (value) => {
      expect(read(written((writer) => writer.fixed64(value))).double()).toBe(value);
    }),
  );
});

test('whatever text is written is read back, in a buffer that grows from next to nothing', () => {
  const text = fc.string({
    unit: fc.oneof(
      fc.constantFrom('a', 'é', '花', '😀', '\ud800', '\udfff', '\0'),
      fc.string({ unit: 'binary' }),
    ),
    maxLength: 100,
  });
  fc.assert(
    fc.property(fc.array(text, { maxLength: 5 }), (texts) => {
      const bytes = written((writer) => {
        for (const one of texts) writer.string(0x0a, one);
      }, 1);
      const reader = read(bytes);
      for (const one of texts) {
        expect(reader.uint32()).toBe(0x0a);
        expect(reader.string()).toBe(one.toWellFormed());
      }
      expect(reader.pos).toBe(bytes.length);
    }),
  );
});

test('bytes that are encoded already are taken over, also a part of them', () => {
  const encoded = Uint8Array.from({ length: 300 }, (_, index) => index);
  for (const [from, to] of [
    [0, 300],
    [10, 20],
    [0, 64],
    [0, 65],
    [5, 5],
  ] as const) {
    expect(written((writer) => writer.raw(encoded, from, to), 1)).toEqual(encoded.slice(from, to));
  }
  expect(written((writer) => writer.raw(encoded))).toEqual(encoded);
});

test.each([0, 1, 127, 128, 16_383, 16_384, 100_000])(
  'a message of %i bytes has its length before it, whatever it is nested in',
  (size) => {
    const bytes = written((writer) => {
      const outer = writer.openDelimited();
      const inner = writer.open(0x12);
      for (let index = 0; index < size; index++) writer.varint(index % 100);
      writer.close(inner);
      writer.uint(0x08, 7);
      writer.close(outer);
    }, 1);
    const reader = read(bytes);
    expect(reader.uint32()).toBe(bytes.length - sizeOfVarint(bytes.length - 1 - (size > 120 ? 1 : 0)));
    expect(reader.uint32()).toBe(0x12);
    expect([...reader.bytes()]).toEqual(Array.from({ length: size }, (_, index) => index % 100));
    expect([reader.uint32(), reader.uint32(), reader.pos]).toEqual([0x08, 7, bytes.length]);
  },
);

test('a writer that is reset begins anew, in the same memory', () => {
  const writer = new ProtoWriter(64);
  const { bytes } = writer;
  writer.varint(1);
  writer.reset();
  writer.varint(2);
  expect([writer.length, writer.bytes[0], writer.bytes === bytes]).toEqual([1, 2, true]);
});

test('a page beyond a gigabyte is refused, and the error says what to do', () => {
  const writer = new ProtoWriter();
  expect(() => writer.ensure(2 ** 30 + 1)).toThrow(
    new RangeError(
      'A protobuf page of 1073741825 bytes is larger than the 1073741824 that a scrape may have. ' +
        'Serve fewer series: lower the series limit, or drop labels with many values.',
    ),
  );
});
