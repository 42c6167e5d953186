import type { MetricFilter } from '@aws-sdk/client-cloudwatch-logs';
import { logGroups } from '../../cloudwatch/logs/groups.ts';
import { logsResources } from '../../cloudwatch/logs/index.ts';
import type { GroupPlan, LogsPlan, MetricFilterPlan } from '../../cloudwatch/logs/plan.ts';
import { changeLogName } from '../../cloudwatch/names.ts';
import { CHANGE_LOG_DAYS } from '../../cloudwatch/notifications/change_log.ts';
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
const [HOUR_MS, DAY_MS] = [3_600_000, 86_400_000];
/** How long a group may go without its first line, and without another one, in which a source counts requests or events. */
const [FIRST_MS, SILENT_MS] = [HOUR_MS, 3 * DAY_MS];
/** The same of all others: an audit log may have nothing to say for weeks. */
const RARE_MS = 30 * DAY_MS;
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
  const { definition } = loaded;
  const plan = logsResources(definition);
  const read = new Set(
    logGroups(definition).flatMap((group) => (group.source === undefined ? [] : group.name)),
  );
  const changes: LookedAt = {
    name: changeLogName(definition),
    retentionDays: CHANGE_LOG_DAYS,
    exists: false,
    silence: null,
  };
  const looked = plan.groups.map(
    (group): LookedAt => ({ ...group, silence: read.has(group.name) ? 'read' : 'rare' }),
  );
  const [groups, filters] = await Promise.all([
    groupsCheck([...looked, changes], clients, asking),
    filtersCheck(plan, loaded.file, clients, asking),
  ]);
  return [...groups, ...filters];
}

/** A log group, and how its silence is judged: null where it may have no line for ever. */
interface LookedAt extends Pick<GroupPlan, 'name' | 'retentionDays' | 'exists'> {
  readonly silence: 'read' | 'rare' | null;
}

async function groupsCheck(
  groups: readonly LookedAt[],
  clients: AwsClients,
  asking: AwsAsking,
): Promise<Check[]> {
  const found: Finding[][] = [];
  // One after the other: AWS throttles many at once, for the whole account.
  for (const group of groups) found.push(await groupFindings(group, clients, asking));
  if (asking.isRefused(DESCRIBE_GROUPS))
    return notChecked([GROUPS], `${DESCRIBE_GROUPS.name} does not answer`);
  const lines = asking.isRefused(DESCRIBE_STREAMS)
    ? 'whether lines come is not known'
    : 'lines are missed in none';
  return [judged(GROUPS, found.flat(), `all ${groups.length} are there; ${lines}`)];
}

async function groupFindings(
  { name: group, retentionDays, exists, silence }: LookedAt,
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
  const { retentionInDays: days, creationTime = 0 } = has;
  const isOther = !exists && days !== retentionDays;
  const about = {
    group,
    has: days === undefined ? 'for ever' : inDays(days),
    wanted: inDays(retentionDays),
    days: String(retentionDays),
  };
  const retention = isOther ? [finding('aws.log_group_retention', about)] : [];
  if (silence === null) return retention;
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
  const longest = silence === 'rare' ? RARE_MS : last === undefined ? FIRST_MS : SILENT_MS;
  const isSilent = Date.now() - (last ?? creationTime) > longest;
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
