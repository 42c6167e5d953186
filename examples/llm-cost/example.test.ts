import { test } from 'vitest';
import { startExample } from '../testing.ts';

test('responses of every provider have their tokens and their cost, and what has no price is told', async () => {
  const example = await startExample(import.meta.dirname);

  await example.run('/usr/bin/python3', 'send.py');

  const cost = (dollars: number, model: string) => example.has('llm_cost_usd_total', { model }, dollars);
  await cost((6_000 * 2 + 4_000 * 0.5 + 500 * 8) / 1e6, 'gpt-4.1-2025-04-14');
  await cost((2_000 * 3 + 10_000 * 0.3 + 1_000 * 15) / 1e6, 'claude-sonnet-4-5-20250929');
  await cost((1_000 * 1 + 200 * 5) / 1e6, 'global.anthropic.claude-haiku-4-5-20251001-v1:0');
  await cost(3, 'my-fine-tune');
  await example.has('llm_calls_total', {}, 6);
  await example.has('llm_tokens_total', { kind: 'cached_input' }, 14_000);
  await example.has('llm_call_duration_seconds_sum', {}, 4.85);
  await example.has('llm_conversations', {}, 2);
  await example.has('llm_throttles_total', { model: 'claude-sonnet-4-5-20250929' }, 1);
  await example.has('llm_unpriced_calls_total', { model: 'somebody-elses-model' }, 1);
  await example.has('llm_unpriced_calls_total', {}, 1);
});
