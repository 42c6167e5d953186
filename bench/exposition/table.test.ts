import { expect, test } from 'vitest';
import type { Row } from './row.ts';
import { formatRow, formatSummary } from './table.ts';

const ROW: Row = {
  title: 'Render something',
  unit: 'ms',
  figures: [
    { name: 'goldwatch', role: 'goldwatch', values: [9, 20, 11] },
    { name: 'a peer', role: 'peer', values: [110, 100, 130] },
    { name: 'another peer', role: 'peer', values: 'not installed (apt-get install another)' },
    { name: 'the least', role: 'bound', values: [4, 6] },
  ],
  reaches: [
    { atMost: 15 },
    { atMost: 10, stretch: true },
    { beside: 'a peer', atMost: 0.1 },
    { beside: 'the least', atMost: 2 },
    { beside: 'another peer', atMost: 1 },
  ],
};

test('a row shows the median of each contestant, its spread, the ratio to it, and whether that is met', () => {
  expect(formatRow(ROW)).toBe(`
Render something
  a peer                                  110 ms        100 … 130  × 0.100  ≤ × 0.1 met
  another peer                        not installed (apt-get install another)
  the least (bound)                      5.00 ms      4.00 … 6.00   × 2.20  ≤ × 2 not met
  goldwatch                              11.0 ms      9.00 … 20.0           ≤ 15 ms met
                                                                            stretch ≤ 10 ms not met
`);
});

test('the summary counts what is met and names what is not, without counting what is only hoped for', () => {
  expect(formatSummary([ROW])).toBe(`
2 of 4 reaches met. Not met:
Render something
  stretch ≤ 10 ms: it is 11.0 ms
  ≤ × 2 of the least: it is × 2.20
  ≤ × 1 of another peer: there is no figure
`);
});

test('goldwatch without a figure meets nothing', () => {
  const failed = ROW.figures.map((figure) =>
    figure.role === 'goldwatch' ? { ...figure, values: 'failed: no room' } : figure,
  );
  const row = { ...ROW, figures: failed, reaches: [{ atMost: 15 }, { beside: 'a peer', atLeast: 1 }] };
  expect(formatSummary([row])).toContain('0 of 2 reaches met.');
  expect(formatRow(row)).toContain('  goldwatch                           failed: no room\n');
  expect(formatRow(row)).toContain('100 … 130           ≥ × 1 not measured\n');
});
