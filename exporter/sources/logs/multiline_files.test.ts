import { appendFile, rename, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, type TestContext, test } from 'vitest';
import { logsUnderTest } from './testing.ts';

const TRACE = '  File "app.py", line 3, in main\n    run()\n';

async function logsOf(context: TestContext) {
  const logs = await logsUnderTest(context);
  const file = join(logs.directory, 'app.log');
  await writeFile(file, '');
  const start = () =>
    logs.start({
      files: ['app.log'],
      format: 'text',
      multiline: { start: '^[0-9]' },
      golden_signals: undefined,
      metrics: [{ name: 'errors_total', type: 'counter', pattern: '"ERROR" "run()"' }],
    });
  await start();
  return { ...logs, file, start };
}

describe.concurrent('events of several lines in files', () => {
  test('are counted when the next one begins, and the last one when nothing has followed for a second', async (context) => {
    const { file, hasRead, value } = await logsOf(context);
    await writeFile(file, `1 ERROR a\n${TRACE}2 INFO b\n3 ERROR c\n${TRACE}`);
    await hasRead(3);
    expect(await value('errors_total')).toBe(2);
  });

  test('are one while their lines come, each within a second', async (context) => {
    const { file, hasRead, value } = await logsOf(context);
    for (const part of ['1 ERROR a\n', '  File "app.py", line 3, in main\n', '    run', '()\n']) {
      await appendFile(file, part);
      await pause(300);
    }
    await hasRead(1);
    expect(await value('errors_total')).toBe(1);
  });

  test('are counted once where a rotation, a compression or a restart comes between their lines', async (context) => {
    const { file, start, stop, hasRead, value } = await logsOf(context);
    await appendFile(file, '1 ERROR a\n');
    await rename(file, `${file}.1`);
    await appendFile(`${file}.1`, TRACE);
    await writeFile(file, '2 ERROR b\n');
    await stop();
    await appendFile(file, TRACE);
    await start();
    await hasRead(2);
    await stop();
    await writeFile(`${file}.2.gz`, gzipSync(`3 ERROR of long ago, when nobody had looked at all\n${TRACE}`));
    await start();
    await hasRead(3);
    expect(await value('errors_total')).toBe(3);
  });

  test('lose nothing where a file is truncated after the last one was counted', async (context) => {
    const { file, hasRead, value } = await logsOf(context);
    await appendFile(file, `1 ERROR a\n${TRACE}`);
    await hasRead(1);
    await truncate(file);
    await appendFile(file, `2 ERROR b\n${TRACE}`);
    await hasRead(2);
    expect(await value('errors_total')).toBe(2);
  });
});
