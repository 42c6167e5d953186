import { LIST_PRICES } from './list_prices.ts';

/** US dollars per million tokens, by kind; cached input and cache writes cost what input costs unless given. */
export interface Rates {
  readonly input: number;
  readonly output: number;
  readonly cached_input?: number | undefined;
  readonly cache_write?: number | undefined;
}

/** What a model costs. */
export interface Price extends Rates {
  /** What every token of a request costs whose input, from caches too, has more than so many tokens. */
  readonly long_prompt?: Rates & { readonly over: number };
}

const KINDS = ['input', 'output', 'cached_input', 'cache_write'] as const satisfies (keyof Rates)[];

/** Bedrock's names of Claude but for those of its global endpoint. */
const REGIONAL_ENDPOINT = /^(?:(?:us|us-gov|eu|apac|jp|au)\.)?anthropic\./;

/**
 * The price of a model: of its whole name, or of its name without region, version and date. Undefined where neither is known:
 * a model that is merely called alike may cost many times as much. So may another request than a standard one, of which there are
 * no list prices.
 */
export function priceOf(
  model: string,
  overrides: Readonly<Record<string, Price>>,
  isStandard = true,
): Price | undefined {
  for (const name of [model, familyOf(model)]) {
    if (Object.hasOwn(overrides, name)) return overrides[name];
    if (!isStandard || !Object.hasOwn(LIST_PRICES, name)) continue;
    const price = LIST_PRICES[name];
    if (price?.regional === undefined || !REGIONAL_ENDPOINT.test(model)) return price;
    return scaled(price, price.regional);
  }
  return undefined;
}

function scaled({ long_prompt, ...rates }: Price, factor: number): Price {
  const times = (given: Rates) =>
    Object.fromEntries(
      KINDS.flatMap((kind) => (given[kind] === undefined ? [] : [[kind, given[kind] * factor]])),
    );
  return {
    ...rates,
    ...times(rates),
    ...(long_prompt !== undefined && { long_prompt: { ...long_prompt, ...times(long_prompt) } }),
  };
}

/** `us.anthropic.claude-3-5-sonnet-20241022-v2:0` → `claude-3-5-sonnet`; `gpt-4o-2024-08-06` → `gpt-4o`. */
function familyOf(model: string): string {
  return model
    .replace(/^(?:us|us-gov|eu|apac|global)\./, '')
    .replace(/^(?:(?:jp|au)\.)?anthropic\./, '')
    .replace(/-v\d+(?::\d+)?$/, '')
    .replace(/-(?:\d{8}|\d{4}-\d{2}-\d{2}|latest)$/, '');
}
