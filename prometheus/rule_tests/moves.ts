import type { Promql } from '../../definition/promql_tree.ts';
import type { Level } from './actors.ts';
import { levelsOf, type Move, readable, usualLevel } from './levels.ts';
import { historyOf, performance, type Stage, shortestRange } from './stage.ts';

const MOST_HALVINGS = 40;

/** Whether something holds while every actor stays at a level. */
type Holds = (levels: readonly Level[]) => boolean;

/** Whether the expression of a stage has a value once its actors have been at these levels for as long as it looks back. */
export function steadily({ ...stage }: Stage, expression: Promql = stage.expression): Holds {
  const last = Math.ceil(historyOf(expression, stage.recordings) / stage.interval) + 2;
  return (levels) => {
    const phases = levels.map((level) => [{ samples: last + 1, level }]);
    return performance({ ...stage, expression }, phases, 3)(last).length > 0;
  };
}

/** Moves of one actor that turn an alert from quiet to firing, the likeliest first. */
export function* movesOf(stage: Stage): Generator<Move> {
  const holds = steadily(stage);
  const usual = stage.actors.map(usualLevel);
  yield* movesFrom(usual, stage, holds);
  const other = firing(usual, stage, holds);
  if (other !== null) yield* movesFrom(other, stage, holds);
  // One counter among several tells nothing while the others grow as well.
  const still = stage.actors.map((actor) => (actor.kind === 'counter' ? 0 : usualLevel(actor)));
  yield* movesFrom(still, stage, holds);
  // What asks for a change holds for no level that lasts.
  yield* movesFrom(usual, stage, afterwards(stage, usual));
}

/** Whether the expression has a value once one actor has left its level for as long as the shortest range. */
function afterwards(stage: Stage, before: readonly Level[]): Holds {
  const range = shortestRange(stage.expression, stage.recordings);
  const changed = Number.isFinite(range) ? Math.ceil(range / stage.interval) : 1;
  const begins = Math.ceil(historyOf(stage.expression, stage.recordings) / stage.interval) + 2;
  return (levels) => {
    const phases = levels.map((level, index) => [
      { samples: begins, level: before[index] ?? null },
      { samples: changed, level },
    ]);
    return performance(stage, phases, 3)(begins + changed - 1).length > 0;
  };
}

function* movesFrom(levels: readonly Level[], stage: Stage, holds: Holds): Generator<Move> {
  for (const [actor] of stage.actors.entries()) yield* turnsOf(actor, { levels, stage, holds });
  for (const [actor] of stage.actors.entries()) yield* disappearances(actor, { levels, holds });
}

interface From {
  readonly levels: readonly Level[];
  readonly stage: Stage;
  readonly holds: Holds;
}

function* turnsOf(actor: number, { levels, stage, holds }: From): Generator<Move> {
  const played = stage.actors[actor];
  if (played === undefined) return;
  const at = (level: Level) => holds(levels.with(actor, level));
  const tried = levelsOf(played, stage.expression).map((level) => ({ level, isBad: at(level) }));
  const turns = tried.flatMap(({ level: low, isBad }, index) => {
    const next = tried[index + 1];
    return next === undefined || next.isBad === isBad ? [] : [{ low, high: next.level, isUp: next.isBad }];
  });
  const usual = levels[actor] ?? 0;
  const isFromUsual = ({ low, high, isUp }: (typeof turns)[number]) => (isUp ? usual <= low : usual >= high);
  // What is as usual, and then is not, reads better than the reverse.
  for (const turn of [...turns.filter(isFromUsual), ...turns.filter((one) => !isFromUsual(one))]) {
    const limit = played.kind === 'histogram' ? null : turnBetween(turn, at);
    const goods = [...(limit === null ? [] : around(limit, turn.isUp ? GOOD_BELOW : GOOD_ABOVE))];
    const [low, high] = turn.isUp ? [turn.low, turn.high] : [turn.high, turn.low];
    const quiet = [...goods, ...(isFromUsual(turn) ? [usual] : []), low].filter((level) => !at(level));
    const bads =
      limit === null
        ? louder(high)
        : [
            ...(limit === 0 ? [turn.isUp ? 1 : -1] : []),
            ...around(limit, turn.isUp ? BAD_ABOVE : BAD_BELOW),
            high,
          ];
    const firing = [...new Set(bads)].filter(at);
    // Where rounding decides when it is due from one good level, it does not from another.
    for (const good of new Set(quiet)) {
      for (const bad of firing) yield { actor, good, bad, others: levels, turn: limit };
    }
  }
}

