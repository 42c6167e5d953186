import type { ObjectiveView } from '../../../../status/view.ts';
import { clock, duration } from './format.ts';

/** A restart, of which nobody wants to know. */
const SHORT_MS = 60_000;

/** Who knows how an objective stands, and how much of its window that is, for somebody who looks at `now`. */
export function knownByInWords(
  { knownBy, since, uncounted = 0 }: Pick<ObjectiveView, 'knownBy' | 'since' | 'uncounted'>,
  now: number,
): string {
  const missing = uncounted < SHORT_MS ? '' : `, but for ${duration(uncounted)}`;
  const counted = since === null ? '' : `, counted since ${clock(since, now)}`;
  return `${knownBy === 'prometheus' ? 'Prometheus' : 'this exporter'}${counted}${missing}`;
}
