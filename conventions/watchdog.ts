/** The alert that always fires; alone, since the status page in the browser wants no other name. */
export const WATCHDOG = 'Watchdog';
