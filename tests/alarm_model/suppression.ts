import { type AlarmState, stateAt, type Timeline } from './states.ts';

/** What keeps a composite alarm from telling anybody. Milliseconds. */
export interface Suppressor {
  readonly timeline: Timeline;
  /** `ActionsSuppressorWaitPeriod`. */
  readonly wait: number;
  /** `ActionsSuppressorExtensionPeriod`. */
  readonly extension: number;
}

/**
 * What a composite alarm tells, and when: each change of its state that its suppressor lets through.
 *
 * A change is held back for the wait period, so that the suppressor can still fire; a further change begins it anew. While the suppressor is
 * in ALARM nothing is told. When it has ended, what is still so after the extension period is told.
 * Source: Amazon CloudWatch user guide, "Composite alarm action suppression", with its six examples.
 */
export function told(changes: Timeline, { timeline, wait, extension }: Suppressor): Timeline {
  const moments = [...new Set([...changes, ...timeline].map(({ at }) => at))].sort((a, b) => a - b);
  const result: { at: number; state: AlarmState }[] = [];
  let due: number | null = null;
  let pending: AlarmState | null = null;
  const tellUntil = (moment: number) => {
    if (due === null || pending === null || due > moment) return;
    result.push({ at: due, state: pending });
    due = null;
    pending = null;
  };
  for (const at of moments) {
    tellUntil(at - 1);
    const change = changes.find((one) => one.at === at);
    const turn = timeline.find((one) => one.at === at);
    if (change !== undefined) pending = change.state;
    if (stateAt(timeline, at) === 'ALARM') due = null;
    else if (change !== undefined) due = at + wait;
    else if (turn !== undefined && pending !== null && stateAt(timeline, at - 1) === 'ALARM')
      due = at + extension;
  }
  tellUntil(Number.POSITIVE_INFINITY);
  return result;
}