/** The same bucket, with more and more observations. */
function louder(level: number): number[] {
  return [0, 0.25, 0.5, 0.75].map((quarters) => level + quarters);
}

const GOOD_BELOW = [0.5, 0.8, 0.1, 0];
const GOOD_ABOVE = [2, 1.25, 10];
const BAD_ABOVE = [1.1, 1.25, 2, 10, 100];
const BAD_BELOW = [0.9, 0.8, 0.5, 0.1, 0];

function around(turn: number, factors: readonly number[]): number[] {
  // Below zero, a larger multiple is a smaller number.
  const usable = turn < 0 ? factors.filter((factor) => factor > 0).map((factor) => 1 / factor) : factors;
  return usable.map((factor) => readable(turn * factor, factor > 1 === turn > 0 ? 'above' : 'below'));
}

/** Where it changes whether an alert holds. */
function turnBetween(
  { low, high, isUp }: { low: number; high: number; isUp: boolean },
  at: (level: number) => boolean,
): number {
  let [below, above] = [low, high];
  for (let halving = 0; halving < MOST_HALVINGS && above - below > 1e-7 * Math.abs(above); halving += 1) {
    const middle = below > 0 && above > 0 ? Math.sqrt(below * above) : (below + above) / 2;
    if (at(middle) === isUp) above = middle;
    else below = middle;
  }
  const turn = Number(((below + above) / 2).toPrecision(6));
  return Math.abs(turn) < 1e-9 ? 0 : turn;
}

function* disappearances(actor: number, { levels, holds }: Pick<From, 'levels' | 'holds'>): Generator<Move> {
  const level = levels[actor] ?? null;
  const [present, absent] = [holds(levels), holds(levels.with(actor, null))];
  if (present === absent) return;
  yield { actor, good: present ? null : level, bad: present ? level : null, others: levels, turn: null };
}

/** Levels at which all that must hold together does: one part after the other is brought about. */
function firing(usual: readonly Level[], stage: Stage, holds: Holds): readonly Level[] | null {
  let levels = usual;
  const parts = partsOf(stage.expression).map((part) => steadily(stage, part));
  for (const [index, part] of parts.entries()) {
    if (part(levels)) continue;
    const earlier = parts.slice(0, index);
    const found = changes(levels, stage).find((one) => part(one) && earlier.every((before) => before(one)));
    if (found === undefined) return null;
    levels = found;
  }
  return holds(levels) ? levels : null;
}

function changes(levels: readonly Level[], stage: Stage): (readonly Level[])[] {
  return stage.actors.flatMap((actor, index) =>
    [...levelsOf(actor, stage.expression), null].map((level) => levels.with(index, level)),
  );
}

/** Expressions each of which must have a value for all of it to have one. */
function partsOf(node: Promql): Promql[] {
  if (node.type !== 'binary') return [node];
  if (node.operator === 'and') return [...partsOf(node.left), ...partsOf(node.right)];
  if (node.operator === 'unless') return [...partsOf(node.left), node];
  const { left } = node;
  if (!/^[<>=!]/.test(node.operator) || left.type !== 'binary' || left.operator !== 'and') return [node];
  return [...partsOf({ ...node, left: left.left }), ...partsOf(left.right)];
}
