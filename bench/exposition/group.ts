import type { Row } from './row.ts';

/** How long to measure. */
export interface Settings {
  readonly quick: boolean;
  readonly rounds: number;
  /** Rounds before those that count. */
  readonly warmUp: number;
}

/** Measures rows that share their contestants, and hands out each when it is done. */
export type Group = (settings: Settings, done: (row: Row) => void) => Promise<void>;
