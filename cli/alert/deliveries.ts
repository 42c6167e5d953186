import type { NotificationCounts } from './notification_counts.ts';
import type { Destination } from './routing.ts';
import { EXPORTER_RECEIVER, recipient } from './told.ts';

/** Notifications that Alertmanager counts as one number. */
export interface Delivery {
  /** As Alertmanager's metrics name it: `slack`. */
  readonly kind: string;
  /** The receiver; null where Alertmanager does not count them apart. */
  readonly receiver: string | null;
  /** Whom they reach, for people. */
  readonly recipients: readonly string[];
  /** How many there should be. */
  readonly expected: number;
  /** The longest that Alertmanager waits for others to join the message, and until news of it. */
  readonly groupWaitMs: number;
  readonly groupIntervalMs: number;
  /** Time intervals at which it may be held back. */
  readonly intervals: readonly string[];
  /** Whether other alerts fire that are counted with it, so that a message of theirs may be taken for it. */
  readonly isShared: boolean;
}

/** How notifications are counted. */
export interface Counting {
  /** Whether Alertmanager counts receivers apart. */
  readonly byReceiver: boolean;
  /** Receivers of other alerts that fire. */
  readonly busy: ReadonlySet<string>;
}

/** Where a delivery stands; numbers since it was due. */
export interface Delivered {
  readonly state: 'waiting' | 'delivered' | 'failed';
  readonly delivered: number;
  readonly refused: number;
}

/**
 * What Alertmanager should send to these destinations, by how it counts. The exporter is left out: it can be asked itself.
 * Of what is over, only those who tell of it count.
 */
export function deliveriesTo(
  destinations: readonly Destination[],
  { byReceiver, busy }: Counting,
  status: 'firing' | 'resolved',
): Delivery[] {
  const all = destinations.flatMap(({ receiver, integrations, ...when }) =>
    integrations
      .filter(({ sendsResolved }) => status === 'firing' || sendsResolved)
      .map((integration) => ({
        kind: integration.kind,
        receiver: byReceiver ? receiver : null,
        recipient: recipient(integration, receiver),
        isExporter: receiver === EXPORTER_RECEIVER,
        isBusy: busy.has(receiver),
        when,
      })),
  );
  const counted = Map.groupBy(all, ({ kind, receiver }) => `${kind} ${receiver ?? ''}`);
  return [...counted.values()].flatMap((group) => {
    const [first] = group;
    const others = group.filter(({ isExporter }) => !isExporter);
    if (first === undefined || others.length === 0) return [];
    const { kind, receiver } = first;
    return [
      {
        kind,
        receiver,
        recipients: others.map((one) => one.recipient),
        expected: group.length,
        groupWaitMs: Math.max(...others.map(({ when }) => when.groupWaitMs)),
        groupIntervalMs: Math.max(...others.map(({ when }) => when.groupIntervalMs)),
        isShared: group.some(({ isBusy }) => isBusy),
        intervals: [...new Set(others.flatMap(({ when }) => when.intervals))],
      },
    ];
  });
}

/** Where a delivery stands by what was counted before it was due, and by now. */
export function delivered(
  { kind, receiver, expected }: Delivery,
  before: NotificationCounts,
  now: NotificationCounts,
): Delivered {
  const [then, since] = [before.count(kind, receiver), now.count(kind, receiver)];
  const numbers = { delivered: since.delivered - then.delivered, refused: since.refused - then.refused };
  if (numbers.delivered >= expected) return { ...numbers, state: 'delivered' };
  return { ...numbers, state: since.failed > then.failed ? 'failed' : 'waiting' };
}
