import type { Watchdog } from '../alerts/watchdog.ts';

/** Alertmanager repeats the watchdog every minute; one lost repetition is no news. */
export const PATIENCE_MS = 3 * 60_000;

/**
 * Whether the watchdog is received: `heard` within three minutes; `awaited` while the exporter has not run for so long; else
 * `missing`. Times are milliseconds by the clock that is never set.
 */
export function isReceived(
  { lastHeardAt }: Pick<Watchdog, 'lastHeardAt'>,
  uptime: number,
  startedAt: number,
): 'heard' | 'awaited' | 'missing' {
  if (lastHeardAt !== null && uptime - lastHeardAt <= PATIENCE_MS) return 'heard';
  return uptime - startedAt <= PATIENCE_MS ? 'awaited' : 'missing';
}
