import { LABEL } from '../../conventions/labels.ts';
import { SELF_METRICS } from '../../conventions/metrics.ts';
import { objectiveAlerts, SLO_SERIES } from '../../conventions/objectives.ts';
import type { Definition } from '../../definition/schema.ts';
import { type ServiceObjective, serviceObjectives } from '../../definition/service_objectives.ts';
import type { RenderedFile, Stack } from '../../definition/stack.ts';
import { canFire } from '../../slo/burn_rate.ts';
import { WINDOWS } from '../../slo/windows.ts';
import { type Expectation, type RuleTest, renderTestFile } from '../rule_tests/test_file.ts';
import { objectiveGroups } from './groups.ts';
import { labelsOf } from './recorded.ts';

const MINUTE_MS = 60_000;
const HOUR = 60;

type Kind = 'page' | 'ticket' | 'unknown';

/** Events of an objective, one sample a minute, in promtool's notation. */
interface Samples {
  readonly total: string;
  readonly bad: string;
}

/**
 * Tests of the alerts on objectives, for `promtool test rules`: series of events go in, and alerts fire, or do not. Once for all
 * objectives together, since their series are apart. No file without objectives.
 */
export function renderObjectiveTests(definition: Definition, stack: Stack): RenderedFile[] {
  const all = serviceObjectives(definition);
  if (all.length === 0) return [];
  const few = all.filter(({ objective }) => objective.signal !== 'traffic' && objective.minimum_events > 1);
  const tests = [
    scene('a budget that burns fast pages', all, (of) => steadily(of, 1.2 * slowest(of, 'page'), 4), [
      ...firing(all, 'page', '3m', (of) => burns(of, 'page')),
      ...firing(all, 'unknown', '3m', () => false),
    ]),
    scene(
      'a budget that burns slowly is a ticket',
      all,
      (of) => steadily(of, 1.2 * slowest(of, 'ticket'), 4),
      [
        ...firing(all, 'ticket', '3m', (of) => burns(of, 'ticket')),
        ...firing(
          all,
          'page',
          '3m',
          (of) => burns(of, 'page') && slowest(of, 'page') <= slowest(of, 'ticket'),
        ),
      ],
    ),
    scene('a budget that lasts is quiet', all, (of) => steadily(of, 0.9, 4), [
      ...firing(all, 'page', '3m', () => false),
      ...firing(all, 'ticket', '3m', () => false),
    ]),
    scene('a brief spike pages nobody', all, spike, [...firing(all, 'page', `${HOUR}m`, () => false)]),
    scene('few bad events wake nobody, although there are no others', few, handful, [
      ...firing(few, 'page', '3m', () => false),
      ...firing(few, 'ticket', '3m', () => false),
    ]),
    unknown(all),
  ];
  const groups = objectiveGroups(definition, stack).map(({ name }) => name);
  const text = renderTestFile({
    ruleFiles: ['objectives.rules.yml'],
    groups,
    interval: MINUTE_MS,
    tests: tests.filter((test) => test.promql_expr_test.length > 0),
  });
  return [{ path: 'prometheus/rules/objectives.test.yml', text }];
}

function scene(
  name: string,
  all: readonly ServiceObjective[],
  samplesOf: (of: ServiceObjective) => Samples,
  expectations: readonly Expectation[],
): RuleTest {
  const series = all.flatMap((of) => {
    const { total, bad } = samplesOf(of);
    return [
      { series: withLabels(SLO_SERIES.totalEvents, of), values: total },
      { series: withLabels(SLO_SERIES.badEvents, of), values: bad },
    ];
  });
  return { name, interval: '1m', input_series: series, promql_expr_test: expectations };
}

function unknown(all: readonly ServiceObjective[]): RuleTest {
  return {
    name: 'what is not counted is not known, ten minutes after the exporter is ready',
    interval: '1m',
    input_series: [{ series: SELF_METRICS.ready.name, values: '0 0 1x12' }],
    promql_expr_test: [
      ...firing(all, 'unknown', '11m', () => false),
      ...firing(all, 'unknown', '12m', ({ objective }) => isTold(objective)),
    ],
  };
}

function isTold({ signal, page, ticket }: ServiceObjective['objective']): boolean {
  return signal !== 'traffic' && (page !== false || ticket !== false);
}

/** One expectation for each objective that has services: those of which the alert fires. */
function firing(
  all: readonly ServiceObjective[],
  kind: Kind,
  at: string,
  fires: (of: ServiceObjective) => boolean,
): Expectation[] {
  const byName = Map.groupBy(all, ({ objective }) => objective.name);
  return [...byName].map(([name, its]) => ({
    expr: `count by (${LABEL.service}) (ALERTS{alertname="${objectiveAlerts(name)[kind]}", alertstate="firing"})`,
    eval_time: at,
    exp_samples: its
      .filter(fires)
      .map(({ service }) => ({ labels: `{${LABEL.service}="${service}"}`, value: 1 })),
  }));
}

function burns(of: ServiceObjective, kind: 'page' | 'ticket'): boolean {
  return of.objective[kind] !== false && Number.isFinite(slowest(of, kind));
}

/** The lowest burn rate at which an alert can fire; Infinity where it never does. */
function slowest({ objective, budget }: ServiceObjective, kind: 'page' | 'ticket'): number {
  const rates = WINDOWS[objective.window][kind].filter((pair) => canFire(pair, budget));
  return Math.min(...rates.map(({ burnRate }) => burnRate));
}

/** The same share of bad events, all the time. */
function steadily(of: ServiceObjective, burnRate: number, minutes: number): Samples {
  const share = Math.min(1, burnRate * of.budget);
  const total = enough(of);
  return { total: `${total}x${minutes}`, bad: `${rounded(share * total)}x${minutes}` };
}

/** One bad minute in an hour, half as bad as it must be. */
function spike(of: ServiceObjective): Samples {
  const total = enough(of);
  const rate = slowest(of, 'page');
  const share = Number.isFinite(rate) ? Math.min(1, 0.5 * rate * of.budget * HOUR) : 1;
  return { total: `${total}x${HOUR}`, bad: `0x${HOUR - 2} ${rounded(share * total)} 0` };
}

/** One bad event fewer than an alert asks for, and no other ones. */
function handful({ objective }: ServiceObjective): Samples {
  const count = 'minimum_events' in objective ? objective.minimum_events - 1 : 0;
  return { total: `${count} 0x4`, bad: `${count} 0x4` };
}

// So many events a minute that even a share below the budget is more than the least number.
function enough({ objective, budget }: ServiceObjective): number {
  const least = 'minimum_events' in objective ? objective.minimum_events : 1;
  return Math.ceil((10 * least) / budget);
}

function rounded(value: number): number {
  return Number(value.toPrecision(10));
}

function withLabels(name: string, of: ServiceObjective): string {
  const labels = Object.entries(labelsOf(of)).map(([label, value]) => `${label}="${value}"`);
  return `${name}{${labels.join(', ')}}`;
}
