import { promqlParts } from '../../definition/promql_syntax.ts';
import type { Promql } from '../../definition/promql_tree.ts';
import { type Actor, type Phase, play } from './actors.ts';
import { evaluate } from './promql/evaluate.ts';
import type { Version } from './promql/ranges.ts';
import { type Element, EvaluationError } from './promql/values.ts';
import type { Recording } from './promql/world.ts';

/** An expression, and all that is needed to say what it is when its actors play. */
export interface Stage {
  readonly expression: Promql;
  readonly recordings: ReadonlyMap<string, readonly Recording[]>;
  readonly actors: readonly Actor[];
  /** Between samples and between evaluations, in milliseconds. */
  readonly interval: number;
  /** How much may still be evaluated, in samples looked back at: a search must end. */
  readonly budget: { left: number };
}

/** It would take too long to find out when an alert fires. */
export class OverBudgetError extends Error {
  override readonly name = 'OverBudgetError';
}

/** The phases of each actor, in the order of actors. */
export type Play = readonly (readonly Phase[])[];

/** What an expression is at each evaluation, counted from 0, while a play goes on. */
export function performance(
  stage: Stage,
  phases: Play,
  version: Version,
): (index: number) => readonly Element[] {
  const world = {
    version,
    interval: stage.interval,
    recordings: stage.recordings,
    series: stage.actors.flatMap((actor, index) => play(actor, phases[index] ?? [], stage.interval)),
  };
  const cost = 1 + historyOf(stage.expression, stage.recordings) / stage.interval;
  return (index) => {
    stage.budget.left -= cost;
    if (stage.budget.left < 0) throw new OverBudgetError('This alert looks back too far to be tried out.');
    try {
      const value = evaluate(stage.expression, index * stage.interval, world);
      return typeof value === 'object' ? value : [];
    } catch (error) {
      if (error instanceof EvaluationError) return [];
      throw error;
    }
  };
}

/** How far an expression looks back, in milliseconds. */
export function historyOf(expression: Promql, recordings: ReadonlyMap<string, readonly Recording[]>): number {
  const own = (node: Promql): number => {
    switch (node.type) {
      case 'number':
      case 'string':
        return 0;
      case 'negative':
        return own(node.of);
      case 'subquery':
        return node.range + Math.max(0, node.offset) + own(node.of);
      case 'selector':
        return (node.range ?? 0) + Math.max(0, node.offset) + recorded(node);
      case 'call':
        return Math.max(0, ...node.arguments.map(own));
      case 'aggregation':
        return own(node.of);
      case 'binary':
        return Math.max(own(node.left), own(node.right));
    }
  };
  const recorded = ({ matchers }: Extract<Promql, { type: 'selector' }>) => {
    const names = matchers.filter(({ label }) => label === '__name__');
    const rules = [...recordings].filter(
      ([name]) => names.length > 0 && names.every((one) => one.matches(name)),
    );
    return Math.max(0, ...rules.flatMap(([, its]) => its.map((rule) => own(rule.expression))));
  };
  return own(expression);
}

/** The shortest range of an expression, through rules that record; Infinity where it has none. */
export function shortestRange(
  expression: Promql,
  recordings: ReadonlyMap<string, readonly Recording[]>,
): number {
  const ranges = promqlParts(expression).flatMap((part) => {
    if (part.type === 'subquery') return [part.range];
    if (part.type !== 'selector') return [];
    const names = part.matchers.filter(({ label }) => label === '__name__');
    const rules = [...recordings].filter(
      ([name]) => names.length > 0 && names.every((one) => one.matches(name)),
    );
    const inner = rules.flatMap(([, its]) => its.map((rule) => shortestRange(rule.expression, recordings)));
    return part.range === null ? inner : [part.range, ...inner];
  });
  return Math.min(Number.POSITIVE_INFINITY, ...ranges);
}
