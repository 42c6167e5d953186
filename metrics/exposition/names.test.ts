import { expect, test } from 'vitest';
import { contestedNames, emittedNames, reservedNames } from './names.ts';

test.each([
  ['gauge', 'x', ['x'], []],
  ['counter', 'x_total', ['x_total'], ['x', 'x_created']],
  ['counter', 'x', ['x'], []],
  ['summary', 'x', ['x', 'x_sum', 'x_count'], ['x_created']],
  ['histogram', 'x', ['x', 'x_bucket', 'x_sum', 'x_count'], ['x_created']],
  ['constructor', 'x', ['x'], []],
])('a %s %s emits %j, and reserves %j in OpenMetrics', (type, name, emitted, reserved) => {
  expect(emittedNames({ name, type }, 'underscores')).toEqual(emitted);
  expect(reservedNames({ name, type }, 'underscores')).toEqual(reserved);
});

test('suffixes come after what is escaped', () => {
  expect(emittedNames({ name: 'a.b', type: 'summary' }, 'values')).toEqual([
    'U__a_2e_b',
    'U__a_2e_b_sum',
    'U__a_2e_b_count',
  ]);
});

test('contested is what two families take up, not what one takes up twice', () => {
  const families = [
    { name: 'x', type: 'gauge' },
    { name: 'x_total', type: 'counter' },
    { name: 'y', type: 'histogram' },
    { name: 'y_created_total', type: 'counter' },
    { name: 'z_total', type: 'counter' },
  ];
  expect([...contestedNames(families, 'underscores')]).toEqual(['x', 'y_created']);
});
