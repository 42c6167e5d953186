import { CfnLogGroup, CfnMetricFilter, CfnQueryDefinition } from 'aws-cdk-lib/aws-logs';
import type { Stack } from 'aws-cdk-lib/core';
import type { Definition } from '../../definition/schema.ts';
import { logsResources } from '../logs/index.ts';
import type { GroupPlan, MetricFilterPlan, SavedQuery } from '../logs/plan.ts';
import { queryName } from '../logs/queries/index.ts';
import { addHeartbeats } from './heartbeats.ts';
import { addArchive } from './log_archive.ts';
import { retained } from './retained.ts';
import { called } from './stack.ts';

/** Puts log groups and all that hangs on them into a stack, and the heartbeats. Groups outlive the stack, with their lines. */
export function addLogs(stack: Stack, definition: Definition): void {
  const { groups, filters, queries, archive } = logsResources(definition);
  const made = new Map(
    groups.filter(({ exists }) => !exists).map((group) => [group.name, addGroup(stack, group)]),
  );
  // Named by what makes it, so that it is there first.
  const nameOf = (group: string) => made.get(group)?.ref ?? group;
  for (const filter of filters) addFilter(stack, filter, nameOf(filter.group));
  for (const query of queries) addQuery(stack, query, queryName(definition, query), query.groups.map(nameOf));
  if (archive !== null) addArchive(stack, archive, nameOf);
  addHeartbeats(stack, definition);
}

function addGroup(stack: Stack, { name, logicalId, retentionDays, kmsKey }: GroupPlan): CfnLogGroup {
  const group = new CfnLogGroup(stack, logicalId, {
    logGroupName: name,
    retentionInDays: retentionDays,
    ...(kmsKey !== null && { kmsKeyId: kmsKey }),
  });
  return retained(called(group, logicalId));
}

function addFilter(stack: Stack, filter: MetricFilterPlan, logGroupName: string): void {
  const { name, logicalId, pattern, metric, value, defaultValue, dimensions } = filter;
  const keys = Object.entries(dimensions).map(([key, field]) => ({ key, value: field }));
  const resource = new CfnMetricFilter(stack, logicalId, {
    filterName: name,
    filterPattern: pattern,
    logGroupName,
    metricTransformations: [
      {
        metricNamespace: metric.namespace,
        metricName: metric.name,
        metricValue: value,
        unit: metric.unit,
        ...(defaultValue !== null && { defaultValue }),
        ...(keys.length > 0 && { dimensions: keys }),
      },
    ],
  });
  called(resource, logicalId);
}

function addQuery(
  stack: Stack,
  { logicalId, query }: SavedQuery,
  name: string,
  logGroupNames: string[],
): void {
  called(new CfnQueryDefinition(stack, logicalId, { name, queryString: query, logGroupNames }), logicalId);
}
