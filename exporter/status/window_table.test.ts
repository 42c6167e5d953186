import fc from 'fast-check';
import { expect, test } from 'vitest';
import { WindowTable } from './window_table.ts';

const SLOTS = 4;
const STRIDE = 3;

type Act =
  | { readonly add: number; readonly column: number; readonly amount: number }
  | 'advance'
  | 'clear'
  | { readonly release: number };

const key = fc.oneof(fc.nat(5), fc.nat(1_000));
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ add: key, column: fc.nat(STRIDE - 1), amount: fc.integer({ min: 1, max: 9 }) }),
  },
  { weight: 3, arbitrary: fc.constant('advance' as const) },
  { weight: 1, arbitrary: fc.constant('clear' as const) },
  { weight: 1, arbitrary: fc.record({ release: key }) },
);

test('sums are those of the last stretches, whatever is added, released and forgotten', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 200 }), (acts) => {
      const table = new WindowTable(SLOTS, STRIDE);
      let stretches: { key: number; column: number; amount: number }[][] = [[]];
      const known = new Set<number>();
      for (const its of acts) {
        if (its === 'advance') {
          table.advance();
          stretches = [...stretches, []].slice(-SLOTS);
        } else if (its === 'clear') {
          table.clear();
          stretches = [[]];
        } else if ('release' in its) {
          table.release(its.release);
          known.delete(its.release);
          stretches = stretches.map((stretch) => stretch.filter((one) => one.key !== its.release));
        } else {
          table.add(its.add, its.column, its.amount);
          known.add(its.add);
          stretches.at(-1)?.push({ key: its.add, column: its.column, amount: its.amount });
        }
      }
      const sums = new Float64Array(STRIDE);
      for (const one of [0, 1, 2, 3, 4, 5, ...known]) {
        table.sum(one, sums);
        const expected = [0, 1, 2].map((column) =>
          stretches
            .flat()
            .filter((added) => added.key === one && added.column === column)
            .reduce((total, { amount }) => total + amount, 0),
        );
        expect([...sums]).toEqual(expected);
        expect(table.has(one)).toBe(known.has(one));
      }
    }),
  );
});
