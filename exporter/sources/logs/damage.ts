/** Why a compressed file cannot be read to its end; the values of the label `reason`. */
export type DamageReason = 'truncated' | 'damaged';

/** A compressed file that cannot be read to its end. */
export interface Damage {
  readonly path: string;
  /** What is wrong, as a clause; null where it is cut off. */
  readonly what: string | null;
  /** Whether the lines before that are counted: not where it cannot be told from others, for it has less than 1024 bytes. */
  readonly isCounted: boolean;
}

/** What is told of a compressed file that cannot be read to its end. */
export function damageReport({ path, what, isCounted }: Damage): { reason: DamageReason; problem: string } {
  const lines = isCounted ? 'Lines before that are counted.' : 'None of its lines is counted.';
  const how =
    what === null
      ? 'ends in the middle of its gzip data, and has not grown for a minute'
      : `is damaged: ${what}`;
  return {
    reason: what === null ? 'truncated' : 'damaged',
    problem: `The log file ${path} ${how}. ${lines} Put a good copy there; it is read on when it changes.`,
  };
}
