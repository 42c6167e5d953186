import type { LogGroup } from '../../definition/cloudwatch/log_groups.ts';
import type { Definition } from '../../definition/schema.ts';
import type { GroupPlan } from './plan.ts';
import { stableId } from './stable_id.ts';

const DAY_MS = 86_400_000;

/** A source of logs. */
export type LogsSource = Extract<Definition['sources'][number], { type: 'logs' }>;

/** The log groups of a definition; none without `cloudwatch`. */
export function logGroups({ cloudwatch }: Pick<Definition, 'cloudwatch'>): readonly LogGroup[] {
  return cloudwatch?.logs.groups ?? [];
}

/** The source whose lines are in a log group; null where none is named. */
export function sourceOf(
  { source: name }: LogGroup,
  { sources }: Pick<Definition, 'sources'>,
): LogsSource | null {
  if (name === undefined) return null;
  const source = sources.find((one) => (one.name ?? one.type) === name);
  return source?.type === 'logs' ? source : null;
}

/** A log group as CloudWatch is to have it. */
export function groupPlan({ name, retention, kms_key, exists }: LogGroup): GroupPlan {
  return {
    name,
    logicalId: stableId('group', name),
    retentionDays: retention / DAY_MS,
    kmsKey: kms_key ?? null,
    exists,
  };
}
