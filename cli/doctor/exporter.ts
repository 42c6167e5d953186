import type { Place } from '../../exporter/web/settings.ts';
import { exporterPass } from '../exporter_pass.ts';
import { type Area, type Check, type CheckName, judged, notChecked, skipped, sound } from './check.ts';
import { asking, type Context } from './context.ts';
import { MIRROR, mirrorCheck, mirrorTroubleOf } from './exporter_mirror.ts';
import { CPU, cpuCheck, SERIES, seriesCheck } from './exporter_resources.ts';
import { LINES, SOURCES, sourceChecks } from './exporter_sources.ts';
import { CONFIGURATION, configurationCheck, statusOf } from './exporter_status.ts';
import { type Finding, finding } from './finding.ts';
import { ExporterPage } from './metrics_page.ts';
import { type Answered, oneLine, probe, said, type Unanswered } from './probe.ts';
import { type Clock, clockOf, skewOf, skewWords } from './times.ts';

const AREA = 'Exporter';
const ANSWERS = { id: 'exporter.answers', name: 'answers' };
const LETS_IN = { id: 'exporter.credentials', name: 'lets us in' };
const CLOCK = { id: 'exporter.clock', name: 'clock' };

/** Text, with names as the registry has them. */
const ACCEPT = 'text/plain;version=0.0.4;escaping=allow-utf-8';
const DATE_RESOLUTION_MS = 1_000;

/** What later areas go by. */
export interface ExporterArea {
  readonly area: Area;
  /** False where it is known that it does not answer a scrape either. */
  readonly answers: boolean;
  readonly clock: Clock | null;
  /** Why nothing can be expected of the mirror in CloudWatch: a clause; null where it sends. */
  readonly mirrorTrouble: string | null;
}

/** How the exporter fares: whether it is there, what it reads, how full it is, and what it mirrors. */
export async function exporterArea(context: Context): Promise<ExporterArea> {
  const { cloudwatch } = context.loaded.definition.mirror;
  const later = [
    LETS_IN,
    CLOCK,
    CONFIGURATION,
    SOURCES,
    LINES,
    SERIES,
    CPU,
    ...(cloudwatch === undefined ? [] : [MIRROR]),
  ];
  const end = (checks: readonly Check[], since: string, clock: Clock | null = null): ExporterArea => ({
    area: { name: AREA, checks: [...checks, ...notChecked(later.filter(isNotIn(checks)), since)] },
    // Prometheus may be let in where we are not.
    answers: checks.every(({ id, outcome }) => id !== ANSWERS.id || outcome === 'sound'),
    clock,
    mirrorTrouble: 'the exporter does not say how its mirror fares',
  });
  const pass = await passes(context);
  if (pass instanceof Error) {
    const broken = judged(
      LETS_IN,
      [finding('exporter.credentials_unreadable', { problem: oneLine(pass.message) })],
      '',
    );
    return end([broken], 'the exporter cannot be asked');
  }
  const url = context.addresses.exporter;
  const ready = await probe(`${url}/-/ready`, {
    ...asking(context),
    pass: { ...pass.metrics, authorization: null },
  });
  const trouble = troubleOf(url, ready);
  if (trouble !== null || ready.kind === 'unanswered')
    return end(
      [judged(ANSWERS, trouble === null ? [] : [trouble], '')],
      'the exporter does not answer as it should',
    );
  const clock = ready.date === null ? null : clockOf(ready.date, ready, DATE_RESOLUTION_MS);
  const answers = sound(ANSWERS, `${url} in ${ready.receivedAt - ready.sentAt} ms`);
  const page = await probe(`${url}/metrics`, { ...asking(context), pass: pass.metrics, accept: ACCEPT });
  const refused = refusedBy(url, page);
  if (refused !== null)
    return end(
      [answers, judged(LETS_IN, [refused], ''), clockCheck(clock)],
      'its metrics cannot be had',
      clock,
    );
  const read = page.kind === 'answered' ? ExporterPage.of(page.text) : null;
  if (read === null) {
    const about = { url, said: 'its page shows nothing of goldwatch' };
    return end([judged(ANSWERS, [finding('exporter.other_program', about)], '')], 'it is no exporter', clock);
  }
  const status = await statusOf(url, { ...asking(context), pass: pass.page });
  const checks = [
    answers,
    sound(LETS_IN, `version ${read.version}`),
    clockCheck(clock),
    await configurationCheck(context.loaded, read, status),
    ...sourceChecks(context.loaded.definition, read, status.view),
    seriesCheck(read),
    cpuCheck(read),
    ...(cloudwatch === undefined ? [] : [mirrorCheck(cloudwatch, read, status.view)]),
  ];
  const mirrorTrouble = cloudwatch === undefined ? null : mirrorTroubleOf(read);
  return { area: { name: AREA, checks }, answers: true, clock, mirrorTrouble };
}

function isNotIn(checks: readonly Check[]): (name: CheckName) => boolean {
  return ({ id }) => checks.every((check) => check.id !== id);
}

async function passes({ loaded: { definition, baseDirectory }, addresses }: Context) {
  const { tokenFile } = addresses;
  const settings = { ...definition.exporter, ...(tokenFile !== null && { token_file: tokenFile }) };
  const at = (place: Place) => exporterPass(settings, baseDirectory, place);
  try {
    const [metrics, page] = await Promise.all([at('metrics'), at('page')]);
    return { metrics, page };
  } catch (error) {
    return error as Error;
  }
}

function troubleOf(url: string, ready: Answered | Unanswered): Finding | null {
  if (ready.kind === 'unanswered') {
    const { cause, trouble } = ready;
    const id = cause === 'certificate' ? 'exporter.certificate_refused' : 'exporter.unreachable';
    return finding(id, { url, trouble });
  }
  const isOurs = ready.text.startsWith('The exporter is ');
  if (ready.status === 503 && isOurs)
    return finding('exporter.not_ready', { url, said: oneLine(ready.text) });
  return ready.status === 200 && isOurs
    ? null
    : finding('exporter.other_program', { url, said: said(ready) });
}

function refusedBy(url: string, page: Answered | Unanswered): Finding | null {
  if (page.kind === 'unanswered') return finding('exporter.no_page', { url, said: page.trouble });
  if (page.status === 401 || page.status === 403)
    return finding('exporter.credentials_refused', { url, status: said(page) });
  return page.status === 200 ? null : finding('exporter.no_page', { url, said: said(page) });
}

function clockCheck(clock: Clock | null): Check {
  if (clock === null) return skipped(CLOCK, 'it does not say');
  const skew = skewOf(clock);
  return judged(
    CLOCK,
    skew === null ? [] : [finding('exporter.clock_skew', skewWords(skew))],
    'agrees with this one',
  );
}
