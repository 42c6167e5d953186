import { AwsError } from './errors.ts';
import type { Input } from './input.ts';
import { LIMITS } from './limits.ts';
import { type MetricDataQuery, type MetricStat, queriesOf } from './metric_data_queries.ts';
import { evaluate, type Operand } from './metric_math.ts';
import type { MetricStore } from './metric_store.ts';
import { nextToken, pageStart } from './next_token.ts';
import { Problems } from './problems.ts';
import { seriesOf } from './series.ts';
import { timesOf, timeWindow } from './time_window.ts';

const SCANS = ['TimestampDescending', 'TimestampAscending'] as const;
type Scan = (typeof SCANS)[number];

interface Point {
  readonly id: string;
  readonly time: number;
  readonly value: number;
}

/** Answers GetMetricData. Its reference knows no error but ValidationError and InvalidNextToken. */
export function getMetricData(input: Input, store: MetricStore, now: number): object {
  const problems = new Problems('ValidationError');
  const queries = queriesOf(input, problems);
  const { start, end } = timesOf(input, problems);
  const scan = scanOf(input, problems);
  const pageSize = pageSizeOf(input, problems);
  problems.throwIfAny();

  const read = (stat: MetricStat) =>
    valuesOf(stat, seriesOf(store, stat.identity, timeWindow(start, end, stat.period, now), stat.unit));
  const answers = answersTo(queries, read);
  const points = pointsOf(answers, scan);
  const from = pageStart(input);
  const until = from + pageSize;
  return {
    MetricDataResults: resultsOf(answers, points.slice(from, until), points.slice(until)),
    Messages: [],
    ...(until < points.length ? { NextToken: nextToken(input, until) } : {}),
  };
}

type Answers = ReadonlyMap<MetricDataQuery, ReadonlyMap<number, number>>;

function answersTo(
  queries: ReadonlyMap<string, MetricDataQuery>,
  read: (stat: MetricStat) => ReadonlyMap<number, number>,
): Answers {
  const known = new Map<string, Operand>();
  const underway = new Set<string>();
  const resolve = (id: string): Operand => {
    const query = queries.get(id);
    if (query === undefined || underway.has(id)) {
      const why = query === undefined ? 'no query has it' : 'it stands for itself';
      throw new AwsError('ValidationError', `An expression names the id ${id}, but ${why}.`);
    }
    underway.add(id);
    const found =
      known.get(id) ?? (typeof query.asks === 'string' ? evaluate(query.asks, resolve) : read(query.asks));
    underway.delete(id);
    known.set(id, found);
    return found;
  };
  const answers = new Map<MetricDataQuery, ReadonlyMap<number, number>>();
  for (const query of queries.values()) {
    const answer = resolve(query.id);
    if (!query.returnData) continue;
    if (typeof answer === 'number') {
      throw new AwsError(
        'ValidationError',
        `The expression ${query.id} must be a time series, and is a number.`,
      );
    }
    answers.set(query, answer);
  }
  return answers;
}

function valuesOf(
  { statistic }: MetricStat,
  series: ReturnType<typeof seriesOf>,
): ReadonlyMap<number, number> {
  const values = new Map<number, number>();
  for (const [time, distribution] of series) {
    const value = distribution.get(statistic);
    if (value !== undefined) values.set(time, value);
  }
  return values;
}

/** All points of all answers by time, so that a page is a stretch of time. */
function pointsOf(answers: Answers, scan: Scan): readonly Point[] {
  const points = [...answers].flatMap(([{ id }, values]) =>
    Array.from(values, ([time, value]) => ({ id, time, value })),
  );
  const direction = scan === 'TimestampAscending' ? 1 : -1;
  return points.sort((a, b) => direction * (a.time - b.time));
}

function resultsOf(answers: Answers, page: readonly Point[], later: readonly Point[]): readonly object[] {
  const byId = Map.groupBy(page, ({ id }) => id);
  const unfinished = new Set(later.map(({ id }) => id));
  return Array.from(answers.keys(), ({ id, label }) => {
    const points = byId.get(id) ?? [];
    return {
      Id: id,
      Label: label,
      Timestamps: points.map(({ time }) => time / 1000),
      Values: points.map(({ value }) => value),
      StatusCode: unfinished.has(id) ? 'PartialData' : 'Complete',
    };
  });
}

function scanOf(input: Input, problems: Problems): Scan {
  const asked = input.string('ScanBy') ?? SCANS[0];
  const scan = SCANS.find((known) => known === asked);
  if (scan === undefined) {
    problems.add(
      'ValidationError',
      `The parameter ScanBy must be a value in the set [ ${SCANS.join(', ')} ].`,
    );
  }
  return scan ?? SCANS[0];
}

function pageSizeOf(input: Input, problems: Problems): number {
  const largest = LIMITS.datapointsPerQueryPage;
  const asked = input.number('MaxDatapoints') ?? largest;
  if (!(asked >= 1)) {
    problems.add('ValidationError', 'The parameter MaxDatapoints must be greater than or equal to 1.');
  }
  if (asked > largest) {
    problems.add('ValidationError', `The parameter MaxDatapoints must be less than or equal to ${largest}.`);
  }
  return Math.floor(asked);
}
