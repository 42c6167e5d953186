import type { LogGroup } from '../../definition/cloudwatch/log_groups.ts';
import type { Definition } from '../../definition/schema.ts';
import { PRICES } from '../../exporter/outputs/cloudwatch_mirror/prices.ts';
import type { ArchivePlan } from '../logs/archive.ts';
import type { LogsPlan } from '../logs/plan.ts';
import type { CloudwatchPrices } from '../prices.ts';
import { counted, type PriceLine } from './price_line.ts';

const DAYS_PER_MONTH = PRICES.hoursPerMonth / 24;
const DAY_MS = 86_400_000;
const DAYS_PER_YEAR = 365;

/** What each log group costs once it is as full as its retention lets it be, with its archive and its metric filters. */
export function logLines(plan: LogsPlan, { cloudwatch }: Definition, prices: CloudwatchPrices): PriceLine[] {
  const groups = cloudwatch?.logs.groups ?? [];
  return [
    ...groups.map((group) => groupLine(group, prices)),
    ...filterLines(plan),
    ...(plan.archive === null ? [] : [archiveLine(plan.archive, groups, prices)]),
  ];
}

function groupLine({ name, retention, gb_per_month: gb }: LogGroup, prices: CloudwatchPrices): PriceLine {
  const of = `log group ${name}`;
  const months = retention / DAY_MS / DAYS_PER_MONTH;
  const perGb = prices.logsIngested + months * prices.logsKept;
  if (gb === undefined) return { of, what: `$${perGb.toFixed(2)} a GB; say gb_per_month`, usd: null };
  return { of, what: `${gb} GB, kept ${retention / DAY_MS}d`, usd: gb * perGb };
}

// Each metric with other values of its dimensions is one more, and nobody knows how many there will be.
function filterLines({ filters }: LogsPlan): PriceLine[] {
  const each = PRICES.metric[0]?.usd ?? 0;
  const metrics = (isOf: (dimensions: readonly string[]) => boolean) =>
    new Set(
      filters
        .filter(({ metric }) => isOf(metric.dimensions))
        .map(({ metric }) => JSON.stringify([metric.namespace, metric.name])),
    ).size;
  const plain = metrics((dimensions) => dimensions.length === 0);
  const divided = metrics((dimensions) => dimensions.length > 0);
  return [
    ...(plain === 0 ? [] : [{ of: 'metric filters', what: counted(plain, 'metric'), usd: plain * each }]),
    ...(divided === 0
      ? []
      : [
          {
            of: 'metric filters with dimensions',
            what: `$${each.toFixed(2)} for each set of values of ${counted(divided, 'metric')}`,
            usd: null,
          },
        ]),
  ];
}

function archiveLine(archive: ArchivePlan, groups: readonly LogGroup[], prices: CloudwatchPrices): PriceLine {
  const of = `archive ${archive.bucket}`;
  const { glacierAfterDays, expireAfterDays } = archive;
  const kept = expireAfterDays ?? Math.max(DAYS_PER_YEAR, glacierAfterDays);
  const inS3 = Math.min(glacierAfterDays, kept);
  const perGb =
    prices.firehose + (inS3 / DAYS_PER_MONTH) * prices.s3 + ((kept - inS3) / DAYS_PER_MONTH) * prices.glacier;
  const whose = groups.filter(({ name }) => archive.groups.includes(name));
  const known = whose.every(({ gb_per_month: gb }) => gb !== undefined);
  const until = expireAfterDays === null ? `as after ${kept}d, then more` : `kept ${kept}d`;
  if (!known) return { of, what: `$${perGb.toFixed(2)} a GB, ${until}; say gb_per_month`, usd: null };
  const gb = whose.reduce((sum, { gb_per_month: its = 0 }) => sum + its, 0);
  return { of, what: `${gb} GB, ${until}`, usd: gb * perGb };
}
