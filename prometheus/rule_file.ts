import { stringify } from 'yaml';
import { RENDERED_NOTICE } from '../definition/stack.ts';

export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

export interface AlertingRule {
  readonly alert: string;
  readonly expr: string;
  readonly for?: string;
  /** Since Prometheus 2.42. */
  readonly keep_firing_for?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface RuleGroup {
  readonly name: string;
  /** How often it is evaluated; as often as all others unless given. */
  readonly interval?: string;
  readonly rules: readonly (RecordingRule | AlertingRule)[];
}

/** A file for `rule_files` of prometheus.yml. */
export function renderRuleFile(groups: readonly RuleGroup[]): string {
  return RENDERED_NOTICE + stringify({ groups }, { lineWidth: 0, aliasDuplicateObjects: false });
}
