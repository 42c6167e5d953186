import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Definition } from '../../definition/schema.ts';
import { composeStack } from '../../definition/stack.ts';
import { renderPrometheus } from '../../prometheus/render.ts';
import { promtool } from '../../prometheus/testing/promtool.ts';
import type { Samples } from './simulation.ts';

/** Whether an alert is to fire at a moment, in minutes. */
export interface Expected {
  readonly alert: string;
  readonly minute: number;
  readonly fires: boolean;
}

export interface Asked {
  /** Names of the rule files that matter; all of them would take long. */
  readonly files: readonly string[];
  /** How often series have a sample. */
  readonly interval: string;
  /** How often rules are evaluated. */
  readonly every: string;
  readonly expected: readonly Expected[];
}

/** What promtool holds against expectations under the rules of a definition, a line each; nothing if all is so. */
export async function objectionsOf(
  definition: Definition,
  samples: Samples,
  { files, interval, every, expected }: Asked,
): Promise<string[]> {
  const directory = await mkdtemp(join(tmpdir(), 'goldwatch-parity-'));
  try {
    const rules = renderPrometheus(definition, composeStack).filter(({ path }) =>
      files.includes(basename(path)),
    );
    for (const { path, text } of rules) await writeFile(join(directory, basename(path)), text);
    const test = {
      rule_files: rules.map(({ path }) => basename(path)),
      evaluation_interval: every,
      group_eval_order: rules.flatMap(({ text }) =>
        (parse(text) as { groups: { name: string }[] }).groups.map(({ name }) => name),
      ),
      tests: [
        {
          interval,
          input_series: [...samples].map(([series, values]) => ({ series, values })),
          promql_expr_test: expected.map(({ alert, minute, fires }) => ({
            eval_time: `${minute}m`,
            expr: `count(ALERTS{alertname="${alert}", alertstate="firing", service="shop"})`,
            exp_samples: fires ? [{ labels: '{}', value: 1 }] : [],
          })),
        },
      ],
    };
    await writeFile(join(directory, 'test.yml'), stringify(test, { lineWidth: 0 }));
    const { output, status } = await promtool('test', 'rules', join(directory, 'test.yml'));
    return status === 0 ? [] : inShort(output);
  } finally {
    await rm(directory, { recursive: true });
  }
}

// A sentence for each expression of which promtool prints a paragraph.
function inShort(output: string): string[] {
  const found = [...output.matchAll(/alertname=\\"(\w+)\\".*, time: (\w+),[\s\S]*?got:(.*)/g)];
  if (found.length === 0) return [output];
  return found.map(
    ([, alert, time, got]) =>
      `${alert} ${got?.includes('1E+00') ? 'fires' : 'does not fire'} in Prometheus after ${time}`,
  );
}
