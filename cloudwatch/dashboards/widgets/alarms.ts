import { alarmArn } from '../placeholders.ts';
import type { AlarmWidget } from './widget.ts';

/** Most alarms of one widget: «Properties of an Alarm Status Widget Object». */
const MOST_ALARMS = 100;
const ALARMS_A_LINE = 4;

interface Options {
  readonly title: string;
  /** By name; several widgets where they are more than one may have. */
  readonly alarms: readonly string[];
  readonly width?: number;
}

/** States of alarms: those that fire first, the most recent first among them. None without alarms. */
export function alarmStates({ title, alarms, width = 24 }: Options): AlarmWidget[] {
  const parts = Math.ceil(alarms.length / MOST_ALARMS);
  return Array.from({ length: parts }, (_, index) => {
    const its = alarms.slice(index * MOST_ALARMS, (index + 1) * MOST_ALARMS);
    const perLine = Math.max(1, Math.round((ALARMS_A_LINE * width) / 24));
    return {
      type: 'alarm',
      width,
      height: Math.min(10, 1 + Math.ceil(its.length / perLine)),
      properties: {
        title: parts === 1 ? title : `${title} (${index + 1} of ${parts})`,
        alarms: its.map(alarmArn),
        sortBy: 'stateUpdatedTimestamp',
      },
    };
  });
}
