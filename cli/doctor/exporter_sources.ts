import { SELF_METRICS } from '../../conventions/metrics.ts';
import { formatDuration, formatPercentage } from '../../conventions/quantities.ts';
import type { Definition } from '../../definition/schema.ts';
import { LOG_METRICS } from '../../exporter/sources/logs/definition.ts';
import { globOf } from '../../exporter/sources/logs/file_settings.ts';
import type { StatusView } from '../../exporter/status/view.ts';
import { type Check, judged } from './check.ts';
import { type Finding, finding } from './finding.ts';
import { type ExporterPage, labelOf } from './metrics_page.ts';
import { oneLine } from './probe.ts';
import { ago } from './times.ts';

export const SOURCES = { id: 'exporter.sources', name: 'sources' };
export const LINES = { id: 'exporter.lines', name: 'log lines' };

type Source = Definition['sources'][number];

/** A source is late that has not worked for so many of its own times, and a minute. */
const TIMES = 4;
const MINUTE_MS = 60_000;

/** Other lines are often in the same file: they are no mistake. */
const HARMLESS = 'not_a_request';
const MANY_REJECTED = 0.01;

/** Whether the sources work, when each last did, and whether lines of logs are what the definition takes them for. */
export function sourceChecks(
  { sources }: Pick<Definition, 'sources'>,
  page: ExporterPage,
  status: StatusView | null,
): Check[] {
  const own = sources.filter((source) => !(source.type === 'scrape' && source.via === 'prometheus'));
  const lasts = own.map((source) => ({ source, ...lastOf(source, page, status) }));
  const down = lasts.flatMap(({ source, isUp, last, trouble }): Finding[] => {
    const about = { source: idOf(source), when: ago(last) };
    if (!isUp) return [finding('exporter.source_down', { ...about, trouble })];
    return isStale(source, last)
      ? [finding('exporter.source_stale', { ...about, interval: formatDuration(intervalOf(source) ?? 0) })]
      : [];
  });
  const detail = lasts.map(({ source, last }) => `${idOf(source)} ${ago(last)}`).join(', ');
  const broken = new Set(down.map(({ about }) => about.source));
  const checks = [judged(SOURCES, down, own.length === 0 ? 'there are none' : `worked: ${detail}`)];
  const logs = own.flatMap((source) => (source.type === 'logs' && !broken.has(idOf(source)) ? [source] : []));
  return logs.length === 0 ? checks : [...checks, linesCheck(logs, page)];
}

function idOf({ name, type }: Source): string {
  return name ?? type;
}

function intervalOf(source: Source): number | null {
  return 'interval' in source && typeof source.interval === 'number' ? source.interval : null;
}

function isStale(source: Source, last: number | null): boolean {
  const interval = intervalOf(source);
  return interval !== null && last !== null && Date.now() - last > TIMES * interval + MINUTE_MS;
}

function lastOf(source: Source, page: ExporterPage, status: StatusView | null) {
  const id = idOf(source);
  const seriesOf = (name: string) => page.series(name).find((sample) => labelOf(sample, 'source') === id);
  const last = seriesOf(SELF_METRICS.sourceLastSuccess.name)?.value;
  const told = status?.sources.find((one) => one.id === id)?.trouble ?? 'its log says why.';
  const trouble = oneLine(told);
  return {
    // One that was never heard of is told by the configuration, which is another one then.
    isUp: seriesOf(SELF_METRICS.sourceUp.name)?.value !== 0,
    last: last === undefined ? null : last * 1_000,
    trouble: /[.!?]$/.test(trouble) ? trouble : `${trouble}.`,
  };
}

function linesCheck(logs: readonly Extract<Source, { type: 'logs' }>[], page: ExporterPage): Check {
  const findings = logs.flatMap((source): Finding[] => {
    const labels = { source: idOf(source) };
    const lines = page.sum(LOG_METRICS.lines.name, labels);
    const files = (source.files ?? []).map(globOf);
    if (lines === 0)
      return files.length === 0 ? [] : [finding('exporter.no_lines', { ...labels, files: files.join(', ') })];
    const { name } = LOG_METRICS.rejected;
    const rejected = page.sum(name, labels) - page.sum(name, { ...labels, reason: HARMLESS });
    if (rejected / lines <= MANY_REJECTED) return [];
    const reasons = page.tally(name, 'reason', labels);
    const share = formatPercentage(Math.floor((1 - rejected / lines) * 1_000) / 1_000);
    return [finding('exporter.lines_rejected', { ...labels, share, reasons })];
  });
  const read = logs.map((source) => page.sum(LOG_METRICS.lines.name, { source: idOf(source) }));
  return judged(LINES, findings, `${read.reduce((sum, one) => sum + one, 0)} read`);
}
