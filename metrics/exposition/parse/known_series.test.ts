import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parsePage } from './page.ts';
import { PageError } from './page_error.ts';

/** A value, as it can be written. */
const value = fc.constantFrom(
  ['', ''],
  ['1', '1'],
  ['\\', '\\\\'],
  ['\\y', '\\y'],
  ['\\y', '\\\\y'],
  ['"\n', '\\"\\n'],
);
const label = fc.record({
  name: fc.constantFrom(['a', 'a'], ['a', '"a"'], ['b', 'b'], ['c d', '"c d"'], ['le', 'le']),
  value,
});
const series = fc.record({
  metric: fc.constantFrom('x', 'y'),
  labels: fc.uniqueArray(label, { maxLength: 3, selector: ({ name }) => name[0] }),
  apart: fc.constantFrom(',', ' , '),
  last: fc.constantFrom('', ','),
});
type Written = typeof series extends fc.Arbitrary<infer T> ? T : never;

const lineOf = ({ metric, labels, apart, last }: Written) => {
  const pairs = labels.map(({ name, value: [, written] }) => `${name[1]}="${written}"`).join(apart);
  return `${metric}{${pairs}${pairs === '' ? '' : last}} 1\n`;
};
const meaningOf = ({ metric, labels }: Written) => {
  const pairs = labels
    .map(({ name, value: [meant] }) => [name[0], meant])
    .filter(([, meant]) => meant !== '');
  return JSON.stringify([metric, pairs.sort()]);
};

test('a page is refused where a series is there twice, at the second one, and only there', () => {
  fc.assert(
    fc.property(fc.array(series, { maxLength: 12 }), (all) => {
      const meanings = all.map(meaningOf);
      const second = meanings.findIndex((meaning, index) => meanings.indexOf(meaning) < index);
      const read = () => parsePage(all.map(lineOf).join(''), 'text');
      if (second === -1) expect(read().flatMap(({ values }) => values)).toHaveLength(all.length);
      else expect(read).toThrow(new PageError(second + 1, 1, 'the series of this line is there twice'));
    }),
    { numRuns: 2000 },
  );
});
