import { expect, test } from 'vitest';
import { sumOf } from '../tests/support/metrics.ts';
import { answer, answerOf, counting, exporterUnderTest } from './testing.ts';
import { lastingResources } from './testing_resources.ts';

const LOADED = 'The configuration is loaded.';

test.each(['POST', 'PUT'])('%s /-/reload answers with what came of it', async (method) => {
  const under = await exporterUnderTest();
  const reload = () => answerOf(fetch(`${under.url}/-/reload`, { method }));

  expect(await reload()).toEqual({ status: 200, body: `${LOADED}\n` });
  under.next(new Error('monitoring.yml:3:1: what is this?'));
  expect(await reload()).toEqual({
    status: 400,
    body: 'The configuration in use stays as it is, since the new one cannot be used:\nmonitoring.yml:3:1: what is this?\n',
  });
});

test('a configuration that cannot be used changes nothing, is explained, and shows in the metrics until a good one', async () => {
  const sources = [counting('access')];
  const under = await exporterUnderTest({ sources });
  await answer(under, 'access', 3);
  const stateOf = (page: string) => ({
    successful: sumOf(page, 'goldwatch_config_last_reload_successful'),
    time: sumOf(page, 'goldwatch_config_last_reload_success_timestamp_seconds'),
    requests: sumOf(page, 'http_requests_total', { service: 'demo-api' }),
  });
  const before = stateOf(await under.page());
  expect(before).toMatchObject({ successful: 1, requests: 3 });

  under.next(new Error('monitoring.yml:3:1: what is this?'));
  const { ok, message } = await under.exporter.reload();

  expect(ok).toBe(false);
  expect(under.log.messages('error')).toEqual([message]);
  expect(stateOf(await under.page())).toEqual({ ...before, successful: 0 });
  await answer(under, 'access', 1);

  under.next({ sources });
  await under.exporter.reload();
  const after = stateOf(await under.page());
  expect(after).toMatchObject({ successful: 1, requests: 4 });
  expect(after.time).toBeGreaterThan(before.time);
});

test('what takes effect at the next start only is named, at every reload until it has', async () => {
  const under = await exporterUnderTest();
  const changed = {
    exporter: { listen: '127.0.0.1:1', state_dir: 'elsewhere' },
    latencyBuckets: [0.1, 2],
  };
  const message =
    'The configuration is loaded. exporter.listen has changed: it takes effect at the next start.' +
    ' exporter.state_dir has changed: it takes effect at the next start.' +
    ' The set of latency buckets has changed: it takes effect at the next start.';

  under.next(changed);
  expect(await under.exporter.reload()).toEqual({ ok: true, message });
  expect(await under.exporter.reload()).toEqual({ ok: true, message });
  under.next({});
  expect(await under.exporter.reload()).toEqual({ ok: true, message: LOADED });
});

test('the limit on series takes effect at once', async () => {
  const under = await exporterUnderTest();
  under.next({ exporter: { series_limit: 123 } });

  await under.exporter.reload();

  expect(sumOf(await under.page(), 'goldwatch_series_limit')).toBe(123);
});

test('whether OpenMetrics says when counting began takes effect at once', async () => {
  const under = await exporterUnderTest();
  const page = async () => {
    const headers = { accept: 'application/openmetrics-text' };
    return (await fetch(`${under.url}/metrics`, { headers })).text();
  };
  await under.page();
  expect(await page()).toContain('goldwatch_scrapes_refused_created ');
  under.next({ exporter: { created_series: false } });
  await under.exporter.reload();
  expect(await page()).not.toContain('goldwatch_scrapes_refused_created ');
});

test('a reload while the exporter stops does not set anything going again', async () => {
  const lasting = lastingResources();
  const under = await exporterUnderTest({ sources: [counting('access')] });
  await answer(under, 'access', 3);
  under.next({ sources: [counting('access'), counting('late')] });

  const before = lasting.of(() => under.exporter.reload());
  const stopped = under.exporter.stop();
  const after = lasting.of(() => under.exporter.reload());

  const refused = { ok: false, message: 'The exporter is stopping; nothing is loaded any more.' };
  expect(await before).toEqual({ ok: true, message: LOADED });
  expect(await after).toEqual(refused);
  await stopped;
  expect(await lasting.left()).toEqual([]);
  expect(await under.exporter.reload()).toEqual(refused);
  const again = await exporterUnderTest({ sources: [counting('access')] }, under);
  expect(sumOf(await again.page(), 'http_requests_total', { service: 'demo-api' })).toBe(3);
});
