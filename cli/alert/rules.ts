import { parse } from 'yaml';
import { z } from 'zod';
import { LABEL, SEVERITIES, type Severity } from '../../conventions/labels.ts';
import type { Definition } from '../../definition/schema.ts';
import type { RenderedFile, Stack } from '../../definition/stack.ts';
import { renderPrometheus } from '../../prometheus/render.ts';
import { replicaLabels } from '../../prometheus/replicas.ts';

const texts = z.record(z.string(), z.string());
const ruleFile = z.object({
  groups: z.array(
    z.object({
      rules: z.array(
        z.object({
          alert: z.string().optional(),
          expr: z.coerce.string(),
          for: z.string().default('0s'),
          labels: texts.default({}),
          annotations: texts.default({}),
        }),
      ),
    }),
  ),
});
const configuration = z.object({ global: z.object({ external_labels: texts.default({}) }) });

/** An alert as Prometheus has it; labels and annotations are templates. */
export interface AlertRule {
  readonly name: string;
  readonly severity: Severity;
  readonly expr: string;
  /** As Prometheus writes durations: `5m`. */
  readonly for: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Every alert of a stack, and what Prometheus adds to each on its way. */
export interface AlertRules {
  readonly alerts: readonly AlertRule[];
  /** Labels that every alert gets, but for those that tell one Prometheus from another. */
  readonly externalLabels: Readonly<Record<string, string>>;
}

/** The alerts of a definition as they are rendered for Prometheus: its own, those of objectives and the built-in ones. */
export function alertRules(definition: Definition, stack: Stack): AlertRules {
  const files = renderPrometheus(definition, stack);
  const alerts = files
    .filter(({ path }) => path.endsWith('.rules.yml'))
    .flatMap(({ text }) => ruleFile.parse(parse(text)).groups)
    .flatMap(({ rules }) =>
      rules.flatMap(({ alert, ...rule }) => (alert === undefined ? [] : [named(alert, rule)])),
    );
  return { alerts, externalLabels: externalLabels(files, Object.keys(replicaLabels(definition, stack))) };
}

function named(name: string, rule: Omit<AlertRule, 'name' | 'severity'>): AlertRule {
  const severity = SEVERITIES.find((one) => one === rule.labels[LABEL.severity]) ?? 'info';
  return { ...rule, name, severity };
}

// What tells a pair of them apart is taken off before an alert is sent.
function externalLabels(files: readonly RenderedFile[], ofPairs: readonly string[]): Record<string, string> {
  const text = files.find(({ path }) => path.endsWith('prometheus.yml'))?.text ?? '';
  const { external_labels: labels } = configuration.parse(parse(text)).global;
  return Object.fromEntries(Object.entries(labels).filter(([name]) => !ofPairs.includes(name)));
}
