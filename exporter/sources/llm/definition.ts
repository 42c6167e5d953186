import { z } from 'zod';
import { declarationOf } from '../../received/declared_metric.ts';
import { EVENT_METRICS } from '../../received/event_metrics.ts';
import { receivedLimits } from '../../received/limits.ts';
import { commonSourceSettings } from '../common.ts';
import { EVENTS_PATH } from '../receiver.ts';
import { defineSource } from '../source.ts';
import { LLM_METRICS } from './metrics.ts';

const dollars = z
  .number({ error: 'US dollars per million tokens' })
  .min(0, { error: 'a price from 0 on' })
  .max(1_000_000, { error: 'a price per million tokens, not per token' });

/** Settings of the source in monitoring.yml. */
export const llmConfig = z.strictObject({
  type: z.literal('llm'),
  ...commonSourceSettings,
  prices: z
    .record(
      z.string(),
      z.strictObject({
        input: dollars.describe('Of input that no cache had.'),
        output: dollars.describe('Of output, reasoning included.'),
        cached_input: dollars.optional().describe('Of input read from a cache; that of input unless given.'),
        cache_write: dollars.optional().describe('Of input written to a cache; that of input unless given.'),
      }),
    )
    .default({})
    .describe('US dollars per million tokens by model, instead of those in `list_prices.ts` or beside them.'),
  ...receivedLimits,
});
export type LlmConfig = z.output<typeof llmConfig>;

/** Counts calls of language models. */
export const llm = defineSource({
  type: 'llm',
  summary:
    'Usage and cost of language models: counts the responses of OpenAI, Anthropic and Bedrock that are sent to it.',
  config: llmConfig,
  metrics: [...Object.values(LLM_METRICS).map(declarationOf), ...Object.values(EVENT_METRICS)],
  receives: [EVENTS_PATH],
  load: () => import('./collect.ts'),
});
