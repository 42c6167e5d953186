import { describe, expect, test } from 'vitest';
import { bodiesOf, titlesOf, widgetOf } from './testing/bodies.ts';
import { everything } from './testing/definitions.ts';

describe('logs', () => {
  test('are asked by the saved queries, of the log groups that these name', () => {
    const its = bodiesOf(everything).get('production-shop-logs');
    expect(widgetOf(its, 'Requests by minute').properties).toEqual({
      title: 'Requests by minute',
      query: `SOURCE '/shop/application' | filter ispresent(status) | stats count(*) as requests by bin(1m)`,
      region: `\${AWS::Region}`,
      view: 'timeSeries',
    });
    expect(titlesOf(its)).not.toContain('All of one request');
  });
});
