import { appendFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { accessLine } from '../tests/support/log_lines.ts';
import { sumOf } from '../tests/support/metrics.ts';
import { answer, answerOf, counting, exporterUnderTest } from './testing.ts';

const LOADED = 'The configuration is loaded.';

test('a reload during the catch-up does not make the exporter ready before its sources are', async () => {
  const first = await exporterUnderTest({ sources: [counting('access')] });
  await first.exporter.ready;
  await first.exporter.stop();
  await writeFile(join(first.directory, 'access.json'), accessLine(1).repeat(400_000));

  const under = await exporterUnderTest({ sources: [counting('access')] }, first);
  under.next({ sources: [counting('access', { routes_limit: 7 })] });
  await under.exporter.reload();
  const early = await answerOf(fetch(`${under.url}/metrics`));

  // It has been restarted in the middle, and was not ready in between.
  if (early.status === 200) expect(sumOf(early.body, 'goldwatch_log_lines_total')).toBe(400_000);
  expect(sumOf(await under.page(), 'goldwatch_log_lines_total')).toBe(400_000);
});

test('a source that cannot start is reported, the others are served, and it starts when that is mended and loaded', async () => {
  const checkpoint = 'state/sources/broken/checkpoint.json';
  const sources = [counting('broken'), counting('sound')];
  const under = await exporterUnderTest({ sources }, { files: { [checkpoint]: 'not JSON' } });
  await answer(under, 'sound', 2);
  const problem =
    `The state file ${join(under.directory, checkpoint)} is damaged or of another version. ` +
    'Move it away to start counting afresh at the end of the logs; Prometheus takes that for a restart of the counters.';
  const broken = { source: 'broken' };

  const page = await under.page();
  expect(page).toContain('goldwatch_source_up{source="broken",type="logs"} 0\n');
  expect(page).toContain('goldwatch_source_errors_total{source="broken",reason="start"} 1\n');
  expect(sumOf(page, 'goldwatch_log_lines_total', { source: 'sound' })).toBe(2);
  expect(under.log.lines).toContainEqual(
    expect.objectContaining({ level: 50, source: 'broken', reason: 'start', msg: problem }),
  );
  expect(await under.exporter.reload()).toEqual({
    ok: true,
    message: `${LOADED} The source broken does not work: ${problem}`,
  });
  expect(sumOf(await under.page(), 'goldwatch_source_errors_total', broken)).toBe(2);
  expect(under.log.messages('error'), 'the same trouble is logged once').toEqual([problem]);

  await rm(join(under.directory, checkpoint));
  expect(await under.exporter.reload()).toEqual({ ok: true, message: LOADED });

  await answer(under, 'broken', 1);
  const mended = await under.page();
  expect(mended).toContain('goldwatch_source_up{source="broken",type="logs"} 1\n');
  expect(sumOf(mended, 'goldwatch_log_lines_total', { source: 'sound' })).toBe(2);
  expect(under.log.lines).toContainEqual(
    expect.objectContaining({ level: 30, source: 'broken', msg: 'The source works again.' }),
  );
});

test('a source that starts late is not served before it has caught up, for its counters would seem to be reset', async () => {
  const sources = [counting('access')];
  const first = await exporterUnderTest({ sources });
  await answer(first, 'access', 3);
  await first.exporter.stop();
  const checkpoint = join(first.directory, 'state/sources/access/checkpoint.json');
  await rename(checkpoint, `${checkpoint}.kept`);
  await writeFile(checkpoint, 'not JSON');
  await appendFile(join(first.directory, 'access.json'), accessLine(1).repeat(400_000));
  const under = await exporterUnderTest({ sources }, first);
  expect(await under.page()).not.toContain('goldwatch_log_lines_total{');

  await rename(`${checkpoint}.kept`, checkpoint);
  await under.exporter.reload();

  const seen = new Set<number>();
  await vi.waitFor(async () => {
    const { status, body } = await answerOf(fetch(`${under.url}/metrics`));
    if (status === 200) seen.add(sumOf(body, 'goldwatch_log_lines_total'));
    else expect(body).toBe('The exporter is catching up; its counters are not complete yet.\n');
    expect(status).toBe(200);
  }, 10_000);
  expect([...seen]).toEqual([400_003]);
});
