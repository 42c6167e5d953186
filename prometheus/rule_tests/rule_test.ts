import { parseDuration } from '../../conventions/quantities.ts';
import { promqlTree } from '../../definition/promql_syntax.ts';
import type { Promql } from '../../definition/promql_tree.ts';
import type { AlertingRule } from '../rule_file.ts';
import { play } from './actors.ts';
import { type Casting, castOf, withTwins } from './cast.ts';
import type { Move } from './levels.ts';
import { movesOf, steadily } from './moves.ts';
import type { Element } from './promql/values.ts';
import { type Spike, spike } from './spike.ts';
import { historyOf, type Play, performance, type Stage, shortestRange } from './stage.ts';
import { type Outbreak, outbreak } from './timeline.ts';

/** The series and the moments by which one alert is tested. */
export interface Rehearsal {
  readonly stage: Stage;
  readonly outbreak: Outbreak;
  /** Null where the alert fires at once, or no spike is short enough for it. */
  readonly spike: Spike | null;
}

export interface RehearsalOptions extends Casting {
  /** Between evaluations, in milliseconds. */
  readonly interval: number;
  /** Beyond about so many evaluations, a test goes on in one of these longer steps, in milliseconds. */
  readonly mostEvaluations?: number;
  readonly steps?: readonly number[];
}

const MOST_EVALUATIONS = 240;
const MOST_EVALUATED = 10_000_000;
// Prometheus looks back for five minutes.
const LONGER_MS = [60_000, 150_000, 300_000];

/** How an alert can be brought to fire, and to all but fire; null where no series of one step were found that do. */
export function rehearse(rule: AlertingRule, options: RehearsalOptions): Rehearsal | null {
  const { recordings } = options;
  const expression = promqlTree(rule.expr);
  const forMs = forOf(rule);
  const actors = castOf(expression, options);
  const interval = testInterval(expression, forMs, options);
  const wait = Math.ceil(forMs / interval);
  const common = { expression, recordings, interval, budget: { left: MOST_EVALUATED } };
  if (actors.length === 0) return unconditional({ ...common, actors }, wait);
  for (const cast of [actors, withTwins(actors)]) {
    const stage: Stage = { ...common, actors: cast };
    for (const move of movesOf(stage)) {
      const found = outbreak(stage, move, wait);
      if (found !== null) return withoutIdlers({ stage, move, wait, outbreak: found });
    }
  }
  return null;
}

/** An alert that asks for nothing, and so always fires. */
function unconditional(stage: Stage, wait: number): Rehearsal | null {
  const elements = performance(stage, [], 3)(wait);
  if (elements.length === 0) return null;
  return { stage, outbreak: { play: [], begins: 0, pending: 0, fires: wait, elements }, spike: null };
}

/** For how long a condition must hold, in milliseconds. */
export function forOf(rule: Pick<AlertingRule, 'for'>): number {
  return parseDuration(rule.for ?? '0s') ?? 0;
}

/** Longer than between evaluations where those would be too many: an alert on days is tested at every fifth minute. */
function testInterval(expression: Promql, wait: number, options: RehearsalOptions): number {
  const { recordings, interval, mostEvaluations = MOST_EVALUATIONS, steps = LONGER_MS } = options;
  const [history, range] = [historyOf(expression, recordings), shortestRange(expression, recordings)];
  const needed = (2 * (history + wait)) / mostEvaluations;
  const longer = steps.filter(
    (candidate) => candidate % interval === 0 && 2 * candidate <= range && wait % candidate === 0,
  );
  if (needed <= interval) return interval;
  return longer.find((candidate) => candidate >= needed) ?? longer.at(-1) ?? interval;
}

interface Found {
  readonly stage: Stage;
  readonly move: Move;
  readonly wait: number;
  readonly outbreak: Outbreak;
}

/** Leaves out each actor without whom all goes as well, and what is measured is there all the same. */
function withoutIdlers(found: Found): Rehearsal {
  let best = found;
  for (const [index] of found.stage.actors.entries()) {
    if (index === found.move.actor) continue;
    const move = { ...best.move, others: best.move.others.with(index, null) };
    if (isMeasured(best) && !isMeasured({ ...best, move })) continue;
    const again = outbreak(best.stage, move, best.wait);
    if (again !== null) best = { ...best, move, outbreak: again };
  }
  return { stage: best.stage, outbreak: best.outbreak, spike: spike(best.stage, best.move, best.wait) };
}

/** Whether what the alert compares is there while all is well, so that it is quiet for what it sees. */
function isMeasured({ stage, move }: Found): boolean {
  const levels = move.others.with(move.actor, move.good);
  return steadily(stage, compared(stage.expression))(levels);
}

function compared(node: Promql): Promql {
  if (node.type !== 'binary') return node;
  if (node.operator === 'and' || node.operator === 'or' || node.operator === 'unless')
    return compared(node.left);
  return /^[<>=!]/.test(node.operator) && node.right.type === 'number' ? node.left : node;
}

/** The series of a play, in the order of its actors. */
export function seriesOf({ actors, interval }: Stage, phases: Play) {
  return actors.flatMap((actor, index) => play(actor, phases[index] ?? [], interval));
}

/** The service that an alert on an element has by the labels of its rule; null where that cannot be said. */
export function serviceOf({ labels }: AlertingRule, element: Element): string | null {
  const own = element.labels.service;
  const { service } = labels;
  if (service === undefined || service === '{{ $labels.service }}') return own ?? '';
  if (!service.includes('{{')) return service;
  const found =
    /^\{\{ if \$labels\.service \}\}\{\{ \$labels\.service \}\}\{\{ else \}\}([^{}]*)\{\{ end \}\}$/.exec(
      service,
    );
  return found === null ? null : (own ?? found[1] ?? '');
}
