import { expect, test } from 'vitest';
import { PRICES, PRICES_AS_OF, priceOf } from './prices.ts';

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
])('%s costs what %s does', (model, family) => {
  expect(PRICES[family]).toBeDefined();
  expect(priceOf(model, {})).toBe(PRICES[family]);
});

test.each(['gpt-4', 'gpt-4.1-turbo', 'gpt-4o-audio-preview', 'claude-3', 'constructor', '__proto__', ''])(
  'the price of %j is not known, whatever it is called like',
  (model) => {
    expect(priceOf(model, {})).toBeUndefined();
  },
);

test('a price of monitoring.yml comes first, that of the whole name before that of the family', () => {
  const [own, ofDate] = [
    { input: 1, output: 2 },
    { input: 3, output: 4 },
  ];
  expect(priceOf('gpt-4.1-2025-04-14', { 'gpt-4.1': own })).toBe(own);
  expect(priceOf('gpt-4.1-2025-04-14', { 'gpt-4.1': own, 'gpt-4.1-2025-04-14': ofDate })).toBe(ofDate);
  expect(priceOf('my-fine-tune', { 'my-fine-tune': own })).toBe(own);
});

test.each(Object.entries(PRICES))(
  '%s: caches are cheaper to read than input, output is dearer',
  (_model, price) => {
    const { input, output, cached_input = input, cache_write = input } = price;
    expect(cached_input).toBeLessThanOrEqual(input);
    expect(cache_write).toBeGreaterThanOrEqual(input);
    expect(output).toBeGreaterThan(input);
  },
);

test('the table says of which day it is', () => {
  expect(Number.isNaN(Date.parse(PRICES_AS_OF))).toBe(false);
});
