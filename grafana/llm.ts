import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { LLM_METRICS } from '../definition/application_metrics.ts';
import type { Definition } from '../definition/schema.ts';
import { dashboardFrame } from './panels/frame.ts';
import { withRows } from './panels/layout.ts';
import { llmCalls } from './rows/llm_calls.ts';
import { llmCost } from './rows/llm_cost.ts';
import { llmCostNow } from './rows/llm_cost_now.ts';
import { llmTokens } from './rows/llm_tokens.ts';

/** Whether a source counts calls of language models. */
export function hasLanguageModels({ sources }: Definition): boolean {
  return sources.some(({ type }) => type === 'llm');
}

/** The dashboard «LLM and cost»: what language models cost, what for, and how they answer. */
export function llm(definition: Definition): Dashboard {
  const dashboard = dashboardFrame({
    title: 'LLM and cost',
    uid: 'goldwatch-llm',
    description: 'What language models cost, by list prices, and how they answer.',
    tags: ['llm'],
    definition,
    servicesOf: LLM_METRICS.calls.name,
  });
  return withRows(dashboard, [
    llmCostNow(definition),
    llmCost(definition),
    llmTokens(definition),
    llmCalls(definition),
  ]);
}
