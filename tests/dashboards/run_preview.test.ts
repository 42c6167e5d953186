import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryDirectory } from '../support/temporary_directory.ts';
import { runPreview } from './run_preview.ts';

async function run(...args: string[]): Promise<{ status: number; out: string; error: string }> {
  let [out, error] = ['', ''];
  const outputs = {
    out: (text: string) => {
      out += text;
    },
    error: (text: string) => {
      error += text;
    },
  };
  const status = await runPreview(args, outputs);
  return { status, out, error };
}

/** The address of something that answers every query as Prometheus would if it had no series. */
async function emptyPrometheus(): Promise<string> {
  const server = createServer((request, response) => {
    const isRange = request.url?.endsWith('query_range');
    const data = request.url?.includes('/label/')
      ? []
      : { resultType: isRange ? 'matrix' : 'vector', result: [] };
    response.end(JSON.stringify({ status: 'success', data }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('every committed dashboard becomes a page, even where Prometheus has nothing yet', async () => {
  const directory = await temporaryDirectory();
  const { status, error } = await run('--prometheus', await emptyPrometheus(), '--out', directory);
  expect([status, error]).toEqual([0, '']);
  const files = await readdir(directory);
  expect(files).toContain('goldwatch-golden-signals.html');
  for (const file of files)
    expect(await readFile(`${directory}/${file}`, 'utf8')).toMatch(/^<!doctype html>/);
});

test('a dashboard that is not there is named, with those that are', async () => {
  const { status, error } = await run('--dashboard', 'goldwatch-golden', '--out', await temporaryDirectory());
  expect(status).toBe(1);
  expect(error).toMatch(/^There is no dashboard «goldwatch-golden» in \/.+: goldwatch-.+\.\n$/);
});

test.each([
  [['--range', 'long'], '--range is a duration such as 1h, not long.'],
  [['--scrape-interval', '0s'], '--scrape-interval is a duration such as 1h, not 0s.'],
  [['--var', 'service'], '--var is NAME=VALUE, not service.'],
])('%s is refused, with the help', async (args, message) => {
  const { status, error } = await run(...args);
  expect(status).toBe(2);
  expect(error).toMatch(new RegExp(`^${RegExp.escape(message)}\n\nUsage: `));
});

test('help goes to where results go', async () => {
  expect(await run('--help')).toMatchObject({ status: 0, out: expect.stringMatching(/^Usage: /), error: '' });
});
