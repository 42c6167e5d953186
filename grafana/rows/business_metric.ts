import * as units from '@grafana/grafana-foundation-sdk/units';
import { LABEL } from '../../conventions/labels.ts';
import type { BusinessMetric } from '../business_metrics.ts';
import { grafanaUnit } from '../known_metrics.ts';
import { inADay, legendOf, quantileOf, rateOf, sumBy } from '../panels/aggregated.ts';
import { graph } from '../panels/graph.ts';
import { inLine } from '../panels/in_line.ts';
import type { Row } from '../panels/layout.ts';
import { atThisMoment, ofServices, overTime } from '../panels/query.ts';
import { tile } from '../panels/tile.ts';

const TILES = 10;
const GRAPH = 14;
const HEIGHT = 6;
/** Each gets a graph; more labels would be more than one looks at. */
const MOST_LABELS = 3;
const TOP = 5;
const BY_SERVICE = [LABEL.service];
const WEEK_BEFORE = `${legendOf(BY_SERVICE)} a week before`;

/** One declared metric: its value now, how it was, and its few greatest label values. `title` is its alone. */
export function businessMetric(metric: BusinessMetric, title: string): Row {
  const panels = { counter, gauge, histogram, unique: gauge }[metric.type](metric, title);
  return { title, panels };
}

function counter({ name, help, labels }: BusinessMetric, title: string) {
  const unit = grafanaUnit(name);
  // The title says that it is per minute where the unit, such as dollars, does not.
  const perMinute = unit === units.Short ? units.CountsPerMinute : unit;
  const day = tile({
    title: `${title} in 24 hours`,
    description: about(help, 'in the last 24 hours, and in those a week before'),
    unit,
    noValue: 'none yet',
  })
    .min(0)
    .withTarget(atThisMoment(inADay(name), legendOf(BY_SERVICE), 'A'))
    .withTarget(atThisMoment(inADay(name, { ago: '1w' }), WEEK_BEFORE, 'B'));
  if (unit === units.Short) day.decimals(0);
  const total = [
    tile({
      title: `${title} per minute now`,
      description: about(help, 'per minute over the last five minutes'),
      unit: perMinute,
      noValue: 'none yet',
    })
      .min(0)
      .withTarget(atThisMoment(rateOf(name, 'minute', { window: '5m' }), legendOf(BY_SERVICE))),
    day,
  ];
  const trend = graph({
    title: `${title} per minute`,
    description: about(help, 'per minute, by service, and a week before'),
    unit: perMinute,
    noValue: 'Nothing counted in this time range.',
  })
    .withTarget(overTime(rateOf(name, 'minute'), legendOf(BY_SERVICE), 'A'))
    .withTarget(overTime(rateOf(name, 'minute', { ago: '1w' }), WEEK_BEFORE, 'B'));
  return [
    ...inLine(total, HEIGHT, TILES),
    ...inLine([trend], HEIGHT, GRAPH),
    ...byLabel(labels, (label) =>
      graph({
        title: `${title} per minute by ${label}`,
        description: about(help, `per minute, the ${TOP} most frequent values of ${label}`),
        unit: perMinute,
        noValue: 'Nothing counted in this time range.',
      }).withTarget(overTime(`topk(${TOP}, ${rateOf(name, 'minute', { by: [label] })})`, legendOf([label]))),
    ),
  ];
}

function gauge({ name, help, labels, type }: BusinessMetric, title: string) {
  const by = [...BY_SERVICE, ...labels];
  // Distinct counts of instances cannot be added up: who was at both would count twice.
  const value =
    type === 'unique' ? `max by (${by.join(', ')}) (${ofServices(name)})` : sumBy(by, ofServices(name));
  const shown = labels.length === 0 ? value : `topk(${TOP}, ${value})`;
  const greatest = labels.length === 0 ? '' : `, the ${TOP} greatest`;
  return [
    ...inLine(
      [
        tile({
          title: `${title} now`,
          description: about(help, `now${greatest}`),
          unit: grafanaUnit(name),
          noValue: 'not told yet',
        }).withTarget(atThisMoment(shown, legendOf(by))),
      ],
      HEIGHT,
      TILES,
    ),
    ...inLine(
      [
        graph({
          title: `${title} over time`,
          description: about(help, `over time${greatest}`),
          unit: grafanaUnit(name),
          noValue: 'Not told in this time range.',
        }).withTarget(overTime(shown, legendOf(by))),
      ],
      HEIGHT,
      GRAPH,
    ),
  ];
}

function histogram({ name, help, labels }: BusinessMetric, title: string) {
  const unit = grafanaUnit(name);
  const noValue = 'none within an hour';
  const now = (quantile: number) => quantileOf(name, quantile, { window: '1h' });
  const quantiles = [0.5, 0.95].map((quantile) =>
    tile({
      title: `${title} p${quantile * 100}`,
      description: about(help, `${quantile === 0.5 ? 'half' : '95%'} of the last hour stayed below this`),
      unit,
      noValue,
    }).withTarget(atThisMoment(now(quantile), legendOf(BY_SERVICE))),
  );
  const trend = graph({
    title: `${title} over time`,
    description: about(help, 'what half of them and 95% of them stayed below, by service'),
    unit,
    noValue: 'None in this time range.',
  })
    .withTarget(overTime(quantileOf(name, 0.5), `${legendOf(BY_SERVICE)} p50`, 'A'))
    .withTarget(overTime(quantileOf(name, 0.95), `${legendOf(BY_SERVICE)} p95`, 'B'));
  return [
    ...inLine(quantiles, HEIGHT, TILES),
    ...inLine([trend], HEIGHT, GRAPH),
    ...byLabel(labels, (label) =>
      graph({
        title: `${title} p95 by ${label}`,
        description: about(help, `what 95% stayed below, the ${TOP} greatest values of ${label}`),
        unit,
        noValue: 'None in this time range.',
      }).withTarget(overTime(`topk(${TOP}, ${quantileOf(name, 0.95, { by: [label] })})`, legendOf([label]))),
    ),
  ];
}

function byLabel<One extends Parameters<typeof inLine>[0][number]>(
  labels: readonly string[],
  build: (label: string) => One,
): One[] {
  const shown = labels.slice(0, MOST_LABELS);
  return shown.length === 0 ? [] : inLine(shown.map(build), HEIGHT + 1);
}

/** One sentence of a metric's help and of how it is shown here. */
function about(help: string, how: string): string {
  const text = help
    .trim()
    .replace(/[.\s]+$/, '')
    .replaceAll(/\.\s+/g, '; ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}: ${how}.`;
}
