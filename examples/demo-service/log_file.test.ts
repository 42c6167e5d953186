import { mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openLogFile } from './log_file.ts';
import { readLines, startForTest, temporaryFolder } from './testing.ts';

test('rotation by rename and reopen loses no line and writes none twice', async () => {
  const service = await startForTest();
  const files = [service.logFile];
  const paths: string[] = [];
  for (let rotation = 1; rotation <= 4; rotation += 1) {
    const asked = Array.from({ length: 10 }, (_, index) => `/users/${rotation * 100 + index}`);
    paths.push(...asked);
    const answers = Promise.all(asked.map((path) => fetch(`${service.url}${path}`)));
    const rotated = `${service.logFile}.${rotation}`;
    renameSync(service.logFile, rotated);
    files.push(rotated);
    // Lines between the rename and the reopening belong to the renamed file.
    if (rotation % 2 === 0) await answers;
    service.reopenLog();
    await answers;
  }
  await service.stop();
  const logged = files.flatMap((file) => readLines(file)).map((line) => line.path);
  expect(logged.sort()).toEqual(paths.sort());
});

test('a reopening that fails keeps the old file in use', () => {
  const folder = temporaryFolder();
  const path = join(folder, 'access.json');
  const file = openLogFile(path, () => {});
  renameSync(path, `${path}.1`);
  mkdirSync(path);
  expect(() => file.reopen()).toThrow(`Cannot open the access log ${path}: EISDIR`);
  file.write('one\n');
  rmSync(path, { recursive: true });
  file.reopen();
  file.write('two\n');
  file.close();
  file.write('three\n');
  expect([readFileSync(`${path}.1`, 'utf8'), readFileSync(path, 'utf8')]).toEqual(['one\n', 'two\n']);
});

test('a log is appended to, and its folder is created', () => {
  const path = join(temporaryFolder(), 'a', 'b', 'access.json');
  for (const line of ['one\n', 'two\n']) {
    const file = openLogFile(path, () => {});
    file.write(line);
    file.close();
  }
  expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
});

test.runIf(process.platform === 'linux')('a full disk is reported once, not thrown into requests', () => {
  const problems: string[] = [];
  const file = openLogFile('/dev/full', (problem) => problems.push(problem.message));
  file.write('one\n');
  file.write('two\n');
  file.close();
  expect(problems).toEqual([
    'Access-log lines are being lost: /dev/full: ENOSPC: no space left on device, write.',
  ]);
});
