import type { Preset } from './preset.ts';

const NEEDS = 'a source of type llm';

/** On language models: what they cost, and how they answer. */
export const languageModelPresets: readonly Preset[] = [
  {
    alert: {
      name: 'HighTokenConsumption',
      severity: 'info',
      metric: 'llm_tokens_total',
      per: 'minute',
      above: 10_000,
      for: '10m',
      summary: 'Language models use many tokens.',
    },
    needs: NEEDS,
  },
  {
    alert: {
      name: 'LlmCostHigh',
      severity: 'warning',
      metric: 'llm_cost_usd_total',
      per: 'hour',
      window: '1h',
      above: 20,
      for: '5m',
      summary: 'Language models cost more than planned.',
    },
    needs: NEEDS,
  },
  {
    alert: {
      name: 'LlmErrors',
      severity: 'warning',
      metric: 'llm_errors_total',
      above: 10,
      for: '5m',
      summary: 'Calls of language models fail.',
    },
    needs: NEEDS,
  },
  {
    alert: {
      name: 'LlmThrottled',
      severity: 'warning',
      metric: 'llm_throttles_total',
      by: ['model'],
      above: 5,
      for: '5m',
      summary: 'The provider refuses calls of a model, as there are too many.',
    },
    needs: NEEDS,
  },
  {
    alert: {
      name: 'LlmSlow',
      severity: 'warning',
      metric: 'llm_call_duration_seconds',
      quantile: 0.99,
      above: '5s',
      for: '10m',
      summary: 'Language models answer slowly.',
    },
    needs: NEEDS,
  },
];
