import { describe, expect, test } from 'vitest';
import type { PanelJson } from './dashboard_json.ts';
import { lineColor, settingsOf, shownValue } from './field.ts';

const NOW = 0;
const RED = '#F2495C';
const ORANGE = '#FF9830';
const GREEN = '#73BF69';

const panel: PanelJson = {
  id: 1,
  type: 'stat',
  title: 'Error ratio now',
  fieldConfig: {
    defaults: {
      unit: 'percentunit',
      noValue: 'no traffic',
      thresholds: {
        mode: 'absolute',
        steps: [
          { value: null, color: 'green' },
          { value: 0.05, color: 'orange' },
          { value: 0.9, color: 'red' },
        ],
      },
      custom: { lineWidth: 1 },
    },
    overrides: [
      { matcher: { id: 'byRegexp', options: '/^pay\\..*$/' }, properties: [{ id: 'unit', value: 'none' }] },
      { matcher: { id: 'byName', options: 'shop' }, properties: [{ id: 'custom.lineWidth', value: 3 }] },
      {
        matcher: { id: 'byFrameRefID', options: 'B' },
        properties: [{ id: 'color', value: { mode: 'fixed', fixedColor: 'red' } }],
      },
    ],
  },
};
const field = (name: string, refId = 'A') => settingsOf(panel, { name, refId, kind: 'number' });

describe('an override holds for the fields that it matches, and for no other', () => {
  test.each([
    ['by a regular expression on the name', field('pay.v2').unit, 'none'],
    ['not where the expression does not match', field('payroll').unit, 'percentunit'],
    ['by the name', field('shop').custom.lineWidth, 3],
    ['not by another name', field('shops').custom.lineWidth, 1],
    ['by the letter of the query', shownValue(0, field('x', 'B'), NOW).color, RED],
  ])('%s', (_case, found, expected) => {
    expect(found).toBe(expected);
  });

  test('what is not drawn is refused', () => {
    const other = {
      ...panel,
      fieldConfig: { overrides: [{ matcher: { id: 'byValue' }, properties: [] }] },
    };
    expect(() => settingsOf(other, { name: 'x', refId: 'A', kind: 'number' })).toThrow(
      '«Error ratio now»: overrides matched byValue are not drawn: add it to field.ts.',
    );
  });
});

describe('a value has the colour of the highest step that it reaches', () => {
  test.each([
    [0, GREEN],
    [0.0499, GREEN],
    [0.05, ORANGE],
    [0.9, RED],
    [7, RED],
  ])('%d', (value, color) => {
    expect(shownValue(value, field('x'), NOW).color).toBe(color);
  });

  test('steps in percent are of the range from min to max', () => {
    const thresholds = {
      mode: 'percentage',
      steps: [
        { value: null, color: 'green' },
        { value: 50, color: 'red' },
      ],
    };
    const settings = { custom: {}, thresholds, min: 0, max: 8 };
    expect([3.9, 4].map((value) => shownValue(value, settings, NOW).color)).toEqual([GREEN, RED]);
  });
});

test('mappings go before units and thresholds, the first that is for the value', () => {
  const mappings = [
    { type: 'value', options: { '0': { text: 'down', color: 'red' } } },
    { type: 'range', options: { from: 1, to: 2, result: { text: 'up', color: 'green' } } },
    { type: 'special', options: { match: 'null+nan', result: { text: 'unknown' } } },
    { type: 'regex', options: { pattern: '/^crit/i', result: { text: 'Critical', color: 'red' } } },
  ];
  const settings = { custom: {}, mappings, unit: 's' };
  expect(shownValue(0, settings, NOW)).toEqual({ text: 'down', color: RED });
  expect(shownValue(1.5, settings, NOW)).toEqual({ text: 'up', color: GREEN });
  expect(shownValue(3, settings, NOW)).toEqual({ text: '3 s', color: null });
  expect(shownValue(null, settings, NOW).text).toBe('unknown');
  expect(shownValue(Number.NaN, settings, NOW).text).toBe('unknown');
  expect(shownValue('CRITICAL', settings, NOW)).toEqual({ text: 'Critical', color: RED });
});

test('where there is no value, the panel says what that means', () => {
  expect(shownValue(null, field('x'), NOW).text).toBe('no traffic');
});

test('a series has the same colour in every panel, where colours go by name', () => {
  const settings = { custom: {}, color: { mode: 'palette-classic-by-name' } };
  expect(lineColor(settings, 'shop', 0)).toBe(lineColor(settings, 'shop', 5));
});

test('shades of one colour differ, and the first is the colour itself', () => {
  const settings = { custom: {}, color: { mode: 'shades', fixedColor: 'red' } };
  const shades = [0, 1, 2].map((index) => lineColor(settings, 'x', index));
  expect(shades[0]).toBe(RED);
  expect(new Set(shades).size).toBe(3);
});

test('a colour that Grafana does not know is refused', () => {
  const settings = { custom: {}, color: { mode: 'fixed', fixedColor: 'grreen' } };
  expect(() => lineColor(settings, 'x', 0)).toThrow(
    /^There is no colour «grreen»; use one of: red, orange, /,
  );
});
