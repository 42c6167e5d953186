import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderOpenMetrics } from '../open_metrics.ts';
import { hostileRegistry } from '../testing/families.ts';
import { familiesOf } from '../testing/meaning.ts';
import { renderText } from '../text.ts';
import type { PageFormat } from './content_type.ts';
import { parsePage } from './page.ts';
import { PageError } from './page_error.ts';
import { RepeatedPage } from './repeated_page.ts';

function read(page: RepeatedPage, pieces: readonly Buffer[], format: PageFormat) {
  const steps = page.read(pieces, format);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

/** The families, or why there are none. */
function outcome(page: RepeatedPage, pieces: readonly Buffer[], format: PageFormat): unknown {
  try {
    return read(page, pieces, format).families;
  } catch (error) {
    expect(error).toBeInstanceOf(PageError);
    return (error as PageError).message;
  }
}

const bytesOf = (text: string) => [Buffer.from(text)];

/** Text cut into pieces, also within characters. */
function cutAt(bytes: Buffer, places: readonly number[]): Buffer[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

const NUMBERS = ['0', '1', '12.5', '-0', '1e3', '+Inf', 'nan', '123456789012345678', '0.1', '.5', '7.', '-3'];
const number = fc.constantFrom(...NUMBERS);
const BAD = [
  '',
  'x',
  '0x1',
  '1_0',
  '1 2 3',
  '1 -5',
  '1.2.3',
  '.',
  '1e999',
  '1 # {a="b"}',
  '1\t2',
  '1 # {} 2',
  '2 1.5',
];
const anything = fc.constantFrom(...NUMBERS, ...BAD, '1 1700000000', '1 # {a="é"} 2', '1 # {a="b"} 2 3');
const SERIES: Record<PageFormat, readonly string[]> = {
  text: [
    'a{x="1"} ',
    'a{x="2"}  ',
    'a ',
    ' b{y="é\\n",} ',
    'h_bucket{le="1"} ',
    'h_bucket{le="+Inf"} ',
    'h_sum ',
    'h_count ',
    'q{quantile="0.5"} ',
    'a_total{x="1",y="2"} ',
    'a_total{y="2",x="1"} ',
    '{"a.b",c="d"}\t',
  ],
  openmetrics: [
    'c_total{x="1"} ',
    'c_total{x="2"} ',
    'c_created{x="1"} ',
    'h_bucket{le="1"} ',
    'h_bucket{le="+Inf"} ',
    'h_count ',
    'h_sum ',
    'i_info{v="1"} ',
    's{s="a"} ',
    'loose{é="1"} '.replace('é', '"é"'),
  ],
};
const OTHERS: Record<PageFormat, readonly string[]> = {
  text: ['# HELP a A.', '# TYPE a gauge', '# TYPE h histogram', '# TYPE q summary', '', '# remark', '#'],
  openmetrics: ['# TYPE c counter', '# TYPE h histogram', '# TYPE i info', '# TYPE s stateset', '# HELP c é'],
};

/** What may stand before series: of several families, whose series have names that others could have. */
const HEADS: Record<PageFormat, readonly string[]> = {
  text: [
    '# TYPE h histogram\n',
    '# TYPE h_count gauge\n',
    '# HELP h_sum A sum.\n',
    '# TYPE g gauge\n',
    '# TYPE h_sum untyped\n',
    '# remark\n',
    '\n',
  ],
  openmetrics: [
    '# TYPE h histogram\n',
    '# TYPE h_count gauge\n',
    '# TYPE g gauge\n',
    '# TYPE h_sum unknown\n',
    '# TYPE g_x counter\n',
  ],
};
/** Series that may stand anywhere. */
const MOVING = [
  'h_bucket{le="1"}',
  'h_bucket{le="+Inf"}',
  'h_count',
  'h_count{a="1"}',
  'h_sum',
  'g',
  'g{a="1"}',
  'g_x_total',
].map((series) => `${series} 1\n`);

type Line = readonly [start: string, rest: string];
const lineOf = (format: PageFormat, rest: fc.Arbitrary<string>): fc.Arbitrary<Line> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.tuple(fc.constantFrom(...SERIES[format]), rest) },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...OTHERS[format]), fc.constant('')) },
  );

