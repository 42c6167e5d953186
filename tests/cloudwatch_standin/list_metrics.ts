import { AwsError } from './errors.ts';
import type { Input } from './input.ts';
import { LIMITS } from './limits.ts';
import type { MetricIdentity } from './metric.ts';
import type { MetricStore } from './metric_store.ts';
import { requiredName } from './name_rules.ts';
import { nextToken, pageStart } from './next_token.ts';
import { Problems } from './problems.ts';

const RECENTLY = 'PT3H';
const RECENT_MILLISECONDS = 3 * 3_600_000;

/** Answers ListMetrics: metrics with data of the past two weeks, 500 a page. */
export function listMetrics(input: Input, store: MetricStore, now: number): object {
  const matches = filterOf(input);
  const newerThan = now - (isRecently(input) ? RECENT_MILLISECONDS : LIMITS.pastMilliseconds);
  const start = pageStart(input);
  const found = store.metrics().filter(({ identity, newest }) => newest >= newerThan && matches(identity));
  const end = start + LIMITS.metricsPerPage;
  return {
    Metrics: found.slice(start, end).map(({ identity }) => ({
      Namespace: identity.namespace,
      MetricName: identity.metricName,
      Dimensions: identity.dimensions.map(({ name, value }) => ({ Name: name, Value: value })),
    })),
    ...(end < found.length ? { NextToken: nextToken(input, end) } : {}),
  };
}

function filterOf(input: Input): (identity: MetricIdentity) => boolean {
  const namespace = input.string('Namespace');
  const metricName = input.string('MetricName');
  const filters = dimensionFilters(input);
  return (identity) =>
    (namespace === undefined || namespace === identity.namespace) &&
    (metricName === undefined || metricName === identity.metricName) &&
    filters.every((filter) =>
      identity.dimensions.some(
        ({ name, value }) => name === filter.name && (filter.value === undefined || filter.value === value),
      ),
    );
}

function dimensionFilters(
  input: Input,
): readonly { readonly name: string; readonly value: string | undefined }[] {
  const problems = new Problems();
  const filters = input.structures('Dimensions') ?? [];
  if (filters.length > LIMITS.dimensionsPerMetric) {
    problems.add(
      'InvalidParameterValue',
      `The collection Dimensions must not have a size greater than ${LIMITS.dimensionsPerMetric}.`,
    );
  }
  const read = filters.map((filter, index) => ({
    name: requiredName(filter.string('Name'), `Dimensions.member.${index + 1}.Name`, problems),
    value: filter.string('Value'),
  }));
  problems.throwIfAny();
  return read;
}

function isRecently(input: Input): boolean {
  const recentlyActive = input.string('RecentlyActive');
  if (recentlyActive === undefined) return false;
  if (recentlyActive === RECENTLY) return true;
  throw new AwsError(
    'InvalidParameterValue',
    `The parameter RecentlyActive must be a value in the set [ ${RECENTLY} ].`,
  );
}
