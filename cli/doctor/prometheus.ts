import { z } from 'zod';
import { jsonOf } from '../answer.ts';
import { type Area, type Check, judged, notChecked, skipped, sound } from './check.ts';
import { asking, type Context } from './context.ts';
import type { ExporterArea } from './exporter.ts';
import { finding } from './finding.ts';
import { Metrics } from './metrics_page.ts';
import { firstAnswering } from './places.ts';
import { type Answered, oneLine, probe, said } from './probe.ts';
import { ask, unsaid } from './prometheus_api.ts';
import { FAILING_RULES, RULES, rulesChecks } from './prometheus_rules.ts';
import { DURATIONS, TARGETS, targetChecks } from './prometheus_targets.ts';
import { type Clock, clockOf, skewOf, skewWords } from './times.ts';

const AREA = 'Prometheus';
const ANSWERS = { id: 'prometheus.answers', name: 'answers' };
const VERSION = { id: 'prometheus.version', name: 'version' };
const CONFIGURATION = { id: 'prometheus.configuration', name: 'configuration' };
const CLOCK = { id: 'prometheus.clock', name: 'clock' };
const SAMPLES = { id: 'prometheus.samples', name: 'samples' };
const SENDS = { id: 'prometheus.alertmanagers', name: 'sends alerts' };
const LATER = [VERSION, CONFIGURATION, TARGETS, DURATIONS, RULES, FAILING_RULES, CLOCK, SAMPLES, SENDS];

const FINDING_S = 15;
const JUST_STARTED = 'Prometheus has only just started';

/** Rules are rendered for it; Debian 12 has it. */
const OLDEST = [2, 42] as const;
const REFUSED = {
  prometheus_target_scrapes_sample_out_of_order_total: 'out of order',
  prometheus_target_scrapes_sample_out_of_bounds_total: 'too old or too new',
  prometheus_target_scrapes_sample_duplicate_timestamp_total: 'twice for one time',
} as const;

const buildInfo = z.object({ data: z.object({ version: z.string() }) });
const now = z.object({ data: z.object({ result: z.tuple([z.number(), z.string()]) }) });
const alertmanagers = z.object({
  data: z.object({ activeAlertmanagers: z.array(z.object({ url: z.string() })) }),
});

/** Whether Prometheus scrapes, evaluates and sends what the definition says. */
export async function prometheusArea(context: Context, exporter: ExporterArea): Promise<Area> {
  const { url, ready } = await firstAnswering(context.addresses.prometheus, '/-/ready', asking(context));
  const end = (check: Check, since: string): Area => ({
    name: AREA,
    checks: [check, ...notChecked(LATER, since)],
  });
  if (ready.kind === 'unanswered')
    return end(
      judged(ANSWERS, [finding('prometheus.unreachable', { url, trouble: ready.trouble })], ''),
      'Prometheus does not answer',
    );
  const build = await ask(context, url, '/api/v1/status/buildinfo', buildInfo);
  // Until it is ready, it answers nothing else either.
  const isStarting = ready.status === 503 && ready.text.trim() === 'Service Unavailable';
  if ('trouble' in build && !isStarting)
    return end(
      judged(ANSWERS, [finding('prometheus.other_program', { url, said: otherThan(ready, build) })], ''),
      'it is no Prometheus',
    );
  if ('trouble' in build || ready.status !== 200)
    return end(
      judged(ANSWERS, [finding('prometheus.not_ready', { url, said: oneLine(ready.text) })], ''),
      'Prometheus is not ready',
    );
  const page = await probe(`${url}/metrics`, asking(context));
  const metrics = page.kind === 'answered' && page.status === 200 ? Metrics.read(page.text) : null;
  const [targets, rules, clock, sends] = await Promise.all([
    isYoung(metrics) ? notChecked([TARGETS, DURATIONS], JUST_STARTED) : targetChecks(context, url, exporter),
    rulesChecks(context, url),
    clockCheck(context, url, exporter.clock),
    isYoung(metrics) ? skipped(SENDS, `not checked, since ${JUST_STARTED}`) : sendsCheck(context, url),
  ]);
  const checks = [
    sound(ANSWERS, `${url} in ${ready.receivedAt - ready.sentAt} ms`),
    versionCheck(build.value.data.version),
    configurationCheck(metrics),
    ...targets,
    ...rules,
    clock,
    samplesCheck(metrics),
    sends,
  ];
  return { name: AREA, checks };
}

