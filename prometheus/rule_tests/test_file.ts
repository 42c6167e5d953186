import { stringify } from 'yaml';
import { formatDuration } from '../../conventions/quantities.ts';
import { RENDERED_NOTICE } from '../../definition/stack.ts';

/** One test of promtool: series, and what expressions yield at moments. */
export interface RuleTest {
  readonly name: string;
  /** Between samples, in promtool's notation. */
  readonly interval: string;
  readonly input_series: readonly { readonly series: string; readonly values: string }[];
  readonly promql_expr_test: readonly Expectation[];
}

export interface Expectation {
  readonly expr: string;
  readonly eval_time: string;
  readonly exp_samples: readonly { readonly labels: string; readonly value: number }[];
}

export interface RuleTestFile {
  /** Names of rule files beside it. */
  readonly ruleFiles: readonly string[];
  /** Names of all groups in them, so that what is recorded comes before what reads it. */
  readonly groups: readonly string[];
  /** Between evaluations, in milliseconds. */
  readonly interval: number;
  readonly tests: readonly RuleTest[];
}

/** A file for `promtool test rules`. */
export function renderTestFile({ ruleFiles, groups, interval, tests }: RuleTestFile): string {
  const file = {
    rule_files: ruleFiles,
    evaluation_interval: formatDuration(interval),
    group_eval_order: groups,
    tests,
  };
  const notice = `${RENDERED_NOTICE}# Run by \`npx vitest run prometheus\`, and by \`promtool test rules\` on this file.\n`;
  return (
    notice +
    stringify(file, { lineWidth: 0, aliasDuplicateObjects: false }).replaceAll('\n  - name:', '\n\n  - name:')
  );
}
