import { expect, test } from 'vitest';
import type { MirrorSlot } from '../mirror_slot.ts';
import { newDeliveryCounts } from '../outputs/cloudwatch_mirror/delivery_counts.ts';
import type { Outcome } from '../outputs/cloudwatch_mirror/outcome.ts';
import { cloudwatchMirrorSettings } from '../outputs/cloudwatch_mirror/settings.ts';
import { mirrorView } from './mirror_view.ts';

const mirror = (outcome: Outcome | null, datums = 20): NonNullable<MirrorSlot['present']> => {
  const counts = newDeliveryCounts();
  counts.dropped.expired = 3;
  counts.dropped.refused = 4;
  return {
    settings: cloudwatchMirrorSettings.parse({ namespace: 'Shop', select: [{ series: 'goldwatch_ready' }] }),
    status: {
      counts,
      spool: { datums: 5, datumsInMemory: 0, bytes: 600, oldest: 1_000 },
      trouble: null,
      lastRequest: outcome === null ? null : { at: 2_000, outcome, datums },
      restarts: 0,
      crash: null,
    },
    cost: { metrics: 7, most: 100, monthlyUsd: 2.5 },
    trouble: 'ECONNREFUSED',
  };
};

test('no mirror is null', () => {
  expect(mirrorView(null)).toBeNull();
});

test('a mirror shows its spool, what it costs, and that it was not answered yet', () => {
  expect(mirrorView(mirror(null))).toEqual({
    namespace: 'Shop',
    region: null,
    trouble: 'ECONNREFUSED',
    spool: { datums: 5, bytes: 600, oldest: 1_000, dropped: 7 },
    budget: { metrics: 7, most: 100, monthlyUsd: 2.5 },
    lastAnswer: null,
  });
});

test.each<[Outcome, number, string]>([
  [{ kind: 'accepted' }, 20, 'CloudWatch took 20 datums.'],
  [{ kind: 'accepted' }, 1, 'CloudWatch took 1 datum.'],
  [{ kind: 'refused', why: 'E: no.', culprit: 0 }, 20, 'CloudWatch refused one of 20 datums: E: no.'],
  [{ kind: 'too_large', why: 'E' }, 20, 'CloudWatch found a request of 20 datums too large: E.'],
  [{ kind: 'throttled', why: 'E' }, 20, 'CloudWatch throttled a request of 20 datums: E.'],
  [{ kind: 'denied', why: 'E' }, 20, 'CloudWatch did not let goldwatch send 20 datums: E.'],
  [{ kind: 'credentials', why: 'E' }, 20, 'There were no valid credentials to send 20 datums with: E.'],
  [{ kind: 'unreached', why: 'E' }, 20, 'CloudWatch was not reached with 20 datums: E.'],
  [{ kind: 'in_doubt', why: 'E' }, 20, 'It is unknown whether CloudWatch has taken 20 datums: E.'],
])('%o of %d datums is a sentence', (outcome, datums, text) => {
  expect(mirrorView(mirror(outcome, datums))?.lastAnswer).toEqual({
    at: 2_000,
    text,
    ok: outcome.kind === 'accepted',
  });
});
