import { formatDuration } from '../../conventions/quantities.ts';
import type { AlertingRule } from '../rule_file.ts';
import { samplesNotation, seriesNotation, timeNotation } from './notation.ts';
import type { Labels } from './promql/values.ts';
import { forOf, type Rehearsal, seriesOf, serviceOf } from './rule_test.ts';
import type { Play, Stage } from './stage.ts';
import type { Expectation, RuleTest } from './test_file.ts';

/** What promtool is to find of an alert, by what was rehearsed. `isAmong` says that other rules have the same name. */
export function alertTests(rule: AlertingRule, rehearsal: Rehearsal, isAmong: boolean): RuleTest[] {
  const { stage, outbreak, spike } = rehearsal;
  const time = (index: number) => timeNotation(index * stage.interval);
  const own = isAmong ? literalLabels(rule) : {};
  const states = statesOf(rule, rehearsal, own);
  const called = [rule.alert, ...Object.values(own).map((value) => `(${value})`)].join(' ');
  const wait = forOf(rule);
  const fires: RuleTest = {
    name: `${called} fires ${wait === 0 ? 'at once' : `after ${rule.for}`}`,
    ...stageOf(stage, outbreak.play),
    promql_expr_test: [
      ...(outbreak.begins === 0 ? [] : [states(time(outbreak.begins - 1), null)]),
      ...(outbreak.pending > outbreak.begins ? [states(time(outbreak.pending - 1), null)] : []),
      ...(wait === 0 ? [] : [states(time(outbreak.fires - 1), 'pending')]),
      states(time(outbreak.fires), 'firing'),
    ],
  };
  if (spike === null) return [fires];
  const quiet: RuleTest = {
    name: `${called} is quiet on a spike of ${time(spike.samples)}`,
    ...stageOf(stage, spike.play),
    promql_expr_test: [
      states(time(spike.pending), 'pending'),
      {
        expr: `count_over_time(${alerts(rule, { ...own, alertstate: 'firing' })}[${time(spike.ends)}])`,
        eval_time: time(spike.ends),
        exp_samples: [],
      },
    ],
  };
  return [fires, quiet];
}

type States = (at: string, state: 'pending' | 'firing' | null) => Expectation;

function alerts({ alert }: AlertingRule, labels: Labels): string {
  return seriesNotation({ __name__: 'ALERTS', alertname: alert, ...labels });
}

/** Labels by which rules of one name are told apart. */
function literalLabels({ labels }: AlertingRule): Labels {
  const { severity = '', service = '' } = labels;
  return { severity, ...(!service.includes('{{') && service !== '' && { service }) };
}

function statesOf(rule: AlertingRule, { outbreak: { elements } }: Rehearsal, own: Labels): States {
  const services = elements.map((element) => serviceOf(rule, element));
  const isKnown = services.every((service) => service !== null);
  const labels = ['alertstate', ...(isKnown ? ['service'] : []), 'severity'];
  const expr = `count by (${labels.join(', ')}) (${alerts(rule, own)})`;
  const grouped = Map.groupBy(services, (service) => (isKnown ? service : null));
  return (at, state) => ({
    expr,
    eval_time: at,
    exp_samples:
      state === null
        ? []
        : [...grouped].map(([service, its]) => ({
            labels: seriesNotation({
              alertstate: state,
              ...(service !== null && service !== '' && { service }),
              severity: rule.labels.severity ?? '',
            }),
            value: its.length,
          })),
  });
}

function stageOf(stage: Stage, phases: Play): Pick<RuleTest, 'interval' | 'input_series'> {
  return {
    interval: formatDuration(stage.interval),
    input_series: seriesOf(stage, phases).map(({ labels, pieces }) => ({
      series: seriesNotation(labels),
      values: samplesNotation(pieces),
    })),
  };
}
