import { expect, test } from 'vitest';
import { knownByInWords } from './objectives.ts';

const HOUR = 3_600_000;
const NOON = new Date(2026, 0, 31, 12).getTime();

const said = (view: Parameters<typeof knownByInWords>[0]) =>
  knownByInWords(view, NOON).replaceAll('\u00a0', ' ');

test('who knows an objective is said, and what is missing of its window, also where it began before that', () => {
  expect(said({ knownBy: 'prometheus', since: null })).toBe('Prometheus');
  expect(said({ knownBy: 'exporter', since: null, uncounted: 59_000 })).toBe('this exporter');
  expect(said({ knownBy: 'exporter', since: NOON - HOUR, uncounted: 0 })).toBe(
    'this exporter, counted since 11:00:00',
  );
  expect(said({ knownBy: 'exporter', since: NOON - 48 * HOUR, uncounted: 25 * HOUR })).toBe(
    'this exporter, counted since 2026-01-29 12:00:00, but for 1 d 1 h',
  );
  expect(said({ knownBy: 'exporter', since: null, uncounted: 480 * HOUR })).toBe(
    'this exporter, but for 20 d',
  );
});
