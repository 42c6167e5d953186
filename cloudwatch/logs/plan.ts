import type { ArchivePlan } from './archive.ts';

/** A log group. */
export interface GroupPlan {
  readonly name: string;
  /** Of its resource in the template. */
  readonly logicalId: string;
  readonly retentionDays: number;
  /** The ARN of the key that encrypts it; null for that of CloudWatch. */
  readonly kmsKey: string | null;
  /** Whether somebody else makes it: it is then only read. */
  readonly exists: boolean;
}

/** A metric filter of a log group. */
export interface MetricFilterPlan {
  readonly name: string;
  readonly logicalId: string;
  readonly group: string;
  /** As the source evaluates it. */
  readonly pattern: string;
  readonly metric: FilterMetricPlan;
  /** `1`, or a field: `$.latency_ms`. */
  readonly value: string;
  /** What is told while lines come and none matches; null for nothing. */
  readonly defaultValue: number | null;
  /** Fields of the pattern, by the names of dimensions. */
  readonly dimensions: Readonly<Record<string, string>>;
}

/** The metric of a filter, as CloudWatch has it. */
export interface FilterMetricPlan {
  readonly namespace: string;
  readonly name: string;
  /** A unit of CloudWatch: `Milliseconds`. */
  readonly unit: string;
  /** What one of it is in Prometheus's base unit: 0.001 for milliseconds, since a filter converts nothing. */
  readonly factor: number;
  /** Names of dimensions; whoever asks for the metric must name a value of each. */
  readonly dimensions: readonly string[];
}

/** A saved query of Logs Insights. */
export interface SavedQuery {
  readonly folder: string;
  /** Unique in its folder. */
  readonly name: string;
  readonly logicalId: string;
  /** In the language of Logs Insights, a command a line, without its sources. */
  readonly query: string;
  /** Log groups, by name; at least one. */
  readonly groups: readonly string[];
  /** Whether it is one for recent errors, which dashboards show as well. */
  readonly isRecentErrors: boolean;
}

/** What a definition asks of CloudWatch Logs and that it cannot have. */
export interface AbsentFromLogs {
  /** `auth_failures_total`, or the name of a query. */
  readonly what: string;
  readonly group: string;
  /** Why, as a sentence without its full stop. */
  readonly reason: string;
  /** What would change that; null where nothing would. */
  readonly remedy: string | null;
}

/** A metric filter that does not count quite what the source does. */
export interface LogsDeviation {
  readonly metric: string;
  readonly group: string;
  /** As a sentence without its full stop. */
  readonly difference: string;
}

/** Everything that a definition asks of CloudWatch Logs. */
export interface LogsPlan {
  readonly groups: readonly GroupPlan[];
  readonly filters: readonly MetricFilterPlan[];
  readonly queries: readonly SavedQuery[];
  /** Null where no group is archived. */
  readonly archive: ArchivePlan | null;
  readonly absent: readonly AbsentFromLogs[];
  readonly deviations: readonly LogsDeviation[];
}
