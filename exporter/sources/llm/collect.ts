import { startReceiving } from '../../received/receiving_source.ts';
import type { RunningSource, SourceContext } from '../source.ts';
import { readCall } from './call.ts';
import type { LlmConfig } from './definition.ts';
import { LLM_METRICS } from './metrics.ts';

/**
 * Counts the calls of language models that applications send.
 * Rejects where the saved state cannot be used.
 */
export async function start(config: LlmConfig, context: SourceContext): Promise<RunningSource> {
  const { label_sets_limit, ids_limit, prices } = config;
  const metrics = Object.values(LLM_METRICS);
  return await startReceiving(
    { metrics, label_sets_limit, ids_limit, read: (call) => readCall(call, prices) },
    context,
  );
}
