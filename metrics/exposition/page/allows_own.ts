import type { Family } from '../../family.ts';
import { type EscapingScheme, escapeMetricName } from '../escaping.ts';
import { reservedNames } from '../names.ts';

/** Whether OpenMetrics lets a family of goldwatch's own have its type, as `allowsType` says of any family. */
export function allowsOwn(family: Family, escaping: EscapingScheme, contested: ReadonlySet<string>): boolean {
  if (reservedNames(family, escaping).some((name) => contested.has(name))) return false;
  // What else its types ask for holds of its own accord: counters never fall, buckets are cumulative.
  if (family.type === 'counter') return escapeMetricName(family.name, escaping).endsWith('_total');
  return family.type === 'gauge' || (family.bounds.every((bound) => bound >= 0) && hasSums(family));
}

/** Whether no sum is negative or NaN: it could go down, or says nothing. */
function hasSums(family: Family): boolean {
  const cursor = family.cursor();
  const sum = family.bounds.length + 1;
  for (let row = 0; row < family.store.handles.length; row += 1) {
    if (cursor.seek(row) && !((cursor.cells[cursor.at + sum] as number) >= 0)) return false;
  }
  return true;
}
