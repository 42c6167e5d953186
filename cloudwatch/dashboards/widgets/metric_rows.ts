import type { Query, Question } from '../../queries/query.ts';
import type { MetricOptions, MetricProperties, MetricRow } from './widget.ts';

/** A line of a graph, or a number. */
export interface Line {
  readonly question: Question;
  /** What the legend says; that of the question unless given. */
  readonly label?: string;
  /** Seconds; those of the widget unless given. */
  readonly period?: number;
  readonly color?: string;
  readonly axis?: 'right';
}

/**
 * What CloudWatch calls the metrics of a widget: for each line the metrics that it is made of, hidden, and the one that is
 * shown. Identifiers are made unique, since lines come from questions that do not know of each other. Ratios become percents.
 * What many of them have in common is said once, so that templates stay small.
 */
export function metricRows(lines: readonly Line[]): Pick<MetricProperties, 'metrics' | 'stat'> {
  const known = new Map<string, string>();
  const rows = abbreviated(lines.flatMap((line, index) => rowsOfLine(line, index, known)));
  const stat = commonest(rows.flatMap((row) => optionsOf(row)?.stat ?? []));
  return {
    metrics: rows.map((row) => row.map((part) => (typeof part === 'object' ? without(part, stat) : part))),
    ...(stat === undefined ? {} : { stat }),
  };
}

function without({ stat, ...options }: MetricOptions, common: string | undefined): MetricOptions {
  return stat === undefined || stat === common ? options : { ...options, stat };
}

function optionsOf(row: MetricRow): MetricOptions | undefined {
  const last = row.at(-1);
  return typeof last === 'object' ? last : undefined;
}

function commonest(texts: readonly string[]): string | undefined {
  const groups = [...Map.groupBy(texts, (text) => text).values()];
  return groups.sort((one, other) => other.length - one.length)[0]?.[0];
}

/** `known` has the identifiers of metrics that are there already, hidden, and serve several lines. */
function rowsOfLine(line: Line, index: number, known: Map<string, string>): MetricRow[] {
  const queries = inPercent(line.question);
  const period = line.period === undefined ? {} : { period: line.period };
  const names = new Map<string, string>();
  return queries.flatMap((query, position) => {
    const id = `l${index}_${query.id}`;
    if (position === queries.length - 1) {
      names.set(query.id, id);
      // A metric that nothing is calculated from needs no name.
      const isAlone = query.kind === 'metric' && position === 0;
      return [row(query, names, isAlone ? shown(line) : { id, ...shown(line) })];
    }
    const key = query.kind === 'metric' ? JSON.stringify([query.metric, query.statistic, period]) : id;
    const before = known.get(key);
    names.set(query.id, before ?? id);
    known.set(key, before ?? id);
    return before === undefined ? [row(query, names, { id, ...period, visible: false })] : [];
  });
}

/**
 * What a metric has in common with the row before it is a point; where all of it is the same, three points stand for all.
 * Source: «Metric Widget: Format for Each Metric in the Array».
 */
function abbreviated(rows: readonly MetricRow[]): MetricRow[] {
  return rows.map((row, index) => {
    const [words, before] = [wordsOf(row), wordsOf(rows[index - 1] ?? [])];
    if (words.length === 0 || words.length !== before.length) return row;
    const options = row.slice(words.length);
    if (words.every((word, at) => word === before[at])) return ['...', ...options];
    return [...words.map((word, at) => (word === before[at] ? '.' : word)), ...options];
  });
}

function wordsOf(row: MetricRow): string[] {
  return row.filter((part) => typeof part === 'string');
}

function shown({ question, label = question.label, period, color, axis }: Line): MetricOptions {
  return {
    label,
    ...(period === undefined ? {} : { period }),
    ...(color === undefined ? {} : { color }),
    ...(axis === undefined ? {} : { yAxis: axis }),
  };
}

/** The queries of a question, whose last one is a percentage where the question is of a ratio. */
function inPercent({ queries, unit }: Question): readonly Query[] {
  const last = queries.at(-1);
  if (unit !== 'ratio' || last === undefined) return queries;
  return [...queries, { kind: 'math', id: `${last.id}_percent`, expression: `100 * ${last.id}` }];
}

function row(query: Query, names: ReadonlyMap<string, string>, look: MetricOptions): MetricRow {
  if (query.kind === 'math') return [{ expression: renamed(query.expression, names), ...look }];
  const { namespace, name, dimensions } = query.metric;
  return [namespace, name, ...Object.entries(dimensions).flat(), { stat: query.statistic, ...look }];
}

/** Identifiers begin with a small letter, functions with a capital one, and nothing is renamed within quotation marks. */
function renamed(expression: string, names: ReadonlyMap<string, string>): string {
  return expression.replaceAll(/'(?:[^']|'')*'|"[^"]*"|\b[a-z]\w*\b/g, (word) => names.get(word) ?? word);
}
