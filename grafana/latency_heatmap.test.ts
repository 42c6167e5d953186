import { describe, expect, test } from 'vitest';
import { loadDefinition } from '../definition/load.ts';
import { goldenSignals } from './golden_signals.ts';
import { panelsOf } from './testing.ts';

describe('the heatmap of latency', () => {
  const heatmaps = (text: string) =>
    panelsOf(goldenSignals(loadDefinition(text, 'monitoring.yml', {})))
      .filter(({ type }) => type === 'heatmap')
      .map(({ title, targets, fieldConfig }) => ({ title, targets, unit: fieldConfig?.defaults.unit }));
  const LOGS =
    '{ type: logs, files: [a.json], golden_signals: { method: $.m, path: $.p, status: $.s, duration_s: $.d } }';
  const SCRAPED =
    '{ type: scrape, name: api, service: api, targets: ["http://127.0.0.1:3000/metrics"], golden_signals: goldwatch }';
  const MILLISECONDS =
    '{ type: scrape, name: old, service: old, targets: ["http://127.0.0.1:3001/metrics"], golden_signals: { requests: { metric: old_total, status: code }, duration: { metric: old_milliseconds, unit: milliseconds } } }';
  const rate = (series: string) =>
    `rate(${series}{service=~"$service",environment=~"$environment"}[$__rate_interval])`;

  test('reads native buckets where Prometheus has stored them, else classic ones, with exemplars', () => {
    const histogram = 'http_request_duration_seconds';
    expect(heatmaps(`service: { name: shop }\nsources: [${LOGS}]\n`)).toMatchObject([
      {
        title: 'Latency of requests',
        unit: 's',
        targets: [
          {
            expr: `sum(${rate(histogram)}) or on () sum by (le) (${rate(`${histogram}_bucket`)})`,
            format: 'heatmap',
            exemplar: true,
          },
        ],
      },
    ]);
  });

  test('is one for each source that Prometheus scrapes itself, whose buckets have bounds and units of their own', () => {
    const found = heatmaps(`service: { name: shop }\nsources: [${LOGS}, ${SCRAPED}, ${MILLISECONDS}]\n`);
    expect(found.map(({ title, unit }) => [title, unit])).toEqual([
      ['Latency of requests', 's'],
      ['Latency of requests, scraped by api', 's'],
      ['Latency of requests, scraped by old', 'ms'],
    ]);
    expect(found.map(({ targets }) => JSON.stringify(targets))).toEqual([
      expect.stringContaining('job!~'),
      expect.stringContaining('job=\\"scrape/api\\"'),
      expect.stringContaining('old_milliseconds_bucket'),
    ]);
  });

  test('takes rates of what is scraped more seldom than the exporter over several scrapes', () => {
    const intervals = (interval: string) =>
      heatmaps(
        `service: { name: shop }\nsources: [${SCRAPED.replace('name: api', `name: api, interval: ${interval}`)}]\n`,
      ).map(({ targets }) => (targets?.[0] as { interval?: string } | undefined)?.interval);

    expect(intervals('1m')).toEqual(['1m']);
    expect(intervals('15s')).toEqual([undefined]);
  });

  test('is none of what the exporter counts, where it counts nothing', () => {
    expect(heatmaps(`service: { name: shop }\nsources: [${SCRAPED}]\n`)).toMatchObject([
      { title: 'Latency of requests, scraped by api' },
    ]);
  });
});
