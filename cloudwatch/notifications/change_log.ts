/** How long changes of alarms are kept, in days: long enough to compare a quarter with that of a year ago. */
export const CHANGE_LOG_DAYS = 400;
