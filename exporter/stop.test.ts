import { once } from 'node:events';
import { appendFile, readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { accessLine } from '../tests/support/log_lines.ts';
import { sumOf } from '../tests/support/metrics.ts';
import { freePort } from '../tests/support/ports.ts';
import { goldwatch } from '../tests/support/process.ts';
import { temporaryDirectory } from '../tests/support/temporary_directory.ts';
import { BROKEN_CONTAINER, exporterUnderTest, failureOf, LOGS, writeInto } from './testing.ts';
import { lastingResources } from './testing_resources.ts';

test('two exporters on one state directory would spoil it, so the second does not start', async () => {
  const { directory, exporter } = await exporterUnderTest({ exporter: { state_dir: 'kept' } });
  const kept = join(directory, 'kept');

  expect(await failureOf({ exporter: { state_dir: './kept/../kept' } }, directory)).toBe(
    `Another exporter uses the state directory ${kept}. Stop it, or give this one an exporter.state_dir of its own.`,
  );
  await exporter.stop();
  expect(await failureOf({ exporter: { state_dir: 'kept' } }, directory)).toBe('It starts.');
});

test('an exporter that was killed leaves its state directory to the next', async () => {
  const directory = await temporaryDirectory();
  const listen = `127.0.0.1:${await freePort()}`;
  await writeInto(
    directory,
    'monitoring.yml',
    `service: { name: demo-api }\nexporter: { listen: "${listen}" }\n`,
  );
  const process = goldwatch(['serve'], { cwd: directory });
  onTestFinished(() => process.end('SIGKILL'));
  await process.answers(`http://${listen}/-/ready`);
  expect(await failureOf({}, directory)).toMatch(/^Another exporter uses the state directory /);

  await process.end('SIGKILL');

  expect(await failureOf({}, directory)).toBe('It starts.');
});

test('stopping saves what was counted and leaves nothing behind', async () => {
  const directory = await temporaryDirectory();
  const sources = [LOGS, BROKEN_CONTAINER];
  const lasting = lastingResources();
  const { exporter, page } = await lasting.of(() => exporterUnderTest({ sources }, { directory }));
  await page();
  await appendFile(join(directory, 'access.json'), accessLine(1) + accessLine(2));
  await vi.waitFor(async () => expect(sumOf(await page(), 'goldwatch_log_lines_total')).toBe(2), 10_000);

  await lasting.of(() => Promise.all([exporter.stop(), exporter.stop()]));

  expect(await lasting.left()).toEqual([]);
  await expect(fetch(`${exporter.url}/-/healthy`)).rejects.toThrow('fetch failed');
  expect(await readFile(join(directory, 'state/sources/logs/checkpoint.json'), 'utf8')).toContain(
    '/users/:id',
  );
  const again = await exporterUnderTest({ sources: [LOGS] }, { directory });
  expect(sumOf(await again.page(), 'http_requests_total', { service: 'demo-api' })).toBe(2);
});

test('stopping during the catch-up neither waits for its end nor calls itself ready', async () => {
  const directory = await temporaryDirectory();
  const first = await exporterUnderTest({ sources: [LOGS] }, { directory });
  await first.exporter.ready;
  await first.exporter.stop();
  await writeInto(directory, 'access.json', accessLine(1).repeat(400_000));

  const { exporter, log } = await exporterUnderTest({ sources: [LOGS] }, { directory });
  await exporter.stop();
  await exporter.ready;
  expect(log.messages()).not.toContain('The exporter has caught up and is ready.');

  const { page } = await exporterUnderTest({ sources: [LOGS] }, { directory });
  expect(sumOf(await page(), 'goldwatch_log_lines_total'), 'no line is lost or counted twice').toBe(400_000);
});

test('a client that does not read its answer does not keep the exporter from stopping', async () => {
  const { exporter, url } = await exporterUnderTest();
  await exporter.ready;
  const { hostname, port } = new URL(url);
  const slow = connect(Number(port), hostname);
  onTestFinished(() => void slow.destroy());
  slow.on('error', () => {});
  await once(slow, 'connect');
  slow.pause();
  slow.write(
    'POST /v1/alerts HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 10\r\n\r\n',
  );
  await fetch(`${url}/-/healthy`);

  await exporter.stop();
});
