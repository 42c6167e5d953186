import { formatDuration, formatPercentage } from '../conventions/quantities.ts';
import type { Alert } from '../definition/alerts.ts';
import { seriesToBeScraped } from '../definition/promql_checks.ts';
import { latencyBeyondBuckets } from '../definition/scrape_jobs.ts';
import type { CloudwatchMirrorSettings } from '../exporter/outputs/cloudwatch_mirror/settings.ts';
import { CONFIG_OPTION, type Loaded, loadConfig, readOptions } from './arguments.ts';
import { count } from './count.ts';
import { type Io, UsageError } from './io.ts';
import { exporterPage, NoPageError, namedPage } from './mirror_page.ts';
import { mirrorBoundsText, mirrorPriceText } from './mirror_price.ts';
import { notificationLines } from './notifications.ts';
import { requirePromtoolsConsent } from './prometheus_verdict.ts';
import { table } from './table.ts';

const HELP = `Usage: goldwatch check [options]

  --config FILE   the definition (monitoring.yml)
  --metrics PAGE  a saved /metrics page, or the address of one, for what the mirror costs; that of the running
                  exporter unless given

Says whether the definition is right, what it watches, when alerts fire, whom they reach, and what the mirror to
CloudWatch costs a month. Every mistake is shown with its place; the exit status is then 1.
`;

const LONGEST_EXPRESSION = 60;

const HIDDEN =
  'Note: what the exporter scrapes is on its page only where it is exposed: what entries select of it is not counted here, ' +
  'and only the budget bounds it.\n';

/** `goldwatch check`: is the definition right, and which alerts are there. */
export async function check(args: readonly string[], io: Io): Promise<number> {
  const options = readOptions(args, { ...CONFIG_OPTION, metrics: { type: 'string' } }, HELP, io);
  if (options === null) return 0;
  const loaded = await loadConfig(options.config, io);
  const { cloudwatch } = loaded.definition.mirror;
  if (cloudwatch === undefined && options.metrics !== undefined)
    throw new UsageError(`--metrics is for mirror.cloudwatch, which ${loaded.file} does not have.`);
  const note = await requirePromtoolsConsent(loaded, io.environment.PATH ?? '');
  const { service, sources, alerts } = loaded.definition;
  const sourceRows = sources.map((source) => [
    source.name ?? source.type,
    source.type,
    source.service ?? service.name,
  ]);
  const alertRows = alerts.map((alert) => [
    alert.name,
    alert.severity,
    condition(alert),
    formatDuration(alert.for),
  ]);
  io.stdout(
    `${loaded.file} is right: ${count(sources.length, 'source')}, ${count(alerts.length, 'alert')}.\n\n`,
  );
  if (sources.length > 0) io.stdout(`${table(['SOURCE', 'TYPE', 'SERVICE'], sourceRows)}\n`);
  if (alerts.length > 0) io.stdout(`${table(['ALERT', 'SEVERITY', 'FIRES WHEN', 'FOR'], alertRows)}\n`);
  for (const { alert, service: its, highest } of latencyBeyondBuckets(loaded.definition)) {
    io.stdout(
      `Note: the alert ${alert} never fires for ${its}, whose latency is told up to ${highest} s unless it has buckets of its own.\n`,
    );
  }
  for (const { alert, series } of seriesToBeScraped(loaded.definition)) {
    io.stdout(
      `Note: the alert ${alert} asks for ${series.join(', ')}, which goldwatch does not know: a service that is scraped must serve ${series.length === 1 ? 'it' : 'them'}.\n`,
    );
  }
  for (const line of [...(note === null ? [] : [note]), ...(await notificationLines(loaded))])
    io.stdout(`${line}\n`);
  if (cloudwatch !== undefined) {
    io.stdout(`\n${await mirrorText(loaded, { settings: cloudwatch, named: options.metrics, io })}`);
    if (sources.some((source) => source.type === 'scrape' && source.via === 'exporter' && !source.expose))
      io.stdout(HIDDEN);
  }
  return 0;
}

interface MirrorChecked {
  readonly settings: CloudwatchMirrorSettings;
  /** As `--metrics` has it. */
  readonly named: string | undefined;
  readonly io: Io;
}

async function mirrorText(loaded: Loaded, { settings, named, io }: MirrorChecked): Promise<string> {
  if (named !== undefined) return mirrorPriceText(settings, await namedPage(named, io.directory));
  try {
    return mirrorPriceText(settings, await exporterPage(loaded));
  } catch (error) {
    if (!(error instanceof NoPageError)) throw error;
    return mirrorBoundsText(settings, error.message);
  }
}

function condition(alert: Alert): string {
  const of = 'service' in alert && alert.service !== undefined ? ` of ${alert.service}` : '';
  const over = 'window' in alert ? ` over ${formatDuration(alert.window)}` : '';
  switch (alert.signal) {
    case 'error_ratio':
      return `error ratio${of} > ${formatPercentage(alert.above)}${over}`;
    case 'latency':
      return `p${formatPercentage(alert.quantile).slice(0, -1)} latency${of} > ${formatDuration(alert.above)}${over}`;
    case 'traffic':
      return `requests/s${of} ${bound(alert)}${over}`;
    case 'saturation':
      return `${alert.resource}${of} > ${formatPercentage(alert.above)}`;
    case undefined:
      return `${shortened(alert.promql)} ${bound(alert)}`;
  }
}

function bound({ above, below }: { above?: number | undefined; below?: number | undefined }): string {
  return above === undefined ? `< ${below}` : `> ${above}`;
}

function shortened(promql: string): string {
  const line = promql.trim().replace(/\s+/g, ' ');
  return line.length <= LONGEST_EXPRESSION ? line : `${line.slice(0, LONGEST_EXPRESSION - 1)}…`;
}
