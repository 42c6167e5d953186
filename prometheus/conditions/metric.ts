import { LABEL } from '../../conventions/labels.ts';
import { GOLDEN_SIGNALS, SATURATION_RATIO } from '../../conventions/metrics.ts';
import { formatDuration, formatPercentage } from '../../conventions/quantities.ts';
import { limitIn } from '../../definition/alerts/limit.ts';
import { PERIODS } from '../../definition/alerts/metric.ts';
import type { MetricAlert } from '../../definition/alerts.ts';
import { emitsOfService, emittersOf } from '../../definition/known_series.ts';
import { labelMatcher } from '../../definition/label_matcher.ts';
import { highestBound } from '../../definition/metric_limit_checks.ts';
import { declaredMetric, type Measure, measureOf, typeOf, unitOf } from '../../definition/metric_measure.ts';
import type { Definition } from '../../definition/schema.ts';
import type { Condition } from '../conditions.ts';
import { orNoData } from './no_data.ts';
import { inBraces, serviceInText, serviceMatchers, servicesOf } from './services.ts';
import { boundOf, valueIn } from './values.ts';

/** An alert on a metric, with what it means in its definition. */
interface Subject {
  readonly alert: MetricAlert;
  readonly definition: Definition;
  readonly measure: Measure;
}

/** The condition of an alert on a metric that a source emits. */
export function metricCondition(alert: MetricAlert, definition: Definition): Condition {
  const emitters = emittersOf(definition.sources);
  const type = typeOf(alert, emitters);
  const measure = measureOf(alert, type);
  const subject = { alert, definition, measure };
  const { operator, limit, words } = boundOf(alert);
  const unit = unitOf(alert, measure);
  const suffix = suffixOf(measure);
  const value = `${valueIn(unit)}${suffix}`;
  const threshold = `${limitIn(limit, unit)}${suffix}`;
  // Beyond the highest bucket a quantile is that bucket's bound, and never more.
  const isHighest =
    measure.of === 'quantile' && limit.value === highestBound(declaredMetric(alert.metric, emitters));
  const compared = isHighest && operator === '>' ? '>=' : operator;
  const condition = {
    expr: `${expression(subject)} ${compared} ${limit.value}`,
    description: `${sentence(subject, value)}; the limit is ${words} ${threshold}.`,
    value,
    threshold,
  };
  if (alert.no_data !== 'alert') return condition;
  const series = type === 'histogram' ? `${alert.metric}_count` : alert.metric;
  return orNoData(condition, expectedSeries(series, subject), nameInText(subject));
}

function expression({ alert, definition, measure }: Subject): string {
  const by = [LABEL.service, ...(alert.by ?? [])].join(', ');
  const own = inBraces([...serviceOf(alert.metric), ...matchersOf(alert)]);
  const all = (total: string) => inBraces(serviceOf(total));
  switch (measure.of) {
    case 'increase':
      return `sum by (${by}) (increase(${alert.metric}${own}[${formatDuration(measure.window)}]))`;
    case 'rate': {
      const times = measure.period === 'second' ? '' : ` * ${PERIODS[measure.period]}`;
      return `sum by (${by}) (rate(${alert.metric}${own}[${formatDuration(measure.window)}]))${times}`;
    }
    case 'share': {
      const range = `[${formatDuration(measure.window)}]`;
      const total = `sum by (${by}) (increase(${measure.total}${all(measure.total)}${range}))`;
      // What has no series yet has not happened.
      const part = `(sum by (${by}) (increase(${alert.metric}${own}${range})) or 0 * ${total})`;
      return `${part} / (${total} ${atLeast(measure.atLeast)})`;
    }
    case 'value':
      return `${measure.aggregate} by (${by}) (${alert.metric}${own})`;
    case 'part': {
      const { aggregate, total } = measure;
      const whole = `${aggregate} by (${by}) (${total}${all(total)}) ${atLeast(measure.atLeast)}`;
      return `${aggregate} by (${by}) (${alert.metric}${own}) / (${whole})`;
    }
    case 'quantile': {
      const range = `[${formatDuration(measure.window)}]`;
      return `histogram_quantile(${measure.quantile}, sum by (${by}, le) (rate(${alert.metric}_bucket${own}${range})))`;
    }
    case 'average': {
      const rate = (part: string) =>
        `sum by (${by}) (rate(${alert.metric}_${part}${own}[${formatDuration(measure.window)}]))`;
      return `${rate('sum')} / (${rate('count')} > 0)`;
    }
  }

  // Only requests are counted for the exporter, too.
  function serviceOf(metric: string): string[] {
    return alert.service !== undefined || isGolden(metric) ? serviceMatchers(alert, definition) : [];
  }
}

function isGolden(metric: string): boolean {
  const name = metric.replace(/_(?:count|sum)$/, '');
  return [...GOLDEN_SIGNALS, SATURATION_RATIO].some(
    (signal) => signal.name === name || signal.name === metric,
  );
}

// Without any there is no share: neither 0/0 nor an outage.
function atLeast(least: number | null): string {
  return least === null ? '> 0' : `>= ${least}`;
}

function matchersOf({ match = {} }: MetricAlert): string[] {
  return Object.entries(match).map(([label, value]) => labelMatcher(label, value));
}

function suffixOf(measure: Measure): string {
  if (measure.of === 'increase') return ` in ${formatDuration(measure.window)}`;
  if (measure.of !== 'rate') return '';
  return measure.period === 'hour' ? ' an hour' : ` a ${measure.period}`;
}

function sentence(subject: Subject, value: string): string {
  const { measure } = subject;
  const name = nameInText(subject);
  const over = 'window' in measure ? ` over ${formatDuration(measure.window)}` : '';
  switch (measure.of) {
    case 'increase':
      return `${name} grew by ${value}`;
    case 'rate':
      return `${name} grows by ${value}${over}`;
    case 'share':
    case 'part':
      return `${name} is ${value} of ${measure.total}${over}`;
    case 'quantile':
      return `${formatPercentage(1 - measure.quantile)} of ${name} are above ${value}${over}`;
    case 'average':
      return `${name} is ${value} on average${over}`;
    case 'value':
      return `${name} is ${value}`;
  }
}

/** The metric and whose it is: `llm_calls_total of shop (model gpt-5)`. */
function nameInText({ alert, definition }: Subject): string {
  const labels = (alert.by ?? []).map((label) => `${label} {{ $labels.${label} }}`);
  const which = labels.length === 0 ? '' : ` (${labels.join(', ')})`;
  return `${alert.metric} of ${serviceInText(definition)}${which}`;
}

/** A selector for each service that is expected to have a series; one for all of them where nobody knows. */
function expectedSeries(series: string, { alert, definition }: Subject): string[] {
  const services =
    alert.service === undefined
      ? servicesOf(definition, (source) => emitsOfService(source, alert.metric))
      : [alert.service];
  const own = matchersOf(alert);
  if (services.length === 0) return [`${series}${inBraces(own)}`];
  return services.map((service) => `${series}${inBraces([`${LABEL.service}="${service}"`, ...own])}`);
}
