import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freePort } from '../../tests/support/ports.ts';
import { temporaryDirectory } from '../../tests/support/temporary_directory.ts';
import { alert, bookUnderTest, testClock } from '../alerts/testing.ts';
import { Heartbeat } from './heartbeat.ts';
import { callBox } from './testing.ts';

const MINUTE = 60_000;
const SILENCE =
  'The watchdog was not received for 3 min, so the heartbeat is left out: Prometheus, Alertmanager or the way to the exporter is broken.';

/** A heartbeat every minute to what is in a file. */
async function heartbeatTo(address: string) {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, 'url'), `${address}\n`);
  const clock = testClock();
  const under = bookUnderTest(clock);
  const options = {
    book: under.book,
    scope: under.registry.scope(),
    log: under.rawLog,
    clock,
    startedAt: 0,
  };
  const heartbeat = new Heartbeat(options, { url_file: 'url', every: MINUTE }, directory);
  return {
    ...under,
    heartbeat,
    directory,
    hear: (time: number, more = {}) =>
      under.receive(
        [alert('Watchdog', { labels: { alertname: 'Watchdog', severity: 'info', ...more } })],
        time,
      ),
    async look(time: number) {
      clock.at = time;
      await heartbeat.look();
    },
  };
}

test('while the watchdog is received, the address is called every minute', async () => {
  const { box, url } = await callBox();
  const { hear, look, series, log } = await heartbeatTo(url);
  await look(1_000);
  expect(box.calls, 'nothing was received yet').toEqual([]);

  for (let second = 30; second < 270; second += 1) {
    if (second % 60 === 0) hear(second * 1_000);
    await look(second * 1_000);
  }

  expect(box.calls).toEqual(Array(4).fill('GET /ping/s3cret-uuid'));
  expect(await series('goldwatch_heartbeat_sent_total')).toEqual({ '': 4 });
  expect(await series('goldwatch_heartbeat_last_success_timestamp_seconds')).toEqual({ '': 240 });
  expect(log.messages('warn')).toEqual([]);
});

test('where the watchdog does not come any more there is no call, which is told once', async () => {
  const { box, url } = await callBox();
  const { hear, look, series, log } = await heartbeatTo(url);
  hear(0);
  for (let minute = 0; minute <= 10; minute += 1) await look(minute * MINUTE);
  expect(box.calls, 'at 0, 1, 2 and 3 minutes').toHaveLength(4);
  expect(await series('goldwatch_heartbeat_withheld_total')).toEqual({ '': 7 });
  expect(log.messages('warn')).toEqual([SILENCE]);

  hear(11 * MINUTE);
  await look(11 * MINUTE);
  expect(box.calls).toHaveLength(5);
  expect(log.messages().at(-1)).toBe('The watchdog is received again, so the heartbeat goes on.');
});

test('where it never came, that is told after three minutes', async () => {
  const { box, url } = await callBox();
  const { look, log } = await heartbeatTo(url);
  for (let second = 0; second <= 181; second += 1) await look(second * 1_000);
  expect(log.messages('warn')).toEqual([SILENCE]);
  expect(box.calls).toEqual([]);
});

test('neither another alert nor a drill of the watchdog is a sign of life', async () => {
  const { box, url } = await callBox();
  const { hear, look, receive } = await heartbeatTo(url);
  receive([alert('ApiDown')], 0);
  hear(0, { goldwatch_drill: 'monthly' });
  await look(1_000);
  expect(box.calls).toEqual([]);
});

test('a call that fails is made three times, then again with the next beat; it is told once, without the address', async () => {
  const { box, url } = await callBox();
  const { hear, look, series, log } = await heartbeatTo(url);
  box.status = 503;
  for (let second = 0; second < 180; second += 1) {
    hear(second * 1_000);
    await look(second * 1_000);
  }
  expect(box.calls).toHaveLength(9);
  expect(await series('goldwatch_heartbeat_failures_total')).toMatchObject({ status: 9, timeout: 0 });
  expect(log.messages('error')).toEqual([
    'The heartbeat does not get through: the answer was 503. Whoever waits for it will alarm.',
  ]);

  box.status = 200;
  await look(200_000);
  expect(log.messages().at(-1)).toBe('The heartbeat is answered again.');
  expect(log.text).not.toMatch(/s3cret|127\.0\.0\.1/);
});

test.each<[string, (port: number) => string, string, string]>([
  [
    'nobody who answers',
    (port) => `http://127.0.0.1:${port}/s3cret`,
    'unreachable',
    'the address cannot be reached (ECONNREFUSED)',
  ],
  ['an address of nothing', () => 's3cret', 'file', 'url holds no address that begins with https://'],
  ['another protocol', () => 'file:///etc/s3cret', 'file', 'url holds no address that begins with https://'],
  [
    'an empty file',
    () => '',
    'file',
    'The file BASE/url (notify.heartbeat.url_file) is empty. Write the secret into it',
  ],
])('of %s no more is said than what is no secret', async (_what, address, reason, why) => {
  const { hear, look, series, log, directory } = await heartbeatTo(address(await freePort()));
  for (let second = 0; second < 4; second += 1) {
    hear(second * 1_000);
    await look(second * 1_000);
  }

  expect(await series('goldwatch_heartbeat_failures_total')).toMatchObject({ [reason]: 3 });
  expect(log.messages('error')[0]?.replaceAll(directory, 'BASE')).toBe(
    `The heartbeat does not get through: ${why}. Whoever waits for it will alarm.`,
  );
  expect(log.text).not.toContain('s3cret');
});

test('a stop gives up a call that is not answered', async () => {
  const { box, url } = await callBox();
  const { hear, look, heartbeat, log } = await heartbeatTo(url);
  box.hangs = true;
  hear(0);
  const looking = look(0);
  await expect.poll(() => box.calls).toHaveLength(1);

  heartbeat.stop();
  await looking;

  expect(log.messages('warn')).toEqual([]);
});
