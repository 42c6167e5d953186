import { WATCHDOG } from '../../../../../conventions/watchdog.ts';
import type { AlertView } from '../../../../alerts/alert_view.ts';

/** The severest first; what people call otherwise comes after these. */
const SEVERITIES = ['critical', 'error', 'warning', 'info'];

/** How loud a severity is to look at. */
export type Tone = 'bad' | 'warning' | 'info';

/** The tone of a severity, whatever it is called: what is not known is not played down. */
export function toneOf(severity: string): Tone {
  if (severity === 'info' || severity === 'none') return 'info';
  return severity === 'critical' || severity === 'error' ? 'bad' : 'warning';
}

/** What needs somebody: the severest first, of those the one that began last; without drills and the watchdog. */
export function realAlerts(firing: readonly AlertView[]): AlertView[] {
  return firing.filter((alert) => alert.drill === null && !isWatchdog(alert)).sort(bySeverity);
}

/** Alerts that only exercise. */
export function drills(firing: readonly AlertView[]): AlertView[] {
  return firing.filter(({ drill }) => drill !== null);
}

/** Whether the alert that always fires is heard of: without it, nobody would hear of another one either. */
export function isWatched(firing: readonly AlertView[]): boolean {
  return firing.some((alert) => alert.drill === null && isWatchdog(alert));
}

/** Whether it says only that alerts get through. */
export function isWatchdog({ alertname }: AlertView): boolean {
  return alertname === WATCHDOG;
}

function bySeverity(one: AlertView, other: AlertView): number {
  const difference = rankOf(one.severity) - rankOf(other.severity);
  return difference === 0 ? Date.parse(other.startsAt) - Date.parse(one.startsAt) : difference;
}

/** The lower, the severer. */
export function rankOf(severity: string): number {
  const rank = SEVERITIES.indexOf(severity);
  // Between warning and info, as its tone.
  return rank === -1 ? 2.5 : rank;
}
