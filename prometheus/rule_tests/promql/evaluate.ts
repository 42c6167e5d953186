import type { Call, Promql, Selector, Subquery } from '../../../definition/promql_tree.ts';
import { aggregated } from './aggregations.ts';
import { combined } from './binary.ts';
import { applied, isInstant } from './functions.ts';
import { histogramQuantile } from './histograms.ts';
import { predicted, quantileOf, RANGE_FUNCTIONS } from './ranges.ts';
import {
  type Element,
  EvaluationError,
  type Labels,
  only,
  type Range,
  scalar,
  unnamed,
  type Value,
  vector,
} from './values.ts';
import { isMeant, isSampled, type NamedRecording, recordingsOf, remembered, type World } from './world.ts';

/**
 * The value of an expression at a moment, in milliseconds since the first sample, as Prometheus calculates it. Throws an
 * EvaluationError where Prometheus would refuse it, or where this is not a part of PromQL that is known here.
 */
export function evaluate(node: Promql, at: number, world: World): Value {
  switch (node.type) {
    case 'number':
    case 'string':
      return node.value;
    case 'negative': {
      const of = evaluate(node.of, at, world);
      if (typeof of === 'number') return -of;
      return vector(of).map(({ labels, value }) => ({ labels: unnamed(labels), value: -value }));
    }
    case 'selector':
      return instant(node, at, world);
    case 'subquery':
      throw new EvaluationError('A range has no value of its own.');
    case 'call':
      return call(node, at, world);
    case 'aggregation': {
      const parameter = node.parameter === null ? 0 : scalar(evaluate(node.parameter, at, world));
      return aggregated(node, vector(evaluate(node.of, at, world)), parameter);
    }
    case 'binary':
      return combined(node, evaluate(node.left, at, world), evaluate(node.right, at, world));
  }
}

function instant(node: Selector, at: number, world: World): Element[] {
  const index = Math.floor((at - node.offset) / world.interval);
  const elements: Element[] = [];
  for (const { labels, sample } of world.series) {
    const value = sample(index);
    if (value !== null && isSampled(node, labels)) elements.push({ labels, value });
  }
  const rules = recordingsOf(node, world.recordings);
  return rules.length === 0
    ? elements
    : [...elements, ...recorded(node, rules, index * world.interval, world)];
}

/** What rules have recorded, calculated again. */
function recorded(node: Selector, rules: readonly NamedRecording[], at: number, world: World): Element[] {
  if (at < 0) return [];
  return rules.flatMap((rule) => byRule(rule, at, world).filter(({ labels }) => isMeant(node, labels)));
}

function byRule(
  { name, expression, labels: own }: NamedRecording,
  at: number,
  world: World,
): readonly Element[] {
  return remembered(expression, at, world, () =>
    vector(evaluate(expression, at, world)).map(({ labels, value }) => ({
      labels: only({ ...labels, ...own, __name__: name }, () => true),
      value,
    })),
  );
}

function call(node: Call, at: number, world: World): Value {
  const { name, arguments: given } = node;
  const [first, second] = given;
  const value = (of: Promql | undefined) => {
    if (of === undefined) throw new EvaluationError(`${name}() lacks an argument.`);
    return evaluate(of, at, world);
  };
  if (name in RANGE_FUNCTIONS) {
    const apply = RANGE_FUNCTIONS[name];
    return overRanges(
      first,
      { at, world, keepsName: name === 'last_over_time' },
      (range) => apply?.(range, world.version) ?? null,
    );
  }
  switch (name) {
    case 'quantile_over_time': {
      const q = scalar(value(first));
      return overRanges(second, { at, world }, ({ samples }) =>
        quantileOf(
          q,
          samples.map((one) => one.value),
        ),
      );
    }
    case 'predict_linear': {
      const seconds = scalar(value(second));
      return overRanges(first, { at, world }, (range) => predicted(range, seconds));
    }
    case 'absent_over_time':
      return absent(
        first,
        overRanges(first, { at, world }, () => 1),
      );
    case 'absent':
      return absent(first, vector(value(first)));
    case 'histogram_quantile':
      return histogramQuantile(scalar(value(first)), vector(value(second)));
    case 'time':
      return at / 1000;
    case 'timestamp':
      return timestamps(first, at, world);
    default:
      if (!isInstant(name)) throw new EvaluationError(`The function ${name}() is not known here.`);
      return applied(name, given.map(value));
  }
}

