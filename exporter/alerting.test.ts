import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { sumOf } from '../tests/support/metrics.ts';
import { temporaryDirectory } from '../tests/support/temporary_directory.ts';
import { callBox, mailBox } from './notifications/testing.ts';
import { type ExporterUnderTest, exporterUnderTest } from './testing.ts';
import { lastingResources } from './testing_resources.ts';

/** Has the exporter receive the alert that always fires. */
async function receiveWatchdog({ url }: ExporterUnderTest): Promise<void> {
  const labels = { alertname: 'Watchdog', severity: 'info', service: 'goldwatch' };
  const alert = { status: 'firing', labels, startsAt: '2026-01-01T00:00:00Z', fingerprint: 'watchdog' };
  const { status } = await fetch(`${url}/v1/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ version: '4', alerts: [alert] }),
  });
  expect(status).toBe(204);
}

const HEARTBEAT = { url_file: 'url', every: 60_000 };
// Twelve hours from now: the time of the last digest was twelve hours ago.
const FAR = new Date(Date.now() + 12 * 3_600_000).toISOString().slice(11, 16);
const NOTHING = { digest: null, heartbeat: null };

test('a heartbeat begins with the watchdog, goes on through reloads, and ends where it is taken away', async () => {
  const { box, url } = await callBox();
  const under = await exporterUnderTest(
    { notifications: { digest: null, heartbeat: HEARTBEAT } },
    { files: { url } },
  );
  await receiveWatchdog(under);
  await vi.waitFor(
    async () => expect(sumOf(await under.page(), 'goldwatch_heartbeat_sent_total')).toBe(1),
    10_000,
  );

  under.next({ notifications: { digest: null, heartbeat: { ...HEARTBEAT, every: 30_000 } } });
  await under.exporter.reload();
  await vi.waitFor(
    async () => expect(sumOf(await under.page(), 'goldwatch_heartbeat_sent_total')).toBe(2),
    10_000,
  );
  expect(box.calls).toHaveLength(2);

  under.next({ notifications: NOTHING });
  await under.exporter.reload();
  expect(await under.page()).not.toMatch(/^goldwatch_heartbeat_/m);
  expect((await under.page()) + under.log.text).not.toContain('s3cret');
});

test('a digest that was missed goes out once the exporter is back and the watchdog comes, and only once', async () => {
  const { box, server } = await mailBox();
  const digest = { at: FAR, time_zone: 'UTC', to: ['ops@example.com'], server };
  const notifications = { digest, heartbeat: null };
  const directory = await temporaryDirectory();
  const path = join(directory, 'state/alerts/digest.json');
  const long = 3 * 24 * 3_600_000;
  const tally = { since: Date.now() - long, entries: [], beyond: 0, deafMs: 0 };
  const state = { version: 1, tally, lookedAt: Date.now() - long, last: null, sending: null };

  const first = await exporterUnderTest(
    { notifications },
    { directory, files: { 'state/alerts/digest.json': JSON.stringify(state) } },
  );
  await receiveWatchdog(first);
  await vi.waitFor(
    async () => expect(sumOf(await first.page(), 'goldwatch_digest_sent_total')).toBe(1),
    10_000,
  );
  await first.exporter.stop();
  const second = await exporterUnderTest({ notifications }, { directory });
  await receiveWatchdog(second);
  await second.exporter.stop();

  expect(box.mails).toHaveLength(1);
  expect(box.mails[0]).toContain('For 3 d no alert could reach the exporter');
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ sending: null });
});

test('a digest that is taken away forgets what it would have told', async () => {
  const { server } = await mailBox();
  const digest = { at: FAR, time_zone: 'UTC', to: ['ops@example.com'], server };
  const under = await exporterUnderTest({ notifications: { digest, heartbeat: null } });
  const path = join(under.directory, 'state/alerts/digest.json');
  await vi.waitFor(() => readFile(path), 10_000);

  under.next({ notifications: NOTHING });
  await under.exporter.reload();

  await expect(readFile(path)).rejects.toThrow('ENOENT');
  expect(await under.page()).not.toMatch(/^goldwatch_digest_/m);
});

test('an exporter that stops leaves nothing behind that would go on', async () => {
  const { server } = await mailBox();
  const digest = { at: FAR, time_zone: 'UTC', to: ['ops@example.com'], server };
  const lasting = lastingResources();
  const under = await lasting.of(() =>
    exporterUnderTest({ notifications: { digest, heartbeat: HEARTBEAT } }),
  );
  await under.page();

  await lasting.of(() => under.exporter.stop());

  expect(await lasting.left()).toEqual([]);
});
