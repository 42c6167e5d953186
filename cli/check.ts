import { formatDuration } from '../conventions/quantities.ts';
import { mirrorSettingsOf } from '../definition/mirror_settings.ts';
import { seriesToBeScraped } from '../definition/promql_checks.ts';
import { alertsOnOtherNames } from '../definition/renamed_signals.ts';
import type { Definition } from '../definition/schema.ts';
import { latencyBeyondBuckets } from '../definition/scrape_jobs.ts';
import { prometheusHalf } from '../definition/sides.ts';
import { composeStack } from '../definition/stack.ts';
import type { CloudwatchMirrorSettings } from '../exporter/outputs/cloudwatch_mirror/settings.ts';
import { renderOwnAlertTests } from '../prometheus/alert_tests.ts';
import { accessNotes } from './access_notes.ts';
import { CONFIG_OPTION, type Loaded, loadConfig, readOptions } from './arguments.ts';
import { conditionInWords } from './condition_words.ts';
import { count } from './count.ts';
import { type Io, UsageError } from './io.ts';
import { linkNotes } from './link_notes.ts';
import { logNotes } from './log_notes.ts';
import { exporterPage, NoPageError, namedPage } from './mirror_page.ts';
import { mirrorBoundsText, mirrorCost, mirrorPriceText } from './mirror_price.ts';
import { notifications } from './notifications.ts';
import { objectivesText } from './objectives.ts';
import type { MirrorCost } from './parity/price_text.ts';
import { requirePromtoolsConsent } from './prometheus_verdict.ts';
import { table } from './table.ts';
import { untestedLines } from './untested_alerts.ts';

const HELP = `Usage: goldwatch check [options]

  --config FILE   the definition (monitoring.yml)
  --metrics PAGE  a saved /metrics page, or the address of one, for what the mirror costs; that of the running
                  exporter unless given
  --strict        exit status 1 also where a receiver cannot work yet: a file with its secret is missing;
                  and where CloudWatch cannot have an alert that is not \`only: prometheus\`

Says whether the definition is right, what it watches and promises, when alerts fire, whom they reach, what
CloudWatch has of it, and what that costs a month. Every mistake is shown with its place; the exit status is
then 1.
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
  const mirrored = mirrorSettingsOf(loaded.definition);
  if (mirrored === null && options.metrics !== undefined)
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
  for (const { alert, service: its, highest } of latencyBeyondBuckets(prometheusHalf(loaded.definition))) {
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
    ...logNotes(loaded.definition),
  ])
    io.stdout(`${line}\n`);
  const undeclared = await parityCheck(loaded.definition, io);
  const mirror =
    mirrored === null ? null : await mirrorCheck(loaded, { settings: mirrored, named: options.metrics, io });
  if (mirror !== null) {
    io.stdout(`\n${mirror.text}`);
    if (sources.some((source) => source.type === 'scrape' && source.via === 'exporter' && !source.expose))
      io.stdout(HIDDEN);
  }
  await priceCheck(loaded.definition, mirror?.cost ?? null, io);
  return options.strict === true && told.problems + undeclared > 0 ? 1 : 0;
}

/** Shows both sides, and answers how many alerts CloudWatch lacks without being told to. */
async function parityCheck(definition: Definition, io: Io): Promise<number> {
  if (definition.cloudwatch === undefined) return 0;
  const { parityOf } = await import('./parity/index.ts');
  const { text, undeclared, nowhere } = parityOf(definition);
  io.stdout(`\n${text}`);
  if (undeclared.length > 0)
    io.stdout(
      `Warning: only in Prometheus, without \`only: prometheus\`: ${undeclared.join(', ')}. With --strict this fails.\n`,
    );
  if (nowhere.length > 0)
    io.stdout(
      `Warning: on no side, since only CloudWatch is to have it, and cannot: ${nowhere.join(', ')}. With --strict this fails.\n`,
    );
  return undeclared.length + nowhere.length;
}

async function priceCheck(definition: Definition, mirror: MirrorCost | null, io: Io): Promise<void> {
  if (definition.cloudwatch === undefined) return;
  const { cloudwatchPriceText } = await import('./parity/price_text.ts');
  io.stdout(`\n${cloudwatchPriceText(definition, mirror)}`);
}

interface MirrorChecked {
  readonly settings: CloudwatchMirrorSettings;
  /** As `--metrics` has it. */
  readonly named: string | undefined;
  readonly io: Io;
}

async function mirrorCheck(
  loaded: Loaded,
  { settings, named, io }: MirrorChecked,
): Promise<{ readonly text: string; readonly cost: MirrorCost }> {
  try {
    const page = named === undefined ? await exporterPage(loaded) : await namedPage(named, io.directory);
    return { text: mirrorPriceText(settings, page), cost: mirrorCost(settings, page) };
  } catch (error) {
    if (named !== undefined || !(error instanceof NoPageError)) throw error;
    return { text: mirrorBoundsText(settings, error.message), cost: mirrorCost(settings, null) };
  }
}
