import { SELF_METRICS } from '../../conventions/metrics.ts';
import { formatPercentage } from '../../conventions/quantities.ts';
import { type Check, judged, skipped } from './check.ts';
import { finding } from './finding.ts';
import type { ExporterPage } from './metrics_page.ts';

export const SERIES = { id: 'exporter.series', name: 'series' };
export const CPU = { id: 'exporter.cpu', name: 'CPU' };

/** Earlier than the alert, which has 90 %: a doctor is asked in time. */
const NEAR = 0.8;
/** Of one CPU, on average. */
const BUSY = 0.5;
/** A start takes more than what follows. */
const SETTLED_S = 300;

/** How near the limit of series is, and what it has cost. */
export function seriesCheck(page: ExporterPage): Check {
  const used = page.value(SELF_METRICS.series.name) ?? 0;
  const limit = page.value(SELF_METRICS.seriesLimit.name) ?? Number.POSITIVE_INFINITY;
  const { name } = SELF_METRICS.seriesDropped;
  const dropped = page.sum(name);
  const metrics = page
    .series(name)
    .flatMap(({ labels, value }) => (value > 0 ? [String(labels?.metric)] : []));
  const findings = [
    ...(dropped > 0
      ? [finding('exporter.series_dropped', { number: String(dropped), metrics: metrics.join(', ') })]
      : []),
    ...(used / limit >= NEAR
      ? [finding('exporter.series_near_limit', { used: String(used), limit: String(limit) })]
      : []),
  ];
  return judged(SERIES, findings, `${used} of ${limit}`);
}

/** How much of a CPU the exporter takes from what it watches. */
export function cpuCheck(page: ExporterPage, now = Date.now()): Check {
  const used = page.value('process_cpu_seconds_total');
  const started = page.value('process_start_time_seconds');
  if (used === null || started === null) return skipped(CPU, 'its page does not say');
  const seconds = now / 1_000 - started;
  if (seconds < SETTLED_S) return skipped(CPU, 'it has only just started');
  const share = formatPercentage(Math.round((used / seconds) * 1_000) / 1_000);
  const findings = used / seconds > BUSY ? [finding('exporter.cpu_busy', { share })] : [];
  return judged(CPU, findings, `${share} of one since it started`);
}
