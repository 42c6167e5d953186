import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AlertingRule, renderRuleFile } from '../rule_file.ts';
import { promtool } from '../testing/promtool.ts';
import { renderRuleTests } from './render.ts';

const OPTIONS = { service: 'shop', interval: 15_000, labelsOf: () => [] };

const groupOf = (rules: readonly AlertingRule[]) => ({ 'some.rules.yml': [{ name: 'some', rules }] });

const rule = (alert: string, expr: string, wait: string): AlertingRule => ({
  alert,
  expr,
  for: wait,
  labels: { severity: 'warning' },
  annotations: {},
});

/** What promtool says of the tests that were rendered for rules: nothing, if all hold. */
async function failures(rules: readonly AlertingRule[]): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'goldwatch-rule-tests-'));
  try {
    const { files } = renderRuleTests('some', groupOf(rules), OPTIONS);
    await writeFile(join(directory, 'some.rules.yml'), renderRuleFile(groupOf(rules)['some.rules.yml']));
    for (const { path, text } of files) await writeFile(join(directory, basename(path)), text);
    const tests = files.map(({ path }) => join(directory, basename(path)));
    const { output, status } = await promtool('test', 'rules', ...tests);
    return status === 0 ? '' : output;
  } finally {
    await rm(directory, { recursive: true });
  }
}

const limit = fc.constantFrom(0.001, 0.05, 0.9, 1, 3, 20, 10_000);
const window = fc.constantFrom('1m', '90s', '5m', '10m');
const wait = fc.constantFrom('0s', '30s', '1m', '5m', '10m');
const compared = fc.constantFrom('>', '<', '>=', '<=');

const expression = fc
  .tuple(limit, window, compared)
  .chain(([value, over, operator]) =>
    fc.constantFrom(
      `level ${operator} ${value}`,
      `rate(hits_total[${over}]) ${operator} ${value}`,
      `sum by (service) (increase(hits_total{status=~"5.."}[${over}])) / sum by (service) (increase(hits_total[${over}])) > 0.${operator.length}`,
      `avg_over_time(level[${over}]) ${operator} ${value}`,
      `max(level) - min(floor) ${operator} ${value}`,
      `level > ${value} and on (service) increase(hits_total[${over}]) > 10`,
      `histogram_quantile(0.95, sum by (le) (rate(x_seconds_bucket[${over}]))) > ${value}`,
      `time() - done_timestamp_seconds > ${60 * value}`,
      `absent(level{service="shop"})`,
      `clamp_max(level, 1e9) * 100 ${operator} ${value}`,
    ),
  );

test('alerts of any limit, window and wait fire and are quiet as their rendered tests say', async () => {
  const samples = fc.sample(fc.tuple(expression, wait), { seed: 6, numRuns: 40 });
  const rules = samples.map(([expr, its], index) => rule(`Alert${index}`, expr, its));

  expect(renderRuleTests('some', groupOf(rules), OPTIONS).untested).toEqual([]);
  // Few together, since promtool evaluates every rule in each test.
  const parts = Array.from({ length: 8 }, (_, part) => rules.slice(5 * part, 5 * part + 5));
  for (const part of parts) expect(await failures(part)).toBe('');
});

test('the test of an alert reads like this', () => {
  const rules = [rule('QueueFull', 'queue_ratio > 0.8', '1m')];
  const [file] = renderRuleTests('some', groupOf(rules), OPTIONS).files;

  expect(file?.path).toBe('prometheus/rules/some.test.yml');
  expect(file?.text.slice(file.text.indexOf('  - name'))).toBe(`  - name: QueueFull fires after 1m
    interval: 15s
    input_series:
      - series: queue_ratio
        values: 0.4x1 0.88x4
    promql_expr_test:
      - expr: count by (alertstate, service, severity) (ALERTS{alertname="QueueFull"})
        eval_time: 15s
        exp_samples: []
      - expr: count by (alertstate, service, severity) (ALERTS{alertname="QueueFull"})
        eval_time: 1m15s
        exp_samples:
          - labels: '{alertstate="pending", severity="warning"}'
            value: 1
      - expr: count by (alertstate, service, severity) (ALERTS{alertname="QueueFull"})
        eval_time: 1m30s
        exp_samples:
          - labels: '{alertstate="firing", severity="warning"}'
            value: 1

  - name: QueueFull is quiet on a spike of 45s
    interval: 15s
    input_series:
      - series: queue_ratio
        values: 0.4x1 0.88x2 0.4x1
    promql_expr_test:
      - expr: count by (alertstate, service, severity) (ALERTS{alertname="QueueFull"})
        eval_time: 30s
        exp_samples:
          - labels: '{alertstate="pending", severity="warning"}'
            value: 1
      - expr: count_over_time(ALERTS{alertname="QueueFull", alertstate="firing"}[1m30s])
        eval_time: 1m30s
        exp_samples: []

  - name: Without data nothing fires
    interval: 15s
    input_series:
      - series: goldwatch_ready{job="goldwatch", instance="exporter:9464"}
        values: 1x5
    promql_expr_test:
      - expr: count by (alertname) (ALERTS{alertstate="firing"})
        eval_time: 1m15s
        exp_samples: []
`);
});

test.each([
  ['what promtool alone can calculate', 'double_exponential_smoothing(level[5m], 0.5, 0.5) > 1'],
  ['what no single step brings about', 'changes(level[10m]) > 3'],
  ['what nothing brings about', 'level * 0 > 1'],
  ['what is fixed to a moment', 'level @ 5 > 1'],
])('an alert on %s is named as untested', (_, expr) => {
  expect(renderRuleTests('some', groupOf([rule('Odd', expr, '1m')]), OPTIONS)).toEqual({
    untested: ['Odd'],
    files: [],
  });
});
