import { LABEL } from '../../conventions/labels.ts';
import type { AlertRule } from './rules.ts';
import { exampleText } from './template.ts';

/** An alert as Prometheus would send it. */
export interface ExampleAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface ExampleOptions {
  /** The service that it is about, where the rule does not say. */
  readonly service: string;
  /** What Prometheus adds to every alert. */
  readonly externalLabels: Readonly<Record<string, string>>;
  /** Which drill it belongs to. */
  readonly drill: string;
}

const EXAMPLE = 'example';
const MATCHER = /\b(\w+)\s*=\s*"((?:[^"\\]|\\.)*)"/g;
const MENTIONED = /(?:\$labels|\.Labels)\.(\w+)/g;
const THRESHOLD = /(>=?|<=?|==)\s*(?:bool\s+)?(-?[\d.]+(?:e[+-]?\d+)?)\s*$/i;

/** An example of the alert that a rule raises: the rule's labels, and its texts with a value beyond its threshold. */
export function exampleAlert(
  rule: AlertRule,
  { service, externalLabels, drill }: ExampleOptions,
): ExampleAlert {
  const labels = seriesLabels(rule, service);
  const data = { value: exampleValue(rule.expr), labels, externalLabels };
  const filled = (templates: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(templates)
        .map(([name, template]) => [name, exampleText(template, data)] as const)
        .filter(([, text]) => text !== ''),
    );
  const annotations = filled(rule.annotations);
  return {
    labels: {
      ...externalLabels,
      ...labels,
      ...filled(rule.labels),
      [LABEL.alertname]: rule.name,
      [LABEL.drill]: drill,
    },
    annotations: { ...annotations, summary: `DRILL: ${annotations.summary ?? rule.name}` },
  };
}

/** The labels of the series that an alert is about, as far as the rule's texts speak of them. */
function seriesLabels({ expr, labels, annotations }: AlertRule, service: string): Record<string, string> {
  const asked = new Map([...expr.matchAll(MATCHER)].map(([, name = '', value = '']) => [name, value]));
  const texts = [...Object.values(labels), ...Object.values(annotations)].join('\n');
  const mentioned = new Set([...texts.matchAll(MENTIONED)].map(([, name = '']) => name));
  mentioned.delete(LABEL.service);
  return {
    ...Object.fromEntries([...mentioned].map((name) => [name, asked.get(name) ?? EXAMPLE])),
    [LABEL.service]: asked.get(LABEL.service) ?? service,
  };
}

/** A value beyond the number that an expression ends with; 1 where it ends with none. */
export function exampleValue(expr: string): number {
  const [, operator = '', number] = THRESHOLD.exec(expr.trim()) ?? [];
  const threshold = Number(number);
  if (number === undefined || !Number.isFinite(threshold)) return 1;
  if (operator === '==') return threshold;
  const beyond = operator.startsWith('<') ? threshold - Math.abs(threshold) / 4 : above(threshold);
  return Number(beyond.toPrecision(3));
}

// A ratio stays below 1, so that it reads as one.
function above(threshold: number): number {
  if (threshold === 0) return 1;
  const more = threshold + Math.abs(threshold) / 4;
  return threshold > 0 && threshold < 1 ? Math.min(more, (threshold + 1) / 2) : more;
}
