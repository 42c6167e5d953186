import type { Severity } from '../../conventions/labels.ts';
import type { Question } from '../queries/query.ts';

/** What an alarm follows from: its place in the definition; null for what is always there. */
export type Origin = readonly ['alerts' | 'objectives', number] | null;

interface Common {
  /** Its name in CloudWatch, unique within an account and region. */
  readonly name: string;
  /** Of its resource in the template; unique in it, letters and digits. */
  readonly logicalId: string;
  readonly origin: Origin;
  /** The alert, or the alert of the objective, in CamelCase: what it is called in Prometheus as well. */
  readonly alert: string;
  readonly service: string;
  readonly severity: Severity;
  /** Summary, limit, runbook and dashboard, a line each: at most 1024 characters. */
  readonly description: string;
  /** Whether its changes are told to the topic of its severity. What only feeds a composite alarm tells nobody. */
  readonly notifies: boolean;
}

/** An alarm on one value. */
export interface MetricAlarm extends Common {
  readonly kind: 'metric';
  readonly question: Question;
  /** The same without values that stand for missing ones, for graphs, which show a gap there; the question itself unless given. */
  readonly measured?: Question;
  /** Seconds. */
  readonly period: number;
  /** How many periods are looked at, … */
  readonly evaluationPeriods: number;
  /** … and how many of them must be beyond the limit. */
  readonly datapointsToAlarm: number;
  readonly comparison:
    | 'GreaterThanThreshold'
    | 'GreaterThanOrEqualToThreshold'
    | 'LessThanThreshold'
    | 'LessThanUpperThreshold'
    | 'LessThanLowerOrGreaterThanUpperThreshold'
    | 'LessThanLowerThreshold'
    | 'GreaterThanUpperThreshold';
  /** The limit, or the width of an anomaly band in standard deviations. */
  readonly limit: { readonly threshold: number } | { readonly band: number };
  readonly treatMissingData: 'breaching' | 'notBreaching' | 'missing' | 'ignore';
}

/** A rule over other alarms, by their names. */
export type AlarmRule =
  | { readonly alarm: string }
  | { readonly all: readonly AlarmRule[] }
  | { readonly any: readonly AlarmRule[] }
  | { readonly not: AlarmRule };

/** An alarm on the states of others. */
export interface CompositeAlarm extends Common {
  readonly kind: 'composite';
  readonly rule: AlarmRule;
  /** The alarm that keeps it from telling anybody; null for none. Seconds. */
  readonly suppressor: { readonly alarm: string; readonly wait: number; readonly extension: number } | null;
  /** What it is for. `alert`: it is the alert. `down`: suppresses others. `rollup`: one state for a whole service. */
  readonly role: 'alert' | 'down' | 'rollup';
}

export type Alarm = MetricAlarm | CompositeAlarm;

/** An alert of a service that CloudWatch cannot have. */
export interface AbsentAlarm {
  readonly origin: Exclude<Origin, null>;
  readonly alert: string;
  /** Null where it is so for every service. */
  readonly service: string | null;
  /** Why, as a sentence without its full stop: «CloudWatch has no PromQL over mirrored series». */
  readonly reason: string;
  /** What would change that: «write it as `metric`»; null where nothing would. */
  readonly remedy: string | null;
  /** Whether the definition says that it is to be so: `only: prometheus`. */
  readonly isDeclared: boolean;
}

/** An alarm that is not quite what Prometheus has. */
export interface Deviation {
  readonly alarm: string;
  /** As a sentence without its full stop: «three days of a day each in place of one of three days». */
  readonly difference: string;
}

/** Everything that a definition asks CloudWatch to watch. */
export interface AlarmPlan {
  /** What a composite alarm is made of comes before it. */
  readonly alarms: readonly Alarm[];
  readonly absent: readonly AbsentAlarm[];
  readonly deviations: readonly Deviation[];
}
