import { startReceiving } from '../../received/receiving_source.ts';
import type { RunningSource, SourceContext } from '../source.ts';
import type { EventsConfig } from './definition.ts';
import { readEvent } from './event.ts';

/**
 * Counts the events that applications send.
 * Rejects where the saved state cannot be used, or a metric is declared otherwise elsewhere.
 */
export async function start(config: EventsConfig, context: SourceContext): Promise<RunningSource> {
  const declared = new Map(config.metrics.map((metric) => [metric.name, metric]));
  return await startReceiving({ ...config, read: (event) => readEvent(event, declared) }, context);
}
