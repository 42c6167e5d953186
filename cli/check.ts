import { formatDuration } from '../conventions/quantities.ts';
import { seriesToBeScraped } from '../definition/promql_checks.ts';
import { alertsOnOtherNames } from '../definition/renamed_signals.ts';
import { latencyBeyondBuckets } from '../definition/scrape_jobs.ts';
import { composeStack } from '../definition/stack.ts';
import type { CloudwatchMirrorSettings } from '../exporter/outputs/cloudwatch_mirror/settings.ts';
import { renderOwnAlertTests } from '../prometheus/alert_tests.ts';
import { accessNotes } from './access_notes.ts';
import { CONFIG_OPTION, type Loaded, loadConfig, readOptions } from './arguments.ts';
import { conditionInWords } from './condition_words.ts';
import { count } from './count.ts';
import { type Io, UsageError } from './io.ts';
import { linkNotes } from './link_notes.ts';
import { exporterPage, NoPageError, namedPage } from './mirror_page.ts';
import { mirrorBoundsText, mirrorPriceText } from './mirror_price.ts';
import { notifications } from './notifications.ts';
import { objectivesText } from './objectives.ts';
import { requirePromtoolsConsent } from './prometheus_verdict.ts';
import { table } from './table.ts';
import { untestedLines } from './untested_alerts.ts';

const HELP = `Usage: goldwatch check [options]

  --config FILE   the definition (monitoring.yml)
  --metrics PAGE  a saved /metrics page, or the address of one, for what the mirror costs; that of the running
                  exporter unless given
  --strict        exit status 1 also where a receiver cannot work yet: a file with its secret is missing

Says whether the definition is right, what it watches and promises, when alerts fire, whom they reach, and what
the mirror to CloudWatch costs a month. Every mistake is shown with its place; the exit status is then 1.
`;

const HIDDEN =
  'Note: what the exporter scrapes is on its page only where it is exposed: what entries select of it is not counted here, ' +
  'and only the budget bounds it.\n';

/** `goldwatch check`: is the definition right, and which alerts are there. */
export async function check(args: readonly string[], io: Io): Promise<number> {
  const options = readOptions(
    args,
    { ...CONFIG_OPTION, metrics: { type: 'string' }, strict: { type: 'boolean' } },
    HELP,
    io,
  );
  if (options === null) return 0;
  const loaded = await loadConfig(options.config, io);
  const { cloudwatch } = loaded.definition.mirror;
  if (cloudwatch === undefined && options.metrics !== undefined)
    throw new UsageError(`--metrics is for mirror.cloudwatch, which ${loaded.file} does not have.`);
  const note = await requirePromtoolsConsent(loaded, io.environment.PATH ?? '');
  const { service, sources, objectives, alerts } = loaded.definition;
  const sourceRows = sources.map((source) => [
    source.name ?? source.type,
    source.type,
    source.service ?? service.name,
  ]);
  const alertRows = alerts.map((alert) => [
    alert.name,
    alert.severity,
    conditionInWords(alert, loaded.definition),
    formatDuration(alert.for),
  ]);
  const summary = [
    count(sources.length, 'source'),
    ...(objectives.length === 0 ? [] : [count(objectives.length, 'objective')]),
    count(alerts.length, 'alert'),
  ];
  io.stdout(`${loaded.file} is right: ${summary.join(', ')}.\n\n`);
  if (sources.length > 0) io.stdout(`${table(['SOURCE', 'TYPE', 'SERVICE'], sourceRows)}\n`);
  io.stdout(objectivesText(loaded.definition));
  if (alerts.length > 0) io.stdout(`${table(['ALERT', 'SEVERITY', 'FIRES WHEN', 'FOR'], alertRows)}\n`);
  for (const { alert, service: its, highest } of latencyBeyondBuckets(loaded.definition)) {
    io.stdout(
      `Note: the alert ${alert} never fires for ${its}, whose latency is told up to ${highest} s unless it has buckets of its own.\n`,
    );
  }
  for (const { alert, metric, service: its } of alertsOnOtherNames(loaded.definition)) {
    io.stdout(
      `Note: the alert ${alert} does not see ${its}, which has other names for ${metric}: a \`signal\`, or a series that rules record, sees all services.\n`,
    );
  }
  for (const { alert, series } of seriesToBeScraped(loaded.definition)) {
    io.stdout(
      `Note: the alert ${alert} asks for ${series.join(', ')}, which goldwatch does not know: a service that is scraped must serve ${series.length === 1 ? 'it' : 'them'}.\n`,
    );
  }
  for (const line of untestedLines(renderOwnAlertTests(loaded.definition, composeStack)))
    io.stdout(`${line}\n`);
  const told = await notifications(loaded);
  for (const line of [
    ...(note === null ? [] : [note]),
    ...accessNotes(loaded.definition),
    ...told.lines,
    ...linkNotes(loaded.definition),
  ])
    io.stdout(`${line}\n`);
  if (cloudwatch !== undefined) {
    io.stdout(`\n${await mirrorText(loaded, { settings: cloudwatch, named: options.metrics, io })}`);
    if (sources.some((source) => source.type === 'scrape' && source.via === 'exporter' && !source.expose))
      io.stdout(HIDDEN);
  }
  return options.strict === true && told.problems > 0 ? 1 : 0;
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
