import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { fakeService, targetUnderTest } from '../exporter/sources/scrape/testing.ts';
import { exporterUnderTest } from '../exporter/testing.ts';
import { startPrometheus } from './support/prometheus.ts';
import { query, untilFound } from './support/prometheus_api.ts';

const FASTAPI = await readFile(
  join(import.meta.dirname, '../exporter/sources/scrape/testdata/fastapi.txt'),
  'utf8',
);

/** The page after so many more requests, each of which failed within five seconds. */
const after = (requests: number) =>
  FASTAPI.replace('status="5xx"} 2.0', `status="5xx"} ${2 + requests}.0`).replaceAll(
    /(highr_seconds_(?:bucket\{le="(?:5|60|\+Inf)[^}]*\}|count)) (\d+)\.0/g,
    (_, series: string, count: string) => `${series} ${Number(count) + requests}.0`,
  );

test.each([
  ['protobuf', ['native-histograms']],
  ['OpenMetrics', []],
])(
  'Prometheus has the golden signals of a service that the exporter scrapes, from %s',
  async (_, features) => {
    const service = await fakeService(FASTAPI);
    const under = await exporterUnderTest({
      sources: [
        {
          type: 'scrape',
          service: 'shop',
          targets: [service.url],
          golden_signals: 'fastapi',
          via: 'exporter',
          interval: '1s',
          expose: true,
        },
      ],
    });
    await under.exporter.ready;
    const prometheus = await startPrometheus(
      [{ name: 'goldwatch', target: new URL(under.url).host }],
      features,
    );
    onTestFinished(() => prometheus.stop());

    service.page(after(7));

    const value = async (series: string) => {
      const found = await untilFound(() => query(prometheus.url, `${series} > 0`));
      return found.map((one) => one.value[1]);
    };
    expect(await value('http_requests_total{service="shop"}')).toEqual(['7']);
    expect(await value('http_request_duration_seconds_count{service="shop"}')).toEqual(['7']);
    expect(await value('http_request_duration_seconds_bucket{service="shop",le=~"60([.]0)?"}')).toEqual([
      '7',
    ]);
    expect(await value('python_info{service="shop"}')).toEqual(['1']);
    expect(await value('http_request_size_bytes_count')).toEqual(['42']);
    // The exporter's own requests are in the same metric, by other buckets: native ones from protobuf.
    const own = 'http_request_duration_seconds';
    expect(await value(`count({__name__=~"${own}|${own}_count",service="goldwatch"}) > bool 0`)).toEqual([
      '1',
    ]);
    expect(await value('up')).toEqual(['1']);
  },
);

test('the page of a real Prometheus is taken whole, in whatever format it answers', async () => {
  const prometheus = await startPrometheus([], []);
  onTestFinished(() => prometheus.stop());
  const { scrape, said, series, target } = targetUnderTest(`${prometheus.url}/metrics`);

  expect(await scrape()).toBeNull();

  expect(said).toEqual([]);
  expect(await series()).toHaveLength(target.samples);
  expect(target.samples).toBeGreaterThan(200);
});
