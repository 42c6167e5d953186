import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { runChaosCommand } from './chaos_command.ts';
import { startForTest } from './testing.ts';

async function run(...args: string[]) {
  let out = '';
  let error = '';
  const status = await runChaosCommand(
    args,
    {},
    {
      out: (text) => {
        out += text;
      },
      error: (text) => {
        error += text;
      },
    },
  );
  return { status, out, error };
}

test('break makes every request fail, heal undoes it, and both say what comes next', async () => {
  const { url, chaos } = await startForTest();
  expect(await run('break', '--url', url)).toEqual({
    status: 0,
    error: '',
    out:
      `Broke ${url}: 100 % of its API requests now fail with status 500.\n` +
      'Next: the error ratio on the dashboard rises within a scrape; alerts turn pending, ' +
      'and fire once their «for» has passed. It needs traffic: main_traffic.ts makes some.\n' +
      'Undo it with: chaos.ts heal\n',
  });
  expect(chaos.get()).toEqual({ errors: 1, slow_ms: 0 });

  const healed = await run('heal', '--url', url);
  expect(healed.out).toContain(`Healed ${url}: no request fails on purpose and none is slowed down.\n`);
  expect(chaos.get()).toEqual({ errors: 0, slow_ms: 0 });
});

test('break with --slow-ms alone slows down without failing', async () => {
  const { url, chaos } = await startForTest();
  const slowed = await run('break', '--slow-ms', '2500', '--url', url);
  expect(slowed.out).toContain(`Broke ${url}: every API request takes 2500 ms longer.\n`);
  expect(chaos.get()).toEqual({ errors: 0, slow_ms: 2500 });
  await run('break', '--errors', '0.055', '--slow-ms', '10', '--url', url);
  expect(chaos.get()).toEqual({ errors: 0.055, slow_ms: 10 });
});

test('a demo service that is not running is named, with the way to start it', async () => {
  const { url, stop } = await startForTest();
  await stop();
  expect(await run('break', '--url', url)).toEqual({
    status: 1,
    out: '',
    error:
      `chaos: The demo service does not answer at ${url} (connection refused). ` +
      'Start it with node --import tsx examples/demo-service/main.ts, or name its address with --url.\n',
  });
});

test('a server that is not the demo service is told apart', async () => {
  const other = createServer((_request, response) => response.writeHead(404).end('no'));
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    other.close();
  });
  const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
  expect((await run('heal', '--url', url)).error).toBe(
    `chaos: ${url} answers POST /chaos with status 404, so it is not the demo service. Name its address with --url.\n`,
  );
});

test.each([
  [[], 'got nothing; write break or heal. --help shows both.'],
  [['brake'], 'got "brake"; write break or heal. --help shows both.'],
  [['break', '--errors', '100%'], '--errors is "100%"; write a number from 0 to 1.'],
  [['break', '--slow-ms', '2s'], '--slow-ms is "2s"; write a number of milliseconds from 0 to 60000.'],
  [
    ['heal', '--errors', '1'],
    'heal takes neither --errors nor --slow-ms; it sets both to 0. Leave them out.',
  ],
])('the words %j are refused', async (args, message) => {
  expect(await run(...args)).toEqual({ status: 1, out: '', error: `chaos: ${message}\n` });
});
