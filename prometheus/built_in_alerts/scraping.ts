import { ALERT } from '../../conventions/alerts.ts';
import { LABEL, SCRAPE_JOB_PREFIX, SELF_SERVICE, type Severity } from '../../conventions/labels.ts';
import { formatDuration } from '../../conventions/quantities.ts';
import { labelMatcher } from '../../definition/label_matcher.ts';
import type { ScrapeJob } from '../../definition/scrape_jobs.ts';
import type { BuiltInAlert } from './built_in_alert.ts';

/** A job that is always there, and whose targets are blind spots while they do not answer. */
interface Job {
  readonly job: string;
  readonly severity: Severity;
  readonly service: string;
  /** Four scrapes, in milliseconds: one that failed is no outage. */
  readonly wait: number;
}

// Without the exporter or a watched service nobody knows how that is; without the others, work goes on.
const VITAL = `goldwatch|${SCRAPE_JOB_PREFIX}.+`;
const SERVICE = `{{ if $labels.${LABEL.service} }}{{ $labels.${LABEL.service} }}{{ else }}${SELF_SERVICE}{{ end }}`;

/**
 * What does not answer, as one alert for one cause: a job is missing, all of several targets of a job are down, or a target is.
 * Each of them must last for four scrapes of the job; `interval` is between two of those that have none of their own, in milliseconds.
 */
export function scrapingAlerts(
  { programs, sources }: { programs: readonly string[]; sources: readonly ScrapeJob[] },
  interval: number,
): BuiltInAlert[] {
  const usual = 4 * interval;
  const jobs: Job[] = [
    ...programs.map((job) => ({ job, severity: severityOf(job), service: SELF_SERVICE, wait: usual })),
    ...sources.map(({ job, labels, config }) => ({
      job,
      severity: severityOf(job),
      service: labels[LABEL.service] ?? SELF_SERVICE,
      wait: Math.max(usual, 4 * config.interval),
    })),
  ];
  const alike = Map.groupBy(jobs, ({ severity, service, wait }) => `${severity} ${wait} ${service}`);
  const slow = jobs.filter(({ wait }) => wait > usual);
  const but = slow.length === 0 ? '' : `, ${labelMatcher('job', namesOf(slow, '!'))}`;
  return [
    ...[...alike.values()].flatMap(missing),
    ...unanswered(`job=~"${VITAL}"${but}`, 'critical', formatDuration(usual)),
    ...unanswered(`job!~"${VITAL}"`, 'warning', formatDuration(usual)),
    ...[...Map.groupBy(slow, ({ wait }) => wait)].flatMap(([wait, its]) =>
      unanswered(labelMatcher('job', namesOf(its)), 'critical', formatDuration(wait)),
    ),
  ];
}

function namesOf(jobs: readonly Job[], prefix = ''): string[] {
  return jobs.map(({ job }) => `${prefix}${job}`);
}

function severityOf(job: string): Severity {
  return new RegExp(`^(?:${VITAL})$`).test(job) ? 'critical' : 'warning';
}

function missing(jobs: readonly Job[]): BuiltInAlert[] {
  const [first] = jobs;
  if (first === undefined) return [];
  const wait = formatDuration(first.wait);
  return [
    {
      name: ALERT.jobMissing,
      severity: first.severity,
      service: first.service,
      expr: jobs.map(({ job }) => `absent(up{job=${JSON.stringify(job)}})`).join(' or '),
      for: wait,
      summary: 'Prometheus has no target of a job: what it would measure is unknown.',
      description: `Prometheus has known no target of {{ $labels.job }} for ${wait}. Look at Status > Target health and Service discovery in Prometheus, and whether prometheus.yml is what \`npx goldwatch render\` writes.`,
    },
  ];
}

function unanswered(matcher: string, severity: Severity, wait: string): BuiltInAlert[] {
  const common = { severity, service: SERVICE, for: wait };
  const up = `up{${matcher}}`;
  const by = `by (job, ${LABEL.service})`;
  const several = `count ${by} (${up}) > 1`;
  const lasting = `max ${by} (max_over_time(${up}[${wait}])) == 0 and ${several}`;
  return [
    {
      ...common,
      name: ALERT.jobDown,
      expr: `max ${by} (${up}) == 0 and ${several}`,
      summary: 'None of the targets of a job answers Prometheus: its signals and their alerts are blind.',
      description: `No target of {{ $labels.job }} has answered a scrape for ${wait}: look at what they have in common, such as the network, a deployment or a token. Status > Target health in Prometheus says what each failed with.`,
    },
    {
      ...common,
      name: ALERT.targetDown,
      // Until all have been down for as long, each is told by itself: there is no gap between the two alerts.
      expr: `${up} == 0 unless on (job, ${LABEL.service}) (${lasting})`,
      summary: 'Prometheus cannot scrape a target: its signals and their alerts are blind.',
      description: `{{ $labels.job }} at {{ $labels.instance }} has not answered a scrape for ${wait}. Status > Target health in Prometheus says what it failed with.`,
    },
  ];
}
