import { ALARM_TYPES } from './alarm_types.ts';
import { DASHBOARD_TYPES } from './dashboard_types.ts';
import { LOG_TYPES } from './log_types.ts';
import type { ResourceType } from './resource_type.ts';
import { TOPIC_TYPES } from './topic_types.ts';

/** Types whose resources exist in the stand-in. All others are only named. */
export const TYPES: Readonly<Record<string, ResourceType>> = {
  ...ALARM_TYPES,
  ...DASHBOARD_TYPES,
  ...TOPIC_TYPES,
  ...LOG_TYPES,
};
