/** US dollars per million tokens, by kind; cached input and cache writes cost what input costs unless given. */
export interface Price {
  readonly input: number;
  readonly output: number;
  readonly cached_input?: number | undefined;
  readonly cache_write?: number | undefined;
}

/** The day on which the table was true. Prices change: override them in monitoring.yml. */
export const PRICES_AS_OF = '2025-06-30';

/**
 * List prices of standard, not batched, requests.
 * OpenAI: https://openai.com/api/pricing/ · Anthropic, also on Bedrock: https://www.anthropic.com/pricing ·
 * Amazon: https://aws.amazon.com/bedrock/pricing/ (us-east-1)
 */
export const PRICES: Readonly<Record<string, Price>> = {
  'gpt-4.1': { input: 2, output: 8, cached_input: 0.5 },
  'gpt-4.1-mini': { input: 0.4, output: 1.6, cached_input: 0.1 },
  'gpt-4.1-nano': { input: 0.1, output: 0.4, cached_input: 0.025 },
  'gpt-4o': { input: 2.5, output: 10, cached_input: 1.25 },
  'gpt-4o-2024-05-13': { input: 5, output: 15 },
  'gpt-4o-mini': { input: 0.15, output: 0.6, cached_input: 0.075 },
  'gpt-3.5-turbo': { input: 0.5, output: 1.5 },
  'claude-opus-4': { input: 15, output: 75, cached_input: 1.5, cache_write: 18.75 },
  'claude-sonnet-4': { input: 3, output: 15, cached_input: 0.3, cache_write: 3.75 },
  'claude-3-7-sonnet': { input: 3, output: 15, cached_input: 0.3, cache_write: 3.75 },
  'claude-3-5-sonnet': { input: 3, output: 15, cached_input: 0.3, cache_write: 3.75 },
  'claude-3-5-haiku': { input: 0.8, output: 4, cached_input: 0.08, cache_write: 1 },
  'claude-3-haiku': { input: 0.25, output: 1.25, cached_input: 0.03, cache_write: 0.3 },
  'amazon.nova-pro': { input: 0.8, output: 3.2, cached_input: 0.2 },
  'amazon.nova-lite': { input: 0.06, output: 0.24, cached_input: 0.015 },
  'amazon.nova-micro': { input: 0.035, output: 0.14, cached_input: 0.00875 },
};

/**
 * The price of a model: of its whole name, or of its name without region, version and date. Undefined where neither is known:
 * a model that is merely called alike may cost many times as much.
 */
export function priceOf(model: string, overrides: Readonly<Record<string, Price>>): Price | undefined {
  for (const name of [model, familyOf(model)]) {
    for (const table of [overrides, PRICES]) if (Object.hasOwn(table, name)) return table[name];
  }
  return undefined;
}

/** `us.anthropic.claude-3-5-sonnet-20241022-v2:0` → `claude-3-5-sonnet`; `gpt-4o-2024-08-06` → `gpt-4o`. */
function familyOf(model: string): string {
  return model
    .replace(/^(?:us|us-gov|eu|apac|global)\./, '')
    .replace(/^anthropic\./, '')
    .replace(/-v\d+(?::\d+)?$/, '')
    .replace(/-(?:\d{8}|\d{4}-\d{2}-\d{2}|latest)$/, '');
}
