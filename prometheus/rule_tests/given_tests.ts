import { formatDuration } from '../../conventions/quantities.ts';
import type { AlertTest } from '../../definition/alert_tests.ts';
import type { AlertingRule } from '../rule_file.ts';
import { seriesNotation, timeNotation } from './notation.ts';
import { forOf } from './rule_test.ts';
import type { Expectation, RuleTest } from './test_file.ts';

/** What promtool is to find of an alert by series that monitoring.yml gives. `interval` is between evaluations, in milliseconds. */
export function givenTests(rule: AlertingRule, given: AlertTest, interval: number): RuleTest[] {
  const { bad, good, fires_at: at } = given;
  const wait = forOf(rule);
  const before = at - interval;
  const quiet: Expectation = {
    expr: `count_over_time(${seriesNotation({ __name__: 'ALERTS', alertname: rule.alert, alertstate: 'firing' })}[${timeNotation(at)}])`,
    eval_time: timeNotation(at),
    exp_samples: [],
  };
  return [
    {
      name: `${rule.alert} fires at ${timeNotation(at)}`,
      ...seriesOf(bad, interval),
      promql_expr_test: [
        ...(before < 0 ? [] : [stateAt(rule, before, wait === 0 ? null : 'pending')]),
        stateAt(rule, at, 'firing'),
      ],
    },
    { name: `${rule.alert} is quiet on good series`, ...seriesOf(good, interval), promql_expr_test: [quiet] },
  ];
}

function stateAt(rule: AlertingRule, at: number, state: 'pending' | 'firing' | null): Expectation {
  const { severity = '' } = rule.labels;
  return {
    expr: `group by (alertstate, severity) (ALERTS{alertname="${rule.alert}"})`,
    eval_time: timeNotation(at),
    exp_samples:
      state === null ? [] : [{ labels: seriesNotation({ alertstate: state, severity }), value: 1 }],
  };
}

function seriesOf(samples: AlertTest['bad'], interval: number): Pick<RuleTest, 'interval' | 'input_series'> {
  return {
    interval: formatDuration(interval),
    input_series: Object.entries(samples).map(([series, values]) => ({ series, values })),
  };
}
