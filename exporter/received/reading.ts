import type { DeclaredMetric } from './declared_metric.ts';

/** What an event does to one metric. */
export interface Update {
  readonly metric: DeclaredMetric;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
  /** Who is counted once, of a metric of type unique; empty of others. */
  readonly member: string;
}

/** What an event does. */
export interface Reading {
  /** Null where the event may be counted each time that it is sent. */
  readonly id: string | null;
  readonly updates: readonly Update[];
}

/** Why an event cannot be counted. */
export interface Mistake {
  /** Where in the event: `labels.plan`; empty for the event itself. */
  readonly field: string;
  /** What is wrong and what would be right, as a sentence. */
  readonly problem: string;
}
