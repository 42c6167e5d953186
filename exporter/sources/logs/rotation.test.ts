import { appendFile, copyFile, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { accessLine } from '../../../tests/support/log_lines.ts';
import { logsUnderTest, write } from './testing.ts';

const lines = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => accessLine(from + index)).join('');

describe.concurrent('the log source counts each line once', () => {
  test('of a file that was there before, only what is written from now on', async (context) => {
    const logs = await logsUnderTest(context);
    const file = join(logs.directory, 'access.json');
    await writeFile(file, lines(0, 5));
    await logs.start();
    await appendFile(file, lines(5, 3));
    await logs.hasRead(3);
  });

  test('of a line that was half written at the first start, once it is whole', async (context) => {
    const logs = await logsUnderTest(context);
    const file = join(logs.directory, 'access.json');
    const half = accessLine(1);
    await writeFile(file, accessLine(0) + half.slice(0, 40));
    await logs.start();
    await appendFile(file, half.slice(40));
    await logs.hasRead(1);
    expect(await logs.value('http_requests_total')).toBe(1);
  });

  test('of a file that is created later, from its beginning', async (context) => {
    const logs = await logsUnderTest(context);
    await logs.start({ files: ['new/folder/*.json'] });
    await write(join(logs.directory, 'new/folder/late.json'), lines(0, 4));
    await logs.hasRead(4);
  });

  test('when the file is renamed and a new one takes its name', async (context) => {
    const logs = await logsUnderTest(context);
    const file = join(logs.directory, 'access.json');
    await writeFile(file, '');
    await logs.start();
    await appendFile(file, lines(0, 3));
    await rename(file, `${file}.1`);
    // The writer goes on in the renamed file until it reopens its log.
    await appendFile(`${file}.1`, lines(3, 2));
    await writeFile(file, lines(5, 4));
    await logs.hasRead(9);
  });

  test('when the file is copied and truncated', async (context) => {
    const logs = await logsUnderTest(context);
    const file = join(logs.directory, 'access.json');
    await writeFile(file, '');
    await logs.start();
    await appendFile(file, lines(0, 3));
    await logs.hasRead(3);
    await appendFile(file, lines(3, 2));
    await copyFile(file, `${file}.1`);
    await truncate(file);
    await appendFile(file, lines(5, 4));
    await logs.hasRead(9);
  });

  test('when the file was truncated and has grown past its old size between two looks', async (context) => {
    const logs = await logsUnderTest(context);
    const file = join(logs.directory, 'access.json');
    await writeFile(file, '');
    await logs.start();
    await appendFile(file, lines(0, 2));
    await logs.hasRead(2);
    await writeFile(file, lines(10, 20));
    await logs.hasRead(22);
  });

  test('when the file is moved out of sight while it is written to', async (context) => {
    const logs = await logsUnderTest(context);
    const file = join(logs.directory, 'access.json');
    await writeFile(file, '');
    await logs.start();
    await appendFile(file, lines(0, 2));
    await logs.hasRead(2);
    const moved = join(logs.directory, 'old/archive.log');
    await write(moved, '');
    await rename(file, moved);
    await appendFile(moved, lines(2, 3));
    await logs.hasRead(5);
  });

  test('when its folder is not there for a while, with many others', async (context) => {
    const logs = await logsUnderTest(context);
    const names = Array.from({ length: 400 }, (_, index) => join(logs.directory, `logs/${index}.json`));
    await logs.start({ files: ['logs/*.json'] });
    await Promise.all(names.map((name, index) => write(name, lines(index, 1))));
    await logs.hasRead(400);
    await rename(join(logs.directory, 'logs'), join(logs.directory, 'away'));
    await logs.hasRead(400);
    await rename(join(logs.directory, 'away'), join(logs.directory, 'logs'));
    await Promise.all(names.map((name, index) => appendFile(name, lines(400 + index, 1))));
    await logs.hasRead(800);
  });

  test('when somebody copies a log beside it to look at', async (context) => {
    const logs = await logsUnderTest(context);
    const file = join(logs.directory, 'access.json');
    await writeFile(file, '');
    await logs.start();
    await appendFile(file, lines(0, 5));
    await logs.hasRead(5);
    await copyFile(file, join(logs.directory, 'access-copy.json'));
    await appendFile(file, lines(5, 1));
    await logs.hasRead(6);
  });

  test('when a rotated log is moved away and comes back, as after gunzip', async (context) => {
    const logs = await logsUnderTest(context);
    const file = join(logs.directory, 'access.json');
    await writeFile(file, '');
    await logs.start();
    await appendFile(file, lines(0, 5));
    await logs.hasRead(5);
    await rename(file, `${file}.1`);
    await writeFile(file, lines(5, 1));
    await logs.hasRead(6);
    const outside = join(logs.directory, 'outside');
    await copyFile(`${file}.1`, outside);
    await rm(`${file}.1`);
    await logs.hasRead(6);
    await copyFile(outside, `${file}.1`);
    await logs.hasRead(6);
  });

  test.for(['access.json.1', 'access.json-20261121', 'access-20261121.json', 'access.json.2026-11-21T10'])(
    'when it was renamed to %s while the exporter was down',
    async (rotated, context) => {
      const logs = await logsUnderTest(context);
      const file = join(logs.directory, 'access.json');
      await writeFile(file, '');
      await logs.start({ files: ['access.json'] });
      await appendFile(file, lines(0, 3));
      await logs.hasRead(3);
      await logs.stop();
      await appendFile(file, lines(3, 2));
      await rename(file, join(logs.directory, rotated));
      await writeFile(file, lines(5, 4));
      await logs.start({ files: ['access.json'] });
      await logs.hasRead(9);
      expect(await logs.value('http_requests_total')).toBe(9);
      expect(await logs.value('http_request_duration_seconds_count')).toBe(9);
    },
  );

  test('when it was rotated twice while the exporter was down', async (context) => {
    const logs = await logsUnderTest(context);
    const file = join(logs.directory, 'access.json');
    await writeFile(file, '');
    await logs.start({ files: ['access.json'] });
    await appendFile(file, lines(0, 3));
    await logs.hasRead(3);
    await logs.stop();
    await appendFile(file, lines(3, 2));
    await rename(file, `${file}.2`);
    await writeFile(`${file}.1`, lines(5, 4));
    await writeFile(file, lines(9, 1));
    await logs.start({ files: ['access.json'] });
    await logs.hasRead(10);
  });

  test('when it was copied and truncated while the exporter was down', async (context) => {
    const logs = await logsUnderTest(context);
    const file = join(logs.directory, 'access.json');
    await writeFile(file, '');
    await logs.start({ files: ['access.json'] });
    await appendFile(file, lines(0, 3));
    await logs.hasRead(3);
    await logs.stop();
    await appendFile(file, lines(3, 2));
    await copyFile(file, `${file}.1`);
    await truncate(file);
    await appendFile(file, lines(5, 9));
    await logs.start({ files: ['access.json'] });
    await logs.hasRead(14);
  });

  test('and leaves a log alone that the globs name no more, and its rotated siblings', async (context) => {
    const logs = await logsUnderTest(context);
    const file = join(logs.directory, 'access.json');
    await writeFile(file, '');
    await logs.start({ files: ['access.json', 'other.json'] });
    await appendFile(file, lines(0, 3));
    await logs.hasRead(3);
    await logs.stop();
    await appendFile(file, lines(3, 2));
    await logs.start({ files: ['other.json'] });
    await rename(file, `${file}.1`);
    await appendFile(`${file}.1`, lines(5, 4));
    await logs.hasRead(3);
    expect(logs.reports).toEqual([]);
    expect(await logs.value('goldwatch_log_files_lost_total')).toBe(0);
  });

  test('when another glob names its folder otherwise', async (context) => {
    const logs = await logsUnderTest(context);
    const file = join(logs.directory, 'logs/access.json');
    await write(file, '');
    await logs.start({ files: ['logs/access.json'] });
    await appendFile(file, lines(0, 3));
    await logs.hasRead(3);
    await logs.stop();
    await symlink(join(logs.directory, 'logs'), join(logs.directory, 'linked'));
    await appendFile(file, lines(3, 2));
    await logs.start({ files: ['linked/access.json'] });
    await logs.hasRead(5);
    expect(logs.reports).toEqual([]);
  });

  test('but reports a log that vanished while the exporter was down', async (context) => {
    const logs = await logsUnderTest(context);
    const file = join(logs.directory, 'access.json');
    await writeFile(file, '');
    await logs.start();
    await appendFile(file, lines(0, 3));
    await logs.hasRead(3);
    await logs.stop();
    await rm(file);
    await logs.start();
    expect(logs.reports).toEqual([
      `problem file_lost: The log file ${file} vanished while the exporter was down; lines written to it since are not counted.`,
    ]);
    expect(await logs.value('goldwatch_log_files_lost_total', { reason: 'vanished' })).toBe(1);
    expect(await logs.value('http_requests_total')).toBe(3);
  });
});
