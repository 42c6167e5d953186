import { unitOf } from './datum_rules.ts';
import { AwsError } from './errors.ts';
import type { Input } from './input.ts';
import { LIMITS, UNITS } from './limits.ts';
import type { MetricIdentity } from './metric.ts';
import type { MetricStore } from './metric_store.ts';
import { dimensionsOf, requiredName } from './name_rules.ts';
import { Problems } from './problems.ts';
import { type Series, seriesOf } from './series.ts';
import { SIMPLE_STATISTICS, type Statistic, statisticOf } from './statistic.ts';
import { periodOf, type TimeWindow, timesOf, timeWindow } from './time_window.ts';

interface Question {
  readonly identity: MetricIdentity;
  readonly window: TimeWindow;
  readonly simple: readonly (readonly [name: string, statistic: Statistic])[];
  readonly extended: readonly (readonly [name: string, statistic: Statistic])[];
  readonly unit: string | undefined;
}

/** Answers GetMetricStatistics: a datapoint for each period and unit. */
export function getMetricStatistics(input: Input, store: MetricStore, now: number): object {
  const question = questionOf(input, now);
  const units = question.unit === undefined ? UNITS : [question.unit];
  const datapoints = units.flatMap((unit) =>
    datapointsOf(seriesOf(store, question.identity, question.window, unit), unit, question),
  );
  return { Label: question.identity.metricName, Datapoints: datapoints };
}

function datapointsOf(series: Series, unit: string, { simple, extended }: Question): readonly object[] {
  return series.flatMap(([start, distribution]) => {
    const extendedValues = extended
      .map(([name, statistic]) => [name, distribution.get(statistic)] as const)
      .filter(([, value]) => value !== undefined);
    if (simple.length === 0 && extendedValues.length === 0) return [];
    return {
      Timestamp: start / 1000,
      Unit: unit,
      ...Object.fromEntries(simple.map(([name, statistic]) => [name, distribution.get(statistic)])),
      ...(extended.length === 0 ? {} : { ExtendedStatistics: Object.fromEntries(extendedValues) }),
    };
  });
}

function questionOf(input: Input, now: number): Question {
  const problems = new Problems();
  const identity = {
    namespace: requiredName(input.string('Namespace'), 'Namespace', problems),
    metricName: requiredName(input.string('MetricName'), 'MetricName', problems),
    dimensions: dimensionsOf(input.structures('Dimensions'), 'Dimensions', problems),
  };
  const period = periodOf(input, 'Period', problems);
  const { start, end } = timesOf(input, problems);
  const unit = unitOf(input, 'Unit', problems);
  const simple = simpleStatistics(input.strings('Statistics') ?? [], problems);
  const extended = extendedStatistics(input.strings('ExtendedStatistics') ?? [], problems);
  if (simple.length + extended.length === 0) {
    problems.add(
      'InvalidParameterCombination',
      'At least one of the parameters Statistics and ExtendedStatistics must be specified.',
    );
  }
  if (simple.length > 0 && extended.length > 0) {
    problems.add(
      'InvalidParameterCombination',
      'The parameters Statistics and ExtendedStatistics are mutually exclusive and you have specified both.',
    );
  }
  problems.throwIfAny();
  const window = timeWindow(start, end, period, now);
  checkDatapoints(window);
  return { identity, window, simple, extended, unit };
}

function simpleStatistics(names: readonly string[], problems: Problems): Question['simple'] {
  return names.flatMap((name, index) => {
    const kind = SIMPLE_STATISTICS.find((known) => known === name);
    if (kind !== undefined) return [[name, { kind }] as const];
    problems.add(
      'InvalidParameterValue',
      `The parameter Statistics.member.${index + 1} must be a value in the set [ ${SIMPLE_STATISTICS.join(', ')} ].`,
    );
    return [];
  });
}

function extendedStatistics(names: readonly string[], problems: Problems): Question['extended'] {
  return names.flatMap((name, index) => {
    const statistic = statisticOf(name);
    if (statistic === 'unanswered')
      throw new AwsError('StandInLimitation', `The stand-in does not answer ${name}.`);
    if (statistic?.kind === 'percentile') return [[name, statistic] as const];
    problems.add(
      'InvalidParameterValue',
      `The value ${name} for parameter ExtendedStatistics.member.${index + 1} is not a valid statistic.`,
    );
    return [];
  });
}

function checkDatapoints({ start, end, period }: TimeWindow): void {
  const asked = Math.ceil((end - start) / period);
  if (asked <= LIMITS.datapointsOfStatistics) return;
  throw new AwsError(
    'InvalidParameterCombination',
    `You have requested up to ${asked} datapoints, which exceeds the limit of ${LIMITS.datapointsOfStatistics}. ` +
      'You may reduce the datapoints requested by increasing Period, or decreasing the time range.',
  );
}
