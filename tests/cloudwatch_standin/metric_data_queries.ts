import { unitOf } from './datum_rules.ts';
import { AwsError } from './errors.ts';
import type { Input } from './input.ts';
import { LIMITS } from './limits.ts';
import type { MetricIdentity } from './metric.ts';
import { dimensionsOf, requiredName } from './name_rules.ts';
import type { Problems } from './problems.ts';
import { type Statistic, statisticOf } from './statistic.ts';
import { periodOf } from './time_window.ts';

const ID = /^[a-z][a-zA-Z0-9_]*$/;

/** A metric, a statistic of it and a period, in seconds. */
export interface MetricStat {
  readonly identity: MetricIdentity;
  readonly statistic: Statistic;
  readonly period: number;
  readonly unit: string | undefined;
}

/** One MetricDataQuery: a metric or an expression. */
export interface MetricDataQuery {
  readonly id: string;
  readonly label: string;
  readonly returnData: boolean;
  readonly asks: MetricStat | string;
}

/** The queries of a GetMetricData request, by id. Adds what is wrong with them. */
export function queriesOf(input: Input, problems: Problems): ReadonlyMap<string, MetricDataQuery> {
  const inputs = input.structures('MetricDataQueries') ?? [];
  if (inputs.length === 0) problems.add('ValidationError', 'The parameter MetricDataQueries is required.');
  if (inputs.length > LIMITS.queriesPerRequest) {
    problems.add(
      'ValidationError',
      `The collection MetricDataQueries must not have a size greater than ${LIMITS.queriesPerRequest}.`,
    );
  }
  const queries = inputs.map((query, index) =>
    queryOf(query, `MetricDataQueries.member.${index + 1}`, problems),
  );
  const byId = new Map(queries.map((query) => [query.id, query]));
  if (byId.size < queries.length) {
    problems.add('ValidationError', 'The values for parameter id in MetricDataQueries are not unique.');
  }
  return byId;
}

function queryOf(input: Input, path: string, problems: Problems): MetricDataQuery {
  const id = input.string('Id');
  if (id === undefined) problems.add('ValidationError', `The parameter ${path}.Id is required.`);
  else if (!ID.test(id) || id.length > LIMITS.nameCharacters) {
    problems.add(
      'ValidationError',
      `The value ${id} for parameter ${path}.Id is not matching the expected pattern ${ID.source}.`,
    );
  }
  const asks = asksOf(input, path, problems);
  return {
    id: id ?? '',
    label: input.string('Label') ?? (typeof asks === 'string' ? (id ?? '') : asks.identity.metricName),
    returnData: input.boolean('ReturnData') ?? true,
    asks,
  };
}

function asksOf(input: Input, path: string, problems: Problems): MetricStat | string {
  const expression = input.string('Expression');
  const metricStat = input.structure('MetricStat');
  const names = [`${path}.Expression`, `${path}.MetricStat`] as const;
  if (metricStat === undefined && expression === undefined) {
    problems.add(
      'ValidationError',
      `At least one of the parameters ${names.join(' and ')} must be specified.`,
    );
  }
  if (metricStat === undefined) return expression ?? '';
  if (expression !== undefined) {
    problems.add(
      'ValidationError',
      `The parameters ${names.join(' and ')} are mutually exclusive and you have specified both.`,
    );
  }
  return metricStatOf(metricStat, `${path}.MetricStat`, problems);
}

function metricStatOf(input: Input, path: string, problems: Problems): MetricStat {
  const metric = input.structure('Metric');
  if (metric === undefined) problems.add('ValidationError', `The parameter ${path}.Metric is required.`);
  const dimensions = metric?.structures('Dimensions');
  return {
    identity: {
      namespace: requiredName(metric?.string('Namespace'), `${path}.Metric.Namespace`, problems),
      metricName: requiredName(metric?.string('MetricName'), `${path}.Metric.MetricName`, problems),
      dimensions: dimensionsOf(dimensions, `${path}.Metric.Dimensions`, problems),
    },
    statistic: statOf(input.string('Stat'), `${path}.Stat`, problems),
    period: periodOf(input, `${path}.Period`, problems),
    unit: unitOf(input, `${path}.Unit`, problems),
  };
}

function statOf(name: string | undefined, path: string, problems: Problems): Statistic {
  const statistic = statisticOf(name ?? '');
  if (statistic === 'unanswered')
    throw new AwsError('StandInLimitation', `The stand-in does not answer ${name}.`);
  if (name === undefined) problems.add('ValidationError', `The parameter ${path} is required.`);
  else if (statistic === undefined) {
    problems.add('ValidationError', `The value ${name} for parameter ${path} is not a valid statistic.`);
  }
  return statistic ?? { kind: 'Sum' };
}
