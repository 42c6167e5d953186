import type { LogGroup } from '../account/account.ts';
import { AwsError } from '../errors.ts';
import type { Input } from '../input.ts';
import type { Context } from '../operations.ts';
import { page } from './pages.ts';

/** Answers DescribeLogGroups; times are milliseconds, as everywhere in CloudWatch Logs. */
export function describeLogGroups(input: Input, { account }: Context): object {
  const prefix = input.string('logGroupNamePrefix') ?? '';
  const groups = [...account.logGroups.values()].filter(({ name }) => name.startsWith(prefix));
  const filters = [...account.metricFilters.values()];
  return paged(input, groups, 'limit', 'logGroups', (group) => ({
    logGroupName: group.name,
    arn: `${group.arn}:*`,
    logGroupArn: group.arn,
    creationTime: group.createdAt,
    metricFilterCount: filters.filter((filter) => filter.group === group.name).length,
    ...(group.retentionDays === undefined ? {} : { retentionInDays: group.retentionDays }),
    ...(group.kmsKeyId === undefined ? {} : { kmsKeyId: group.kmsKeyId }),
  }));
}

/** Answers DescribeLogStreams, the newest first where they are ordered by time. */
export function describeLogStreams(input: Input, { account }: Context): object {
  const group = knownGroup(input.string('logGroupName') ?? '', account.logGroups);
  const streams = [...group.streams].map(([name, lastEvent]) => ({ name, lastEvent }));
  streams.sort((a, b) =>
    input.string('orderBy') === 'LastEventTime' ? a.lastEvent - b.lastEvent : a.name < b.name ? -1 : 1,
  );
  if (input.boolean('descending') === true) streams.reverse();
  return paged(input, streams, 'limit', 'logStreams', ({ name, lastEvent }) => ({
    logStreamName: name,
    creationTime: group.createdAt,
    firstEventTimestamp: group.createdAt,
    lastEventTimestamp: lastEvent,
    lastIngestionTime: lastEvent,
    arn: `${group.arn}:log-stream:${name}`,
  }));
}

/** Answers DescribeMetricFilters. */
export function describeMetricFilters(input: Input, { account }: Context): object {
  const name = input.string('logGroupName');
  if (name !== undefined) knownGroup(name, account.logGroups);
  const prefix = input.string('filterNamePrefix') ?? '';
  const filters = [...account.metricFilters.values()].filter(
    (filter) => (name === undefined || filter.group === name) && filter.name.startsWith(prefix),
  );
  return paged(input, filters, 'limit', 'metricFilters', (filter) => ({
    filterName: filter.name,
    filterPattern: filter.pattern,
    logGroupName: filter.group,
    creationTime: filter.createdAt,
    metricTransformations: filter.transformations,
  }));
}

/** Answers DescribeQueryDefinitions. */
export function describeQueryDefinitions(input: Input, { account }: Context): object {
  const prefix = input.string('queryDefinitionNamePrefix') ?? '';
  const queries = [...account.queryDefinitions.values()].filter(({ name }) => name.startsWith(prefix));
  return paged(
    input,
    queries,
    'maxResults',
    'queryDefinitions',
    ({ id, name, query, groups, modifiedAt }) => ({
      queryDefinitionId: id,
      name,
      queryString: query,
      lastModified: modifiedAt,
      logGroupNames: groups,
    }),
  );
}

function knownGroup(name: string, groups: ReadonlyMap<string, LogGroup>): LogGroup {
  const group = groups.get(name);
  if (group === undefined) {
    throw new AwsError('ResourceNotFoundException', 'The specified log group does not exist.');
  }
  return group;
}

/** Here tokens are where the next page begins. */
function paged<T>(
  input: Input,
  all: readonly T[],
  sizeName: string,
  name: string,
  told: (one: T) => object,
): object {
  const start = Number(input.string('nextToken') ?? 0);
  const most = name === 'queryDefinitions' ? 1000 : 50;
  const { found, end, isLast } = page(input, all, sizeName, 50, most, start, 'InvalidParameterException');
  return { [name]: found.map(told), ...(isLast ? {} : { nextToken: String(end) }) };
}
