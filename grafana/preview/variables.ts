import { formatDuration } from '../../conventions/quantities.ts';
import { type DashboardJson, PreviewError, type VariableJson } from './dashboard_json.ts';
import { rateIntervalOf } from './interval.ts';
import type { Prometheus } from './prometheus.ts';

/** What a variable stands for in a query, and what the top of the dashboard shows of it. */
export interface Variable {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly shown: string;
  /** What there is to choose from; empty where that is not asked. */
  readonly choices: readonly string[];
}

/** The variables of a dashboard. `chosen` narrows some of them to one value, by name. */
export async function variablesOf(
  { templating }: DashboardJson,
  chosen: Readonly<Record<string, string>>,
  prometheus: Prometheus,
): Promise<Variable[]> {
  const variables: Variable[] = [];
  for (const variable of templating?.list ?? []) {
    const narrowed = chosen[variable.name];
    const found = await variableOf(variable, prometheus);
    variables.push(narrowed === undefined ? found : { ...found, value: narrowed, shown: narrowed });
  }
  const unknown = Object.keys(chosen).filter((name) => !variables.some((variable) => variable.name === name));
  if (unknown.length > 0)
    throw new PreviewError(
      `The dashboard has no variable «${unknown[0]}»; it has: ${variables.map(({ name }) => name).join(', ')}.`,
    );
  return variables;
}

async function variableOf(variable: VariableJson, prometheus: Prometheus): Promise<Variable> {
  const { name, type, label = name, current, allValue } = variable;
  const values = [current?.value ?? ''].flat();
  if (type !== 'query')
    return { name, label, value: values[0] ?? '', shown: values.join(' + '), choices: [] };
  const choices = await prometheus.labelValues(...labelValuesOf(variable));
  const all = values.includes('$__all');
  const alternatives = (all ? choices : values).map(escapedForRegex);
  const value =
    all && allValue ? allValue : alternatives.length === 1 ? alternatives[0] : `(${alternatives.join('|')})`;
  return { name, label, value: value ?? '', shown: all ? 'All' : values.join(' + '), choices };
}

/** The series and the label that a variable asks for, of `label_values(series, label)`. */
export function labelValuesOf({ name, query }: VariableJson): [series: string, label: string] {
  const text = typeof query === 'object' ? (query as { query?: string } | null)?.query : String(query);
  const [, series, label] = /^label_values\((.+),\s*(\w+)\)$/s.exec(text ?? '') ?? [];
  if (series === undefined || label === undefined)
    throw new PreviewError(`The variable «${name}» queries label_values(series, label), not: ${text}`);
  return [series, label];
}

/** What the variables of Grafana itself stand for. All times are milliseconds. */
export function builtIn(rangeMs: number, intervalMs: number, scrapeMs: number): Record<string, string> {
  return {
    __interval: formatDuration(intervalMs),
    __interval_ms: String(intervalMs),
    __rate_interval: formatDuration(rateIntervalOf(intervalMs, scrapeMs)),
    __range: formatDuration(rangeMs),
    __range_s: String(Math.round(rangeMs / 1_000)),
    __range_ms: String(rangeMs),
  };
}

// As in a label matcher within quotes, where a backslash is written as two.
function escapedForRegex(value: string): string {
  return value.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\\\$&');
}
