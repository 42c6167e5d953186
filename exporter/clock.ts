/** What it is now, in milliseconds: since 1970, and by a clock that is never set. */
export interface Clock {
  now(): number;
  uptime(): number;
}
