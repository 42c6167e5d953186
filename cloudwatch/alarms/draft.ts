import type { AlarmNameParts } from '../names.ts';
import type { AbsentAlarm, Alarm, CompositeAlarm, Deviation, MetricAlarm } from './alarm.ts';

/** An alarm that tells somebody, and what suppression has to know of it. */
export interface Draft<A extends Alarm = Alarm> {
  readonly alarm: A;
  readonly called: AlarmNameParts;
  /** What it speaks of: `error_ratio`; null where that is no signal. */
  readonly signal: string | null;
  /** Of a saturation. */
  readonly resource: string | null;
  readonly objective: string | null;
}

/** What a part of a definition asks CloudWatch to watch. */
export interface Planned {
  readonly drafts: readonly Draft[];
  /** What composite alarms among them are made of; they tell nobody. */
  readonly children: readonly MetricAlarm[];
  readonly absent: readonly AbsentAlarm[];
  readonly deviations: readonly Deviation[];
}

export const NOTHING: Planned = { drafts: [], children: [], absent: [], deviations: [] };

/** Several parts together, in their order. */
export function together(parts: readonly Planned[]): Planned {
  return {
    drafts: parts.flatMap(({ drafts }) => drafts),
    children: parts.flatMap(({ children }) => children),
    absent: parts.flatMap(({ absent }) => absent),
    deviations: parts.flatMap(({ deviations }) => deviations),
  };
}

export function isComposite(draft: Draft): draft is Draft<CompositeAlarm> {
  return draft.alarm.kind === 'composite';
}
