import { SELF_METRICS } from '../../conventions/metrics.ts';
import { promqlTree } from '../../definition/promql_syntax.ts';
import type { AlertingRule } from '../rule_file.ts';
import { play } from './actors.ts';
import { samplesNotation, seriesNotation, timeNotation } from './notation.ts';
import type { Recording } from './promql/world.ts';
import { forOf } from './rule_test.ts';
import { performance } from './stage.ts';
import type { RuleTest } from './test_file.ts';

/** The exporter is there, and has caught up: what is missing is missing. */
const READY = {
  kind: 'gauge',
  labels: { __name__: SELF_METRICS.ready.name, job: 'goldwatch', instance: 'exporter:9464' },
} as const;

interface Options {
  readonly recordings: ReadonlyMap<string, readonly Recording[]>;
  readonly interval: number;
}

/** Which alerts fire where nothing is measured. `areSome` says that there are others, of which that is not known. Null without alerts. */
export function withoutData(
  rules: readonly AlertingRule[],
  options: Options,
  areSome: boolean,
): RuleTest | null {
  if (rules.length === 0) return null;
  const { interval } = options;
  const waits = rules.map((rule) => Math.ceil(forOf(rule) / interval));
  const last = Math.max(...waits) + 1;
  const firing = rules.flatMap((rule) => elements(rule, last, options).map(() => rule.alert));
  const counted = [...Map.groupBy(firing, (name) => name)].sort(([a], [b]) => (a < b ? -1 : 1));
  const known = areSome ? { alertname: [...new Set(rules.map(({ alert }) => alert))].join('|') } : {};
  const selector = seriesNotation({ __name__: 'ALERTS', alertstate: 'firing' });
  const [series] = play(READY, [{ samples: last + 1, level: 1 }], interval);
  return {
    name: `Without data ${firing.length === 0 ? 'nothing fires' : `only these fire: ${counted.map(([name]) => name).join(', ')}`}`,
    interval: timeNotation(interval),
    input_series:
      series === undefined
        ? []
        : [{ series: seriesNotation(series.labels), values: samplesNotation(series.pieces) }],
    promql_expr_test: [
      {
        expr: `count by (alertname) (${known.alertname === undefined ? selector : selector.replace('}', `, alertname=~"${known.alertname}"}`)})`,
        eval_time: timeNotation(last * interval),
        exp_samples: counted.map(([name, its]) => ({
          labels: seriesNotation({ alertname: name }),
          value: its.length,
        })),
      },
    ],
  };
}

function elements(rule: AlertingRule, last: number, { recordings, interval }: Options) {
  const stage = {
    expression: promqlTree(rule.expr),
    recordings,
    actors: [READY],
    interval,
    budget: { left: Number.POSITIVE_INFINITY },
  };
  return performance(stage, [[{ samples: last + 1, level: 1 }]], 3)(last);
}
