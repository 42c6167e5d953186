import { SELF_METRICS } from '../../conventions/metrics.ts';
import { type AlarmMetric, alarmMetrics } from '../../definition/alarm_metrics.ts';
import type { CloudwatchMirrorSettings } from '../../exporter/outputs/cloudwatch_mirror/settings.ts';
import type { AwsClients } from '../aws_clients.ts';
import type { Action, AwsAsking } from './aws_asking.ts';
import { type Check, judged, notChecked, skipped } from './check.ts';
import type { Context } from './context.ts';
import { someOf } from './definition.ts';
import { finding } from './finding.ts';
import { ago } from './times.ts';

const METRICS = { id: 'aws.metrics', name: 'metrics' };
const MOST_NAMED = 5;
/** GetMetricData takes so many queries: API reference. */
const QUERIES_PER_CALL = 500;
const LOOK_BACK_MS = 3 * 3_600_000;
/** How long it takes at most until CloudWatch shows a datapoint, beside the intervals of the mirror. */
const DELAY_MS = 180_000;
const INTERVALS = 3;

const GET_METRIC_DATA: Action = {
  name: 'cloudwatch:GetMetricData',
  purpose: 'to see what comes',
  resource: '*',
};
const LIST_METRICS: Action = { name: 'cloudwatch:ListMetrics', purpose: 'to see what comes', resource: '*' };
const PUT_METRIC_DATA: Action = {
  name: 'cloudwatch:PutMetricData',
  purpose: 'the mirror',
  resource: '*, with the condition cloudwatch:namespace where others must be kept out',
};

/**
 * Tries whether we may send metrics, by a datum that CloudWatch refuses for what it says: its value is no number, and its time is
 * long past (PutMetricData, API reference). AWS's own services try permissions in this way, whose answer tells a refusal of the
 * request from one of the caller: https://docs.aws.amazon.com/autoscaling/application/userguide/security_iam_permission_validation.html.
 * Which of the two CloudWatch looks at first is not documented, so that this finds who is denied, and proves nobody allowed:
 * the last datapoints do.
 */
export async function tryToSend(namespace: string, clients: AwsClients, asking: AwsAsking): Promise<void> {
  const { PutMetricDataCommand } = await import('@aws-sdk/client-cloudwatch');
  const client = await clients.cloudwatch();
  const MetricData = [{ MetricName: 'GoldwatchDoctor', Value: Number.NaN, Timestamp: new Date(0) }];
  await asking.askInvalid(PUT_METRIC_DATA, (options) =>
    client.send(new PutMetricDataCommand({ Namespace: namespace, MetricData }), options),
  );
}

/** When each mirrored metric was last heard of. `mirrorTrouble` is what is known against the mirror. */
export async function metricsCheck(
  { loaded: { definition } }: Context,
  settings: CloudwatchMirrorSettings,
  clients: AwsClients,
  asking: AwsAsking,
  mirrorTrouble: string | null,
): Promise<Check> {
  const wanted = alarmMetrics(definition);
  if (wanted.length === 0) return await namespaceCheck(settings, clients, asking);
  const last = await lastDatapoints(wanted, clients, asking);
  if (last === null) return notKnown(GET_METRIC_DATA);
  const now = Date.now();
  const oldest = now - INTERVALS * settings.interval - DELAY_MS;
  const times = [...last.values()];
  // What never came may be of something that never happened, such as a failed request.
  const isSilent = (metric: AlarmMetric) => {
    const at = last.get(metric);
    return at === undefined ? isReady(metric) || times.length === 0 : at < oldest && isSentAlways(metric);
  };
  const silent = wanted.filter(isSilent);
  const names = silent.map((metric) => `${nameOf(metric)} (${sinceOf(last.get(metric))})`);
  if (silent.length > 0 && mirrorTrouble !== null)
    return skipped(METRICS, `not checked, since ${mirrorTrouble}`);
  const about = {
    all: String(wanted.length),
    names: someOf(names, MOST_NAMED),
  };
  const without = wanted.length - last.size;
  const detail = `${last.size} of ${wanted.length} have data, the last ${ago(Math.max(...times, 0))}`;
  const rest = without === 0 ? '' : `; ${without} have none yet`;
  return judged(
    METRICS,
    silent.length === 0 ? [] : [finding('aws.metrics_silent', about)],
    `${detail}${rest}`,
  );
}

async function namespaceCheck(
  { namespace }: CloudwatchMirrorSettings,
  clients: AwsClients,
  asking: AwsAsking,
): Promise<Check> {
  const { ListMetricsCommand } = await import('@aws-sdk/client-cloudwatch');
  const client = await clients.cloudwatch();
  const told = await asking.ask(LIST_METRICS, (options) =>
    client.send(new ListMetricsCommand({ Namespace: namespace }), options),
  );
  if (told.kind !== 'told') return notKnown(LIST_METRICS);
  const number = told.value.Metrics?.length ?? 0;
  const more = told.value.NextToken === undefined ? '' : ' and more';
  return judged(
    METRICS,
    number === 0 ? [finding('aws.no_metrics', { namespace })] : [],
    `${number}${more} in ${namespace}`,
  );
}

function notKnown({ name }: Action): Check {
  return notChecked([METRICS], `${name} does not answer`)[0] ?? skipped(METRICS, '');
}

async function lastDatapoints(
  wanted: readonly AlarmMetric[],
  clients: AwsClients,
  asking: AwsAsking,
): Promise<ReadonlyMap<AlarmMetric, number> | null> {
  const { GetMetricDataCommand } = await import('@aws-sdk/client-cloudwatch');
  const client = await clients.cloudwatch();
  const last = new Map<AlarmMetric, number>();
  const EndTime = new Date();
  for (let start = 0; start < wanted.length; start += QUERIES_PER_CALL) {
    const asked = wanted.slice(start, start + QUERIES_PER_CALL);
    const MetricDataQueries = asked.map(({ namespace, name, dimensions }, index) => ({
      Id: `m${index}`,
      MetricStat: {
        Metric: {
          Namespace: namespace,
          MetricName: name,
          Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
        },
        Period: 60,
        Stat: 'SampleCount',
      },
    }));
    const told = await asking.ask(GET_METRIC_DATA, (options) =>
      client.send(
        new GetMetricDataCommand({
          MetricDataQueries,
          StartTime: new Date(EndTime.getTime() - LOOK_BACK_MS),
          EndTime,
          ScanBy: 'TimestampDescending',
        }),
        options,
      ),
    );
    if (told.kind !== 'told') return null;
    for (const { Id = '', Timestamps: times = [] } of told.value.MetricDataResults ?? []) {
      const metric = asked[Number(Id.slice(1))];
      if (metric !== undefined && times.length > 0)
        last.set(metric, Math.max(...times.map((time) => time.getTime())));
    }
  }
  return last;
}

function isReady({ entry }: AlarmMetric): boolean {
  return entry.series === SELF_METRICS.ready.name;
}

/** Histograms tell nothing of an interval without requests; counters tell zero, and gauges what they are. */
function isSentAlways(metric: AlarmMetric): boolean {
  return isReady(metric) || /^\w+_total\b/.test(metric.entry.series);
}

function nameOf({ name, dimensions }: AlarmMetric): string {
  const values = Object.values(dimensions);
  return values.length === 0 ? name : `${name} of ${values.join(', ')}`;
}

function sinceOf(at: number | undefined): string {
  return at === undefined ? 'none in 3h' : ago(at);
}
