import { datumOf } from './datum_rules.ts';
import { AwsError } from './errors.ts';
import type { Input } from './input.ts';
import { LIMITS } from './limits.ts';
import type { Datum } from './metric.ts';
import { customNamespace } from './name_rules.ts';
import { Problems } from './problems.ts';

/**
 * The datums of a PutMetricData request: all of them, or an AwsError where one is outside of a limit.
 * @param now the service's time, in milliseconds.
 */
export function datumsOf(input: Input, now: number): readonly Datum[] {
  if (input.structures('EntityMetricData') !== undefined) {
    throw new AwsError('StandInLimitation', 'The stand-in does not know EntityMetricData. Send MetricData.');
  }
  const problems = new Problems();
  const namespace = customNamespace(input, problems);
  const data = input.structures('MetricData') ?? [];
  if (data.length === 0) problems.add('MissingParameter', 'The parameter MetricData is required.');
  if (data.length > LIMITS.datumsPerRequest) {
    problems.add(
      'InvalidParameterValue',
      `The collection MetricData must not have a size greater than ${LIMITS.datumsPerRequest}.`,
    );
  }
  const datums = data.map((datum, index) =>
    datumOf(datum, `MetricData.member.${index + 1}`, namespace, now, problems),
  );
  problems.throwIfAny();
  return datums;
}
