import { describe, expect, test } from 'vitest';
import type { Question } from '../../queries/query.ts';
import { metricRows } from './metric_rows.ts';

const metric = (name: string) => ({ namespace: 'Shop', name, dimensions: { service: 'pay' } });

const ratio: Question = {
  queries: [
    { kind: 'metric', id: 'requests', metric: metric('Requests'), statistic: 'Sum' },
    { kind: 'metric', id: 'failed', metric: metric('FailedRequests'), statistic: 'Sum' },
    { kind: 'math', id: 'ratio', expression: 'IF(requests > 0, FILL(failed, 0) / requests)' },
  ],
  label: 'error ratio of pay',
  unit: 'ratio',
};
const latency: Question = {
  queries: [{ kind: 'metric', id: 'latency', metric: metric('Latency'), statistic: 'p95' }],
  label: 'p95 of pay',
  unit: 'seconds',
};

describe('the metrics of a widget', () => {
  test('are one row for a question of one metric, with namespace, name and dimensions', () => {
    expect(metricRows([{ question: latency }])).toEqual({
      metrics: [['Shop', 'Latency', 'service', 'pay', { label: 'p95 of pay' }]],
      stat: 'p95',
    });
  });

  test('are three points where they are those of the row before', () => {
    expect(metricRows([{ question: latency }, { question: latency, label: 'again' }])).toEqual({
      metrics: [
        ['Shop', 'Latency', 'service', 'pay', { label: 'p95 of pay' }],
        ['...', { label: 'again' }],
      ],
      stat: 'p95',
    });
  });

  test('hide what a value is made of, and show a ratio in percent', () => {
    expect(metricRows([{ question: ratio, label: 'pay' }]).metrics).toEqual([
      ['Shop', 'Requests', 'service', 'pay', { id: 'l0_requests', visible: false }],
      ['.', 'FailedRequests', '.', '.', { id: 'l0_failed', visible: false }],
      [
        {
          expression: 'IF(l0_requests > 0, FILL(l0_failed, 0) / l0_requests)',
          id: 'l0_ratio',
          visible: false,
        },
      ],
      [{ expression: '100 * l0_ratio', id: 'l0_ratio_percent', label: 'pay' }],
    ]);
  });

  test('are there once where several lines are made of them, and what is calculated has a name of its own', () => {
    const { metrics: rows } = metricRows([{ question: ratio }, { question: { ...ratio, unit: null } }]);
    const ids = rows.flatMap((row) => row.flatMap((part) => (typeof part === 'object' ? [part.id] : [])));
    expect(ids).toEqual(['l0_requests', 'l0_failed', 'l0_ratio', 'l0_ratio_percent', 'l1_ratio']);
    expect(rows.at(-1)).toEqual([
      {
        expression: 'IF(l0_requests > 0, FILL(l0_failed, 0) / l0_requests)',
        id: 'l1_ratio',
        label: 'error ratio of pay',
      },
    ]);
  });

  test('have their period on every metric that they are made of, where a line has its own', () => {
    const { metrics: rows } = metricRows([{ question: ratio, period: 3600 }]);
    const periods = rows.flatMap((row) =>
      row.flatMap((part) => (typeof part === 'object' ? [part.period] : [])),
    );
    expect(periods).toEqual([3600, 3600, 3600, 3600]);
  });

  test('leave alone what is within quotation marks', () => {
    const found: Question = {
      queries: [
        {
          kind: 'math',
          id: 'found',
          expression: `SORT(SEARCH('{"Shop","route"} found', 'Sum'), AVG, DESC, 10)`,
        },
        { kind: 'math', id: 'rate', expression: 'found / PERIOD(found)' },
      ],
      label: 'routes',
      unit: 'per_second',
    };
    expect(metricRows([{ question: found }]).metrics).toEqual([
      [
        {
          expression: `SORT(SEARCH('{"Shop","route"} found', 'Sum'), AVG, DESC, 10)`,
          id: 'l0_found',
          visible: false,
        },
      ],
      [{ expression: 'l0_found / PERIOD(l0_found)', id: 'l0_rate', label: 'routes' }],
    ]);
  });
});
