import { expect, test } from 'vitest';
import { load } from '../definition/testing.ts';
import { logNotes } from './log_notes.ts';

const notesOn = (source: string) =>
  logNotes(
    load(`
service: { name: shop }
sources: [{ type: logs, files: [{ path: a.json, min_level: warn }], ${source} }]
cloudwatch: { logs: { groups: [{ name: /a, source: logs }, { name: /b, source: logs }] } }
`),
  );

test('a metric that no filter can count is told once, with its log groups', () => {
  const labels = '{ a: $.a, b: $.b, c: $.c, d: $.d }';
  const metric = `{ name: carts_total, type: counter, pattern: '{ $.a = 1 }', labels: ${labels} }`;
  expect(notesOn(`metrics: [${metric}]`)).toEqual([
    'Note: CloudWatch has no carts_total of /a, /b: a metric filter has at most 3 dimensions, and this one has 4 labels; instead: fewer labels, or the mirror.',
  ]);
});

test('what counts otherwise is told once, with its metrics', () => {
  expect(notesOn('presets: [security]')).toEqual([
    'Note: CloudWatch counts lines of every level, also below `min_level`: auth_failures_total, rate_limited_requests_total.',
  ]);
});

test('nothing is said where CloudWatch counts the same, or nothing', () => {
  expect(logNotes(load('service: { name: shop }'))).toEqual([]);
});
