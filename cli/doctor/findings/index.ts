import { ALERTMANAGER_FINDINGS } from './alertmanager.ts';
import { AWS_FINDINGS } from './aws.ts';
import { AWS_RESOURCE_FINDINGS } from './aws_resources.ts';
import { DEFINITION_FINDINGS } from './definition.ts';
import { EXPORTER_FINDINGS } from './exporter.ts';
import { GRAFANA_FINDINGS } from './grafana.ts';
import { PROMETHEUS_FINDINGS } from './prometheus.ts';

/** The texts of a finding; `{name}` is a slot. */
export interface FindingTexts {
  /** What is so, with its full stop. */
  readonly what: string;
  /** How that comes about. */
  readonly why: string;
  /** The command or setting that mends it. */
  readonly remedy: string;
}

/** Every finding that there is, in the order of the areas; docs/doctor.md lists them. */
export const FINDINGS = {
  ...DEFINITION_FINDINGS,
  ...EXPORTER_FINDINGS,
  ...PROMETHEUS_FINDINGS,
  ...ALERTMANAGER_FINDINGS,
  ...GRAFANA_FINDINGS,
  ...AWS_FINDINGS,
  ...AWS_RESOURCE_FINDINGS,
} as const satisfies Readonly<Record<string, FindingTexts>>;

export type FindingId = keyof typeof FINDINGS;
