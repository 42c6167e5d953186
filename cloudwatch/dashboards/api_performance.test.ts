import { describe, expect, test } from 'vitest';
import { bodiesOf, widgetOf } from './testing/bodies.ts';
import { everything } from './testing/definitions.ts';

describe('API performance', () => {
  const api = bodiesOf(everything).get('production-shop-api-performance');

  test('finds routes by a search, since nobody knows them beforehand', () => {
    expect(widgetOf(api, 'Which routes fail? ServerErrors').properties).toMatchObject({
      metrics: [
        [
          {
            expression: `SORT(SEARCH('{"Shop/Api",environment,route} MetricName="ServerErrors" environment="production"', 'Sum'), AVG, DESC, 10)`,
            id: 'l0_found',
            label: `\${PROP('Dim.route')}`,
          },
        ],
      ],
      yAxis: { left: { min: 0, label: 'in five minutes', showUnits: false } },
    });
  });
});
