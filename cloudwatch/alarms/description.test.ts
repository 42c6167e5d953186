import fc from 'fast-check';
import { expect, test } from 'vitest';
import { load, SHOP } from '../testing.ts';
import { clipped, describe, MOST_CHARACTERS } from './description.ts';

const definition = load(SHOP);
const told = (summary: string, fires: string, runbook?: string) =>
  describe(definition, { alert: 'Slow', service: 'shop', summary, fires, runbook }).split('\n');

test('a summary that is too long is cut off at a word, and links stay whole', () => {
  const lines = told('word '.repeat(400), 'Fires when it is bad.');
  expect(lines[0]).toMatch(/^word .* word…$/);
  expect(lines.slice(1)).toEqual([
    'Fires when it is bad.',
    'Runbook: https://wiki.example.com/Slow',
    'Dashboard: https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#dashboards/dashboard/production-shop-golden-signals-shop',
  ]);
});

test('a link that leaves no room for anything else is left out rather than cut', () => {
  const lines = told('Slow.', 'Fires when it is slow.', `https://example.com/${'a'.repeat(600)}`);
  expect(lines.map((line) => line.split(' ')[0])).toEqual(['Slow.', 'Fires', 'Dashboard:']);
});

test('a summary of several lines is one line, so that lines keep their meaning', () => {
  expect(told('Slow.\nRunbook: none\n', 'Fires when it is slow.')[0]).toBe('Slow. Runbook: none');
});

test('no description is longer than CloudWatch takes, and each has a summary and a sentence', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '\n', 'ä'), maxLength: 3000 });
  fc.assert(
    fc.property(text, text, (summary, fires) => {
      const lines = told(summary, fires);
      expect(lines.join('\n').length).toBeLessThanOrEqual(MOST_CHARACTERS);
      expect(lines).toHaveLength(4);
    }),
  );
});

test('what is short enough is not cut', () => {
  expect(clipped('a few words', 11)).toBe('a few words');
  expect(clipped('a few words', 10)).toBe('a few…');
  expect(clipped('wordswithoutblanks', 10)).toBe('wordswith…');
});
