import { formatDuration } from '../../conventions/quantities.ts';
import { count } from '../count.ts';
import { acknowledgement } from './acknowledgement.ts';
import type { Alertmanager } from './alertmanager.ts';
import { BrokenLink } from './broken_link.ts';
import { type Delivered, type Delivery, delivered } from './deliveries.ts';
import { muted } from './held_back.ts';
import type { NotificationCounts } from './notification_counts.ts';
import type { Followed, Status } from './receipts.ts';
import { EXPORTER_RECEIVER } from './told.ts';

/** What is looked at. */
export interface Seen {
  readonly status: Status;
  /** What Alertmanager had counted before. */
  readonly before: NotificationCounts;
  readonly now: NotificationCounts;
  readonly waitedMs: number;
  readonly timeoutMs: number;
}

/** Something that is to arrive. */
export interface Receipt {
  readonly name: string;
  /** How it has arrived, why it does not, or null as long as it may. */
  readonly look: (seen: Seen) => Promise<string | BrokenLink | null>;
}

/** What an attempt may take, once Alertmanager has waited for others to join the message. */
const ATTEMPT_MS = 10_000;
/** What is counted as failed may be of another alert: ours has had its turn by then. */
const SETTLED_MS = 6_000;
const LOG = 'The log of Alertmanager says why ("Notify for alerts failed").';
const CHECK: Readonly<Record<string, string>> = {
  slack: 'Look at the file that notify.slack names, and whether the channel is there.',
  pagerduty: 'Look at the key in the file that notify.pagerduty.routing_key_file names.',
  email: 'Look at notify.email: the server, its user and its password.',
  sns: "Look at notify.sns, and at Alertmanager's credentials for AWS.",
  msteams: 'Look at the address in the file that notify.msteams names.',
  msteamsv2: 'Look at the address in the file that notify.msteams names.',
  webhook: 'Look whether the program at that address answers with 2xx.',
};

/** The receipt of a notification that only Alertmanager can tell of. */
export function receiptOf(delivery: Delivery, managers: readonly Alertmanager[], drill: string): Receipt {
  const { recipients, groupIntervalMs, groupWaitMs, intervals } = delivery;
  const name = recipients.join(', ');
  const look: Receipt['look'] = async ({ status, before, now, waitedMs, timeoutMs }) => {
    const seen = delivered(delivery, before, now);
    const dueMs = status === 'firing' ? groupWaitMs : groupIntervalMs;
    // A route is mute for drills, too, whatever was counted meanwhile.
    const mutes = intervals.length === 0 ? [] : await mutedBy(managers, drill);
    if (mutes.length > 0) return muted(mutes, true);
    if (seen.state === 'delivered') return arrived(delivery, status);
    if (status === 'resolved' && groupIntervalMs > timeoutMs)
      return `told that it is over within ${formatDuration(groupIntervalMs)}, which is not waited for`;
    if (seen.state === 'failed' && waitedMs > dueMs + SETTLED_MS) return undelivered(delivery, seen, true);
    const isLate = seen.refused === 0 && waitedMs > dueMs + ATTEMPT_MS;
    if (isLate && intervals.length > 0) return muted(intervals, false);
    return waitedMs < timeoutMs ? null : undelivered(delivery, seen, false);
  };
  return { name, look };
}

// Alertmanager counts no single alert.
function arrived({ expected, isShared }: Delivery, status: Status): string {
  const what = status === 'firing' ? 'delivered' : 'told that it is over';
  return `at least ${expected} ${what}${isShared ? ', or told of another alert that fires' : ''}`;
}

async function mutedBy(managers: readonly Alertmanager[], drill: string): Promise<string[]> {
  const alerts = await Promise.all(managers.map((one) => one.alertOf(drill)));
  return alerts.flatMap((alert) => alert?.status.mutedBy ?? []);
}

function undelivered(
  { recipients, kind }: Delivery,
  { delivered, refused }: Delivered,
  hasGivenUp: boolean,
): BrokenLink {
  const name = recipients.join(', ');
  if (refused === 0) return new BrokenLink(`Alertmanager has made no attempt to tell ${name}.`, LOG);
  const others = delivered > 0 ? `, and ${delivered} succeeded` : '';
  return new BrokenLink(
    `Alertmanager ${hasGivenUp ? 'has given up' : 'still tries'}: ${count(refused, 'attempt')} to tell ${name} failed${others}.`,
    `${LOG} ${CHECK[kind] ?? ''}`.trim(),
  );
}

/** The receipt of the exporter, which can be asked itself. */
export function exporterReceipt({ exporter, drill, signal }: Followed): Receipt {
  const look: Receipt['look'] = async ({ status, before, now, waitedMs, timeoutMs }) => {
    const known = await acknowledgement(exporter, drill, signal);
    if (status === 'firing' && known !== 'unknown') return 'acknowledged';
    if (status === 'resolved' && known === 'over') return 'knows that it is over';
    const receiver = before.countsReceivers ? EXPORTER_RECEIVER : null;
    const failed = now.count('webhook', receiver).failed - before.count('webhook', receiver).failed;
    const isHopeless = failed > 0 && waitedMs > SETTLED_MS;
    return isHopeless || waitedMs >= timeoutMs ? unacknowledged(status, failed) : null;
  };
  return { name: 'the exporter', look };
}

function unacknowledged(status: Status, failed: number): BrokenLink {
  const missing = status === 'firing' ? 'has not heard of it' : 'has not heard that it is over';
  const why =
    failed > 0
      ? `Alertmanager could not tell it (${count(failed, 'notification')} failed)`
      : 'Alertmanager has not told it';
  return new BrokenLink(
    `The exporter answers, but ${missing}: ${why}.`,
    'Let Alertmanager have the address and the token of this exporter: `npx goldwatch render`, then restart Alertmanager.',
  );
}