function overRanges(
  node: Promql | undefined,
  { at, world, keepsName = false }: { at: number; world: World; keepsName?: boolean },
  of: (range: Range) => number | null,
): Element[] {
  return ranges(node, at, world).flatMap((range) => {
    const value = of(range);
    return value === null ? [] : [{ labels: keepsName ? range.labels : unnamed(range.labels), value }];
  });
}

function ranges(node: Promql | undefined, at: number, world: World): Range[] {
  if (node?.type === 'subquery') {
    const step = node.step ?? world.interval;
    return sampledRanges(node, { at, world, step }, (moment) =>
      remembered(node.of, moment, world, () => vector(evaluate(node.of, moment, world))),
    );
  }
  if (node?.type !== 'selector' || node.range === null) throw new EvaluationError('A range is needed.');
  if (recordingsOf(node, world.recordings).length === 0) return plainRanges(node, node.range, at, world);
  const selector = { ...node, offset: 0 };
  const wanted = { range: node.range, offset: node.offset };
  return sampledRanges(wanted, { at, world, step: world.interval }, (moment) =>
    instant(selector, moment, world),
  );
}

function plainRanges(
  node: Selector,
  range: number,
  at: number,
  { series, interval, version }: World,
): Range[] {
  const to = at - node.offset;
  const from = to - range;
  const first = Math.max(0, Math.ceil(from / interval));
  const start = first * interval === from && version === 3 ? first + 1 : first;
  return series.flatMap(({ labels, sample }) => {
    if (!isSampled(node, labels)) return [];
    const samples: { at: number; value: number }[] = [];
    for (let index = start; index * interval <= to; index += 1) {
      const value = sample(index);
      if (value !== null) samples.push({ at: index * interval, value });
    }
    return samples.length === 0 ? [] : [{ labels, samples, from, to }];
  });
}

/** Series as they were at each step within a range, whose beginning belongs to it in 2.x only. */
function sampledRanges(
  { range, offset }: Pick<Subquery, 'range' | 'offset'>,
  { at, world, step }: { at: number; world: World; step: number },
  elementsAt: (moment: number) => readonly Element[],
): Range[] {
  const to = at - offset;
  const from = to - range;
  const found = new Map<string, { labels: Labels; samples: { at: number; value: number }[] }>();
  let moment = Math.max(0, Math.ceil(from / step) * step);
  if (moment === from && world.version === 3) moment += step;
  for (; moment <= to; moment += step) {
    for (const { labels, value } of elementsAt(moment)) {
      const key = JSON.stringify(labels);
      const series = found.get(key) ?? { labels, samples: [] };
      series.samples.push({ at: moment, value });
      found.set(key, series);
    }
  }
  return [...found.values()].map((series) => ({ ...series, from, to }));
}

/** 1 where nothing was found, with the labels that the selector asks for by `=`. */
function absent(node: Promql | undefined, elements: readonly Element[]): Element[] {
  if (elements.length > 0) return [];
  if (node?.type !== 'selector') return [{ labels: {}, value: 1 }];
  const equal = node.matchers.filter(({ operator, label }) => operator === '=' && label !== '__name__');
  const once = equal.filter(
    ({ label }) => node.matchers.filter((other) => other.label === label).length === 1,
  );
  return [{ labels: Object.fromEntries(once.map(({ label, value }) => [label, value])), value: 1 }];
}

function timestamps(node: Promql | undefined, at: number, world: World): Element[] {
  if (node?.type !== 'selector') throw new EvaluationError('timestamp() is known of series alone here.');
  const sampledAt = Math.floor((at - node.offset) / world.interval) * world.interval;
  return instant(node, at, world).map(({ labels }) => ({ labels: unnamed(labels), value: sampledAt / 1000 }));
}
