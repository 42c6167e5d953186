import { describe, expect, test } from 'vitest';
import { bodiesOf, widgetOf } from './testing/bodies.ts';
import { everything } from './testing/definitions.ts';

describe('services of AWS', () => {
  const its = bodiesOf(everything).get('production-shop-aws');

  test('have the limits of alerts on the graph that shows the very same values', () => {
    expect(widgetOf(its, 'Which functions fail, or are throttled?').properties).toMatchObject({
      metrics: [
        ['AWS/Lambda', 'Errors', 'FunctionName', 'resize', { label: 'resize errors' }],
        ['.', 'Throttles', '.', '.', { label: 'resize throttles' }],
        ['.', 'Errors', '.', 'mail', { label: 'mail errors' }],
        ['.', 'Throttles', '.', '.', { label: 'mail throttles' }],
      ],
      stat: 'Sum',
      period: 300,
      annotations: { horizontal: [{ label: 'LambdaErrors (warning)', value: 5, color: '#ff7f0e' }] },
    });
  });

  test('have a graph of their own for alerts that look at something else', () => {
    const label = 'Invocations of anthropic.claude-sonnet-4';
    expect(widgetOf(its, `ModelsUnusual: ${label}`).properties).toMatchObject({
      metrics: [
        ['AWS/Bedrock', 'Invocations', 'ModelId', 'anthropic.claude-sonnet-4', { label }],
        ['...', { id: 'l1_value', visible: false }],
        [
          {
            expression: 'ANOMALY_DETECTION_BAND(l1_value, 3)',
            id: 'l1_band',
            label: `${label}, usual`,
            color: '#7f7f7f',
          },
        ],
      ],
    });
  });
});
