import type { ReceivedDatum } from '../cloudwatch_standin/standin.ts';
import { totals } from './received.ts';
import { type Counted, MINUTE } from './simulated_mirror.ts';

/** What was counted of each kind in each minute. */
export function byMinute(counted: readonly Counted[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { kind, by, at } of counted) {
    const key = named(kind, Math.floor(at / MINUTE) * MINUTE);
    sums[key] = (sums[key] ?? 0) + by;
  }
  return sums;
}

/** As `byMinute`, of what CloudWatch has got. */
export function receivedByMinute({
  received,
}: {
  readonly received: readonly ReceivedDatum[];
}): Record<string, number> {
  return totals(received, ({ dimensions, timestamp }) => named(dimensions.kind ?? '', timestamp));
}

function named(kind: string, minute: number): string {
  return `${kind} at ${new Date(minute).toISOString()}`;
}
