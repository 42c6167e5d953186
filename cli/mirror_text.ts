import type { DryRun } from '../exporter/mirror_once.ts';
import type { Datum } from '../exporter/outputs/cloudwatch_mirror/datum.ts';
import { requestBody, requestLength, wireDatum } from '../exporter/outputs/cloudwatch_mirror/requests.ts';
import { askedBy } from '../exporter/outputs/cloudwatch_mirror/selection.ts';
import type { CloudwatchMirrorSettings } from '../exporter/outputs/cloudwatch_mirror/settings.ts';
import { count } from './count.ts';
import { table } from './table.ts';

/** Digits of a number in the table; `--json` has all of them. */
const DIGITS = 6;

/** What would be sent, for people. */
export function dryRunText(
  { reading, price, mostMetrics, isFirst }: DryRun,
  settings: CloudwatchMirrorSettings,
): string {
  const { datums, tally, beyondBudget, unmatched, rolledBack } = reading;
  const where = `${settings.namespace}${settings.region === undefined ? '' : `, ${settings.region}`}`;
  const requests = [...bodiesOf(datums, settings.namespace)].length;
  const lines = [`${count(datums.length, 'datum')} in ${count(requests, 'request')} to ${where}.\n`];
  const [first] = datums;
  if (first !== undefined) {
    const rows = datums
      .map((datum) => [datum.name, dimensionsOf(datum), datum.unit, valueText(datum)])
      .sort((one, other) => (one.join('\n') < other.join('\n') ? -1 : 1));
    lines.push(`\n${table(['METRIC', 'DIMENSIONS', 'UNIT', 'VALUE'], rows)}\n`);
    lines.push(`Time ${new Date(first.timestamp).toISOString()}, resolution ${first.resolution} s.\n`);
  }
  const { for_alarms: forAlarms = 0 } = settings;
  if (forAlarms > 0)
    lines.push(
      `For alarms: the first ${forAlarms} of ${settings.select.length} entries, before those of the file.\n`,
    );
  if (isFirst)
    lines.push(
      'Nothing was mirrored from here before: counters and histograms begin to count from now on.\n',
    );
  for (const [reason, { count: refused, example }] of tally.refused)
    lines.push(`Not sent: ${count(refused, 'datum')} (${reason}): ${example}.\n`);
  for (const [reason, { count: left, example }] of tally.observationsLeftOut)
    lines.push(`Left out: ${count(left, 'observation')} (${reason}): ${example}.\n`);
  if (tally.sumsUnknown.count > 0) lines.push(`An estimated sum: ${tally.sumsUnknown.example}.\n`);
  if (beyondBudget.count > 0) {
    const examples = beyondBudget.named.slice(0, 3).join(', ');
    lines.push(
      `Beyond the budget of ${count(mostMetrics, 'metric')}: ${count(beyondBudget.count, 'datum')}, as of ${examples}.\n`,
    );
  }
  for (const entry of unmatched)
    lines.push(`${entry.called}, ${askedBy(entry)}, selects nothing at present.\n`);
  if (rolledBack > 0) lines.push(`${rolledBack} series restarted with less than they had counted.\n`);
  lines.push(
    `${count(price.metrics, 'metric')} of at most ${mostMetrics}: about $${price.totalUsd.toFixed(2)} a month.\n`,
  );
  return lines.join('');
}

/** The bodies of the requests, one a line. */
export function dryRunJson({ reading }: DryRun, { namespace }: CloudwatchMirrorSettings): string {
  return [...bodiesOf(reading.datums, namespace)].map((body) => `${body}\n`).join('');
}

function* bodiesOf(datums: readonly Datum[], namespace: string): Generator<string> {
  let left = datums.map(wireDatum);
  while (left.length > 0) {
    const length = requestLength(left);
    yield requestBody(namespace, left.slice(0, length));
    left = left.slice(length);
  }
}

function dimensionsOf({ dimensions }: Datum): string {
  return dimensions.map(([name, value]) => `${name}=${value}`).join(' ');
}

function valueText({ values, counts }: Datum): string {
  const [value = 0] = values;
  if (values.length === 1 && counts[0] === 1) return short(value);
  const observations = counts.reduce((sum, one) => sum + one, 0);
  const sum = values.reduce((total, one, index) => total + one * (counts[index] ?? 0), 0);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return `${observations} observed, sum ${short(sum)}, ${short(least)} to ${short(most)}`;
}

function short(value: number): string {
  return String(Number(value.toPrecision(DIGITS)));
}
