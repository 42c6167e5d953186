import { describe, expect, test } from 'vitest';
import { searchOf } from './search.ts';

const search = {
  namespace: 'Shop/Api',
  name: 'Latency',
  dimensions: ['environment', 'route'],
  where: { environment: 'production' },
  statistic: 'p95',
  top: 10,
  label: `\${PROP('Dim.route')}`,
  unit: 'seconds',
} as const;

describe('a search for metrics', () => {
  test('names the whole set of dimensions, those with one value, and how many it wants', () => {
    expect(searchOf(search)).toEqual({
      queries: [
        {
          kind: 'math',
          id: 'found',
          expression: `SORT(SEARCH('{"Shop/Api",environment,route} MetricName="Latency" environment="production"', 'p95'), AVG, DESC, 10)`,
        },
      ],
      label: `\${PROP('Dim.route')}`,
      unit: 'seconds',
    });
  });

  test('is none where a name has a quotation mark', () => {
    expect(searchOf({ ...search, name: 'llm_calls_total{outcome="error"}' })).toBeNull();
  });
});
