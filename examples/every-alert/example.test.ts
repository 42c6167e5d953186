import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadDefinition } from '../../definition/load.ts';
import { PRESETS } from '../../definition/presets/index.ts';
import { composeStack } from '../../definition/stack.ts';
import { renderAlertTests } from '../../prometheus/alert_tests.ts';
import { renderPrometheus } from '../../prometheus/render.ts';

// Whether each of these alerts fires when it must, its rendered tests say; prometheus/alert_tests.test.ts runs them.

interface Rule {
  readonly alert?: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

interface RuleTest {
  readonly name: string;
  readonly promql_expr_test?: readonly {
    readonly expr: string;
    readonly exp_samples: readonly { readonly labels: string }[];
  }[];
}

const folder = import.meta.dirname;
const definition = loadDefinition(
  await readFile(join(folder, 'monitoring.yml'), 'utf8'),
  'monitoring.yml',
  {},
);
const rendered = renderPrometheus(definition, composeStack);
const rules = rendered
  .filter(({ path }) => path.endsWith('.rules.yml'))
  .flatMap(({ text }) => (parse(text) as { groups: { rules: Rule[] }[] }).groups)
  .flatMap(({ rules: ofGroup }) => ofGroup);
const { files, untested } = renderAlertTests(definition, composeStack);
const tests = files.flatMap(({ text }) => (parse(text) as { tests: RuleTest[] }).tests);

/** Whether a rendered test of that name has an alert fire. */
function hasFire(test: string, name: string): boolean {
  const checks = tests.filter((one) => one.name === test).flatMap((one) => one.promql_expr_test ?? []);
  return checks.some(
    ({ expr, exp_samples: expected }) =>
      expr.includes(`alertname="${name}"`) &&
      expected.some(({ labels }) => `${expr}${labels}`.includes('alertstate="firing"')),
  );
}

const table = (await readFile(join(folder, '../../docs/alerts.md'), 'utf8'))
  .split('\n')
  .filter((line) => /^\| (?!team|-)/.test(line))
  .map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

test('every alert that comes with goldwatch is in it, but for those that CloudWatch alone has', () => {
  const names = definition.alerts.map(({ name }) => name);

  const wanted = PRESETS.filter(({ alert }) => !('aws' in alert));
  expect(wanted.map(({ alert }) => alert.name).filter((name) => !names.includes(name))).toEqual([]);
});

test('every one has a rendered test', () => {
  expect(untested).toEqual([]);
});

test('the table of docs/alerts.md has rows of four teams', () => {
  expect(new Set(table.map(([team]) => team))).toEqual(
    new Set(['Experimentation platform', 'Mirror Collective', 'W.W.H.D.', 'Scheduling agent']),
  );
  expect(table.length).toBeGreaterThan(40);
});

test.each(table)('%s: %s is %s', (...cells) => {
  const [, , name = '', threshold = '', wait = '', severity = '', tested = ''] = cells.map((cell) =>
    cell.replaceAll('`', ''),
  );
  const rule = rules.find(({ alert }) => alert === name);

  expect(rule?.labels?.severity).toBe(severity);
  if (wait !== '') expect(rule?.for).toBe(wait);
  if (threshold !== '') expect(rule?.annotations?.threshold?.replaceAll(/[ ,]/g, '')).toContain(threshold);
  expect(hasFire(tested, name)).toBe(true);
});