/** What becomes of a page until it is read the next time. */
const change = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('number' as const), at: fc.nat(), rest: anything }) },
  fc.record({ do: fc.constantFrom('drop', 'twice', 'swap', 'blank'), at: fc.nat() }),
  fc.record({ do: fc.constant('byte' as const), at: fc.nat(), byte: fc.nat(255) }),
);
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function pageOf(format: PageFormat, lines: readonly Line[], hasEnd: boolean): Buffer {
  const text =
    lines.map(([start, rest]) => `${start}${rest}\n`).join('') + (format === 'text' ? '' : '# EOF\n');
  return Buffer.from(hasEnd ? text : text.slice(0, -1));
}

function changed(lines: readonly Line[], { at, ...change }: Change): readonly Line[] {
  const place = at % Math.max(1, lines.length);
  const line = lines[place];
  const next = lines[place + 1];
  if (line === undefined) return lines;
  switch (change.do) {
    case 'number':
      return lines.with(place, [line[0], 'rest' in change ? change.rest : '']);
    case 'drop':
      return lines.toSpliced(place, 1);
    case 'twice':
      return lines.toSpliced(place, 0, line);
    case 'swap':
      return next === undefined ? lines : lines.with(place, next).with(place + 1, line);
    case 'blank':
      return lines.with(place, [`${line[0]} `, line[1]]);
    default:
      return lines;
  }
}

