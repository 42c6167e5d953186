import { type ChildProcess, spawn } from 'node:child_process';
import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { readLines, startForTest, temporaryFolder } from './testing.ts';

const soon = { timeout: 15_000, interval: 10 };

function run(script: string, ...args: string[]) {
  // Node strips the types itself, and starts sooner than with tsx.
  const child: ChildProcess = spawn(process.execPath, [join(import.meta.dirname, script), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const output = { out: '', error: '' };
  child.stdout?.on('data', (text) => {
    output.out += text;
  });
  child.stderr?.on('data', (text) => {
    output.error += text;
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  return { child, output, ended };
}

test('SIGHUP and SIGUSR1 open the log anew, and SIGTERM ends with status 0', async () => {
  const logFile = join(temporaryFolder(), 'access.json');
  const { child, output, ended } = run('main.ts', '--port', '0', '--log-file', logFile);
  await vi.waitFor(() => expect(output.out).toContain('\n'), soon);
  const [, url] = /^demo service listens on (\S+), access log (.+)\n$/.exec(output.out) ?? [];

  for (const [index, signal] of (['SIGHUP', 'SIGUSR1'] as const).entries()) {
    await fetch(`${url}/users/${index}1`);
    await vi.waitFor(() => expect(readLines(logFile)).toHaveLength(1), soon);
    renameSync(logFile, `${logFile}.${index}`);
    child.kill(signal);
    await vi.waitFor(() => expect(readLines(logFile)).toEqual([]), soon);
  }
  await fetch(`${url}/users/21`);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
  expect(output.error).toBe('');
  const files = [`${logFile}.0`, `${logFile}.1`, logFile];
  expect(files.map((file) => readLines(file).map((line) => line.path))).toEqual([
    ['/users/01'],
    ['/users/11'],
    ['/users/21'],
  ]);
});

test('a port in use is one sentence and status 1', async () => {
  const { port } = await startForTest();
  const logFile = join(temporaryFolder(), 'access.json');
  const { output, ended } = run('main.ts', '--port', String(port), '--log-file', logFile);
  expect(await ended).toBe(1);
  expect(output).toEqual({
    out: '',
    error: `demo service: Cannot listen on 127.0.0.1:${port}: the port is in use. Stop the program that has it, or choose another port with --port.\n`,
  });
});

test('the traffic command waits for the service, sends for its duration and sums up', async () => {
  const service = await startForTest();
  const { output, ended } = run(
    'main_traffic.ts',
    '--url',
    service.url,
    '--rps',
    '200',
    '--duration',
    '200ms',
  );
  expect(await ended).toBe(0);
  await service.stop();
  const answered = Number(/^traffic: ended: (\d+) answered/m.exec(output.out)?.[1]);
  expect(answered).toBe(readLines(service.logFile).length);
});
