import type { Level } from './actors.ts';
import type { Move } from './levels.ts';
import type { Element } from './promql/values.ts';
import { type Play, performance, type Stage } from './stage.ts';
import { cut, lookback, nudged, playOf, variants } from './timeline.ts';

/** What is played, and a moment at which the condition holds that is over before the alert fires. */
export interface Spike {
  readonly play: Play;
  /** How many samples are bad. */
  readonly samples: number;
  readonly begins: number;
  readonly pending: number;
  /** When all is over. */
  readonly ends: number;
}

/** Bad for a while too short for the alert to fire, between two good times. Null where every spike is too long, or none is seen. */
export function spike(stage: Stage, move: Move, wait: number): Spike | null {
  if (wait === 0) return null;
  for (const shape of shapes(stage, move, wait)) {
    for (let samples = shape.most; samples >= 1; samples = samples === 1 ? 0 : Math.floor(samples / 2)) {
      const found = ofShape({ ...shape, samples }, { stage, move, wait });
      if (found !== null) return found;
    }
  }
  return null;
}

interface Shape {
  readonly bad: Level;
  readonly before: Level;
  readonly after: Level;
  /** How many samples may be bad. */
  readonly most: number;
}

interface Given {
  readonly stage: Stage;
  readonly move: Move;
  readonly wait: number;
}

function ofShape(shape: Shape & { readonly samples: number }, { stage, move, wait }: Given): Spike | null {
  const { samples } = shape;
  const { begins, ends, played } = spiked(shape, { stage, move, wait });
  const times: number[][] = [];
  for (const at of variants(stage, played)) {
    const held = heldAt(at, { from: begins - 1, to: ends, most: wait });
    if (held.length === 0 || longest(held) > wait || held.at(-1) === ends) return null;
    times.push(held);
  }
  const [first = []] = times;
  const pending = first.find((index) => times.every((held) => held.includes(index)));
  if (pending === undefined) return null;
  const over = Math.min(ends, 2 + Math.max(...times.map((held) => held.at(-1) ?? 0)));
  return { play: cut(played(1), over + 1), samples, begins, pending, ends: over };
}

function spiked(shape: Shape & { readonly samples: number }, { stage, move, wait }: Given) {
  const { bad, before, after, samples } = shape;
  const history = lookback(stage);
  const begins = history + 2;
  const ends = begins + samples + history + wait + 2;
  const played = (factor: number) =>
    playOf(move, [
      { samples: begins, level: before },
      { samples, level: nudged(stage, { ...move, bad }, factor) },
      { samples: ends + 1 - begins - samples, level: after },
    ]);
  return { begins, ends, played };
}

/**
 * As bad as can be for long, and, since an expression that looks far back remembers that for too long, one sample that is just bad
 * enough, after which there is less than before.
 */
function* shapes(stage: Stage, move: Move, wait: number): Generator<Shape> {
  const { good, bad, turn } = move;
  yield { bad, before: good, after: good, most: Math.max(1, wait - 1) };
  if (turn === null || typeof good !== 'number' || typeof bad !== 'number') return;
  if (bad < good) {
    yield { bad: 0, before: tidy(1.1 * turn), after: tidy(10 * turn), most: Math.max(1, wait - 1) };
    return;
  }
  for (const before of [good, tidy(0.9 * turn)]) {
    const height = heightOfOne({ bad, before, after: 0, most: 1 }, { stage, move, wait });
    if (height === null) continue;
    for (const factor of [1.02, 1.005]) yield { bad: tidy(height * factor), before, after: 0, most: 1 };
  }
}

const MOST_DOUBLINGS = 30;
const HALVINGS = 20;

/** How bad a single sample must be to be seen at all. */
function heightOfOne(shape: Shape & { readonly bad: number }, given: Given): number | null {
  const isSeen = (bad: number) => {
    const { begins, played } = spiked({ ...shape, bad, samples: 1 }, given);
    return performance(given.stage, played(1), 3)(begins).length > 0;
  };
  let above = shape.bad;
  for (let doubling = 0; !isSeen(above); doubling += 1) {
    if (doubling === MOST_DOUBLINGS) return null;
    above *= 2;
  }
  let below = 0;
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    const middle = (below + above) / 2;
    if (isSeen(middle)) above = middle;
    else below = middle;
  }
  return above;
}

function tidy(level: number): number {
  return Number(level.toPrecision(4));
}

/** When it holds; ends early where it has held for too many in a row. */
function heldAt(
  at: (index: number) => readonly Element[],
  { from, to, most }: { from: number; to: number; most: number },
): number[] {
  const held: number[] = [];
  let run = 0;
  for (let index = from; index <= to && run <= most; index += 1) {
    run = at(index).length > 0 ? run + 1 : 0;
    if (run > 0) held.push(index);
  }
  return held;
}

/** How many evaluations in a row. */
function longest(held: readonly number[]): number {
  let [best, run] = [0, 0];
  for (const [position, index] of held.entries()) {
    run = held[position - 1] === index - 1 ? run + 1 : 1;
    best = Math.max(best, run);
  }
  return best;
}