/** What there is that is no Prometheus: what it says of itself, or what it answers when it is asked as one. */
function otherThan(ready: Answered, { trouble }: { readonly trouble: string }): string {
  return ready.status === 200 && ready.text.startsWith('Prometheus ') ? trouble : said(ready);
}

/** A Prometheus that has just started takes some seconds to find its targets and Alertmanagers. */
function isYoung(metrics: Metrics | null): boolean {
  const started = metrics?.value('process_start_time_seconds') ?? 0;
  return Date.now() / 1_000 - started < FINDING_S;
}

function versionCheck(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const isOld = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
  return judged(VERSION, isOld ? [finding('prometheus.too_old', { version })] : [], version);
}

function configurationCheck(metrics: Metrics | null): Check {
  const value = metrics?.value('prometheus_config_last_reload_successful') ?? null;
  if (value === null) return skipped(CONFIGURATION, 'its own metrics cannot be had');
  return judged(
    CONFIGURATION,
    value === 0 ? [finding('prometheus.reload_failed', {})] : [],
    'loaded as it is',
  );
}

function samplesCheck(metrics: Metrics | null): Check {
  if (metrics === null) return skipped(SAMPLES, 'its own metrics cannot be had');
  const refused = Object.entries(REFUSED)
    .map(([name, words]) => ({ words, number: metrics.sum(name) }))
    .filter(({ number }) => number > 0);
  const number = String(refused.reduce((sum, one) => sum + one.number, 0));
  const reasons = refused.map((one) => `${one.number} ${one.words}`).join(', ');
  return judged(
    SAMPLES,
    refused.length === 0 ? [] : [finding('prometheus.samples_refused', { number, reasons })],
    'none was refused',
  );
}

async function clockCheck(context: Context, url: string, exporter: Clock | null): Promise<Check> {
  const answer = await probe(`${url}/api/v1/query?query=time()`, asking(context));
  const parsed = answer.kind === 'answered' ? now.safeParse(jsonOf(answer)) : null;
  if (answer.kind !== 'answered' || parsed?.success !== true) return skipped(CLOCK, 'it does not say');
  const clock = clockOf(parsed.data.data.result[0] * 1_000, answer, 0);
  const here = skewOf(clock);
  const there = exporter === null ? null : skewOf(clock, exporter);
  const findings = [
    ...(here === null ? [] : [finding('prometheus.clock_skew', { ...skewWords(here), other: 'this host' })]),
    // Where both differ from here by as much, that is told once.
    ...(there === null || here !== null
      ? []
      : [finding('prometheus.clock_skew', { ...skewWords(there), other: 'the exporter' })]),
  ];
  return judged(
    CLOCK,
    findings,
    `agrees with this one${exporter === null ? '' : ' and that of the exporter'}`,
  );
}

async function sendsCheck(context: Context, url: string): Promise<Check> {
  const known = await ask(context, url, '/api/v1/alertmanagers', alertmanagers);
  if ('trouble' in known) return unsaid(SENDS, url, 'to whom it sends alerts', known.trouble);
  const hosts = known.value.data.activeAlertmanagers.map((one) => new URL(one.url).host);
  const findings = hosts.length === 0 ? [finding('prometheus.no_alertmanager', { url })] : [];
  return judged(SENDS, findings, `to ${hosts.join(', ')}`);
}
