import { expect, test } from 'vitest';
import { collectFamilies } from '../../../metrics/exposition/collect.ts';
import { MetricRegistry } from '../../../metrics/registry.ts';
import { selectedMetrics } from './selected_metrics.ts';
import { cloudwatchMirrorSettings } from './settings.ts';

test('the metrics of a selection are counted by entry, and each once in all', async () => {
  const metrics = new MetricRegistry();
  const scope = metrics.scope();
  const labels = ['route', 'status'];
  const requests = scope.counter({ name: 'requests_total', type: 'counter', help: 'Requests.', labels });
  const wait = scope.histogram({ name: 'wait_seconds', type: 'histogram', help: 'Waiting.', labels });
  for (const route of ['/a', '/b', '/\u{1f600}']) {
    for (const status of ['200', '500', '503']) {
      requests.labels({ route, status });
      wait.labels({ route, status });
    }
  }
  const settings = cloudwatchMirrorSettings.parse({
    namespace: 'Shop',
    select: [
      { series: 'requests_total{status=~"5.."}', dimensions: ['status'] },
      { series: 'wait_seconds', dimensions: ['route'] },
      { series: '{__name__=~"wait.*"}', dimensions: ['route'] },
      { series: 'nothing' },
      { series: 'requests_total{status="404",route="/c"}', dimensions: ['route'], idle: 'zero' },
      { series: 'requests_total{status="404"}', name: 'Missing', dimensions: ['route'], idle: 'zero' },
    ],
  });
  const families = await collectFamilies(metrics.registry, (_, error) => expect.unreachable(String(error)));
  expect(selectedMetrics(settings, families)).toEqual({
    byEntry: [2, 2, 2, 0, 1, 0],
    unmatched: [3, 4, 5],
    metrics: 5,
    refused: {
      count: 1,
      example: 'wait_seconds: the value of dimension route has characters beyond ASCII: "/\u{1f600}"',
    },
  });
});
