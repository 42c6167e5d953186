import { expect, test } from 'vitest';
import { z } from 'zod';
import { sourceSettings } from '../../exporter/settings.ts';
import { startStandIn } from '../../tests/support/stand_in.ts';
import { ROUTES, serviceNames, sources, Traffic } from './workload.ts';

interface Line {
  readonly route: string;
  readonly status: number;
}

test('the workload is a request for each route of each service, of which a few fail', async () => {
  expect(
    z
      .array(sourceSettings)
      .parse(sources())
      .map(({ name }) => name),
  ).toEqual(serviceNames());
  const exporter = await startStandIn(({ path, body }) => ({
    accepted: { path, lines: body.trim().split('\n') },
    answer: { status: 202, type: 'application/json', body: '{}' },
  }));
  await new Traffic(`http://${exporter.address}`).fill();
  await exporter.stop();

  expect(exporter.accepted.map(({ path }) => path)).toEqual(
    serviceNames().map((name) => `/v1/logs?source=${name}`),
  );
  for (const { lines } of exporter.accepted) {
    const requests = lines.map((line) => JSON.parse(line) as Line);
    expect(new Set(requests.map(({ route }) => route)).size).toBe(ROUTES);
    const failed = requests.filter(({ status }) => status >= 500).length / ROUTES;
    expect(failed).toBeGreaterThan(0.01);
    expect(failed).toBeLessThan(0.1);
  }
});
