import type { Price } from './prices.ts';

/** Where prices stand, and when they were read. */
interface Origin {
  readonly source: string;
  /** The day on which it was so. */
  readonly as_of: string;
}

/** A price of a provider's list, in US dollars per million tokens. */
export interface ListPrice extends Price, Origin {
  /** By how much Bedrock's regional and geographic endpoints are dearer than its global one, as a factor. */
  readonly regional?: number;
}

const OPENAI = 'https://developers.openai.com/api/docs/pricing';
const ANTHROPIC = 'https://platform.claude.com/docs/en/about-claude/pricing';
const BEDROCK = 'https://aws.amazon.com/bedrock/pricing/';

// Claude 4.5 and later: the page's section on other platforms.
const REGIONAL = 1.1;

/**
 * List prices of standard requests: not batched, not of a faster or slower tier. What is missing is not priced: models whose price could
 * not be verified, or depends on what a response does not say.
 */
export const LIST_PRICES: Readonly<Record<string, ListPrice>> = {
  ...from(
    { source: OPENAI, as_of: '2026-03-21' },
    {
      'gpt-5': { input: 1.25, output: 10, cached_input: 0.125 },
      'gpt-5-mini': { input: 0.25, output: 2, cached_input: 0.025 },
      'gpt-5-nano': { input: 0.05, output: 0.4, cached_input: 0.005 },
      'gpt-5-pro': { input: 15, output: 120 },
      'gpt-5.1': { input: 1.25, output: 10, cached_input: 0.125 },
      'gpt-5.2': { input: 1.75, output: 14, cached_input: 0.175 },
      'gpt-5.2-pro': { input: 21, output: 168 },
      'gpt-4.1': { input: 2, output: 8, cached_input: 0.5 },
      'gpt-4.1-mini': { input: 0.4, output: 1.6, cached_input: 0.1 },
      'gpt-4.1-nano': { input: 0.1, output: 0.4, cached_input: 0.025 },
      'gpt-4o': { input: 2.5, output: 10, cached_input: 1.25 },
      'gpt-4o-mini': { input: 0.15, output: 0.6, cached_input: 0.075 },
      'gpt-3.5-turbo': { input: 0.5, output: 1.5 },
      'o3-mini': { input: 1.1, output: 4.4, cached_input: 0.55 },
    },
  ),
  ...from(
    { source: OPENAI, as_of: '2026-06-30' },
    {
      'gpt-5.3-codex': { input: 1.75, output: 14, cached_input: 0.175 },
      'gpt-5.4': {
        input: 2.5,
        output: 15,
        cached_input: 0.25,
        long_prompt: { over: 272_000, input: 5, output: 22.5, cached_input: 0.5 },
      },
      'gpt-5.4-mini': { input: 0.75, output: 4.5, cached_input: 0.075 },
      'gpt-5.4-nano': { input: 0.2, output: 1.25, cached_input: 0.02 },
      'gpt-5.5': {
        input: 5,
        output: 30,
        cached_input: 0.5,
        long_prompt: { over: 272_000, input: 10, output: 45, cached_input: 1 },
      },
    },
  ),
  ...from(
    { source: ANTHROPIC, as_of: '2026-10-24', regional: REGIONAL },
    {
      'claude-fable-5-1': { input: 10, output: 50, cached_input: 0.25, cache_write: 12.5 },
      'claude-fable-5': { input: 10, output: 50, cached_input: 1, cache_write: 12.5 },
      'claude-opus-5-5': { input: 4, output: 20, cached_input: 0.2, cache_write: 5 },
      'claude-opus-5': { input: 5, output: 25, cached_input: 0.5, cache_write: 6.25 },
      'claude-opus-4-8': { input: 5, output: 25, cached_input: 0.5, cache_write: 6.25 },
      'claude-opus-4-7': { input: 5, output: 25, cached_input: 0.5, cache_write: 6.25 },
      'claude-opus-4-6': { input: 5, output: 25, cached_input: 0.5, cache_write: 6.25 },
      'claude-opus-4-5': { input: 5, output: 25, cached_input: 0.5, cache_write: 6.25 },
      'claude-sonnet-5-5': { input: 2, output: 10, cached_input: 0.1, cache_write: 2.5 },
      'claude-sonnet-5': { input: 2, output: 10, cached_input: 0.2, cache_write: 2.5 },
      'claude-sonnet-4-6': { input: 3, output: 15, cached_input: 0.3, cache_write: 3.75 },
      'claude-sonnet-4-5': { input: 3, output: 15, cached_input: 0.3, cache_write: 3.75 },
      'claude-haiku-5-5': {
        input: 0.1,
        output: 0.5,
        cached_input: 0.01,
        cache_write: 0.125,
        long_prompt: { over: 100_000, input: 0.5, output: 2.5, cached_input: 0.05, cache_write: 0.625 },
      },
      'claude-haiku-4-5': { input: 1, output: 5, cached_input: 0.1, cache_write: 1.25 },
    },
  ),
  ...from(
    { source: ANTHROPIC, as_of: '2026-10-24' },
    {
      'claude-opus-4-1': { input: 15, output: 75, cached_input: 1.5, cache_write: 18.75 },
      'claude-opus-4': { input: 15, output: 75, cached_input: 1.5, cache_write: 18.75 },
      'claude-sonnet-4': { input: 3, output: 15, cached_input: 0.3, cache_write: 3.75 },
      'claude-3-5-haiku': { input: 0.8, output: 4, cached_input: 0.08, cache_write: 1 },
    },
  ),
  // No longer listed: as they were last.
  ...from(
    { source: 'https://www.anthropic.com/pricing', as_of: '2025-06-30' },
    {
      'claude-3-7-sonnet': { input: 3, output: 15, cached_input: 0.3, cache_write: 3.75 },
      'claude-3-5-sonnet': { input: 3, output: 15, cached_input: 0.3, cache_write: 3.75 },
      'claude-3-haiku': { input: 0.25, output: 1.25, cached_input: 0.03, cache_write: 0.3 },
    },
  ),
  ...from(
    { source: 'https://openai.com/api/pricing/', as_of: '2025-06-30' },
    { 'gpt-4o-2024-05-13': { input: 5, output: 15 } },
  ),
  // Of us-east-1.
  ...from(
    { source: BEDROCK, as_of: '2025-06-30' },
    {
      'amazon.nova-pro': { input: 0.8, output: 3.2, cached_input: 0.2 },
      'amazon.nova-lite': { input: 0.06, output: 0.24, cached_input: 0.015 },
      'amazon.nova-micro': { input: 0.035, output: 0.14, cached_input: 0.00875 },
    },
  ),
};

function from(
  origin: Origin & Pick<ListPrice, 'regional'>,
  prices: Readonly<Record<string, Price>>,
): Record<string, ListPrice> {
  return Object.fromEntries(Object.entries(prices).map(([model, price]) => [model, { ...price, ...origin }]));
}
