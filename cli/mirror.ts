import { destination, pino } from 'pino';
import { duration, formatDuration } from '../conventions/quantities.ts';
import { exporterSettingsOf } from '../definition/exporter_settings.ts';
import { dryRun, type MirrorOnceOptions, mirrorOnce, type SentOnce } from '../exporter/mirror_once.ts';
import { CONFIG_OPTION, loadConfig, readOptions } from './arguments.ts';
import { type Io, UsageError } from './io.ts';
import { dryRunJson, dryRunText } from './mirror_text.ts';
import { VERSION } from './version.ts';

const HELP = `Usage: goldwatch mirror --once [options]

  --config FILE  the definition (monitoring.yml)
  --once         reads the sources up to now, sends what came since the last time, and ends
  --dry-run      only shows what would be sent: nothing is sent and nothing changes, also beside a running exporter
  --json         with --dry-run: as the bodies of requests, for \`aws cloudwatch put-metric-data --cli-input-json\`
  --wait TIME    the longest to wait for the sources, and for CloudWatch (30s)

An exporter (\`goldwatch serve\`) mirrors by itself, once an interval. The exit status is 1 where something was not sent.
`;

const DEFAULT_WAIT = '30s';

/** `goldwatch mirror --once`: one reading for CloudWatch, sent or only shown. */
export async function mirror(args: readonly string[], io: Io): Promise<number> {
  const flag = { type: 'boolean' } as const;
  const options = readOptions(
    args,
    { ...CONFIG_OPTION, once: flag, 'dry-run': flag, json: flag, wait: { type: 'string' } },
    HELP,
    io,
  );
  if (options === null) return 0;
  if (options.once !== true)
    throw new UsageError(
      `\`goldwatch serve\` mirrors once an interval; for a single time, add --once.\n\n${HELP}`,
    );
  const isDry = options['dry-run'] === true;
  if (options.json === true && !isDry) throw new UsageError(`--json needs --dry-run.\n\n${HELP}`);
  const waitMs = waitOf(options.wait ?? DEFAULT_WAIT);
  const { definition, file, baseDirectory } = await loadConfig(options.config, io);
  const settings = exporterSettingsOf(definition, baseDirectory);
  if (settings.mirror === null)
    throw new Error(`${file} mirrors nothing: it has no mirror.cloudwatch. See docs/cloudwatch_mirror.md.`);
  // Problems go to stderr, so that stdout is what would be sent.
  const log = pino({ base: null, level: 'warn' }, destination({ fd: 2, sync: true }));
  const versions = { version: VERSION, node_version: process.versions.node };
  const once: MirrorOnceOptions = { settings, mirror: settings.mirror, versions, log, waitMs };
  if (!isDry) return tell(await mirrorOnce(once), waitMs, io);
  const dry = await dryRun(once);
  io.stdout(options.json === true ? dryRunJson(dry, settings.mirror) : dryRunText(dry, settings.mirror));
  return 0;
}

function tell({ reading, status, trouble }: SentOnce, waitMs: number, io: Io): number {
  const { counts, spool } = status;
  const dropped = Object.entries(counts.dropped).filter(([, count]) => count > 0);
  const requests = Object.values(counts.requests).reduce((sum, count) => sum + count, 0);
  const why = trouble === null ? '' : `, since ${trouble}`;
  io.stdout(`${counts.accepted} datums accepted, in ${requests} requests.\n`);
  if (reading === null) io.stderr(`Nothing was read within ${formatDuration(waitMs)}${why}.\n`);
  for (const [reason, count] of dropped) io.stderr(`Dropped ${count} datums: ${reason}.\n`);
  const waiting = spool.datums - spool.datumsInMemory;
  if (waiting > 0) io.stderr(`${waiting} of the datums wait in the spool for the next time${why}.\n`);
  if (spool.datumsInMemory > 0)
    io.stderr(`${spool.datumsInMemory} datums could not be kept on disk; the next time reads them again.\n`);
  return reading === null || spool.datums > 0 || dropped.length > 0 ? 1 : 0;
}

function waitOf(text: string): number {
  const parsed = duration.safeParse(text);
  if (parsed.success) return parsed.data;
  throw new UsageError(`--wait takes a time such as 30s, not "${text}".`);
}
