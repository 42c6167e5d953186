import { z } from 'zod';
import { formatDuration, parseDuration } from '../../conventions/quantities.ts';
import { scrapeJobs } from '../../definition/scrape_jobs.ts';
import { type Check, judged, notChecked, skipped } from './check.ts';
import type { Context } from './context.ts';
import type { ExporterArea } from './exporter.ts';
import { type Finding, finding } from './finding.ts';
import { oneLine } from './probe.ts';
import { ask, unsaid } from './prometheus_api.ts';
import { inWords } from './times.ts';

export const TARGETS = { id: 'prometheus.targets', name: 'targets' };
export const DURATIONS = { id: 'prometheus.scrape_durations', name: 'scrape durations' };

/** Share of the time that a scrape may take from which on it may soon be lost. */
const NEAR = 0.8;
/** That of the exporter itself. */
const OWN_JOB = 'goldwatch';

// https://prometheus.io/docs/prometheus/latest/querying/api/#targets
const targets = z.object({
  data: z.object({
    activeTargets: z.array(
      z.object({
        scrapePool: z.string(),
        labels: z.record(z.string(), z.string()),
        health: z.enum(['up', 'down', 'unknown']),
        lastError: z.string().default(''),
        lastScrapeDuration: z.number().default(0),
        scrapeTimeout: z.string().optional(),
      }),
    ),
  }),
});
type Target = z.output<typeof targets>['data']['activeTargets'][number];

/** Whether every target answers, and in time. */
export async function targetChecks(context: Context, url: string, exporter: ExporterArea): Promise<Check[]> {
  const known = await ask(context, url, '/api/v1/targets?state=active', targets);
  if ('trouble' in known)
    return [
      unsaid(TARGETS, url, 'what it scrapes', known.trouble),
      ...notChecked([DURATIONS], 'Prometheus does not say what it scrapes'),
    ];
  const { activeTargets } = known.value.data;
  return [targetsCheck(context, activeTargets, exporter), durationsCheck(activeTargets)];
}

function targetsCheck(
  { loaded: { definition } }: Context,
  active: readonly Target[],
  exporter: ExporterArea,
): Check {
  const jobs = new Set(active.map(({ scrapePool }) => scrapePool));
  const wanted = [OWN_JOB, ...scrapeJobs(definition).map(({ job }) => job)];
  const missing = wanted
    .filter((job) => !jobs.has(job))
    .map((job) => finding('prometheus.job_missing', { job }));
  const down = active.filter(({ health }) => health === 'down');
  // That the exporter does not answer is known.
  const told = down.filter(({ scrapePool }) => exporter.answers || scrapePool !== OWN_JOB);
  const findings: Finding[] = told.map((target) => finding('prometheus.target_down', aboutOf(target)));
  if (findings.length === 0 && missing.length === 0 && down.length > 0)
    return skipped(
      TARGETS,
      `not checked of ${OWN_JOB}, since the exporter does not answer; all others are up`,
    );
  const waiting = active.filter(({ health }) => health === 'unknown').length;
  const up = `${active.length - waiting} of ${active.length} up`;
  return judged(TARGETS, [...missing, ...findings], waiting === 0 ? up : `${up}, ${waiting} not scraped yet`);
}

function durationsCheck(active: readonly Target[]): Check {
  const findings = active.flatMap((target): Finding[] => {
    const timeout = parseDuration(target.scrapeTimeout ?? '');
    if (timeout === null || target.health !== 'up') return [];
    if (target.lastScrapeDuration * 1_000 < NEAR * timeout) return [];
    const { job, instance } = aboutOf(target);
    const duration = inWords(target.lastScrapeDuration * 1_000);
    return [finding('prometheus.scrape_slow', { job, instance, duration, timeout: formatDuration(timeout) })];
  });
  const longest = Math.max(0, ...active.map(({ lastScrapeDuration }) => lastScrapeDuration));
  return judged(DURATIONS, findings, `${inWords(longest * 1_000)} at most`);
}

function aboutOf({ scrapePool, labels, lastError }: Target) {
  const error = oneLine(lastError).replace(/\.$/, '');
  return {
    job: scrapePool,
    instance: labels.instance ?? '',
    error: error === '' ? 'it does not say why' : error,
  };
}
