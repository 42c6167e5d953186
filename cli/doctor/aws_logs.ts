import type { MetricFilter } from '@aws-sdk/client-cloudwatch-logs';
import { logsResources } from '../../cloudwatch/logs/index.ts';
import type { GroupPlan, LogsPlan, MetricFilterPlan } from '../../cloudwatch/logs/plan.ts';
import type { AwsClients } from '../aws_clients.ts';
import type { Action, AwsAsking } from './aws_asking.ts';
import { differencesIn } from './aws_deployed.ts';
import { type Check, judged, notChecked, skipped } from './check.ts';
import type { Context } from './context.ts';
import { someOf } from './definition.ts';
import { type Finding, finding } from './finding.ts';
import { ago } from './times.ts';

const GROUPS = { id: 'aws.log_groups', name: 'log groups' };
const FILTERS = { id: 'aws.metric_filters', name: 'metric filters' };
const MOST_NAMED = 5;
/** A service that is busy writes more often; one that is not should not be told of. */
const SILENT_MS = 86_400_000;
/** Of 50 filters each; a group has a hundred at most. */
const MOST_PAGES = 10;

const action = (name: string, purpose: string): Action => ({ name, purpose, resource: '*' });
const DESCRIBE_GROUPS = action('logs:DescribeLogGroups', 'to see whether log groups are as they should be');
const DESCRIBE_STREAMS = action('logs:DescribeLogStreams', 'to see whether lines come');
const DESCRIBE_FILTERS = action(
  'logs:DescribeMetricFilters',
  'to see whether metric filters are as they should be',
);

/** Whether log groups are there, keep lines as long as they should, get any, and count what they should. */
export async function logsChecks(
  { loaded }: Context,
  clients: AwsClients,
  asking: AwsAsking,
): Promise<Check[]> {
  const plan = logsResources(loaded.definition);
  if (plan.groups.length === 0) return [];
  const [groups, filters] = await Promise.all([
    groupsCheck(plan, clients, asking),
    filtersCheck(plan, loaded.file, clients, asking),
  ]);
  return [...groups, ...filters];
}

async function groupsCheck({ groups }: LogsPlan, clients: AwsClients, asking: AwsAsking): Promise<Check[]> {
  const found = await Promise.all(groups.map((group) => groupFindings(group, clients, asking)));
  if (asking.isRefused(DESCRIBE_GROUPS))
    return notChecked([GROUPS], `${DESCRIBE_GROUPS.name} does not answer`);
  const lines = asking.isRefused(DESCRIBE_STREAMS) ? 'whether lines come is not known' : 'lines come';
  return [judged(GROUPS, found.flat(), `all ${groups.length} are there; ${lines}`)];
}

async function groupFindings(
  { name: group, retentionDays, exists }: GroupPlan,
  clients: AwsClients,
  asking: AwsAsking,
): Promise<Finding[]> {
  const { DescribeLogGroupsCommand, DescribeLogStreamsCommand } = await import(
    '@aws-sdk/client-cloudwatch-logs'
  );
  const client = await clients.logs();
  const told = await asking.ask(DESCRIBE_GROUPS, (options) =>
    client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: group }), options),
  );
  if (told.kind !== 'told') return [];
  const has = told.value.logGroups?.find(({ logGroupName: name }) => name === group);
  if (has === undefined) return [finding('aws.log_group_missing', { group })];
  const { retentionInDays: days } = has;
  const isOther = !exists && days !== retentionDays;
  const about = { group, has: days === undefined ? 'for ever' : inDays(days), wanted: inDays(retentionDays) };
  const retention = isOther ? [finding('aws.log_group_retention', about)] : [];
  const streams = await asking.ask(DESCRIBE_STREAMS, (options) =>
    client.send(
      new DescribeLogStreamsCommand({
        logGroupName: group,
        orderBy: 'LastEventTime',
        descending: true,
        limit: 1,
      }),
      options,
    ),
  );
  if (streams.kind !== 'told') return retention;
  // The time of the last event is up to an hour late: https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_LogStream.html
  const last =
    streams.value.logStreams?.[0]?.lastIngestionTime ?? streams.value.logStreams?.[0]?.lastEventTimestamp;
  const isSilent = last === undefined || Date.now() - last > SILENT_MS;
  const since = last === undefined ? 'yet' : `since ${ago(last)}`;
  return [...retention, ...(isSilent ? [finding('aws.log_group_silent', { group, since })] : [])];
}

function inDays(days: number): string {
  return days === 1 ? 'for 1 day' : `for ${days} days`;
}

async function filtersCheck(
  { groups, filters }: LogsPlan,
  file: string,
  clients: AwsClients,
  asking: AwsAsking,
): Promise<Check[]> {
  if (filters.length === 0) return [];
  const watched = groups.filter(({ name }) => filters.some(({ group }) => group === name));
  const found = await Promise.all(
    watched.map(({ name }) => differingFilters(name, filters, clients, asking)),
  );
  if (asking.isRefused(DESCRIBE_FILTERS))
    return notChecked([FILTERS], `${DESCRIBE_FILTERS.name} does not answer`);
  const differences = found.flatMap((one) => one ?? []);
  const missing = watched.filter((_group, index) => found[index] === null).map(({ name }) => name);
  if (differences.length === 0 && missing.length > 0) {
    // That they are missing is told by itself.
    const since = `not checked of ${someOf(missing, MOST_NAMED)}, since there is no such log group`;
    return [skipped(FILTERS, since)];
  }
  const about = { file, differences: someOf(differences, MOST_NAMED) };
  const findings = differences.length === 0 ? [] : [finding('aws.metric_filters_differ', about)];
  return [judged(FILTERS, findings, `all ${filters.length} are as ${file} says`)];
}

/** How filters of a group are not what they should be; null where there is no such group. */
async function differingFilters(
  group: string,
  filters: readonly MetricFilterPlan[],
  clients: AwsClients,
  asking: AwsAsking,
): Promise<string[] | null> {
  const { DescribeMetricFiltersCommand } = await import('@aws-sdk/client-cloudwatch-logs');
  const client = await clients.logs();
  const there: MetricFilter[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < MOST_PAGES; page++) {
    const told = await asking.ask(DESCRIBE_FILTERS, (options) =>
      client.send(new DescribeMetricFiltersCommand({ logGroupName: group, nextToken }), options),
    );
    if (told.kind !== 'told') return null;
    there.push(...(told.value.metricFilters ?? []));
    nextToken = told.value.nextToken;
    if (nextToken === undefined) break;
  }
  return filters
    .filter((filter) => filter.group === group)
    .flatMap((filter) => {
      const has = there.find(({ filterName: name }) => name === filter.name);
      if (has === undefined) return [`${filter.name} is missing`];
      const [transformation = {}] = has.metricTransformations ?? [];
      const differences = differencesIn(propertiesOf(filter), {
        ...transformation,
        filterPattern: has.filterPattern,
      });
      return differences.length === 0 ? [] : [`${filter.name} (${differences.join(', ')})`];
    });
}

function propertiesOf({ pattern, metric, value, dimensions, defaultValue }: MetricFilterPlan) {
  return {
    filterPattern: pattern,
    metricNamespace: metric.namespace,
    metricName: metric.name,
    metricValue: value,
    ...(defaultValue !== null && { defaultValue }),
    ...(Object.keys(dimensions).length > 0 && { dimensions }),
  };
}
