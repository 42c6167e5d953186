import { setTimeout as sleep } from 'node:timers/promises';
import { formatDuration } from '../../conventions/quantities.ts';
import { BrokenLink } from './broken_link.ts';
import type { DeployedAlarms, HistoryItem } from './deployed_alarms.ts';
import { actionName } from './topic_listeners.ts';

/** What is followed: one alarm, by the number of its drill. */
export interface Followed {
  readonly alarms: DeployedAlarms;
  readonly name: string;
  readonly drill: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

const LOOK_AGAIN_MS = 500;
const DONE = 'Successfully executed action ';
const FAILED = 'Failed to execute action ';

/** The item of history by which the alarm came into ALARM. Throws a BrokenLink where it has none in time. */
export async function raisedItem(followed: Followed): Promise<HistoryItem> {
  const found = await awaited(followed, (items) => raisedIn(items, followed.drill));
  if (found !== null) return found;
  throw new BrokenLink(
    `CloudWatch took the state of ${followed.name}, and its history has not shown that within ${formatDuration(followed.timeoutMs)}.`,
    'Repeat the drill with a longer --timeout; the history of the alarm in the console may show more.',
  );
}

/**
 * Waits until an action was executed so many times since the drill began: once for the alarm, twice where its end is told,
 * too. Throws a BrokenLink with AWS's words where it failed, or where that does not come in time.
 */
export async function executed(action: string, times: number, followed: Followed): Promise<void> {
  const seen = await awaited(followed, (items) => {
    const { done, failure } = outcomesOf(action, items, followed.drill);
    return failure ?? (done >= times ? 'executed' : null);
  });
  if (seen === 'executed') return;
  if (seen !== null) throw failed(action, seen);
  throw new BrokenLink(
    `CloudWatch has not told ${actionName(action)} within ${formatDuration(followed.timeoutMs)}: the history of ${followed.name} has no word of it.`,
    'Look at the history of the alarm in the console; another alarm may suppress it.',
  );
}

function outcomesOf(action: string, items: readonly HistoryItem[], drill: string) {
  const since = raisedIn(items, drill)?.at ?? Number.POSITIVE_INFINITY;
  const actions = items.filter(
    ({ type, at, summary }) => type === 'Action' && at >= since && summary.includes(action),
  );
  const done = actions.filter(({ summary }) => summary.startsWith(DONE)).length;
  const failure = actions.find(({ summary }) => summary.startsWith(FAILED))?.summary ?? null;
  return { done, failure };
}

function raisedIn(items: readonly HistoryItem[], drill: string): HistoryItem | null {
  // The reason is in the data, with the number of the drill in it; the one of its end comes later.
  return items.find(({ type, data }) => type === 'StateUpdate' && data.includes(drill)) ?? null;
}

function failed(action: string, summary: string): BrokenLink {
  const remedy = summary.includes('encryption key')
    ? 'Let the policy of the key allow cloudwatch.amazonaws.com kms:Decrypt and kms:GenerateDataKey*.'
    : 'Let the policy of the topic allow cloudwatch.amazonaws.com to publish: deploy cloudwatch/notifications.template.json anew.';
  return new BrokenLink(`CloudWatch could not tell ${actionName(action)}: ${summary}.`, remedy);
}

/** What `look` finds in the history of an alarm; null where it finds nothing in time. */
async function awaited<T>(
  { alarms, name, timeoutMs, signal }: Followed,
  look: (items: readonly HistoryItem[]) => T | null,
): Promise<T | null> {
  const until = performance.now() + timeoutMs;
  for (;;) {
    const found = look(await alarms.history(name, signal));
    if (found !== null || performance.now() >= until) return found;
    await sleep(LOOK_AGAIN_MS, undefined, { signal });
  }
}
