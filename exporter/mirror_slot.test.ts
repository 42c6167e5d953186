import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { temporaryDirectory } from '../tests/support/temporary_directory.ts';
import { MirrorSlot } from './mirror_slot.ts';
import { cloudwatchMirrorSettings } from './outputs/cloudwatch_mirror/settings.ts';
import { FAILING, MISSING, MirroredProcess } from './outputs/cloudwatch_mirror/testing/mirror_under_test.ts';

const HOUR = 3_600_000;
const SLOW =
  'The CloudWatch mirror has not read within 5 s (the worker that sends has crashed (status 7)): what a source that goes now ' +
  'has counted since the last interval may be missing in CloudWatch.';

/** A slot, and settings for it that send to a stand-in. */
async function slotWith(program?: URL) {
  const process = await MirroredProcess.begin();
  const { registry, startedAt, captured } = process;
  const slot = new MirrorSlot({
    registry,
    log: captured.log,
    stateDirectory: join(await temporaryDirectory(), 'state'),
    clock: { now: Date.now, uptime: () => process.uptime },
    startedAt,
    isComplete: () => true,
    refresh: () => {},
    saveSources: async () => {},
    onFailure: () => {},
    ...(program !== undefined && { program }),
  });
  onTestFinished(() => slot.stop());
  const settings = (more: Readonly<Record<string, unknown>> = {}) =>
    cloudwatchMirrorSettings.parse({
      namespace: 'Shop',
      region: 'us-east-1',
      endpoint: process.aws.url,
      interval: '60m',
      select: [{ series: 'mails_total' }],
      ...more,
    });
  return { process, slot, settings };
}

test('a reload waits for a reading that does not end no longer than it must, and says what that may cost', {
  timeout: 30_000,
}, async () => {
  const { process, slot, settings } = await slotWith(FAILING);
  process.mails.labels({ kind: 'news' }).inc();
  await slot.apply(settings());
  await vi.waitFor(() => expect(slot.trouble).toBe('the worker that sends has crashed (status 7)'), 10_000);
  await slot.apply(settings());
  expect(process.captured.captured.messages('warn')).toContain(SLOW);
});

test('a stop that comes while a reload waits for a reading ends that, and nothing more begins', {
  timeout: 30_000,
}, async () => {
  const { process, slot, settings } = await slotWith(FAILING);
  process.mails.labels({ kind: 'news' }).inc();
  await slot.apply(settings());
  await vi.waitFor(() => expect(slot.trouble).toBe('the worker that sends has crashed (status 7)'), 10_000);
  const reload = slot.apply(settings());
  slot.hurry();
  await reload;
  await slot.begun();
  expect(process.captured.captured.messages('warn')).not.toContain(SLOW);
  await slot.apply(settings({ namespace: 'Other' }));
  expect(slot.trouble).toBeUndefined();
});

test('where a mirror cannot even start, a stop ends it', async () => {
  const { slot, settings } = await slotWith(MISSING);
  await slot.apply(settings());
  await slot.stop();
  expect(slot.trouble).toBeUndefined();
});

test('what was written since the last reading does not expire before the next one', async () => {
  const { process, slot, settings } = await slotWith();
  expect(slot.expiryOf(HOUR / 2)).toBe(HOUR / 2);
  await slot.apply(settings());
  // Nothing was read yet.
  expect(slot.expiryOf(HOUR / 2)).toBe(Number.POSITIVE_INFINITY);
  expect(slot.expiryOf(undefined)).toBeUndefined();
  await slot.begun();
  expect(slot.expiryOf(HOUR / 2)).toBe(HOUR / 2);
  process.uptime += HOUR - 1;
  expect(slot.expiryOf(HOUR / 2)).toBe(HOUR - 1);
});
