import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parse, stringify } from 'yaml';
import { loadDefinition } from '../../definition/load.ts';
import { composeStack, type Stack } from '../../definition/stack.ts';
import { renderPrometheus } from '../render.ts';
import { promtool } from './promtool.ts';

type Labels = Readonly<Record<string, string>>;

/** Series, and what the rules of a definition make of them. Moments are durations since the first sample. */
export interface Scenario {
  /** Names of the rule files that matter; all of them unless given. */
  readonly ruleFiles?: readonly string[];
  /** How often series have a sample; every 15 s unless given. */
  readonly interval?: string;
  /** How often every rule is evaluated, whatever its group says; every 15 s unless given. */
  readonly evaluationInterval?: string;
  /** Samples of each series, one every interval, in promtool's notation: `0+5x40`. */
  readonly series: Readonly<Record<string, string>>;
  /** All that a query yields at a moment, as [labels, value]. Values are compared to a millionth. */
  readonly queries?: readonly {
    readonly at: string;
    readonly query: string;
    readonly gives: readonly (readonly [Labels, number])[];
  }[];
  /** All that fires of one alert at a moment. */
  readonly alerts?: readonly {
    readonly at: string;
    readonly alert: string;
    readonly fires: readonly { readonly labels: Labels; readonly annotations: Labels }[];
  }[];
}

/** What promtool holds against a scenario under the rules that `definition` renders to; nothing if it is so. */
export async function objections(
  definition: string,
  { ruleFiles, interval = '15s', evaluationInterval = '15s', series, queries = [], alerts = [] }: Scenario,
  stack: Stack = composeStack,
): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'goldwatch-rules-'));
  try {
    const rules = renderPrometheus(loadDefinition(definition, 'monitoring.yml', {}), stack)
      .filter(({ path }) => path.endsWith('.rules.yml'))
      .map(({ path, text }) => ({ file: basename(path), text }))
      .filter(({ file }) => ruleFiles === undefined || ruleFiles.includes(file));
    for (const { file, text } of rules) await writeFile(join(directory, file), text);
    const test = {
      rule_files: rules.map(({ file }) => file),
      evaluation_interval: evaluationInterval,
      // Otherwise promtool takes them in any order; what is recorded comes before what reads it.
      group_eval_order: rules.flatMap(({ text }) =>
        (parse(text) as { groups: { name: string }[] }).groups.map(({ name }) => name),
      ),
      tests: [
        {
          interval,
          input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
          promql_expr_test: queries.map(({ at, query, gives }) => ({
            eval_time: at,
            // promtool compares floating-point numbers bit by bit.
            expr: `round(1e6 * (${query}))`,
            exp_samples: gives.map(([labels, value]) => ({
              labels: selector(labels),
              value: Math.round(1e6 * value),
            })),
          })),
          alert_rule_test: alerts.map(({ at, alert, fires }) => ({
            eval_time: at,
            alertname: alert,
            exp_alerts: fires.map(({ labels, annotations }) => ({
              exp_labels: labels,
              exp_annotations: annotations,
            })),
          })),
        },
      ],
    };
    await writeFile(join(directory, 'test.yml'), stringify(test, { lineWidth: 0 }));
    const { output, status } = await promtool('test', 'rules', join(directory, 'test.yml'));
    return status === 0 ? '' : output;
  } finally {
    await rm(directory, { recursive: true });
  }
}

function selector(labels: Labels): string {
  return `{${Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`)}}`;
}
