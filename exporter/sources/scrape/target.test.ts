import { describe, expect, test } from 'vitest';
import { parsePage } from '../../../metrics/exposition/parse/page.ts';
import { expositionOf, pageOf } from '../../../metrics/exposition/testing/pages.ts';
import { fakeService, targetUnderTest } from './testing.ts';

const MAILS = '# TYPE mails_total counter\nmails_total{kind="welcome"} 3\n# TYPE queue gauge\nqueue 7\n';

describe('what a page has', () => {
  test('is kept with service and instance, and hidden from pages of the exporter', async () => {
    const service = await fakeService(MAILS);
    const { scrape, series, shown, target } = targetUnderTest(service.url);

    expect(await scrape()).toBeNull();

    const own = `service="shop",instance="${service.address}"`;
    expect(await series()).toEqual([`mails_total{kind="welcome",${own}} 3`, `queue{${own}} 7`]);
    expect(await shown()).toEqual([]);
    expect(target.samples).toBe(2);
  });

  test('is on pages of the exporter where it is exposed', async () => {
    const service = await fakeService(MAILS);
    const { scrape, series, shown } = targetUnderTest(service.url, { expose: true });

    await scrape();

    expect(await shown()).toEqual(await series());
  });

  test('is that of the last page: series that are gone there are gone here', async () => {
    const service = await fakeService(MAILS);
    const { scrape, series, registry } = targetUnderTest(service.url);
    await scrape();

    service.page('queue 8\n');
    await scrape();

    // Without a TYPE, which the page had before: another metric.
    expect(await series()).toEqual([`queue{service="shop",instance="${service.address}"} 8`]);
    expect(registry.limit.used).toBe(1);
  });

  test('keeps labels called service and instance under other names', async () => {
    const service = await fakeService('a{service="theirs",instance="x",exported_instance="y"} 1\n');
    const { scrape, series } = targetUnderTest(service.url);

    await scrape();

    expect(await series()).toEqual([
      `a{service="shop",instance="${service.address}",exported_instance="y",exported_service="theirs",exported_exported_instance="x"} 1`,
    ]);
  });

  test('of several targets is one metric', async () => {
    const [one, other] = [await fakeService(MAILS), await fakeService(MAILS)];
    const first = targetUnderTest(one.url);
    const second = targetUnderTest(other.url, {}, first);
    await first.scrape();
    await second.scrape();

    expect((await first.series()).filter((line) => line.startsWith('queue'))).toEqual([
      `queue{service="shop",instance="${one.address}"} 7`,
      `queue{service="shop",instance="${other.address}"} 7`,
    ]);
  });

  test('gives way to a metric of goldwatch', async () => {
    const service = await fakeService(MAILS);
    const { scrape, series, registry, said } = targetUnderTest(service.url);
    await scrape();

    const mails = { name: 'mails_total', type: 'counter', help: 'Mails.', labels: [] } as const;
    registry.scope().counter(mails).labels({}).inc(100);
    await scrape();

    expect(await series()).toContain('mails_total 100');
    expect(said).toEqual([
      `problem left_out: Metrics of ${service.url} are left out: mails_total, since the exporter has metrics of these names ` +
        'itself; rename them, or set golden_signals.',
    ]);
  });

  test('is left out where another target has another type for it', async () => {
    const one = targetUnderTest((await fakeService(MAILS)).url);
    const service = await fakeService('# TYPE queue counter\nqueue 1\n');
    const other = targetUnderTest(service.url, {}, one);
    await one.scrape();

    await other.scrape();

    expect(one.said).toEqual([
      `problem left_out: Metrics of ${service.url} are left out: queue, since another target has them with another type; rename them.`,
    ]);
  });
});

test('whatever types OpenMetrics knows can be exposed again in every format', async () => {
  const service = await fakeService();
  const page = `# TYPE build info
build_info{version="1.2"} 1
# TYPE state stateset
state{state="on"} 1
state{state="off"} 0
# TYPE jobs counter
jobs_total{kind="mail"} 3 # {trace_id="abc"} 1 1700000000
jobs_created{kind="mail"} 1700000000
# TYPE waits gaugehistogram
waits_bucket{le="+Inf"} 1
waits_gcount 1
waits_gsum 1
# TYPE took_seconds summary
# UNIT took_seconds seconds
took_seconds{quantile="0.5"} 0.25
took_seconds_sum 1
took_seconds_count 2
# TYPE odd unknown
odd 1
# EOF
`;
  service.page(page, 'application/openmetrics-text; version=1.0.0');
  const { scrape, said, registry } = targetUnderTest(service.url, { expose: true });

  expect(await scrape()).toBeNull();

  const exposition = expositionOf(registry.registry);
  const openMetrics = parsePage(await pageOf(exposition, 'openmetrics'), 'openmetrics');
  const series = openMetrics.flatMap(({ values }) => values.map(({ metricName }) => metricName));
  expect(series.sort()).toEqual([
    'build_info',
    'jobs_total',
    'odd',
    'state',
    'state',
    'took_seconds',
    'took_seconds_count',
    'took_seconds_sum',
  ]);
  expect(parsePage(await pageOf(exposition, 'text'), 'text')).toHaveLength(5);
  expect((await pageOf(exposition, 'protobuf')).length).toBeGreaterThan(0);
  expect(said).toEqual([
    `problem left_out: Metrics of ${service.url} are left out: waits, since histograms of gauges have no place here.`,
  ]);
});
