import { MIRROR_METRICS } from '../../conventions/mirror_metrics.ts';
import type { CloudwatchMirrorSettings } from '../../exporter/outputs/cloudwatch_mirror/settings.ts';
import type { StatusView } from '../../exporter/status/view.ts';
import { type Check, judged } from './check.ts';
import { type Finding, finding } from './finding.ts';
import type { ExporterPage } from './metrics_page.ts';
import { oneLine } from './probe.ts';
import { inWords } from './times.ts';

export const MIRROR = { id: 'exporter.mirror', name: 'mirror' };

/** Intervals for which datums may wait: the one that is being filled, one that is sent, and a retry. */
const INTERVALS = 3;
const SHORTEST_WAIT_MS = 120_000;

/** Why nothing can be expected of the mirror in CloudWatch: a clause; null where it sends. */
export function mirrorTroubleOf(page: ExporterPage): string | null {
  if (page.value(MIRROR_METRICS.mirrorUp.name) === 0) return 'the mirror brings nothing to CloudWatch';
  return page.sum(MIRROR_METRICS.mirrorAccepted.name) === 0 ? 'the mirror has not sent anything yet' : null;
}

/** Whether what is mirrored gets to CloudWatch. */
export function mirrorCheck(
  { interval, in_doubt: policy }: CloudwatchMirrorSettings,
  page: ExporterPage,
  status: StatusView | null,
): Check {
  const metrics = MIRROR_METRICS;
  const findings: Finding[] = [];
  if (page.value(metrics.mirrorUp.name) === 0) {
    const trouble = status?.mirror?.trouble ?? 'its log says why.';
    findings.push(finding('exporter.mirror_down', { trouble: oneLine(trouble) }));
  }
  const age = (page.value(metrics.mirrorSpoolAge.name) ?? 0) * 1_000;
  // What follows from a mirror that is down is not told again.
  if (findings.length === 0 && age > Math.max(SHORTEST_WAIT_MS, INTERVALS * interval)) {
    const number = String(page.value(metrics.mirrorSpoolDatums.name) ?? 0);
    findings.push(finding('exporter.mirror_late', { age: inWords(age), number }));
  }
  const dropped = page.sum(metrics.mirrorDropped.name);
  if (dropped > 0) {
    const reasons = page.tally(metrics.mirrorDropped.name, 'reason');
    findings.push(finding('exporter.mirror_dropped', { number: String(dropped), reasons }));
  }
  const overBudget = page.sum(metrics.mirrorRefused.name, { reason: 'over_budget' });
  if (overBudget > 0) {
    const value = (name: string) => String(page.value(name) ?? 0);
    findings.push(
      finding('exporter.mirror_over_budget', {
        number: String(overBudget),
        metrics: value(metrics.mirrorMetrics.name),
        limit: value(metrics.mirrorMetricsLimit.name),
      }),
    );
  }
  const inDoubt = page.sum(metrics.mirrorInDoubt.name);
  if (inDoubt > 0) {
    const about = { number: String(inDoubt), policy: policy === 'drop' ? 'dropped' : 'sent again' };
    findings.push(finding('exporter.mirror_in_doubt', about));
  }
  const accepted = page.sum(metrics.mirrorAccepted.name);
  return judged(MIRROR, findings, `CloudWatch took ${accepted} datums`);
}
