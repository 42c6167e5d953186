import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { temporaryDirectory } from '../../tests/support/temporary_directory.ts';
import { AlertState } from './alert_state.ts';
import { alert, bookUnderTest, over, testClock } from './testing.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-01-01T00:00:00Z');

/** A book that is kept in a directory, from a moment on. */
async function keptBook(stateDirectory: string, at = START) {
  const under = bookUnderTest(testClock(at));
  const { book, registry, rawLog: log } = under;
  const state = new AlertState({ book, scope: registry.scope(), log, stateDirectory });
  await state.start();
  return { ...under, state };
}

test('a restart forgets nothing, and tells nothing twice', async () => {
  const directory = await temporaryDirectory();
  const first = await keptBook(directory);
  first.receive([alert('ApiDown'), alert('Gone'), over('Slow')], START + MINUTE);
  await first.state.stop();

  const second = await keptBook(directory, START + 60 * MINUTE);
  expect(second.book.known).toEqual(first.book.known);
  expect(await second.firing()).toEqual({ 'ApiDown/critical/demo-api': 1, 'Gone/critical/demo-api': 1 });
  second.receive([alert('ApiDown'), over('Slow')], START + 61 * MINUTE);
  expect(second.log.messages()).toEqual([]);

  second.forget(START + 70 * MINUTE);
  expect(second.book.known.firing, 'Alertmanager has ten minutes to repeat what fires').toHaveLength(2);
  second.forget(START + 70 * MINUTE + 1);
  expect(second.book.known.firing).toMatchObject([{ fingerprint: 'ApiDown' }]);
  expect(second.book.known.recent[0]).toMatchObject({
    fingerprint: 'Gone',
    ending: 'unheard',
    endsAt: START + MINUTE,
  });
  await second.state.stop();
});

test('a change is on disk soon, also for an exporter that is killed', async () => {
  const directory = await temporaryDirectory();
  const { receive, state } = await keptBook(directory);
  onTestFinished(() => state.stop());
  receive([alert('ApiDown')], START);

  const saved = () => readFile(join(directory, 'alerts/book.json'), 'utf8');
  await vi.waitFor(async () => expect(await saved()).toContain('ApiDown'), 10_000);
  receive([over('ApiDown')], START + MINUTE);
  await vi.waitFor(async () => expect(await saved()).toContain('resolved'), 10_000);
});

test('where nothing was heard there is no file', async () => {
  const directory = await temporaryDirectory();
  const { state } = await keptBook(directory);
  await state.stop();
  await expect(readFile(join(directory, 'alerts/book.json'))).rejects.toThrow('ENOENT');
});

test.each([
  ['half a file', '{"version":1,"firing":['],
  ['another version', '{"version":2,"firing":[],"recent":[]}'],
  ['times that are none', '{"version":1,"firing":[{"startsAt":1e300}],"recent":[]}'],
])('%s is told and set aside', async (_what, text) => {
  const directory = await temporaryDirectory();
  const path = join(directory, 'alerts/book.json');
  await mkdir(join(directory, 'alerts'));
  await writeFile(path, text);

  const { state, book, receive, log } = await keptBook(directory);

  expect(book.known).toEqual({ firing: [], recent: [] });
  expect(log.messages('error')).toEqual([
    `The state file ${path} is damaged or of another version; it was set aside as ${path}.damaged. ` +
      'The alerts of the time before this start are not known; those that fire come again.',
  ]);
  expect(await readFile(`${path}.damaged`, 'utf8')).toBe(text);
  receive([alert('ApiDown')], START);
  await state.stop();
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ firing: [{ fingerprint: 'ApiDown' }] });
});

test('a disk that refuses is told once and counted', async () => {
  const directory = await temporaryDirectory();
  // A file where a directory should be: so it is even for root.
  await writeFile(join(directory, 'alerts'), '');
  const { state, receive, log, series } = await keptBook(directory);
  receive([alert('ApiDown')], START);

  await state.stop();

  const path = join(directory, 'alerts/book.json');
  expect(log.messages('error')).toEqual([
    expect.stringContaining(`The state file ${path} cannot be read: ENOTDIR`),
    `The alerts cannot be written to ${path}; a restart forgets what came since.`,
  ]);
  expect(await series('goldwatch_alerts_save_failures_total')).toEqual({ '': 1 });
});
