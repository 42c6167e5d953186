import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { accessLine } from '../tests/support/log_lines.ts';
import { sumOf } from '../tests/support/metrics.ts';
import { temporaryDirectory } from '../tests/support/temporary_directory.ts';
import {
  answerOf,
  BROKEN_CONTAINER,
  exporterUnderTest,
  failureOf,
  LOGS,
  textOf,
  writeInto,
} from './testing.ts';
import { lastingResources } from './testing_resources.ts';

test('serves the metrics as text, or as OpenMetrics to whoever prefers that', async () => {
  const { exporter, url } = await exporterUnderTest();
  await exporter.ready;

  const text = await fetch(`${url}/metrics`);
  expect(text.headers.get('content-type')).toBe(
    'text/plain; version=0.0.4; charset=utf-8; escaping=underscores',
  );
  expect(await text.text()).toContain(
    '# TYPE goldwatch_build_info gauge\ngoldwatch_build_info{version="1.2.3",',
  );

  const accept = 'application/openmetrics-text;version=1.0.0;q=0.6,text/plain;version=0.0.4;q=0.5';
  const open = await fetch(`${url}/metrics`, { headers: { accept } });
  expect(open.headers.get('content-type')).toBe(
    'application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores',
  );
  expect(await open.text()).toMatch(/# EOF\n$/);
});

test('serves its health, its readiness and a page with its sources', async () => {
  const { exporter, url, log } = await exporterUnderTest({ sources: [{ ...LOGS, name: 'access' }] });
  await exporter.ready;

  expect(await answerOf(fetch(`${url}/-/healthy`))).toEqual({
    status: 200,
    body: 'The exporter is alive.\n',
  });
  expect(await answerOf(fetch(`${url}/-/ready`))).toEqual({ status: 200, body: 'The exporter is ready.\n' });
  const page = await fetch(url);
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  const html = await page.text();
  expect(html).toContain('<p id="about">1.2.3</p>');
  expect(html).toContain('<ul><li>access</li></ul>');
  expect(log.messages()).toContain('The exporter has caught up and is ready.');
});

test('the page says what is wrong with a source, and nobody else’s markup gets in', async () => {
  const sources = [{ ...BROKEN_CONTAINER, cgroup: '/no<b>where' }];
  const { exporter, url } = await exporterUnderTest({ sources });
  await exporter.ready;

  const html = await textOf(fetch(url));

  expect(html).toContain('<li>container <strong>does not work:</strong> Nothing is read: ');
  expect(html).toContain('/no&#60;b&#62;where');
  expect(html).not.toContain('<b>');
});

test('until its sources have caught up it is alive but not ready, and keeps its metrics to itself', async () => {
  const directory = await temporaryDirectory();
  const first = await exporterUnderTest({ sources: [LOGS] }, { directory });
  await first.exporter.ready;
  await first.exporter.stop();
  // Long enough to be still reading when the first requests arrive.
  await writeInto(directory, 'access.json', accessLine(1).repeat(400_000));

  const { url, exporter, page } = await exporterUnderTest({ sources: [LOGS] }, { directory });
  const early = await Promise.all(
    ['/-/healthy', '/-/ready', '/metrics', '/'].map((path) => answerOf(fetch(`${url}${path}`))),
  );

  expect(early.slice(0, 3)).toEqual([
    { status: 200, body: 'The exporter is alive.\n' },
    { status: 503, body: 'The exporter is catching up with what happened while it was down.\n' },
    { status: 503, body: 'The exporter is catching up; its counters are not complete yet.\n' },
  ]);
  expect(early[3]?.body).toContain(
    'Catching up with what happened while the exporter was down: numbers are not complete yet.',
  );
  await exporter.ready;
  expect(sumOf(await page(), 'goldwatch_log_lines_total')).toBe(400_000);
  expect((await fetch(`${url}/-/ready`)).status).toBe(200);
});

test('a port in use is said to be in use', async () => {
  const directory = await temporaryDirectory();
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => void other.close());
  const { port } = other.address() as AddressInfo;

  const lasting = lastingResources();
  const failure = await lasting.of(() => failureOf({ exporter: { listen: `127.0.0.1:${port}` } }, directory));

  expect(failure).toBe(
    `Port ${port} is in use by another program. Stop it, or change exporter.listen in monitoring.yml.`,
  );
  expect(await lasting.left()).toEqual([]);
  expect(await failureOf({}, directory), 'the state directory is free again').toBe('It starts.');
});

test('an address that is not this machine’s is refused with the system’s reason', async () => {
  const exporter = { listen: '192.0.2.1:9464', token_file: 'token' };
  const directory = await temporaryDirectory();
  await writeInto(directory, 'token', 'a-token-of-enough-length');

  expect(await failureOf({ exporter }, directory)).toBe(
    'The exporter cannot listen on 192.0.2.1:9464: listen EADDRNOTAVAIL: address not available 192.0.2.1:9464. Change exporter.listen in monitoring.yml.',
  );
});

test('listens on IPv6, and writes its address with brackets', async () => {
  const { url } = await exporterUnderTest({ exporter: { listen: '[::1]:0' } });

  expect(url).toMatch(/^http:\/\/\[::1\]:\d+$/);
  expect((await fetch(`${url}/-/healthy`)).status).toBe(200);
});
