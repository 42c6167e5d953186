import { expect, test } from 'vitest';
import { alarmCalled, inWords, planOfAlerts } from '../testing.ts';

const NAME = 'production-shop-TooMuch';
const words = (settings: string) =>
  inWords(
    alarmCalled(
      planOfAlerts([`{ name: TooMuch, severity: critical, summary: Too much., ${settings} }`]),
      NAME,
    ),
  );

test.each([
  ['signal: latency, above: 2s', 'latency_filled = FILL(latency, 0)'],
  ['signal: error_ratio, above: 5%', 'error_ratio = FILL(IF(requests > 0, FILL(failed, 0) / requests), 0)'],
  ['signal: traffic, below: 0.5, no_data: ok', 'traffic = FILL(requests / PERIOD(requests), 0.5)'],
])('what has ended is within the limit where that is no reason to fire: %s', (settings, query) => {
  expect(words(settings)).toContain(`| ${query} |`);
});

test.each([
  ['it is a reason to fire', 'signal: traffic, below: 0.5'],
  ['the newest minute is never there in time', 'signal: latency, above: 2s, window: 1m'],
  [
    'AWS tells it',
    'aws: { namespace: AWS/Lambda, metric: Errors, statistic: Sum, above: 5, dimensions: { FunctionName: mail } }',
  ],
])('nothing stands for what has ended where %s', (_, settings) => {
  expect(words(settings)).not.toMatch(/FILL\((?!failed)/);
});
