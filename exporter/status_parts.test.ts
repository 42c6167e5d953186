import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { WatchedObjective } from './status/status_settings.ts';
import type { ConfigurationView, StatusView } from './status/view.ts';
import { answer, counting, exporterUnderTest, type Written } from './testing.ts';

const AVAILABILITY: WatchedObjective = {
  objective: 'availability',
  service: 'demo-api',
  target: 0.99,
  budget: 0.01,
  window: '7d',
  events: { kind: 'requests' },
};

const LIMIT = {
  signal: 'error_ratio',
  severity: 'critical',
  service: null,
  resource: null,
  quantile: null,
  above: 0.02,
  below: null,
} as const;

const read = async <T>(url: string, path: string) => (await (await fetch(`${url}${path}`)).json()) as T;
const statusOf = (url: string) => read<StatusView>(url, '/v1/status');
const configurationOf = (url: string) => read<ConfigurationView>(url, '/v1/status/configuration');

test('the status tells what monitoring.yml says, and how sources fare', async () => {
  const { url, exporter } = await exporterUnderTest({
    sources: [counting('access')],
    exporter: { prometheus: 'http://127.0.0.1:9' },
    status: {
      environment: 'production',
      objectives: [AVAILABILITY],
      limits: [LIMIT],
      servicesOfPrometheus: ['web'],
    },
  });
  await exporter.ready;

  expect(await statusOf(url)).toMatchObject({
    environment: 'production',
    limits: [LIMIT],
    objectives: [{ objective: 'availability', knownBy: 'prometheus', remaining: null }],
    sources: [{ id: 'access', type: 'logs', service: 'demo-api', trouble: null }],
    mirror: null,
    links: { prometheus: 'http://127.0.0.1:9' },
    ranges: ['1h', '6h', '24h', '7d', '30d'],
  });
});

test('the configuration in use is shown without secrets, also after a reload that was refused', async () => {
  const written = (text: string, readAt: number): Written => ({ status: { file: { text, readAt } } });
  const { url, exporter, next } = await exporterUnderTest(written('# first\npassword: hunter2\n', 1));
  const first = { version: 1, readAt: 1, text: '# first\npassword: <secret>\n' };
  expect(await configurationOf(url)).toEqual(first);

  next(new Error('monitoring.yml:3:1: what is this?'));
  await exporter.reload();
  expect(await configurationOf(url)).toEqual(first);

  next(written('# second\n', 2));
  await exporter.reload();
  expect(await configurationOf(url)).toEqual({ version: 1, readAt: 2, text: '# second\n' });
});

test('objectives are counted from when the exporter is ready, and on over a restart', async () => {
  const written: Written = { sources: [counting('access')], status: { objectives: [AVAILABILITY] } };
  const under = await exporterUnderTest(written);
  await answer(under, 'access', 3);
  await under.exporter.stop();

  const file = join(under.directory, 'state/status/objectives.json');
  const { accounts } = JSON.parse(await readFile(file, 'utf8')) as { accounts: { hours: number[][] }[] };
  const counted = accounts.flatMap(({ hours }) => hours);
  expect(counted.reduce((sum, [, total = 0]) => sum + total, 0)).toBe(3);

  const again = await exporterUnderTest(written, under);
  await again.page();
  const [objective] = (await statusOf(again.url)).objectives;
  expect(objective).toMatchObject({ remaining: 1, knownBy: 'exporter', why: null });
});
