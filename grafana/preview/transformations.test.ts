import { expect, test } from 'vitest';
import { rowsOf, tableOf } from './frames.ts';
import { sorted } from './panels/table.ts';
import type { Series } from './prometheus.ts';
import { merged, organized, transformed } from './transformations.ts';

const series = (labels: Record<string, string>, value: number): Series => ({
  labels,
  points: [[1_000, value]],
});
const table = (refId: string, ...found: Series[]) => tableOf(found, { refId }, false);

test('a query in the format «table» has columns for time, labels in order, and its value', () => {
  const { columns } = tableOf([series({ service: 'shop', job: 'a' }, 7)], { refId: 'A' }, true);
  expect(columns.map(({ name, values }) => [name, values])).toEqual([
    ['Time', [1_000]],
    ['job', ['a']],
    ['service', ['shop']],
    ['Value', [7]],
  ]);
});

test('rows of several queries join on the labels that they share', () => {
  const traffic = table('A', series({ route: '/a' }, 1), series({ route: '/b' }, 2));
  const errors = table('B', series({ route: '/b' }, 0.5));
  const { columns } = merged([traffic, errors]);
  expect(columns.map(({ name }) => name)).toEqual(['Time', 'route', 'Value #A', 'Value #B']);
  expect(rowsOf({ columns })).toEqual([
    [1_000, '/a', 1, null],
    [1_000, '/b', 2, 0.5],
  ]);
});

test('rows whose labels differ do not join: the name of a series is such a label, as in Grafana', () => {
  const traffic = table('A', series({ __name__: 'traffic', route: '/a' }, 1));
  const errors = table('B', series({ __name__: 'errors', route: '/a' }, 0.5));
  expect(rowsOf(merged([traffic, errors]))).toHaveLength(2);
});

test('a value without labels joins every row', () => {
  const all = table('A', series({ route: '/a' }, 1), series({ route: '/b' }, 2));
  expect(rowsOf(merged([all, table('B', series({}, 9))])).map((row) => row.at(-1))).toEqual([9, 9]);
});

test('columns are left out, put in order and given headings', () => {
  const organize = {
    excludeByName: { Time: true },
    indexByName: { 'Value #A': 0, route: 1 },
    renameByName: { route: 'Route', 'Value #A': 'Traffic' },
  };
  const { columns } = organized(table('A', series({ route: '/a' }, 1)), organize);
  expect(columns.map(({ name }) => name)).toEqual(['Traffic', 'Route']);
});

test('what is sorted by a column has rows without a value last when the highest come first', () => {
  const content = { columns: [{ name: 'Errors', refId: 'A', values: [1, null, 3] }] };
  expect(sorted(content, [{ displayName: 'Errors', desc: true }])).toEqual([[3], [1], [null]]);
});

test('a table sorted by a column that it does not have is refused', () => {
  const content = { columns: [{ name: 'Errors', refId: 'A', values: [1] }] };
  expect(() => sorted(content, [{ displayName: 'Error' }])).toThrow(
    'A table sorts by «Error», and has only: Errors.',
  );
});

test('a transformation that is not drawn is refused', () => {
  const panel = { id: 1, type: 'table', title: 'Routes', transformations: [{ id: 'joinByField' }] };
  expect(() => transformed([], panel)).toThrow(
    '«Routes»: the transformation «joinByField» is not drawn: add it to transformations.ts.',
  );
});
