import { Budget } from '../exporter/outputs/cloudwatch_mirror/budget.ts';
import { type MonthlyPrice, monthlyPrice } from '../exporter/outputs/cloudwatch_mirror/price.ts';
import { PRICES } from '../exporter/outputs/cloudwatch_mirror/prices.ts';
import {
  type SelectedMetrics,
  selectedMetrics,
} from '../exporter/outputs/cloudwatch_mirror/selected_metrics.ts';
import { entryName } from '../exporter/outputs/cloudwatch_mirror/selection.ts';
import type {
  CloudwatchMirrorSettings,
  MirrorEntry,
} from '../exporter/outputs/cloudwatch_mirror/settings.ts';
import type { FamilySamples } from '../metrics/family.ts';
import { count } from './count.ts';
import type { MetricsPage } from './mirror_page.ts';
import type { MirrorCost } from './parity/price_text.ts';
import { table } from './table.ts';

const PRICE_LIST =
  `Prices of ${PRICES.region}, ${PRICES.date}, without a free tier; other regions cost up to about a third more.\n` +
  'Every metric counts for every hour; AWS bills the hours in which it sends.\n' +
  'Requests that are repeated come on top, as do histograms of over 150 filled buckets.\n';

/** What a selection costs a month by the series of a page, and what is wrong with it; for the terminal. */
export function mirrorPriceText(settings: CloudwatchMirrorSettings, { from, families }: MetricsPage): string {
  const selected = selectedMetrics(settings, families.filter(isMirrored));
  const price = priceOf(selected.metrics, settings);
  const entries = settings.select.map((entry, index) => [
    entryInWords(entry, index, settings),
    String(selected.byEntry[index]),
  ]);
  const { metrics, monthly_usd: usd } = settings.budget;
  const costs = [
    ['metrics', String(price.metrics), dollars(price.metricsUsd), String(metrics)],
    ['requests', String(price.requests), dollars(price.requestsUsd), ''],
    ['total', '', dollars(price.totalUsd), usd === undefined ? '' : dollars(usd)],
  ];
  return [
    `The mirror to CloudWatch, by the series of ${from}:\n\n`,
    table(['SELECT', 'METRICS'], entries),
    '\n',
    table(['A MONTH', 'NUMBER', 'COST', 'BUDGET'], costs),
    '\n',
    PRICE_LIST,
    ...warnings(settings, selected).map((line) => `${line}\n`),
  ].join('');
}

/** What a selection may cost a month where it is not known what it selects, and why it is not. */
export function mirrorBoundsText(settings: CloudwatchMirrorSettings, why: string): string {
  const { most, bound } = boundOf(settings);
  const { requests, totalUsd } = priceOf(most, settings);
  // Each of these entries is one metric, whatever series there are.
  const needed = settings.for_alarms ?? 0;
  return [
    `What the mirror to CloudWatch selects is not known: ${why}. Start the exporter, or name a saved page with --metrics FILE.\n`,
    `By ${bound}, it costs at most ${dollars(totalUsd)} a month: ${count(most, 'metric')}, ${count(requests, 'request')}.\n`,
    PRICE_LIST,
    ...(needed > most
      ? [
          `\nWarning: Alarms and dashboards read ${count(needed, 'metric')}, of which ${bound} lets ${most} through: some alarms would never fire. Raise it.\n`,
        ]
      : []),
  ].join('');
}

function entryInWords(
  { series, count_above: bound }: MirrorEntry,
  index: number,
  { for_alarms: forAlarms = 0 }: CloudwatchMirrorSettings,
): string {
  const what = bound === undefined ? series : `${series} above ${bound}`;
  return index < forAlarms ? `${what} (for alarms)` : what;
}

/** What a selection costs a month by the series of a page, or at most, where there is none. */
export function mirrorCost(settings: CloudwatchMirrorSettings, page: MetricsPage | null): MirrorCost {
  const metrics =
    page === null
      ? boundOf(settings).most
      : selectedMetrics(settings, page.families.filter(isMirrored)).metrics;
  return { usd: priceOf(metrics, settings).totalUsd, isMost: page === null };
}

/** The series of a gaugehistogram are no metrics one by one. */
function isMirrored({ type }: FamilySamples): boolean {
  return type !== 'gaugehistogram';
}

function* problems(settings: CloudwatchMirrorSettings, selected: SelectedMetrics): Generator<string> {
  for (const [index, { series }] of settings.select.entries()) {
    if (!selected.unmatched.includes(index)) continue;
    const zero = selected.byEntry[index] === 0 ? '' : ' Zero is sent.';
    if (index < (settings.for_alarms ?? 0)) {
      yield `alarms read ${series}, of which there is nothing yet.${zero}`;
      continue;
    }
    yield `${entryName(settings, index)}, ${series}, selects nothing: no counter, gauge or histogram is called so, or none has such labels.${zero}`;
  }
  const { count: refused, example } = selected.refused;
  if (refused > 0)
    yield `CloudWatch would refuse ${count(refused, 'metric')}, not counted here. The first is ${example}.`;
  const shared = selected.byEntry.reduce((sum, metrics) => sum + metrics, 0) - selected.metrics;
  if (shared > 0)
    yield `${count(shared, 'metric')} would be made by several entries: only the first one's is sent, and counted here.`;
  const { most, bound } = boundOf(settings);
  if (selected.metrics > most) {
    const beyond = selected.metrics - most;
    const allowed = dollars(priceOf(most, settings).totalUsd);
    yield `Beyond the budget: ${bound} lets ${count(most, 'metric')} through, for ${allowed} a month, and ${beyond} would be refused. Select less, or raise it.`;
  }
}

function warnings(settings: CloudwatchMirrorSettings, selected: SelectedMetrics): string[] {
  const lines = Array.from(problems(settings, selected), (problem) => `Warning: ${problem}`);
  return lines.length === 0 ? [] : ['', ...lines];
}

/** How many metrics there may be, and the setting that says so. */
function boundOf({ budget, interval }: CloudwatchMirrorSettings): { most: number; bound: string } {
  const { metrics, monthly_usd: monthlyUsd } = budget;
  const { most } = new Budget({ metrics, monthlyUsd, interval });
  return most < metrics
    ? { most, bound: `budget.monthly_usd (${monthlyUsd})` }
    : { most, bound: `budget.metrics (${metrics})` };
}

function priceOf(metrics: number, { interval }: CloudwatchMirrorSettings): MonthlyPrice {
  return monthlyPrice({ metrics, datums: metrics, interval });
}

function dollars(usd: number): string {
  return `$${usd.toFixed(2)}`;
}
