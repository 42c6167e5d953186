import { promqlParts } from '../../definition/promql_syntax.ts';
import type { Promql } from '../../definition/promql_tree.ts';
import type { Actor, Level } from './actors.ts';

/** Where an actor is unless somebody wants it elsewhere: requests come, what is there is 1, what happened was just now. */
export function usualLevel(actor: Actor): number {
  return { counter: 60, gauge: 1, clock: 0, histogram: 0 }[actor.kind];
}

/** Levels to be tried of an actor, ascending: those about the numbers of the expression, and every order of magnitude. */
export function levelsOf(actor: Actor, expression: Promql): number[] {
  if (actor.kind === 'histogram') return actor.bounds.map((_, index) => index);
  const literals = promqlParts(expression).flatMap((part) =>
    part.type === 'number' && Number.isFinite(part.value) ? [part.value] : [],
  );
  const about = literals.flatMap((value) => [value / 2, value - 1, value, value + 1, value * 2]);
  const scales = Array.from({ length: 14 }, (_, index) => 10 ** (index - 4)).flatMap((scale) => [
    scale,
    3 * scale,
  ]);
  const all = [0, ...scales, ...about];
  const signed = actor.kind === 'counter' ? all : [...all, ...all.map((value) => -value)];
  const possible = signed.filter((value) => actor.kind !== 'counter' || value >= 0);
  return [...new Set(possible.map((value) => value + 0))].sort((a, b) => a - b);
}

/** A number that reads well, at or beyond one on the side that is given; two digits, or a whole number. */
export function readable(value: number, side: 'above' | 'below'): number {
  if (value === 0 || !Number.isFinite(value)) return value;
  const unit = Math.abs(value) < 5 ? 10 ** (Math.floor(Math.log10(Math.abs(value))) - 1) : 1;
  const scaled = Number((value / unit).toPrecision(12));
  const rounded = side === 'above' ? Math.ceil(scaled) : Math.floor(scaled);
  return Number((rounded * unit).toPrecision(12));
}

/** One actor goes from a good level to a bad one; the others stay where they are. */
export interface Move {
  readonly actor: number;
  readonly good: Level;
  readonly bad: Level;
  /** Levels of all actors; that of the one that moves says nothing. */
  readonly others: readonly Level[];
  /** Where it turns from good to bad, as far as that is known. */
  readonly turn: number | null;
}
