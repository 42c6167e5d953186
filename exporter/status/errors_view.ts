import type { SeenErrorsOfSource } from '../source_runner.ts';
import type { ErrorGroupView } from './view.ts';

/** How many groups are shown. */
const MOST_SHOWN = 50;

/** The newest groups of errors and how many there are; without samples, which may hold what somebody logged by mistake. */
export function errorsView(seen: readonly SeenErrorsOfSource[]): {
  readonly groups: number;
  readonly newest: readonly ErrorGroupView[];
} {
  const newest = seen
    .toSorted((one, other) => other.lastSeen - one.lastSeen)
    .slice(0, MOST_SHOWN)
    .map(({ sample: _, ...group }) => group);
  return { groups: seen.length, newest };
}
