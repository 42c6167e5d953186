import { type DeclaredMetric, declaredMetric } from '../../received/declared_metric.ts';

const MODEL = ['model'];

/** What every call is counted in. */
export const LLM_METRICS = {
  calls: declared({
    name: 'llm_calls_total',
    type: 'counter',
    help: 'Calls of language models, failed ones too.',
    labels: MODEL,
  }),
  errors: declared({
    name: 'llm_errors_total',
    type: 'counter',
    help: 'Calls that failed, but for those that were throttled.',
    labels: MODEL,
  }),
  throttles: declared({
    name: 'llm_throttles_total',
    type: 'counter',
    help: 'Calls that the provider refused because there were too many.',
    labels: MODEL,
  }),
  tokens: declared({
    name: 'llm_tokens_total',
    type: 'counter',
    help: 'Tokens billed, by kind (input, cached_input, cache_write, output); each token is of one kind.',
    labels: ['model', 'kind'],
  }),
  duration: declared({
    name: 'llm_call_duration_seconds',
    type: 'histogram',
    help: 'Time from a call to the end of its response, in seconds.',
    labels: MODEL,
    buckets: [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60, 120],
  }),
  cost: declared({
    name: 'llm_cost_usd_total',
    type: 'counter',
    help: 'What calls cost by the price table, in US dollars.',
    labels: MODEL,
  }),
  callCost: declared({
    name: 'llm_call_cost_usd',
    type: 'histogram',
    help: 'What each call costs by the price table, in US dollars.',
    labels: MODEL,
    buckets: [0.0001, 0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
  }),
  unpriced: declared({
    name: 'llm_unpriced_calls_total',
    type: 'counter',
    help: 'Calls whose cost is not known, since the price table does not have their model.',
    labels: MODEL,
  }),
  conversations: declared({
    name: 'llm_conversations',
    type: 'unique',
    help: 'Conversations with a call within the last day.',
    of: 'conversation_id',
    window: '1d',
  }),
} as const satisfies Record<string, DeclaredMetric>;

function declared(metric: Parameters<typeof declaredMetric.decode>[0]): DeclaredMetric {
  return declaredMetric.parse(metric);
}
