import { once } from 'node:events';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { freePort } from './support/ports.ts';
import { goldwatch } from './support/process.ts';
import { temporaryDirectory } from './support/temporary_directory.ts';

const definition = (listen: string) => `
service: { name: demo-api }
exporter: { listen: "${listen}", scrape_interval: 1s }
sources: [{ type: container }]
`;

/** Command lines of all processes that mention a text. */
async function processesWith(text: string): Promise<string[]> {
  const found: string[] = [];
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid) || pid === String(process.pid)) continue;
    const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
    if (line.includes(text)) found.push(line.replaceAll('\0', ' '));
  }
  return found;
}

test('`up` starts the stack, says where it is, and leaves no process behind on Ctrl-C', {
  timeout: 90_000,
}, async () => {
  const directory = await temporaryDirectory();
  const [exporter, prometheus, alertmanager, demo] = await Promise.all([
    freePort(),
    freePort(),
    freePort(),
    freePort(),
  ]);
  await writeFile(join(directory, 'monitoring.yml'), definition(`127.0.0.1:${exporter}`));
  const ports = [
    '--prometheus-port',
    `${prometheus}`,
    '--alertmanager-port',
    `${alertmanager}`,
    '--demo-port',
    `${demo}`,
  ];
  const up = goldwatch(['up', '--native', ...ports], { cwd: directory });
  onTestFinished(() => up.end('SIGINT'));
  await vi.waitFor(() => expect(up.output).toContain('Ctrl-C stops everything.'), { timeout: 60_000 });
  expect(up.output).toContain(`http://127.0.0.1:${exporter}`);
  expect(up.output).toContain(`http://127.0.0.1:${prometheus}`);
  expect((await processesWith(directory)).length).toBeGreaterThanOrEqual(3);

  await vi.waitFor(
    async () => {
      const response = await fetch(`http://127.0.0.1:${prometheus}/api/v1/targets`);
      const { data } = (await response.json()) as { data: { activeTargets: { health: string }[] } };
      expect(data.activeTargets.map(({ health }) => health)).toEqual(['up', 'up', 'up']);
    },
    { timeout: 20_000 },
  );

  await up.end('SIGINT');
  expect(up.child.exitCode).toBe(0);
  expect(await processesWith(directory)).toEqual([]);
  expect(await processesWith(`--port ${demo}`)).toEqual([]);
});

test('`up` names a port in use together with what to change', async () => {
  const directory = await temporaryDirectory();
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  onTestFinished(() => {
    other.close();
  });
  const { port } = other.address() as AddressInfo;
  await writeFile(join(directory, 'monitoring.yml'), definition(`127.0.0.1:${port}`));
  const [alertmanager, demo] = [await freePort(), await freePort()];
  const ports = [
    '--prometheus-port',
    `${port}`,
    '--alertmanager-port',
    `${alertmanager}`,
    '--demo-port',
    `${demo}`,
  ];
  const up = goldwatch(['up', '--native', ...ports], { cwd: directory });
  await vi.waitFor(() => expect(up.ended).toBe(true), { timeout: 20_000 });
  expect(up.child.exitCode).toBe(1);
  expect(up.output).toBe(
    `Port ${port}, which the exporter needs, is in use by another program: stop that, or change exporter.listen in monitoring.yml.\n` +
      `Port ${port} is meant for the exporter and for Prometheus: pass --prometheus-port.\n`,
  );
});

test('`up` stops everything when it is interrupted while it starts', { timeout: 60_000 }, async () => {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, 'monitoring.yml'), definition(`127.0.0.1:${await freePort()}`));
  const ports = ['--prometheus-port', `${await freePort()}`, '--alertmanager-port', `${await freePort()}`];
  const up = goldwatch(['up', '--native', '--no-demo', ...ports], { cwd: directory });
  await vi.waitFor(() => expect(up.output).toContain('Starting exporter…'), {
    timeout: 30_000,
    interval: 10,
  });
  await up.end('SIGINT');
  expect(up.child.exitCode).toBe(0);
  expect(await processesWith(directory)).toEqual([]);
});

test('`up --mirror` mirrors the demo to a stand-in for CloudWatch, where the rendered alarms are deployed', {
  timeout: 120_000,
}, async () => {
  const directory = await temporaryDirectory();
  await writeFile(
    join(directory, 'monitoring.yml'),
    `
service: { name: demo-api }
exporter: { listen: "127.0.0.1:${await freePort()}", scrape_interval: 1s }
sources:
  - type: logs
    files: [logs/*.json]
    golden_signals: { method: $.method, path: $.path, status: $.status, duration_ms: $.duration_ms }
alerts: [ApiDown]
mirror: { cloudwatch: { namespace: Demo, region: eu-central-1, interval: 1s } }
cloudwatch: {}
`,
  );
  const standIn = await freePort();
  const ports = [
    ...['--prometheus-port', `${await freePort()}`, '--alertmanager-port', `${await freePort()}`],
    ...['--demo-port', `${await freePort()}`, '--mirror-port', `${standIn}`],
  ];
  const up = goldwatch(['up', '--mirror', ...ports], { cwd: directory });
  onTestFinished(() => up.end('SIGINT'));
  await vi.waitFor(() => expect(up.output).toContain('Ctrl-C stops everything.'), { timeout: 60_000 });
  const received = `http://127.0.0.1:${standIn}/_standin/received`;
  expect(up.output).toContain(`${received}  a stand-in: what the mirror has sent`);
  expect(up.output).toContain(
    `  export AWS_ENDPOINT_URL=http://127.0.0.1:${standIn} \\\n    AWS_REGION=eu-central-1 \\\n`,
  );
  const alarms = await (await fetch(`http://127.0.0.1:${standIn}/_standin/alarms`)).json();
  expect(alarms).toContainEqual(
    expect.objectContaining({ name: 'staging-demo-api-ApiDown', kind: 'metric' }),
  );
  await vi.waitFor(
    async () => {
      const answer = (await (await fetch(received)).json()) as {
        received: { metricName: string; values: number[] }[];
      };
      const requests = answer.received.filter(({ metricName }) => metricName === 'Requests');
      expect(requests.length).toBeGreaterThanOrEqual(2);
    },
    { timeout: 30_000 },
  );
  await up.end('SIGINT');
  expect(up.child.exitCode).toBe(0);
  expect(await processesWith(directory)).toEqual([]);
  expect(await processesWith(`--port ${standIn}`)).toEqual([]);
});
