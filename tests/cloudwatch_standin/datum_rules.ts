import type { Input } from './input.ts';
import { LIMITS, STORAGE_RESOLUTIONS, UNITS } from './limits.ts';
import type { Datum, StatisticSet } from './metric.ts';
import { dimensionsOf, requiredName } from './name_rules.ts';
import type { Problems } from './problems.ts';

type Observations = Pick<Datum, 'values' | 'counts' | 'statistics'>;

/**
 * Reads one datum and adds all that is wrong with it. What it answers is meant only where nothing was.
 * @param path how CloudWatch names it: `MetricData.member.1` and on.
 * @param now the service's time in milliseconds, and the datum's where it has none.
 */
export function datumOf(
  input: Input,
  path: string,
  namespace: string,
  now: number,
  problems: Problems,
): Datum {
  return {
    namespace,
    metricName: requiredName(input.string('MetricName'), `${path}.MetricName`, problems),
    dimensions: dimensionsOf(input.structures('Dimensions'), `${path}.Dimensions`, problems),
    timestamp: timestampOf(input, path, now, problems),
    ...observationsOf(input, path, problems),
    unit: unitOf(input, `${path}.Unit`, problems) ?? 'None',
    storageResolution: resolutionOf(input, `${path}.StorageResolution`, problems),
  };
}

/** A unit of AWS's list, or undefined where none is named. */
export function unitOf(input: Input, path: string, problems: Problems): string | undefined {
  const unit = input.string('Unit');
  if (unit !== undefined && !UNITS.some((known) => known === unit)) {
    problems.add(
      'InvalidParameterValue',
      `The parameter ${path} must be a value in the set [ ${UNITS.join(', ')} ].`,
    );
  }
  return unit;
}

function timestampOf(input: Input, path: string, now: number, problems: Problems): number {
  const timestamp = input.time('Timestamp') ?? now;
  if (timestamp < now - LIMITS.pastMilliseconds || timestamp > now + LIMITS.futureMilliseconds) {
    problems.add(
      'InvalidParameterValue',
      `The parameter ${path}.Timestamp must specify a time within the past two weeks.`,
    );
  }
  return timestamp;
}

function resolutionOf(input: Input, path: string, problems: Problems): 1 | 60 {
  const asked = input.number('StorageResolution') ?? 60;
  const resolution = STORAGE_RESOLUTIONS.find((known) => known === asked);
  if (resolution === undefined) {
    const known = STORAGE_RESOLUTIONS.join(', ');
    problems.add('InvalidParameterValue', `The parameter ${path} must be a value in the set [ ${known} ].`);
  }
  return resolution ?? 60;
}

function observationsOf(input: Input, path: string, problems: Problems): Observations {
  const value = input.number('Value');
  const values = input.numbers('Values') ?? [];
  const statistics = input.structure('StatisticValues');
  const given = [
    ...(value === undefined ? [] : ['Value']),
    ...(values.length === 0 ? [] : ['Values']),
    ...(statistics === undefined ? [] : ['StatisticValues']),
  ].map((name) => `${path}.${name}`);
  if (given.length === 0) {
    problems.add(
      'InvalidParameterCombination',
      `At least one of the parameters ${path}.Value, ${path}.Values and ${path}.StatisticValues must be specified.`,
    );
  }
  if (given.length > 1) {
    problems.add(
      'InvalidParameterCombination',
      `The parameters ${given[0]} and ${given[1]} are mutually exclusive and you have specified both.`,
    );
  }
  if (value !== undefined) checkNumber(value, `${path}.Value`, problems);
  const counts = countsOf(input, values, path, problems);
  return {
    values: value === undefined ? values : [value],
    counts: value === undefined ? counts : [1],
    statistics:
      statistics === undefined ? undefined : statisticSetOf(statistics, `${path}.StatisticValues`, problems),
  };
}

function countsOf(
  input: Input,
  values: readonly number[],
  path: string,
  problems: Problems,
): readonly number[] {
  const given = input.numbers('Counts');
  const counts = given ?? values.map(() => 1);
  for (const [name, list] of [['Values', values] as const, ['Counts', given ?? []] as const]) {
    if (list.length > LIMITS.valuesPerDatum) {
      problems.add(
        'InvalidParameterValue',
        `The collection ${path}.${name} must not have a size greater than ${LIMITS.valuesPerDatum}.`,
      );
    }
    for (const [index, number] of list.entries())
      checkNumber(number, `${path}.${name}.member.${index + 1}`, problems);
  }
  if (counts.length !== values.length) {
    problems.add(
      'InvalidParameterValue',
      `The parameters ${path}.Values and ${path}.Counts must be of the same size.`,
    );
  }
  for (const [index, count] of counts.entries())
    checkCount(count, `${path}.Counts.member.${index + 1}`, problems);
  return counts;
}

function statisticSetOf(input: Input, path: string, problems: Problems): StatisticSet {
  const read = (name: string): number => {
    const number = input.number(name);
    if (number === undefined) problems.add('MissingParameter', `The parameter ${path}.${name} is required.`);
    else checkNumber(number, `${path}.${name}`, problems);
    return number ?? Number.NaN;
  };
  const maximum = read('Maximum');
  const minimum = read('Minimum');
  const sampleCount = read('SampleCount');
  const sum = read('Sum');
  if (maximum < minimum) {
    problems.add(
      'InvalidParameterValue',
      `The parameter ${path}.Maximum must be greater than ${path}.Minimum.`,
    );
  }
  checkCount(sampleCount, `${path}.SampleCount`, problems);
  return { maximum, minimum, sampleCount, sum };
}

function checkNumber(value: number, path: string, problems: Problems): void {
  const magnitude = Math.abs(value);
  const within = magnitude >= LIMITS.smallestMagnitude && magnitude <= LIMITS.largestMagnitude;
  if (value !== 0 && !within) {
    problems.add('InvalidParameterValue', `The value ${value} for parameter ${path} is invalid.`);
  }
}

function checkCount(count: number, path: string, problems: Problems): void {
  if (count < 0) problems.add('InvalidParameterValue', `The parameter ${path} must be greater than 0.`);
  if (count === 0) problems.add('InvalidParameterValue', `The parameter ${path} must not equal 0.`);
}
