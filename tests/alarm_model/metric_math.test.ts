import { expect, test } from 'vitest';
import { evaluateMath } from './metric_math.ts';
import type { Series } from './operands.ts';

/** Values by timestamp, null where there is none. */
type Values = readonly (number | null)[];

function seriesOf(values: Values): Series {
  return new Map(values.flatMap((value, index) => (value === null ? [] : [[index, value] as const])));
}

function evaluated(expression: string, metrics: Readonly<Record<string, Values>>): Values {
  const length = Math.max(...Object.values(metrics).map((values) => values.length));
  const result = evaluateMath(expression, {
    resolve: (id) => seriesOf(metrics[id] ?? []),
    period: 300,
    length,
  });
  return Array.from({ length }, (_, index) =>
    typeof result === 'number' ? result : (result.get(index) ?? null),
  );
}

const THREE = { metric1: [1, 1, 0, 0, null], metric2: [30, null, 0, 0, 30], metric3: [0, 0, 20, null, 20] };
const TWO = { metric1: [30, 20, 0, 0], metric2: [20, null, 20, null] };

// Amazon CloudWatch user guide, "Using metric math": the tables of operators and of IF.
test.each([
  ['(metric1 < metric2)', TWO, [0, 0, 1, 0]],
  ['(metric1 >= 30)', TWO, [1, 0, 0, 0]],
  ['(metric1 > 15 AND metric2 > 15)', TWO, [1, 0, 0, 0]],
  ['IF(metric1, metric2, metric3)', THREE, [30, 0, 20, null, null]],
  ['IF(metric1, 5, metric3)', THREE, [5, 5, 20, null, null]],
  ['IF(metric1, metric2, 5)', THREE, [30, 0, 5, 5, null]],
])('%s is what the user guide says', (expression, metrics, values) => {
  expect(evaluated(expression, metrics)).toEqual(values);
});

const REQUESTS = { requests: [100, null, 0, 50], failed: [7, null, null, null] };

test.each<[string, Values]>([
  ['IF(requests > 0, FILL(failed, 0) / requests)', [0.07, null, null, 0]],
  ['requests / PERIOD(requests)', [1 / 3, null, 0, 1 / 6]],
  ['FILL(requests, 0)', [100, 0, 0, 50]],
  ['requests - failed', [93, null, 0, 50]],
  ['failed / requests', [0.07, null, null, 0]],
  ['MIN([requests, failed])', [7, null, 0, 50]],
  ['MAX([requests, failed])', [100, null, 0, 50]],
  ['SUM([requests, failed])', [107, null, 0, 50]],
  ['1 + requests * 2 >= 101 OR requests == 0', [1, null, 1, 1]],
])('%s has a value where there is one', (expression, values) => {
  expect(evaluated(expression, REQUESTS)).toEqual(values);
});

test.each([
  'ANOMALY_DETECTION_BAND(requests, 2)',
  'FILL(requests, REPEAT)',
  'requests +',
  'requests failed',
  '(requests',
  '§',
])('what the model does not know is refused, not guessed: %s', (expression) => {
  expect(() => evaluated(expression, REQUESTS)).toThrow(
    `The model of alarms does not understand the expression ${expression}. It knows numbers, ids, + - * /, comparisons, AND, OR, IF, FILL, PERIOD, and MIN, MAX and SUM of a list.`,
  );
});
