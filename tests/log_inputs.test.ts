import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { accessLine } from './support/log_lines.ts';
import { sumOf } from './support/metrics.ts';
import { freePort } from './support/ports.ts';
import { goldwatch, PROJECT, type ProcessUnderTest } from './support/process.ts';
import { temporaryDirectory } from './support/temporary_directory.ts';

const ROUNDS = 5;
// The exporter counts the requests to itself under a name of its own.
const SERVICE = { service: 'demo-api' };
const GOLDEN_SIGNALS = '{ method: $.method, path: $.path, status: $.status, duration_ms: $.duration_ms }';

async function definedBy(input: string) {
  const directory = await temporaryDirectory();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const define = (more = '') =>
    writeFile(
      join(directory, 'monitoring.yml'),
      `service: { name: demo-api }
exporter: { listen: "127.0.0.1:${port}" }
sources: [{ type: logs, ${input}, golden_signals: ${GOLDEN_SIGNALS}${more} }]
`,
    );
  await define();
  const counted = async (series = 'http_requests_total') => {
    const page = await fetch(`${url}/metrics`).then((response) => response.text());
    return sumOf(page, series, series === 'http_requests_total' ? SERVICE : {});
  };
  return { directory, url, define, counted };
}

test('what was answered 202 is counted exactly once after kill -9 under load, five times over', {
  timeout: 180_000,
}, async () => {
  const { directory, url, counted } = await definedBy('http: true');
  let exporter: ProcessUnderTest | undefined;
  onTestFinished(() => exporter?.end('SIGKILL'));
  let accepted = 0;
  let inDoubt = 0;
  let isOver = false;
  const sender = async () => {
    for (let number = 0; !isOver; number += 1) {
      const lines = 1 + (number % 50);
      const body = Array.from({ length: lines }, (_, index) => accessLine(index)).join('');
      const headers = { 'content-type': 'application/x-ndjson' };
      try {
        const { status } = await fetch(`${url}/v1/logs`, { method: 'POST', body, headers });
        if (status === 202) accepted += lines;
        else await pause(5);
      } catch (error) {
        const { code } = (error as { cause?: NodeJS.ErrnoException }).cause ?? {};
        // Nobody can say whether it was received, unless there was nobody to receive it.
        if (code !== 'ECONNREFUSED') inDoubt += lines;
        await pause(20);
      }
    }
  };

  for (let round = 1; round <= ROUNDS; round += 1) {
    exporter = goldwatch(['serve'], { cwd: directory });
    await exporter.answers(`${url}/-/ready`);
    isOver = false;
    const senders = Promise.all([sender(), sender(), sender()]);
    await pause(300 + Math.random() * 1_500);
    await exporter.end('SIGKILL');
    isOver = true;
    await senders;
  }

  exporter = goldwatch(['serve'], { cwd: directory });
  await exporter.answers(`${url}/-/ready`);
  const requests = await counted();
  expect(requests).toBeGreaterThanOrEqual(accepted);
  expect(requests).toBeLessThanOrEqual(accepted + inDoubt);
  expect(await counted('goldwatch_log_lines_total')).toBe(requests);
  expect(accepted).toBeGreaterThan(0);
});

/** `program | goldwatch serve`. */
function piped(directory: string): ChildProcess {
  const child = spawn(
    process.execPath,
    ['--import', join(PROJECT, 'node_modules/tsx/dist/loader.mjs'), join(PROJECT, 'cli/bin.ts'), 'serve'],
    { cwd: directory, stdio: ['pipe', 'pipe', 'inherit'] },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
}

test('what is piped in is counted, through reloads and its end', { timeout: 60_000 }, async () => {
  const { directory, url, define, counted } = await definedBy('stdin: true');
  const exporter = piped(directory);
  let output = '';
  exporter.stdout?.on('data', (data: Buffer) => {
    output += data.toString();
  });
  const says = (text: string) =>
    vi.waitFor(() => expect(output).toContain(text), { timeout: 20_000, interval: 20 });
  await says('The exporter has caught up and is ready.');
  const exited = once(exporter, 'exit');

  let written = 0;
  const write = async (lines: number) => {
    let text = '';
    for (let line = 0; line < lines; line += 1) text += accessLine(written + line);
    written += lines;
    if (exporter.stdin?.write(text) === false) await once(exporter.stdin, 'drain');
  };
  for (let reload = 1; reload <= 5; reload += 1) {
    await write(3_000);
    await define(`, routes_limit: ${100 + reload}`);
    const reloaded = fetch(`${url}/-/reload`, { method: 'POST' });
    await write(3_000);
    expect((await reloaded).status).toBe(200);
  }
  exporter.stdin?.end();
  await says('Standard input has ended; all of its lines are counted, and served on.');
  expect(await counted()).toBe(written);
  expect(await counted('goldwatch_log_lines_total')).toBe(written);

  await define(', routes_limit: 200');
  expect((await fetch(`${url}/-/reload`, { method: 'POST' })).status).toBe(200);
  expect(await counted()).toBe(written);
  expect(output.split('Standard input has ended')).toHaveLength(2);
  exporter.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
});

test('an exporter ends while something is still piped in', { timeout: 60_000 }, async () => {
  const { directory, url, counted } = await definedBy('stdin: true');
  const exporter = piped(directory);
  const exited = once(exporter, 'exit');
  exporter.stdin?.write(accessLine(1));
  await vi.waitFor(async () => expect(await counted()).toBe(1), { timeout: 20_000, interval: 50 });
  expect((await fetch(`${url}/-/ready`)).status).toBe(200);
  exporter.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
});
