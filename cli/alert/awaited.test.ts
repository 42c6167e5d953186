import { expect, test } from 'vitest';
import { type Receipt, receiptOf } from './awaited.ts';
import type { Delivery } from './deliveries.ts';
import { NotificationCounts } from './notification_counts.ts';

const NOTHING = new NotificationCounts([]);
const DELIVERY: Delivery = {
  kind: 'slack',
  receiver: 'warning',
  recipients: ['Slack #monitoring'],
  expected: 1,
  groupWaitMs: 0,
  groupIntervalMs: 20_000,
  intervals: ['nights'],
  isShared: false,
};

const seen = (status: 'firing' | 'resolved', waitedMs: number): Parameters<Receipt['look']>[0] => ({
  status,
  before: NOTHING,
  now: NOTHING,
  waitedMs,
  timeoutMs: 60_000,
});

test('what is not sent may be muted: an alert ten seconds after it is due, its end that long after its group has news', async () => {
  const { look } = receiptOf(DELIVERY, [], '686c48c5');

  expect(await look(seen('firing', 10_000))).toBe(null);
  expect(await look(seen('firing', 10_001))).toMatchObject({
    message: 'Nothing was sent, and it may be muted by the time intervals "nights".',
  });
  expect(await look(seen('resolved', 30_000))).toBe(null);
  expect(await look(seen('resolved', 30_001))).toMatchObject({
    message: 'Nothing was sent, and it may be muted by the time intervals "nights".',
  });
});
