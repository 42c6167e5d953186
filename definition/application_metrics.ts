/** What sources count of applications, as renderers know it. */
export type { DeclaredMetric } from '../exporter/received/declared_metric.ts';
export { LLM_METRICS } from '../exporter/sources/llm/metrics.ts';
export { APPLICATION_ERRORS_TOTAL } from '../exporter/sources/logs/errors/error_settings.ts';
