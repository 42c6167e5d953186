import type { Finding } from './finding.ts';

/** One look at one link. */
export interface Check {
  /** Stable: `prometheus.targets`. */
  readonly id: string;
  /** For people, in a word or three. */
  readonly name: string;
  readonly outcome: 'sound' | 'broken' | 'skipped';
  /** What was seen; where it was skipped, why. */
  readonly detail: string;
  /** None unless it is broken. */
  readonly findings: readonly Finding[];
}

/** The checks of one part of the way, and how it is called. */
export interface Area {
  readonly name: string;
  readonly checks: readonly Check[];
}

/** What a check is called. */
export interface CheckName {
  readonly id: string;
  readonly name: string;
}

export function sound({ id, name }: CheckName, detail: string): Check {
  return { id, name, outcome: 'sound', detail, findings: [] };
}

/** A check that was not made, and why: a clause. */
export function skipped({ id, name }: CheckName, why: string): Check {
  return { id, name, outcome: 'skipped', detail: why, findings: [] };
}

/** Broken where there are findings, else sound with this detail. */
export function judged(name: CheckName, findings: readonly Finding[], detail: string): Check {
  const [first] = findings;
  if (first === undefined) return sound(name, detail);
  return { ...sound(name, first.text), outcome: 'broken', findings };
}

/** What follows from a broken link is not told again. */
export function notChecked(names: readonly CheckName[], since: string): Check[] {
  return names.map((name) => skipped(name, `not checked, since ${since}`));
}
