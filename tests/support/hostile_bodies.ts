import { gzipSync } from 'node:zlib';
import { seededRandom } from './seeded_random.ts';

/** A body as a client sends it that means harm, or does not know what it does. */
export interface HostileBody {
  readonly bytes: Buffer;
  readonly mediaType: string;
  readonly encoding: string | undefined;
}

const MEBIBYTE = 1_048_576;
const MEDIA_TYPES = ['application/json', 'application/x-ndjson', 'text/plain', 'image/png', ''];
const ENCODINGS = ['gzip', 'x-gzip', 'br', 'deflate', 'identity', 'gzip, gzip', 'GZIP', 'zstd', ' '];
/** Values that JSON can write, and those that it cannot. */
const VALUES = [
  ...[
    '1e999',
    '-1e999',
    '1e308',
    '-0',
    '9007199254740993',
    '0.1e-999',
    '1'.repeat(400),
    '0x10',
    '01',
    '1.',
    '.5',
  ],
  ...[
    'NaN',
    'Infinity',
    '-Infinity',
    'undefined',
    'null',
    'true',
    'false',
    '""',
    '[]',
    '{}',
    '[[]]',
    '[{}]',
    "'a'",
  ],
  ...[
    '"\\ud800"',
    '"\\udc00\\ud800"',
    '"\\u0000"',
    '"\\x00"',
    '"\u2028"',
    '"\ufeff"',
    '"__proto__"',
    '"<other>"',
  ],
  ...[
    '{"__proto__":{"value":1}}',
    '{"constructor":{"prototype":{"id":"x"}}}',
    '{"toString":1,"valueOf":null}',
  ],
  ...[`"${'x'.repeat(201)}"`, `"${'é'.repeat(200)}"`, `"${'\\ud83d\\ude00'.repeat(150)}"`],
];
const KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'length',
  '',
  '\\u0000',
  'then',
];
const BYTES = [
  [0xff],
  [0xc0, 0x80],
  [0xed, 0xa0, 0x80],
  [0xef, 0xbb, 0xbf],
  [0x00],
  [0xf5, 0x80],
  [0x0a],
  [0x22],
  [0x5c],
];

/** Bodies that are made from valid ones, always the same for a seed. */
export class HostileBodies {
  readonly #valid: readonly string[];
  readonly #random: () => number;

  constructor(valid: readonly string[], seed: number) {
    this.#valid = valid;
    this.#random = seededRandom(seed);
  }

  next(): HostileBody {
    const bytes = this.#isOneIn(20) ? this.#odd() : this.#mutated();
    const mediaType = this.#isOneIn(4) ? this.#oneOf(MEDIA_TYPES) : 'application/json';
    return { ...this.#encoded(bytes), mediaType };
  }

  /** A valid body with some things changed; one in ten is as it was. */
  #mutated(): Buffer {
    let text = this.#oneOf(this.#valid);
    for (let changes = this.#upTo(4); changes > 0 && !this.#isOneIn(10); changes -= 1)
      text = this.#changed(text);
    return this.#isOneIn(8) ? this.#damaged(Buffer.from(text)) : Buffer.from(text);
  }

  #changed(text: string): string {
    switch (this.#upTo(8)) {
      case 0:
        return this.#replaced(
          text,
          /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false|null/g,
          this.#oneOf(VALUES),
        );
      case 1:
        return this.#replaced(text, /\{/g, `{"${this.#oneOf(KEYS)}":${this.#oneOf(VALUES)},`);
      case 2:
        return this.#replaced(text, /"[^"]*"(?=:)/g, `"${this.#oneOf(KEYS)}"`);
      case 3: {
        // A key twice, or an event.
        const [part = ''] = /\{[^{}]*\}|"[^"]*":[^,{}]*,/.exec(text.slice(this.#upTo(text.length))) ?? [];
        return this.#replaced(text, /,/g, `,${part},`);
      }
      case 4:
        return text.slice(0, this.#upTo(text.length));
      case 5:
        return this.#replaced(
          text,
          /[{}[\]:,"]/g,
          this.#oneOf(['', '{', '}', '[', ']', ',', ':', '"', '\n', '\\']),
        );
      case 6:
        return this.#replaced(text, /"[^"]*"(?!:)/g, this.#nested());
      default:
        return `${text}${this.#oneOf(['\n', '\r\n', ',', ' ', '\u0000'])}${text.slice(0, 10_000)}`;
    }
  }

  /** With another text in place of the next one of that kind from somewhere on. */
  #replaced(text: string, what: RegExp, by: string): string {
    what.lastIndex = this.#upTo(text.length);
    const one = what.exec(text) ?? what.exec(text);
    return one === null ? by : text.slice(0, one.index) + by + text.slice(one.index + one[0].length);
  }

  #nested(): string {
    const depth = this.#oneOf([2, 20, 200, this.#isOneIn(50) ? 100_000 : 2_000]);
    return this.#isOneIn(2)
      ? '['.repeat(depth) + ']'.repeat(depth)
      : `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
  }

  #damaged(bytes: Buffer): Buffer {
    const at = this.#upTo(bytes.length);
    const put = Buffer.from(this.#oneOf(BYTES));
    return Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + this.#upTo(3))]);
  }

  #odd(): Buffer {
    switch (this.#upTo(9)) {
      case 0:
        return Buffer.alloc(0);
      case 1:
        return Buffer.from(this.#oneOf([' ', '\n\n', '[]', '{}', '[[]]', '\ufeff', '[,]', 'null', '""']));
      case 2:
        return Buffer.from(Array.from({ length: this.#upTo(300) }, () => this.#upTo(256)));
      case 3:
        return Buffer.from(this.#oneOf(['[', '{"a":', '[{"":']).repeat(this.#isOneIn(20) ? 100_000 : 1_000));
      case 4:
        return Buffer.from('{}\n'.repeat(this.#isOneIn(20) ? 10_001 : 100));
      case 5:
        return Buffer.from(`[${'{"metric":"x"},'.repeat(100)}{}]`);
      case 6:
        return Buffer.from(`{"${'k'.repeat(this.#isOneIn(20) ? 900_000 : 5_000)}":1}`);
      case 7:
        return Buffer.from(`{"id":"${'i'.repeat(this.#isOneIn(20) ? 900_000 : 5_000)}"}`);
      default:
        return Buffer.from(`[${'1'.repeat(this.#isOneIn(20) ? 900_000 : 5_000)}]`);
    }
  }

  #encoded(bytes: Buffer): { bytes: Buffer; encoding: string | undefined } {
    if (!this.#isOneIn(10)) return { bytes, encoding: undefined };
    const encoding = this.#oneOf(ENCODINGS);
    switch (this.#upTo(5)) {
      case 0:
        return { bytes, encoding };
      case 1: {
        const whole = gzipSync(bytes);
        return { bytes: whole.subarray(0, this.#upTo(whole.length)), encoding };
      }
      case 2:
        return { bytes: this.#damaged(gzipSync(bytes)), encoding };
      case 3:
        return { bytes: this.#isOneIn(20) ? BOMB : gzipSync(gzipSync(bytes)), encoding };
      default:
        return { bytes: gzipSync(bytes), encoding: 'gzip' };
    }
  }

  #isOneIn(count: number): boolean {
    return this.#random() * count < 1;
  }

  #upTo(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #oneOf<T>(all: readonly T[]): T {
    return all[this.#upTo(all.length)] as T;
  }
}

/** A hundred MiB of zeros in a hundred KiB. */
const BOMB = gzipSync(Buffer.alloc(100 * MEBIBYTE));
