import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { exporterUnderTest } from '../../testing.ts';
import { start } from './collect.ts';
import { fakeService, scrapeContext, settings } from './testing.ts';

const FASTAPI = await readFile(join(import.meta.dirname, 'testdata/fastapi.txt'), 'utf8');

/** Settings with an interval that no file may ask for. */
const often = (targets: readonly string[]) => ({ ...settings(targets), interval: 10, timeout: 10_000 });

describe('the source', () => {
  test('works while all of its targets do, and has caught up when each has been asked once', async () => {
    const [one, other] = [await fakeService('a 1\n'), await fakeService('b 1\n')];
    const { context, said } = scrapeContext();
    const running = await start(often([one.url, other.url]), context);
    await running.caughtUp;
    expect(said).toContain('succeeded');

    await other.stop();
    const failed = `failed unreachable: ${other.url} does not answer: connect ECONNREFUSED ${other.address}. Start the service, or correct its address under targets.`;
    await vi.waitFor(() => expect(said).toContain(failed));
    const before = said.length;
    await vi.waitFor(() => expect(said.length).toBeGreaterThan(before + 3));

    expect(said.slice(before)).not.toContain('succeeded');
    await running.stop();
  });

  test('asks nobody where Prometheus does', async () => {
    const service = await fakeService('a 1\n');
    const { context, said } = scrapeContext();
    const running = await start({ ...often([service.url]), via: 'prometheus' }, context);
    await running.caughtUp;
    await running.stop();

    expect(said).toEqual(['succeeded']);
    expect(service.headers).toEqual({});
  });

  test('stops at once while a target keeps it waiting', async () => {
    const service = await fakeService();
    service.answer = () => {};
    const { context, said } = scrapeContext();
    const running = await start(often([service.url]), context);

    await running.stop();

    await running.caughtUp;
    expect(said).toEqual([]);
  });
});

describe('in the exporter', () => {
  const source = (url: string) => ({
    type: 'scrape',
    via: 'exporter',
    service: 'shop',
    targets: [url],
    interval: '1s',
    golden_signals: 'fastapi',
  });

  test('a FastAPI service has golden signals, and its own series are hidden', async () => {
    const service = await fakeService(FASTAPI);
    const under = await exporterUnderTest({ sources: [source(service.url)] });
    await under.page();
    service.page(FASTAPI.replace('status="5xx"} 2.0', 'status="5xx"} 5.0'));

    await vi.waitFor(
      async () =>
        expect(await under.page()).toContain(
          'http_requests_total{service="shop",method="GET",route="/users/{user_id}",status="5xx"} 3\n',
        ),
      5_000,
    );

    const page = await under.page();
    expect(page).toContain(
      'http_request_duration_seconds_bucket{service="shop",method="",route="",status="",le="60"} 0\n',
    );
    expect(page).toContain(`goldwatch_scrape_up{source="scrape",instance="${service.address}"} 1\n`);
    expect(page).not.toContain('python_gc_objects_collected_total');
    expect(page.match(/^# TYPE http_request_duration_seconds /gm)).toHaveLength(1);
  });
});