describe.each(['text', 'openmetrics'] as const)('a page of %s that is read again and again', (format) => {
  test('is what it is to whoever reads it for the first time, whatever has changed', () => {
    const start = fc.uniqueArray(lineOf(format, number), { selector: ([series]) => series, maxLength: 12 });
    const step = fc.record({
      changes: fc.array(change, { maxLength: 3 }),
      hasEnd: fc.integer({ min: 0, max: 9 }).map((digit) => digit > 0),
      cuts: fc.array(fc.nat(), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(start, fc.array(step, { minLength: 1, maxLength: 4 }), (first, steps) => {
        const page = new RepeatedPage();
        let lines: readonly Line[] = first;
        outcome(page, [pageOf(format, lines, true)], format);
        for (const { changes, hasEnd, cuts } of steps) {
          for (const one of changes) lines = changed(lines, one);
          const bytes = pageOf(format, lines, hasEnd);
          for (const one of changes) if ('byte' in one) bytes[one.at % Math.max(1, bytes.length)] = one.byte;
          const pieces = cutAt(bytes, cuts);
          expect(outcome(page, pieces, format)).toEqual(outcome(new RepeatedPage(), pieces, format));
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('reads only its numbers where nothing else has changed, and keeps samples that have not', () => {
    const start = fc.uniqueArray(
      fc.tuple(fc.constantFrom(...SERIES[format].slice(0, 2)), fc.tuple(number, number)),
      {
        selector: ([series]) => series,
        minLength: 1,
      },
    );
    fc.assert(
      fc.property(start, (lines) => {
        const valid = lines.map(([series, numbers]): [string, readonly string[]] => [
          series,
          numbers.map((one) => one.replace(/^(?:-3|nan)$/, '3')),
        ]);
        const at = (time: 0 | 1) => [
          pageOf(
            format,
            valid.map(([series, all]) => [series, all[time] ?? '']),
            true,
          ),
        ];
        const head = format === 'openmetrics' ? bytesOf('# TYPE c counter\n') : [];
        const page = new RepeatedPage();
        const before = read(page, [...head, ...at(0)], format);
        const now = read(page, [...head, ...at(1)], format);
        expect([before.fresh.size, now.fresh.size]).toEqual([1, 0]);
        const samples = [before, now].map(({ families }) => families.flatMap(({ values }) => values));
        for (const [index, [, [one, other]]] of valid.entries()) {
          expect(samples[1]?.[index] === samples[0]?.[index]).toBe(one === other);
          expect(samples[1]?.[index]?.labels).toBe(samples[0]?.[index]?.labels);
        }
      }),
    );
  });

  test('reads anew the families whose series come and go, and only those', () => {
    // Of each family, which series are there, as bits, at one time and another; `0` for none.
    const series = fc.tuple(fc.nat(15), fc.nat(15), number);
    fc.assert(
      fc.property(fc.array(series, { minLength: 1, maxLength: 4 }), fc.array(fc.nat()), (families, cuts) => {
        const counts = (name: string, value: string) =>
          ['_bucket{le="1"}', '_bucket{le="+Inf"}', '_sum', '_count'].map(
            (suffix) => `h${name}${suffix} ${value}\n`,
          );
        const head = (name: string) => `# HELP h${name} é.\n# TYPE h${name} histogram\n`;
        const at = (time: 0 | 1) => {
          const all = families.map(([...times], index) => {
            const lines = counts(String(index), times[2].replace(/^(?:-3|nan|-0)$/, '3'));
            return head(String(index)) + lines.filter((_, bit) => ((times[time] >> bit) & 1) === 1).join('');
          });
          return Buffer.from(`${all.join('')}${format === 'text' ? '' : '# EOF\n'}`);
        };
        const page = new RepeatedPage();
        read(page, [at(0)], format);

        const now = read(page, cutAt(at(1), cuts), format);

        expect(now.families).toEqual(read(new RepeatedPage(), [at(1)], format).families);
        // Where all series of a family are gone, nothing says what they were: the page is read in full.
        const vanishes = families.some(([before, after]) => before !== 0 && after === 0);
        const other = families.filter(([before, after]) => before !== after);
        expect(now.fresh.size).toBe(vanishes ? families.length : other.length);
        const again = read(page, [at(1)], format);
        expect([again.fresh.size, again.families]).toEqual([0, now.families]);
        expect(read(page, [at(0)], format).families).toEqual(parsePage(at(0).toString(), format));
      }),
      { numRuns: 300 },
    );
  });

  test('is what it is to whoever reads it for the first time, whatever series move between families', () => {
    const heads = fc.shuffledSubarray([...HEADS[format]], { minLength: 2 });
    // Of each series, below which head it stands; beyond the last, it is not there.
    const places = fc.array(fc.nat(9), { minLength: MOVING.length, maxLength: MOVING.length });
    const move = fc.record({ series: fc.nat(MOVING.length - 1), to: fc.nat(9) });
    const steps = fc.array(fc.array(move, { maxLength: 2 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(heads, places, steps, (all, first, moves) => {
        const page = new RepeatedPage();
        let now = first;
        for (const step of [[], ...moves]) {
          for (const { series, to } of step) now = now.with(series, to);
          const text = all
            .map((head, index) => head + MOVING.filter((_, at) => now[at] === index).join(''))
            .join('');
          const pieces = bytesOf(text + (format === 'text' ? '' : '# EOF\n'));
          expect(outcome(page, pieces, format)).toEqual(outcome(new RepeatedPage(), pieces, format));
        }
      }),
      { numRuns: 4000 },
    );
  });

  test('is read the same wherever it is cut, errors and their places included', async () => {
    const render = format === 'text' ? renderText : renderOpenMetrics;
    await fc.assert(
      fc.asyncProperty(
        hostileRegistry,
        fc.array(fc.nat(), { maxLength: 9 }),
        fc.option(fc.nat()),
        async (registry, cuts, brokenAt) => {
          const bytes = Buffer.from(render(await familiesOf(registry)));
          // A vertical tab is nowhere allowed but in texts.
          if (brokenAt !== null && bytes.length > 0) bytes[brokenAt % bytes.length] = 0x0b;
          const whole = outcome(new RepeatedPage(), [bytes], format);
          expect(outcome(new RepeatedPage(), cutAt(bytes, cuts), format)).toEqual(whole);
          if (typeof whole === 'object') expect(parsePage(bytes.toString(), format)).toEqual(whole);
        },
      ),
    );
  });
});

test('what was forgotten is read in full', () => {
  const page = new RepeatedPage();
  read(page, bytesOf('a 1\n'), 'text');
  page.forget();
  expect(read(page, bytesOf('a 2\n'), 'text').fresh.size).toBe(1);
  expect(read(page, bytesOf('a 3\n'), 'text').fresh.size).toBe(0);
  expect(read(page, bytesOf('a 3\n# EOF\n'), 'openmetrics').fresh.size).toBe(1);
});

test('a number that is not allowed where it stands is refused on a later page, too', () => {
  const page = new RepeatedPage();
  read(page, bytesOf('# TYPE a counter\na_total 1\n# EOF\n'), 'openmetrics');
  expect(() => read(page, bytesOf('# TYPE a counter\na_total -1\n# EOF\n'), 'openmetrics')).toThrow(
    new PageError(2, 9, 'what counts cannot be -1'),
  );
});

test('bytes that are no UTF-8 are refused with their line, also in a later piece', () => {
  const pieces = [
    ...bytesOf('a 1\n'),
    Buffer.concat([...bytesOf('b{c="é'), Buffer.from([0xff]), ...bytesOf('"} 1\n')]),
  ];
  expect(() => read(new RepeatedPage(), pieces, 'text')).toThrow(
    new PageError(2, 7, 'these bytes are no UTF-8'),
  );
});
