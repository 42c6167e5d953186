import {
  appendFile,
  copyFile,
  readFile,
  rename,
  rm,
  stat,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, type TestContext, test, vi } from 'vitest';
import { accessLine } from '../../../tests/support/log_lines.ts';
import { logsUnderTest } from './testing.ts';

const lines = (from: number, count: number) =>
  Array.from({ length: count }, (_, index) => accessLine(from + index)).join('');

/** Compresses as gzip does: the original goes when the compressed file is whole. */
async function gzip(path: string): Promise<void> {
  await writeFile(`${path}.gz`, gzipSync(await readFile(path)));
  const { atime, mtime } = await stat(path);
  await utimes(`${path}.gz`, atime, mtime);
  await rm(path);
}

async function archive(context: TestContext) {
  const logs = await logsUnderTest(context);
  const settings = { files: ['*.log.gz'] };
  return { ...logs, file: (name: string) => join(logs.directory, name), start: () => logs.start(settings) };
}

describe.concurrent('logs that are compressed from the start are counted once', () => {
  test('from those that come later; what is there at the very first start does not count', async (context) => {
    const { file, start, hasRead, value } = await archive(context);
    await writeFile(file('a.log.gz'), gzipSync(lines(0, 5)));
    await start();
    await writeFile(file('b.log.gz'), gzipSync(lines(5, 3)));
    await writeFile(file('c.log.gz'), Buffer.concat([gzipSync(lines(8, 2)), gzipSync(lines(10, 4))]));
    await hasRead(9);
    expect(await value('http_requests_total')).toBe(9);
  });

  test('from one that was there at the very first start and has grown, only what has come since', async (context) => {
    const { file, start, hasRead } = await archive(context);
    await writeFile(file('a.log.gz'), gzipSync(lines(0, 20)));
    await start();
    await appendFile(file('a.log.gz'), gzipSync(lines(20, 3)));
    await hasRead(3);
  });

  test('while somebody writes them, and after a restart in the middle', async (context) => {
    const { file, start, stop, hasRead } = await archive(context);
    await start();
    const whole = gzipSync(lines(0, 40_000));
    const third = Math.ceil(whole.length / 3);
    await writeFile(file('a.log.gz'), whole.subarray(0, third));
    await pause(700);
    await appendFile(file('a.log.gz'), whole.subarray(third, 2 * third));
    await pause(700);
    await stop();
    await start();
    await appendFile(file('a.log.gz'), whole.subarray(2 * third));
    await hasRead(40_000);
  });

  test('after restarts, which need not decompress them again, and when they are gone', async (context) => {
    const { file, start, stop, hasRead, reports } = await archive(context);
    await start();
    await writeFile(file('a.log.gz'), gzipSync(lines(0, 7)));
    await writeFile(file('b.log.gz'), gzipSync(''));
    await hasRead(7);
    await stop();
    await rm(file('a.log.gz'));
    await start();
    await hasRead(7);
    expect(reports).toEqual([]);
  });

  test('when they are copied, renamed, moved to another file, touched or compressed anew', async (context) => {
    const { file, start, hasRead } = await archive(context);
    await start();
    await writeFile(file('a.log.gz'), gzipSync(lines(0, 7)));
    await hasRead(7);
    await copyFile(file('a.log.gz'), file('copy.log.gz'));
    await rename(file('a.log.gz'), file('b.log.gz'));
    await hasRead(7);
    await copyFile(file('b.log.gz'), file('other.log.gz'));
    await rm(file('copy.log.gz'));
    await rm(file('b.log.gz'));
    await hasRead(7);
    await utimes(file('other.log.gz'), 1, 1);
    await hasRead(7);
    await writeFile(file('other.log.gz'), gzipSync(lines(0, 7), { level: 1 }));
    await hasRead(7);
  });

  test('up to where one is damaged, which is reported; when a good copy is put there, the rest', async (context) => {
    const { file, start, hasRead, reports, value } = await archive(context);
    await start();
    const good = gzipSync(lines(0, 20_000));
    const bad = Buffer.concat([good.subarray(0, good.length - 8), Buffer.alloc(8)]);
    await writeFile(file('a.log.gz'), bad);
    await writeFile(file('b.log.gz'), 'no gzip\n');
    await hasRead(20_000);
    expect(reports.toSorted()).toEqual([
      `problem file_damaged: The log file ${file('a.log.gz')} is damaged: its checksum or size is not that of its content. ` +
        'Lines before that are counted. Put a good copy there; it is read on when it changes.',
      `problem file_damaged: The log file ${file('b.log.gz')} is damaged: it does not begin as gzip does. ` +
        'None of its lines is counted. Put a good copy there; it is read on when it changes.',
    ]);
    expect(await value('goldwatch_log_files_damaged_total', { reason: 'damaged' })).toBe(2);
    await writeFile(file('a.log.gz'), Buffer.concat([good, gzipSync(lines(20_000, 2))]));
    await rm(file('b.log.gz'));
    await writeFile(file('b.log.gz'), gzipSync(lines(20_002, 3)));
    await hasRead(20_005);
    expect(reports).toHaveLength(2);
  });

  test('when a new one takes the name and the place of an old one', async (context) => {
    const { file, start, hasRead } = await archive(context);
    await start();
    await writeFile(file('a.log.gz'), gzipSync(lines(0, 7)));
    await hasRead(7);
    await writeFile(file('a.log.gz'), gzipSync(lines(100, 4)));
    await hasRead(11);
  });
});

