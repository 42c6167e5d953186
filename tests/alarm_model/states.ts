/** The states of an alarm: AlarmState, API reference. */
export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** An alarm's states from moments on, in milliseconds, oldest first; each differs from the one before. */
export type Timeline = readonly { readonly at: number; readonly state: AlarmState }[];

/** The state at a moment; that of a new alarm before the first change. */
export function stateAt(timeline: Timeline, moment: number): AlarmState {
  return timeline.findLast(({ at }) => at <= moment)?.state ?? 'INSUFFICIENT_DATA';
}
