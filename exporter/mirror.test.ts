import { expect, test, vi } from 'vitest';
import { sumOf } from '../tests/support/metrics.ts';
import { temporaryDirectory } from '../tests/support/temporary_directory.ts';
import { standIn } from './outputs/cloudwatch_mirror/testing/mirror_under_test.ts';
import { answer, counting, type ExporterUnderTest, exporterUnderTest, textOf } from './testing.ts';

const REQUESTS = { series: 'http_requests_total', name: 'Requests' };

function mirrorTo({ url }: { readonly url: string }, select: readonly object[] = [REQUESTS]) {
  return {
    namespace: 'Test',
    region: 'us-east-1',
    endpoint: url,
    interval: '1s',
    resolution: '1s',
    select,
  };
}

/** The sum of all that CloudWatch has got of a metric. */
function received(
  { received: datums }: Pick<Awaited<ReturnType<typeof standIn>>, 'received'>,
  metric: string,
): number {
  const its = datums.filter(({ metricName }) => metricName === metric);
  const sums = its.map(({ values, counts }) =>
    values.reduce((sum, value, index) => sum + value * (counts[index] ?? 0), 0),
  );
  return sums.reduce((total, sum) => total + sum, 0);
}

async function mirrored(under: ExporterUnderTest, series: string): Promise<number> {
  return sumOf(await under.page(), `goldwatch_mirror_${series}`, {});
}

test('what sources count reaches CloudWatch, once', async () => {
  const aws = await standIn();
  const under = await exporterUnderTest({ sources: [counting('a')], mirror: mirrorTo(aws) });
  await answer(under, 'a', 30);
  await vi.waitFor(() => expect(received(aws, 'Requests')).toBe(30), 10_000);
  await answer(under, 'a', 12);
  await vi.waitFor(() => expect(received(aws, 'Requests')).toBe(42), 10_000);
  expect(await mirrored(under, 'up')).toBe(1);
  expect(await mirrored(under, 'metrics')).toBe(1);
});

test('a stop sends what came since the last interval, and the next start goes on from there', async () => {
  const aws = await standIn();
  const directory = await temporaryDirectory();
  const written = {
    sources: [counting('a')],
    mirror: { ...mirrorTo(aws), interval: '60m', resolution: '60s' },
  };
  const first = await exporterUnderTest(written, { directory });
  await answer(first, 'a', 30);
  await first.exporter.stop();
  const second = await exporterUnderTest(written, { directory });
  await answer(second, 'a', 12);
  await second.exporter.stop();
  const third = await exporterUnderTest(written, { directory });
  await third.exporter.ready;
  await vi.waitFor(() => expect(received(aws, 'Requests')).toBe(42), 10_000);
});

test('a reload that selects otherwise loses nothing and counts nothing twice', async () => {
  const aws = await standIn();
  const sources = [counting('a')];
  const slow = (select: readonly object[]) => ({
    ...mirrorTo(aws, select),
    interval: '60m',
    resolution: '60s',
  });
  const under = await exporterUnderTest({ sources, mirror: slow([REQUESTS]) });
  await answer(under, 'a', 30);
  under.next({ sources, mirror: slow([REQUESTS, { series: 'goldwatch_log_lines_total', name: 'Lines' }]) });
  expect(await under.exporter.reload()).toEqual({ ok: true, message: 'The configuration is loaded.' });
  await answer(under, 'a', 12);
  under.next({ sources });
  await under.exporter.reload();
  // Started once more, it sends what is left in the spool.
  under.next({ sources, mirror: mirrorTo(aws) });
  await under.exporter.reload();
  await vi.waitFor(() => expect(received(aws, 'Requests')).toBe(42), 10_000);
  // What it had counted before it was selected is not sent.
  expect(received(aws, 'Lines')).toBe(12);
});

test('a reload that ends a source reads it before', async () => {
  const aws = await standIn();
  const mirror = { ...mirrorTo(aws), interval: '60m', resolution: '60s' };
  const under = await exporterUnderTest({ sources: [counting('a'), counting('b')], mirror });
  await answer(under, 'a', 30);
  await answer(under, 'b', 7);
  under.next({ sources: [counting('a')], mirror });
  await under.exporter.reload();
  await vi.waitFor(() => expect(received(aws, 'Requests')).toBe(37), 10_000);
});

test('without a mirror there are no series of one', async () => {
  const aws = await standIn();
  const under = await exporterUnderTest({ mirror: mirrorTo(aws) });
  expect(await under.page()).toContain('\ngoldwatch_mirror_up 1\n');
  under.next({});
  await under.exporter.reload();
  expect(await under.page()).not.toMatch(/^goldwatch_mirror_/m);
});

test('what CloudWatch does not take is on the status page, and metrics are served', async () => {
  const aws = await standIn();
  aws.fail([{ fault: 'AccessDenied', times: 'always' }]);
  const under = await exporterUnderTest({ sources: [counting('a')], mirror: mirrorTo(aws) });
  expect(await textOf(fetch(under.url))).not.toContain('CloudWatch mirror');
  await answer(under, 'a', 30);
  await vi.waitFor(async () => expect(await mirrored(under, 'up')).toBe(0), 10_000);
  expect(await mirrored(under, 'spool_datums')).toBeGreaterThan(0);
  expect(await textOf(fetch(under.url))).toContain(
    '<strong>Nothing comes through:</strong> status 403, AccessDenied: User: ',
  );
  expect(under.log.messages('error')).toEqual([
    expect.stringMatching(
      /^CloudWatch does not let goldwatch send \(.*\)\. Intervals wait in the spool\. Allow cloudwatch:PutMetricData for the namespace, and check the region and the endpoint\.$/,
    ),
  ]);
});

test('the status page says nothing of a mirror where there is none', async () => {
  const under = await exporterUnderTest();
  expect(await textOf(fetch(under.url))).not.toContain('CloudWatch');
});

test('what waits for another namespace is never sent to this one, and is named', async () => {
  const aws = await standIn();
  const directory = await temporaryDirectory();
  const written = (namespace: string) => ({
    sources: [counting('a')],
    mirror: { ...mirrorTo(aws), namespace },
  });
  const receivedIn = (wanted: string) =>
    received({ received: aws.received.filter(({ namespace }) => namespace === wanted) }, 'Requests');
  aws.fail([{ fault: 'AccessDenied', times: 'always' }]);
  const first = await exporterUnderTest(written('Shop/Api'), { directory });
  await answer(first, 'a', 30);
  await vi.waitFor(async () => expect(await mirrored(first, 'spool_datums')).toBeGreaterThan(0), 10_000);
  first.next(written('Shop/Other'));
  await first.exporter.reload();
  aws.fail([]);
  await answer(first, 'a', 12);
  await vi.waitFor(() => expect(receivedIn('Shop/Other')).toBe(12), 10_000);
  expect(receivedIn('Shop/Api')).toBe(0);
  expect(first.log.lines).toContainEqual(
    expect.objectContaining({
      directory: expect.stringMatching(/\/mirror\/shop-api-us-east-1-[0-9a-f]{8}$/),
      msg: 'Datums wait here for another namespace, region or endpoint. They go out when mirror.cloudwatch names it again; if they are not wanted, remove the directory.',
    }),
  );
  first.next(written('Shop/Api'));
  await first.exporter.reload();
  await vi.waitFor(() => expect(receivedIn('Shop/Api')).toBe(30), 10_000);
  expect(receivedIn('Shop/Other')).toBe(12);
});