describe.concurrent('a log that is compressed after its rotation is counted once', () => {
  test.for(['access.json.1', 'access.json-20261121', 'access-20261121.json', 'access.json'])(
    'as %s.gz, while the exporter runs',
    async (rotated, context) => {
      const logs = await logsUnderTest(context);
      const file = join(logs.directory, 'access.json');
      const old = join(logs.directory, rotated);
      await writeFile(file, '');
      await logs.start({ files: ['access.json'] });
      await appendFile(file, lines(0, 30));
      await logs.hasRead(30);
      await rename(file, old);
      await appendFile(old, lines(30, 5));
      await gzip(old);
      await writeFile(file, lines(100, 2));
      await logs.hasRead(37);
    },
  );

  test.for(['access.json.1', 'access.json-20261121', 'access-20261121.json'])(
    'as %s.gz, while the exporter was down',
    async (rotated, context) => {
      const logs = await logsUnderTest(context);
      const file = join(logs.directory, 'access.json');
      const old = join(logs.directory, rotated);
      await writeFile(file, '');
      await logs.start({ files: ['access.json'] });
      await appendFile(file, lines(0, 30));
      await logs.hasRead(30);
      await logs.stop();
      await appendFile(file, lines(30, 5));
      await rename(file, old);
      await gzip(old);
      await writeFile(file, lines(100, 2));
      await logs.start({ files: ['access.json'] });
      await logs.hasRead(37);
      expect(logs.reports).toEqual([]);
    },
  );

  test('twice while the exporter was down, the second of which nobody has seen before', async (context) => {
    const logs = await logsUnderTest(context);
    const file = join(logs.directory, 'access.json');
    await writeFile(file, '');
    await logs.start({ files: ['access.json'] });
    await appendFile(file, lines(0, 30));
    await logs.hasRead(30);
    await logs.stop();
    await appendFile(file, lines(30, 5));
    await rename(file, `${file}.2`);
    await gzip(`${file}.2`);
    await writeFile(`${file}.1`, lines(50, 7));
    await gzip(`${file}.1`);
    await writeFile(file, lines(100, 2));
    await logs.start({ files: ['access.json'] });
    await logs.hasRead(44);
  });

  test('while the compressed file grows beside the original, and when it is decompressed again', async (context) => {
    const logs = await logsUnderTest(context);
    const file = join(logs.directory, 'access.json');
    await writeFile(file, '');
    await logs.start({ files: ['access.json'] });
    await appendFile(file, lines(0, 3_000));
    await logs.hasRead(3_000);
    await rename(file, `${file}.1`);
    await writeFile(file, '');
    const whole = gzipSync(await readFile(`${file}.1`));
    for (const end of [0, 5, 100, 20_000, whole.length]) {
      await writeFile(`${file}.1.gz`, whole.subarray(0, end));
      await pause(400);
    }
    await rm(`${file}.1`);
    await logs.hasRead(3_000);
    await logs.stop();
    await writeFile(`${file}.1`, gunzipSync(whole));
    await rm(`${file}.1.gz`);
    await appendFile(file, lines(5_000, 1));
    await logs.start({ files: ['access.json'] });
    await logs.hasRead(3_001);
    expect(logs.reports).toEqual([]);
  });

  test('also where it has only a few bytes', async (context) => {
    const logs = await logsUnderTest(context);
    const file = join(logs.directory, 'access.json');
    await writeFile(file, '');
    await logs.start({ files: ['access.json'] });
    await appendFile(file, 'tiny\n');
    await logs.hasRead(1);
    await rename(file, `${file}.1`);
    await writeFile(`${file}.1.gz`, gzipSync('tiny\n'));
    await pause(600);
    await rm(`${file}.1`);
    await writeFile(file, '');
    await logs.hasRead(1);
    await logs.stop();
    await logs.start({ files: ['access.json'] });
    await logs.hasRead(1);
  });

  test('when it was copied, truncated and compressed, each time anew', async (context) => {
    const logs = await logsUnderTest(context);
    const file = join(logs.directory, 'access.json');
    await writeFile(file, '');
    await logs.start({ files: ['access.json'] });
    for (let round = 0; round < 3; round += 1) {
      await appendFile(file, lines(round * 100, 20));
      await vi.waitFor(async () =>
        expect(await logs.value('goldwatch_log_lines_total')).toBe(round * 20 + 20),
      );
      for (let generation = round; generation >= 1; generation -= 1)
        await rename(`${file}.${generation}.gz`, `${file}.${generation + 1}.gz`);
      await copyFile(file, `${file}.1`);
      await truncate(file);
      await gzip(`${file}.1`);
    }
    await logs.hasRead(60);
  });
});
