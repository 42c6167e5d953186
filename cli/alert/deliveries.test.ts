import { describe, expect, test } from 'vitest';
import { delivered, deliveriesTo } from './deliveries.ts';
import { NotificationCounts } from './notification_counts.ts';
import type { Destination } from './routing.ts';

const integration = (
  kind: string,
  settings: Readonly<Record<string, unknown>> = {},
  sendsResolved = true,
) => ({
  kind,
  settings,
  sendsResolved,
});
const when = { groupWaitMs: 0, groupIntervalMs: 5_000, intervals: [] };
const DESTINATIONS: readonly Destination[] = [
  { receiver: 'goldwatch', integrations: [integration('webhook')], ...when },
  {
    receiver: 'critical',
    integrations: [
      integration('slack', { channel: '#alerts' }),
      integration('webhook', { url: 'http://tickets.example.com' }),
      integration('pagerduty', {}, false),
    ],
    ...when,
    groupWaitMs: 30_000,
    intervals: ['night'],
  },
];
const quiet = { byReceiver: false, busy: new Set<string>() };

describe('what Alertmanager should send', () => {
  const inShort = (...args: Parameters<typeof deliveriesTo>) =>
    deliveriesTo(...args).map(({ kind, receiver, recipients, expected, isShared }) => [
      kind,
      receiver,
      recipients,
      expected,
      isShared,
    ]);

  test('is counted by kind, and the exporter’s with that of other webhooks', () => {
    expect(inShort(DESTINATIONS, quiet, 'firing')).toEqual([
      ['webhook', null, ['webhook tickets.example.com'], 2, false],
      ['slack', null, ['Slack #alerts'], 1, false],
      ['pagerduty', null, ['PagerDuty'], 1, false],
    ]);
  });

  test('is counted by receiver where Alertmanager does', () => {
    expect(inShort(DESTINATIONS, { ...quiet, byReceiver: true }, 'firing')[0]).toEqual([
      'slack',
      'critical',
      ['Slack #alerts'],
      1,
      false,
    ]);
  });

  test('leaves out who does not tell of the end', () => {
    expect(inShort(DESTINATIONS, quiet, 'resolved').map(([kind]) => kind)).toEqual(['webhook', 'slack']);
  });

  test('is shared where other alerts fire that are counted with it', () => {
    const sharedWith = (receiver: string, byReceiver: boolean) =>
      deliveriesTo(DESTINATIONS, { byReceiver, busy: new Set([receiver]) }, 'firing')
        .filter(({ isShared }) => isShared)
        .map(({ kind }) => kind);

    expect(sharedWith('goldwatch', false)).toEqual(['webhook']);
    expect(sharedWith('goldwatch', true)).toEqual([]);
    expect(sharedWith('critical', true)).toEqual(['slack', 'webhook', 'pagerduty']);
  });

  test('waits as its routes say', () => {
    expect(deliveriesTo(DESTINATIONS, quiet, 'firing')[0]).toMatchObject({
      groupWaitMs: 30_000,
      groupIntervalMs: 5_000,
      intervals: ['night'],
    });
  });
});

/** A metrics page of Alertmanager. */
function counts(
  requests: number,
  refused: number,
  failed: number,
  labels = 'integration="slack"',
): NotificationCounts {
  const page = `alertmanager_notification_requests_total{${labels}} ${requests}
alertmanager_notification_requests_failed_total{${labels}} ${refused}
alertmanager_notifications_failed_total{${labels},reason="clientError"} ${failed}
`;
  return NotificationCounts.of(page) ?? new NotificationCounts([]);
}

describe('what was sent', () => {
  const [, slack] = deliveriesTo(DESTINATIONS, quiet, 'firing');
  const stateAfter = (...args: Parameters<typeof counts>) =>
    slack === undefined ? null : delivered(slack, counts(7, 3, 1), counts(...args));

  test.each<[[number, number, number], object]>([
    [[7, 3, 1], { state: 'waiting', delivered: 0, refused: 0 }],
    [[8, 4, 1], { state: 'waiting', delivered: 0, refused: 1 }],
    [[8, 3, 1], { state: 'delivered', delivered: 1, refused: 0 }],
    [[9, 5, 2], { state: 'failed', delivered: 0, refused: 2 }],
    [[9, 4, 2], { state: 'delivered', delivered: 1, refused: 1 }],
  ])('after %j of requests, refusals and failures is %j', (numbers, state) => {
    expect(stateAfter(...numbers)).toEqual(state);
  });

  test('is what several Alertmanagers have sent together, of one receiver or of all', () => {
    const sum = NotificationCounts.sum([
      counts(3, 1, 0, 'integration="slack",receiver_name="critical"'),
      counts(5, 0, 0, 'integration="slack",receiver_name="warning"'),
      counts(2, 0, 0, 'integration="slack",receiver_name="critical"'),
    ]);

    expect(sum.countsReceivers).toBe(true);
    expect(sum.count('slack', 'critical')).toEqual({ delivered: 4, refused: 1, failed: 0 });
    expect(sum.count('slack', null).delivered).toBe(9);
    expect(sum.count('email', null).delivered).toBe(0);
  });

  test('is unknown where a page is not Alertmanager’s', () => {
    expect(NotificationCounts.of('up 1\n')).toBeNull();
    expect(NotificationCounts.of('<html>')).toBeNull();
  });
});
