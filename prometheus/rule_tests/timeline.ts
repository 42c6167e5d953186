import type { Phase } from './actors.ts';
import type { Move } from './levels.ts';
import type { Element } from './promql/values.ts';
import { historyOf, type Play, performance, type Stage } from './stage.ts';

/** What is played, and when an alert on it is pending and fires; moments are evaluations, counted from 0. */
export interface Outbreak {
  readonly play: Play;
  /** Of the first bad sample. */
  readonly begins: number;
  /** Since when the condition holds. */
  readonly pending: number;
  readonly fires: number;
  /** What the expression is when it fires. */
  readonly elements: readonly Element[];
}

/** Rounding errors must not decide when it fires. */
const NUDGES = [1, 1 - 1e-6, 1 + 1e-6];

/** All is well for as long as the expression looks back, and then bad for good. Null where it does not then fire, and stay so. */
export function outbreak(stage: Stage, move: Move, wait: number): Outbreak | null {
  const history = lookback(stage);
  const begins = history + 2;
  const length = begins + history + wait + 4;
  const played = (factor: number) =>
    playOf(move, [
      { samples: begins, level: move.good },
      { samples: length - begins, level: nudged(stage, move, factor) },
    ]);
  let pending: number | null = null;
  for (const at of variants(stage, played)) {
    const found = heldSince(at, { begins, length, wait });
    if (found === null || (pending !== null && found !== pending)) return null;
    pending = found;
  }
  if (pending === null) return null;
  const fires = pending + wait;
  const elements = performance(stage, played(1), 3)(fires);
  const play = cut(played(1), fires + 1);
  return { play, begins, pending, fires, elements };
}

/** When it began to hold, after which it does for long enough; null where it holds before, or not, or with breaks. */
function heldSince(
  at: (index: number) => readonly Element[],
  { begins, length, wait }: { begins: number; length: number; wait: number },
): number | null {
  if (begins > 0 && at(begins - 1).length > 0) return null;
  for (let index = begins; index < length - wait; index += 1) {
    if (at(index).length === 0) continue;
    for (let later = index + 1; later <= index + wait; later += 1) if (at(later).length === 0) return null;
    return index;
  }
  return null;
}

/** How many samples an expression looks back. */
export function lookback(stage: Stage): number {
  return Math.ceil(historyOf(stage.expression, stage.recordings) / stage.interval);
}

/** What both versions of Prometheus make of a play, and of ones that differ by less than a person would see. */
export function* variants(stage: Stage, played: (factor: number) => Play) {
  for (const factor of NUDGES) {
    for (const version of [2, 3] as const) yield performance(stage, played(factor), version);
  }
}

/** The bad level, that of a counter differing by a factor. */
export function nudged(stage: Stage, { actor, bad }: Move, factor: number): number | null {
  return stage.actors[actor]?.kind === 'counter' && bad !== null ? bad * factor : bad;
}

/** The one that moves has phases; the others stay as they are for as long. */
export function playOf({ actor, others }: Move, phases: readonly Phase[]): Play {
  const samples = phases.reduce((sum, phase) => sum + phase.samples, 0);
  return others.map((level, index) => (index === actor ? phases : [{ samples, level }]));
}

/** The first so many samples of a play. */
export function cut(play: Play, samples: number): Play {
  return play.map((phases) => {
    let left = samples;
    return phases.map((phase) => {
      const taken = Math.min(left, phase.samples);
      left -= taken;
      return { ...phase, samples: taken };
    });
  });
}
