import { ALERT } from '../../conventions/alerts.ts';
import { LABEL, SCRAPE_JOB_PREFIX, SELF_SERVICE, type Severity } from '../../conventions/labels.ts';
import type { ScrapeJob } from '../../definition/scrape_jobs.ts';
import type { BuiltInAlert } from './built_in_alert.ts';

/** A job that is always there, and whose targets are blind spots while they do not answer. */
interface Job {
  readonly job: string;
  readonly severity: Severity;
  readonly service: string;
}

// Without the exporter or a watched service nobody knows how that is; without the others, work goes on.
const VITAL = `^(?:goldwatch|${SCRAPE_JOB_PREFIX}.+)$`;
const IS_VITAL = `job=~"goldwatch|${SCRAPE_JOB_PREFIX}.+"`;
const IS_NOT_VITAL = `job!~"goldwatch|${SCRAPE_JOB_PREFIX}.+"`;
const SERVICE = `{{ if $labels.${LABEL.service} }}{{ $labels.${LABEL.service} }}{{ else }}${SELF_SERVICE}{{ end }}`;

/**
 * What does not answer, as one alert for one cause: a job is missing, all of several targets of a job are down, or a target is.
 * `wait` is how long each of them must last, in Prometheus's notation.
 */
export function scrapingAlerts(
  { programs, sources }: { programs: readonly string[]; sources: readonly ScrapeJob[] },
  wait: string,
): BuiltInAlert[] {
  const jobs: Job[] = [
    ...programs.map((job) => ({ job, severity: severityOf(job), service: SELF_SERVICE })),
    ...sources.map(({ job, labels }) => ({
      job,
      severity: severityOf(job),
      service: labels[LABEL.service] ?? SELF_SERVICE,
    })),
  ];
  const alike = Map.groupBy(jobs, ({ severity, service }) => `${severity} ${service}`);
  return [
    ...[...alike.values()].flatMap((its) => missing(its, wait)),
    ...[IS_VITAL, IS_NOT_VITAL].flatMap((matcher) => unanswered(matcher, wait)),
  ];
}

function severityOf(job: string): Severity {
  return new RegExp(VITAL).test(job) ? 'critical' : 'warning';
}

function missing(jobs: readonly Job[], wait: string): BuiltInAlert[] {
  const [first] = jobs;
  if (first === undefined) return [];
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

function unanswered(matcher: string, wait: string): BuiltInAlert[] {
  const isVital = matcher === IS_VITAL;
  const common = { severity: isVital ? 'critical' : 'warning', service: SERVICE, for: wait } as const;
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
