import { formatDuration } from '../conventions/quantities.ts';
import type { Definition } from '../definition/schema.ts';
import { PRICES } from '../exporter/outputs/cloudwatch_mirror/prices.ts';
import { planAlarms } from './alarms/plan.ts';
import { alarmLines } from './costs/alarms.ts';
import { dashboardLine } from './costs/dashboards.ts';
import { logLines } from './costs/logs.ts';
import { counted, type PriceLine } from './costs/price_line.ts';
import { dashboardsOf } from './dashboards/index.ts';
import { logsResources } from './logs/index.ts';
import { hasForwarder } from './notifications/slack.ts';
import { subscriptions } from './notifications/subscriptions.ts';
import { CLOUDWATCH_PRICES, type CloudwatchPrices } from './prices.ts';

const HOUR_MS = 3_600_000;

/** What the CloudWatch half costs a month, beside the mirror. US dollars. */
export interface CloudwatchPrice {
  readonly lines: readonly PriceLine[];
  /** Of all lines of which it is known. */
  readonly totalUsd: number;
  /** Whether there are lines of which it is not known. */
  readonly isLeast: boolean;
}

/**
 * What a definition costs a month in AWS, line by line: alarms, canaries, dashboards, logs, keys and secrets; nothing without `cloudwatch`.
 * The mirror's metrics and requests are not among them: `monthlyPrice` of the mirror has those.
 *
 * Logs are counted as if AWS did not compress what it keeps, which is most that it can cost.
 */
export function monthlyPriceOf(
  definition: Definition,
  prices: CloudwatchPrices = CLOUDWATCH_PRICES,
): CloudwatchPrice {
  if (definition.cloudwatch === undefined) return { lines: [], totalUsd: 0, isLeast: false };
  const lines = [
    ...alarmLines(planAlarms(definition), definition, prices),
    ...heartbeatLines(definition, prices),
    ...dashboardLine(dashboardsOf(definition), prices),
    ...logLines(logsResources(definition), definition, prices),
    ...notificationLines(definition, prices),
  ];
  return {
    lines,
    totalUsd: lines.reduce((sum, { usd }) => sum + (usd ?? 0), 0),
    isLeast: lines.some(({ usd }) => usd === null),
  };
}

function heartbeatLines({ cloudwatch }: Definition, prices: CloudwatchPrices): PriceLine[] {
  return (cloudwatch?.heartbeats ?? []).map(({ name, every }) => {
    const runs = (PRICES.hoursPerMonth * HOUR_MS) / every;
    return {
      of: `heartbeat ${name}`,
      what: `${counted(Math.round(runs), 'run')}, one every ${formatDuration(every)}`,
      usd: runs * prices.canaryRun,
    };
  });
}

function notificationLines(definition: Definition, prices: CloudwatchPrices): PriceLine[] {
  const tellsPagerduty = subscriptions(definition).some(({ protocol }) => protocol === 'https');
  const secrets = Number(hasForwarder(definition)) + Number(tellsPagerduty);
  return [
    ...(definition.cloudwatch?.kms_key === undefined
      ? [{ of: 'topics', what: 'a key of their own', usd: prices.key }]
      : []),
    ...(secrets === 0
      ? []
      : [{ of: 'notify', what: counted(secrets, 'secret'), usd: secrets * prices.secret }]),
  ];
}
