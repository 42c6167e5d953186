import { expect, test } from 'vitest';
import { LIST_PRICES } from './list_prices.ts';
import { priceOf } from './prices.ts';

test.each([
  ['gpt-4.1', 'gpt-4.1'],
  ['gpt-4.1-2025-04-14', 'gpt-4.1'],
  ['gpt-4o-2024-08-06', 'gpt-4o'],
  ['gpt-4o-2024-05-13', 'gpt-4o-2024-05-13'],
  ['claude-3-5-sonnet-20241022', 'claude-3-5-sonnet'],
  ['claude-3-5-haiku-latest', 'claude-3-5-haiku'],
  ['anthropic.claude-3-5-sonnet-20241022-v2:0', 'claude-3-5-sonnet'],
  ['us.anthropic.claude-sonnet-4-20250514-v1:0', 'claude-sonnet-4'],
  ['eu.amazon.nova-lite-v1:0', 'amazon.nova-lite'],
  ['gpt-5-2025-08-07', 'gpt-5'],
  ['gpt-5.4-mini', 'gpt-5.4-mini'],
  ['claude-sonnet-4-5-20250929', 'claude-sonnet-4-5'],
  ['claude-opus-5-5', 'claude-opus-5-5'],
  ['us.anthropic.claude-opus-4-1-20250805-v1:0', 'claude-opus-4-1'],
  ['global.anthropic.claude-sonnet-4-5-20250929-v1:0', 'claude-sonnet-4-5'],
])('%s costs what %s does', (model, family) => {
  expect(LIST_PRICES[family]).toBeDefined();
  expect(priceOf(model, {})).toBe(LIST_PRICES[family]);
});

// https://platform.claude.com/docs/en/about-claude/pricing, of 2026-10-24
test.each([
  ['claude-opus-4-1', 15, 75, 18.75, 1.5],
  ['claude-opus-4-5', 5, 25, 6.25, 0.5],
  ['claude-opus-4-8', 5, 25, 6.25, 0.5],
  ['claude-sonnet-4-5', 3, 15, 3.75, 0.3],
  ['claude-sonnet-4-6', 3, 15, 3.75, 0.3],
  ['claude-haiku-4-5', 1, 5, 1.25, 0.1],
])('%s costs %d for input and %d for output, %d to write to a cache and %d to read', (model, ...expected) => {
  const { input, output, cache_write, cached_input } = priceOf(model, {}) ?? {};
  expect([input, output, cache_write, cached_input]).toEqual(expected);
});

test.each([
  'anthropic.claude-haiku-4-5-20251001-v1:0',
  'us.anthropic.claude-haiku-4-5-20251001-v1:0',
  'jp.anthropic.claude-haiku-4-5-20251001-v1:0',
])('%s is a tenth dearer than at the global endpoint', (model) => {
  const { input, output, cache_write, cached_input } = priceOf(model, {}) ?? {};
  for (const [found, expected] of [
    [input, 1.1],
    [output, 5.5],
    [cache_write, 1.375],
    [cached_input, 0.11],
  ]) {
    expect(found).toBeCloseTo(expected ?? Number.NaN, 10);
  }
});

test.each([
  'gpt-4',
  'gpt-4.1-turbo',
  'gpt-4o-audio-preview',
  'claude-3',
  'claude-sonnet-9',
  'gpt-5.6',
  'jp.amazon.nova-lite-v1:0',
  'constructor',
  '__proto__',
  '',
])('the price of %j is not known, whatever it is called like', (model) => {
  expect(priceOf(model, {})).toBeUndefined();
});

test('a price of monitoring.yml comes first, that of the whole name before that of the family', () => {
  const [own, ofDate] = [
    { input: 1, output: 2 },
    { input: 3, output: 4 },
  ];
  expect(priceOf('gpt-4.1-2025-04-14', { 'gpt-4.1': own })).toBe(own);
  expect(priceOf('gpt-4.1-2025-04-14', { 'gpt-4.1': own, 'gpt-4.1-2025-04-14': ofDate })).toBe(ofDate);
  expect(priceOf('my-fine-tune', { 'my-fine-tune': own })).toBe(own);
});

test.each(Object.entries(LIST_PRICES))(
  '%s: caches are cheaper to read than input, output is dearer',
  (_model, price) => {
    const { input, output, cached_input = input, cache_write = input } = price;
    expect(cached_input).toBeLessThanOrEqual(input);
    expect(cache_write).toBeGreaterThanOrEqual(input);
    expect(output).toBeGreaterThan(input);
  },
);

test.each(Object.entries(LIST_PRICES))(
  '%s says where its price stands, and of which day it is',
  (_model, price) => {
    expect(price.source).toMatch(/^https:/);
    expect(price.as_of).toMatch(/^20\d\d-\d\d-\d\d$/);
  },
);

test.each(Object.entries(LIST_PRICES).filter(([, { long_prompt }]) => long_prompt !== undefined))(
  '%s costs more where the prompt is long, in every kind',
  (_model, { long_prompt, ...price }) => {
    for (const kind of ['input', 'output', 'cached_input', 'cache_write'] as const) {
      expect(long_prompt?.[kind] ?? 1).toBeGreaterThan(price[kind] ?? 0);
    }
  },
);
