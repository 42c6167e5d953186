import { expect, test } from 'vitest';
import { sumOf } from '../../../tests/support/metrics.ts';
import { exporterUnderTest } from '../../testing.ts';

const SOURCES = { sources: [{ type: 'deployments' }] };

async function underTest() {
  const under = await exporterUnderTest(SOURCES);
  await under.exporter.ready;
  const tell = async (deployment: unknown) => {
    const body = JSON.stringify(deployment);
    const response = await fetch(`${under.url}/v1/deployments`, { method: 'POST', body });
    return { status: response.status, body: (await response.json()) as unknown };
  };
  const infos = async () =>
    (await under.page()).split('\n').filter((line) => line.startsWith('deployment_info{'));
  return { under, tell, infos };
}

test('the last deployment shows, all are counted', async () => {
  const { under, tell, infos } = await underTest();
  expect(sumOf(await under.page(), 'deployments_total')).toBe(0);
  expect(await infos()).toEqual([]);
  await tell({ version: '1.4.1', commit: 'abc' });
  const before = Date.now() / 1_000;
  await tell({ version: '1.4.2', commit: 'def', environment: 'production' });
  expect(await infos()).toEqual([
    'deployment_info{service="demo-api",version="1.4.2",commit="def",environment="production"} 1',
  ]);
  const page = await under.page();
  expect(sumOf(page, 'deployments_total', { service: 'demo-api' })).toBe(2);
  expect(sumOf(page, 'deployment_timestamp_seconds')).toBeGreaterThanOrEqual(before);
});

test('a deployment survives a reload that starts the source again', async () => {
  const { under, tell, infos } = await underTest();
  await tell({ version: '1.4.2' });
  const told = sumOf(await under.page(), 'deployment_timestamp_seconds');
  under.next({});
  await under.exporter.reload();
  expect(await infos()).toEqual([]);
  under.next(SOURCES);
  await under.exporter.reload();
  expect(await infos()).toHaveLength(1);
  expect(sumOf(await under.page(), 'deployment_timestamp_seconds')).toBe(told);
  await tell({ version: '1.4.3' });
  expect(await infos()).toEqual([
    'deployment_info{service="demo-api",version="1.4.3",commit="",environment=""} 1',
  ]);
  expect(sumOf(await under.page(), 'deployments_total')).toBe(2);
});

test('a deployment with a known id counts once', async () => {
  const { under, tell } = await underTest();
  const deployment = { version: '1.4.2', id: 'run-17' };
  expect(await tell(deployment)).toEqual({ status: 202, body: { accepted: 1, duplicates: 0, dropped: 0 } });
  expect(await tell(deployment)).toEqual({ status: 202, body: { accepted: 0, duplicates: 1, dropped: 0 } });
  expect(sumOf(await under.page(), 'deployments_total')).toBe(1);
});

test.each<[unknown, string, string]>([
  ['1.4.2', '', 'A deployment is an object such as {"version": "1.4.2"}.'],
  [{ commit: 'abc' }, 'version', '"version" is missing: what was deployed.'],
  [{ version: 1.4 }, 'version', '"version" is a text.'],
  [
    { version: '1', comit: 'abc' },
    'comit',
    'A deployment has no "comit". Did you mean "commit"? It may have version, commit, environment, id.',
  ],
  [{ version: 'x'.repeat(201) }, 'version', '"version" has at most 200 characters, not 201.'],
])('%j is refused', async (deployment, field, problem) => {
  const { tell } = await underTest();
  expect(await tell(deployment)).toEqual({
    status: 422,
    body: { error: `Event 0: ${problem} No event of the request is counted.`, index: 0, field },
  });
});
