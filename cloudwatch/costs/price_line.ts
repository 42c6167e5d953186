/** What one line of the definition costs a month. */
export interface PriceLine {
  /** The line: `alert HighErrorRate`. */
  readonly of: string;
  /** What is paid for: `1 alarm on 2 metrics`. */
  readonly what: string;
  /** US dollars; null where it depends on what the definition does not say, and then `what` says per what. */
  readonly usd: number | null;
}

/** A number with what it counts: `1 alarm`, `2 alarms`. */
export function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
