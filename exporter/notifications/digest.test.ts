import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../../tests/support/temporary_directory.ts';
import { alert, bookUnderTest, over, testClock } from '../alerts/testing.ts';
import type { DigestSettings } from './digest.ts';
import { Digest } from './digest.ts';
import type { MailServer } from './settings.ts';
import { mailBox } from './testing.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOON = Date.parse('2026-03-01T12:00:00Z');
const MORNING = Date.parse('2026-03-02T08:00:00Z');

/** A digest at eight in the morning, of a process that begins at a time. */
async function digestOf(
  server: MailServer,
  { directory, at = NOON }: { directory?: string; at?: number } = {},
) {
  const home = directory ?? (await temporaryDirectory());
  const clock = testClock(at);
  const under = bookUnderTest(clock);
  const settings: DigestSettings = { at: '08:00', time_zone: 'UTC', to: ['ops@example.com'], server };
  const options = {
    book: under.book,
    scope: under.registry.scope(),
    log: under.rawLog,
    clock,
    stateDirectory: home,
    startedAt: at,
  };
  const digest = new Digest(options, settings, home);
  await digest.restore();
  return {
    ...under,
    digest,
    settings,
    directory: home,
    /** What it does at a time, while the watchdog is received. */
    async look(time: number) {
      under.receive([alert('Watchdog', { labels: { alertname: 'Watchdog', severity: 'info' } })], time);
      await digest.look();
    },
  };
}

/** Subjects of mails. */
const subjects = (mails: readonly string[]) => mails.map((mail) => /^Subject: (.*?)\r$/m.exec(mail)?.[1]);

test('a digest goes out at its time, tells what fired since the last one, and then begins anew', async () => {
  const { box, server } = await mailBox();
  const { look, receive, log, series } = await digestOf(server);
  for (let time = NOON; time < MORNING; time += 3 * MINUTE) {
    if (time === NOON + HOUR) receive([alert('ApiDown')], time);
    if (time === NOON + 2 * HOUR) receive([over('ApiDown')], time);
    await look(time);
  }
  await look(MORNING - 1);
  expect(box.mails).toEqual([]);
  await look(MORNING);
  await look(MORNING + 1_000);
  expect(subjects(box.mails)).toEqual(['goldwatch: alerts fired once']);
  expect(log.messages()).toContain('The digest of Mon 2 Mar, 08:00 went out: goldwatch: alerts fired once.');
  expect(await series('goldwatch_digest_sent_total')).toEqual({ '': 1 });
  expect(await series('goldwatch_digest_failures_total')).toEqual({ '': 0 });
  expect(await series('goldwatch_digest_last_success_timestamp_seconds')).toEqual({ '': MORNING / 1_000 });

  await look(MORNING + 24 * HOUR);
  expect(subjects(box.mails).at(-1), 'it was not even looked for a day').toBe(
    'goldwatch: nothing fired (incomplete)',
  );
});

test('what fired before a restart is told, and no digest goes out twice', async () => {
  const { box, server } = await mailBox();
  const first = await digestOf(server);
  first.receive([alert('ApiDown')], NOON + HOUR);
  await first.digest.stop();

  const second = await digestOf(server, { directory: first.directory, at: NOON + 2 * HOUR });
  await second.look(MORNING);
  await second.digest.stop();
  const third = await digestOf(server, { directory: first.directory, at: MORNING + MINUTE });
  await third.look(MORNING + 2 * MINUTE);

  expect(subjects(box.mails)).toEqual(['goldwatch: alerts fired once (incomplete)']);
  expect(box.mails[0], 'for most of the time nobody listened').toContain('For 20 h no alert could reach');
});

test('a digest whose time came while the exporter was down goes out when the watchdog is back', async () => {
  const { box, server } = await mailBox();
  const first = await digestOf(server);
  await first.digest.stop();

  const { digest, clock, look } = await digestOf(server, { directory: first.directory, at: MORNING + HOUR });
  await digest.look();
  expect(box.mails, 'what fires is not known yet').toEqual([]);
  await look(MORNING + HOUR + MINUTE);
  expect(box.mails).toHaveLength(1);
  clock.at += HOUR;
  await digest.look();
  expect(box.mails).toHaveLength(1);
});

test('where the watchdog does not come, the digest waits no longer than three minutes, and says so', async () => {
  const { box, server } = await mailBox();
  const { digest, clock } = await digestOf(server);
  clock.at = MORNING;

  await digest.look();

  expect(subjects(box.mails)).toEqual(['goldwatch: nothing fired (incomplete)']);
});

