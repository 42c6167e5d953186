import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { accessLine } from '../tests/support/log_lines.ts';
import { sumOf } from '../tests/support/metrics.ts';
import { answer, BROKEN_CONTAINER, counting, exporterUnderTest } from './testing.ts';

const LOADED = 'The configuration is loaded.';

test('sources that are no longer named go with their series, new ones come, and the rest is not disturbed', async () => {
  const under = await exporterUnderTest({
    sources: [counting('kept'), counting('removed', { service: 'old' })],
  });
  await answer(under, 'kept', 3);
  await answer(under, 'removed', 4);

  under.next({ sources: [counting('added', { service: 'new' }), counting('kept')] });
  expect(await under.exporter.reload()).toEqual({ ok: true, message: LOADED });

  const page = await under.page();
  expect(page).not.toContain('removed');
  expect(page).not.toContain('service="old"');
  expect(sumOf(page, 'goldwatch_log_lines_total', { source: 'kept' })).toBe(3);
  expect(sumOf(page, 'goldwatch_log_lines_total', { source: 'added' })).toBe(0);
  await answer(under, 'kept', 2);
  await answer(under, 'added', 1);
  expect(await under.page()).toContain('goldwatch_source_up{source="added",type="logs"} 1\n');
  expect(sumOf(await under.page(), 'http_requests_total', { service: 'demo-api' })).toBe(5);
  expect(sumOf(await under.page(), 'http_requests_total', { service: 'new' })).toBe(1);
});

test('a source that is changed goes on counting where it was', async () => {
  const under = await exporterUnderTest({ sources: [counting('access')] });
  await answer(under, 'access', 3);

  under.next({ sources: [counting('access', { routes_limit: 7 })] });
  await under.exporter.reload();

  expect(sumOf(await under.page(), 'http_requests_total', { service: 'demo-api' })).toBe(3);
  await answer(under, 'access', 2);
  expect(sumOf(await under.page(), 'http_requests_total', { service: 'demo-api' })).toBe(5);
});

test('what was written while a source was not named is counted when it is named again', async () => {
  const under = await exporterUnderTest({ sources: [counting('access')] });
  await answer(under, 'access', 3);
  under.next({});
  await under.exporter.reload();
  await appendFile(join(under.directory, 'access.json'), accessLine(1));

  under.next({ sources: [counting('access')] });
  await under.exporter.reload();

  await vi.waitFor(
    async () => expect(sumOf(await under.page(), 'http_requests_total', { service: 'demo-api' })).toBe(4),
    10_000,
  );
});

test('a source that gets another service by `service.name` counts for that one', async () => {
  const sources = [counting('access')];
  const under = await exporterUnderTest({ sources, service: 'before' });
  await answer(under, 'access', 3);

  under.next({ sources, service: 'after' });
  await under.exporter.reload();
  await answer(under, 'access', 1);

  const page = await under.page();
  expect(page).not.toContain('service="before"');
  expect(sumOf(page, 'http_requests_total', { service: 'after' })).toBe(1);
});

test('two sources that swap their names and types take each other’s place', async () => {
  const under = await exporterUnderTest({
    sources: [counting('a'), { ...BROKEN_CONTAINER, name: 'b' }],
  });
  await under.page();

  under.next({ sources: [{ ...BROKEN_CONTAINER, name: 'a' }, counting('b')] });
  await under.exporter.reload();

  await vi.waitFor(async () => {
    const up = (await under.page()).split('\n').filter((line) => line.startsWith('goldwatch_source_up{'));
    expect(up.sort()).toEqual([
      'goldwatch_source_up{source="a",type="container"} 0',
      'goldwatch_source_up{source="b",type="logs"} 1',
    ]);
  }, 10_000);
});

test('of many reloads at once the last one asked for wins, and counts are right', async () => {
  const under = await exporterUnderTest({ sources: [counting('access')] });
  await answer(under, 'access', 3);

  const reloads: Promise<{ ok: boolean }>[] = [];
  for (let limit = 1; limit <= 50; limit += 1) {
    under.next({ sources: [counting('access', { routes_limit: limit }), counting(`other-${limit % 3}`)] });
    reloads.push(under.exporter.reload());
    if (limit % 10 === 0) await fetch(`${under.url}/-/healthy`);
  }

  expect((await Promise.all(reloads)).every(({ ok }) => ok)).toBe(true);
  const page = await under.page();
  const sources = [...page.matchAll(/^goldwatch_log_lines_total\{source="([^"]+)"/gm)].map(([, id]) => id);
  expect(sources.sort()).toEqual(['access', 'other-2']);
  expect(sumOf(page, 'http_requests_total', { service: 'demo-api' })).toBe(3);
});
