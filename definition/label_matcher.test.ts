import fc from 'fast-check';
import { expect, test } from 'vitest';
import { labelMatcher } from './label_matcher.ts';
import { promqlTree } from './promql_syntax.ts';

/** Whether a label of this value is selected. */
function selects(wanted: string | readonly string[], value: string): boolean {
  const tree = promqlTree(`up{${labelMatcher('label', wanted)}}`);
  if (tree.type !== 'selector') throw new Error('A matcher made something else of a selector.');
  return tree.matchers.every(({ label, matches }) => label === '__name__' || matches(value));
}

const text = fc.oneof(
  fc.string({ maxLength: 5 }),
  fc.string({ unit: fc.constantFrom(...'ab.*+?|()[]{}^$\\"\'!#\n'), maxLength: 5 }),
);
const plain = text.filter((value) => !value.startsWith('!'));
const values = fc.array(plain, { minLength: 1, maxLength: 4 });

test('a matcher selects the values that are wanted, and no others, whatever signs are in them', () => {
  fc.assert(
    fc.property(values, text, (wanted, other) => {
      for (const value of [...wanted, other]) {
        expect(selects(wanted, value)).toBe(wanted.includes(value));
        expect(selects(wanted[0] ?? '', value)).toBe(value === wanted[0]);
      }
    }),
  );
});

test('of values that each begin with "!" it selects every other one', () => {
  fc.assert(
    fc.property(values, text, (unwanted, other) => {
      const wanted = unwanted.map((value) => `!${value}`);
      for (const value of [...unwanted, other]) {
        expect(selects(wanted, value)).toBe(!unwanted.includes(value));
      }
    }),
  );
});