test('a server that refuses is asked again after one minute, two, four, and is told once a day what there was', async () => {
  const { box, server } = await mailBox();
  const { look, receive, log, series } = await digestOf(server);
  box.refuses = 'Not now.';
  receive([alert('ApiDown')], NOON + HOUR);
  const failed = (minutes: number) =>
    `The digest of Mon 2 Mar, 08:00 did not go out: The mail server ${server.smarthost} does not take the mail: Mail command failed: 451 Not now. It is tried again in ${minutes} min, until the next one is due.`;

  for (let second = 0; second < 200; second += 1) await look(MORNING + second * 1_000);
  expect(log.messages('error')).toEqual([failed(1), failed(2), failed(4)]);
  receive([over('ApiDown'), alert('DiskFull')], MORNING + 5 * MINUTE);
  box.refuses = null;
  await look(MORNING + 7 * MINUTE);

  expect(subjects(box.mails)).toEqual(['goldwatch: alerts fired twice; 1 alert fires now (incomplete)']);
  expect(await series('goldwatch_digest_failures_total')).toEqual({ '': 3 });
  await look(MORNING + 23 * HOUR);
  expect(box.mails).toHaveLength(1);
});

test('what was not sent on one day is told on the next', async () => {
  const { box, server } = await mailBox();
  const { look, receive, log } = await digestOf(server);
  box.refuses = 'Not today.';
  receive([alert('ApiDown'), over('ApiDown')], NOON + HOUR);
  for (let hour = 0; hour < 24; hour += 4) await look(MORNING + hour * HOUR);
  expect(log.messages('error')).toHaveLength(6);

  box.refuses = null;
  await look(MORNING + 24 * HOUR);
  await look(MORNING + 25 * HOUR);

  expect(subjects(box.mails)).toEqual(['goldwatch: alerts fired once (incomplete)']);
});

test('a reload tries at once what failed before it', async () => {
  const { box, server } = await mailBox();
  const { look, digest, settings, directory } = await digestOf(server);
  box.refuses = 'No.';
  await look(MORNING);

  box.refuses = null;
  digest.apply({ ...settings, to: ['dev@example.com'] }, directory);
  await look(MORNING + 1_000);

  expect(box.mails).toHaveLength(1);
  expect(box.mails[0]).toContain('To: dev@example.com');
});

test('where it is not known whether a digest went out, it is told with the next one, never twice', async () => {
  const { box, server } = await mailBox();
  const first = await digestOf(server);
  first.receive([alert('ApiDown'), over('ApiDown')], NOON + HOUR);
  await first.digest.stop();
  const path = join(first.directory, 'alerts/digest.json');
  const state = JSON.parse(await readFile(path, 'utf8'));
  await writeFile(path, JSON.stringify({ ...state, sending: MORNING }));

  const { look, log } = await digestOf(server, { directory: first.directory, at: MORNING + 1_000 });
  expect(log.messages('warn')).toEqual([
    'The exporter ended while the digest of Mon 2 Mar, 08:00 was sent. Whether it went out is not known; it is not sent again, and the next one tells of its time too.',
  ]);
  await look(MORNING + HOUR);
  expect(box.mails).toEqual([]);
  await look(MORNING + 24 * HOUR);
  expect(box.mails[0]).toContain('ApiDown');
});

test('a state that is damaged is told and set aside', async () => {
  const { server } = await mailBox();
  const directory = await temporaryDirectory();
  const path = join(directory, 'alerts/digest.json');
  await mkdir(join(directory, 'alerts'));
  await writeFile(path, '{');

  const { log, digest } = await digestOf(server, { directory });
  await digest.stop();

  expect(log.messages()).toEqual([
    `The state file ${path} is damaged or of another version; it was set aside as ${path}.damaged. The next digest tells of what comes from now on.`,
  ]);
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ version: 1 });
});

test('a clock that was years ahead for a while does not put digests off for years', async () => {
  const { box, server } = await mailBox();
  const { look, digest, directory } = await digestOf(server, { at: NOON + 1_000 * 24 * HOUR });
  await look(NOON + 1_000 * 24 * HOUR + MINUTE);
  await digest.stop();

  const second = await digestOf(server, { directory });
  await second.look(NOON);
  await second.look(MORNING);

  expect(second.log.messages('warn')).toEqual([
    'The clock was set back by more than a day; the next digest tells of what comes from now on.',
  ]);
  expect(box.mails).toHaveLength(1);
});

test('a stop while a mail is being sent does not wait for it', async () => {
  const { box, server } = await mailBox();
  const { digest, look, directory } = await digestOf(server);
  const sending = look(MORNING);
  await digest.stop();
  await sending;

  const { last, sending: open } = JSON.parse(await readFile(join(directory, 'alerts/digest.json'), 'utf8'));
  expect([last, open], 'sent, or perhaps sent').toEqual(
    box.mails.length === 1 && open === null ? [MORNING, null] : [null, MORNING],
  );
});
