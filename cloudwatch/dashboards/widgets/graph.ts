import type { Question } from '../../queries/query.ts';
import { REGION } from '../placeholders.ts';
import { type Limit, limitLines } from './limits.ts';
import { type Line, metricRows } from './metric_rows.ts';
import type { Axis, MetricWidget } from './widget.ts';

interface GraphOptions {
  /** A question that the graph answers: `How many requests fail?` */
  readonly title: string;
  readonly lines: readonly Line[];
  /** Where alerts fire; horizontal lines. */
  readonly limits?: readonly Limit[];
  /** Seconds. */
  readonly period: number;
  readonly width?: number;
  readonly height?: number;
  /** The top of the axis, in the unit that is shown. */
  readonly max?: number | undefined;
  /** How far back, where that is not what the dashboard shows. */
  readonly start?: string;
  /** What the axis says in place of the unit. */
  readonly axisLabel?: string | undefined;
}

/**
 * Lines over time. The axis begins at 0, unless a limit is below; what was not measured is a gap, never a 0. A period is shown once it is over, so that no sum
 * looks too low: live data is off unless a widget asks for it. Source: Amazon CloudWatch User Guide, «Use live data».
 */
export function graph(options: GraphOptions): MetricWidget {
  const { title, lines, limits = [], period, width = 12, height = 6, start } = options;
  const right = lines.filter(({ axis }) => axis === 'right');
  const left = lines.filter(({ axis }) => axis === undefined);
  const unit = left[0]?.question.unit ?? null;
  const horizontal = limitLines(limits, unit);
  return {
    type: 'metric',
    width,
    height,
    properties: {
      title,
      region: REGION,
      ...metricRows(lines),
      period,
      ...(horizontal.length === 0 ? {} : { annotations: { horizontal } }),
      yAxis: {
        left: axis(
          unit,
          options,
          horizontal.some(({ value }) => value < 0),
        ),
        ...(right.length === 0 ? {} : { right: axis(right[0]?.question.unit ?? null, {}) }),
      },
      ...(start === undefined ? {} : { start }),
    },
  };
}

interface NumbersOptions {
  readonly title: string;
  readonly lines: readonly Line[];
  /** Seconds. */
  readonly period: number;
  readonly width?: number;
  readonly height?: number;
  /** Over how long in all, such as `-P30D`: one number of it all in place of the last period's. */
  readonly over?: string;
}

/** The last value of each line as a number, with its course below it; or one number of a whole time. */
export function numbers({ title, lines, period, width = 6, height = 4, over }: NumbersOptions): MetricWidget {
  return {
    type: 'metric',
    width,
    height,
    properties: {
      title,
      region: REGION,
      view: 'singleValue',
      ...metricRows(lines),
      ...(over === undefined
        ? { period, sparkline: true }
        : { setPeriodToTimeRange: true, sparkline: false, start: over }),
    },
  };
}

export const AXIS_LABELS: Readonly<Record<Exclude<Question['unit'], null>, string>> = {
  seconds: 'seconds',
  milliseconds: 'milliseconds',
  bytes: 'bytes',
  ratio: '%',
  percent: '%',
  dollars: 'US dollars',
  per_second: 'per second',
  count: 'count',
};

function axis(
  unit: Question['unit'],
  { max, axisLabel }: Pick<GraphOptions, 'max' | 'axisLabel'>,
  isBelowZero = false,
): Axis {
  const label = axisLabel ?? (unit === null ? undefined : AXIS_LABELS[unit]);
  return {
    ...(!isBelowZero && { min: 0 }),
    ...(max === undefined ? {} : { max }),
    ...(label === undefined ? {} : { label }),
    showUnits: false,
  };
}
