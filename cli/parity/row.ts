import type { Side } from './side.ts';

/** An alert on both sides. */
export interface Row {
  /** The alert; with services behind it where they are not all alike. */
  readonly name: string;
  readonly prometheus: Side;
  readonly cloudwatch: Side;
  /** Where CloudWatch's is not quite Prometheus's: how. */
  readonly differences: readonly string[];
  /** Why CloudWatch has none, and what would change that; null where it has one, or is not to have one. */
  readonly absent: string | null;
}
