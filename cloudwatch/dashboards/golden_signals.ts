import { RESOURCES } from '../../conventions/labels.ts';
import type { Question } from '../queries/query.ts';
import {
  errorRatioOf,
  failedOf,
  latencyOf,
  percentile,
  requestsOf,
  saturationOf,
  trafficOf,
} from '../queries/signals.ts';
import { alertOf, type Context, ifMirrored, metricAlarms, periodInWords, periodOf } from './context.ts';
import { objectiveSections } from './objectives.ts';
import { RESOURCE_WORDS } from './resource_words.ts';
import { ownAlarms } from './shown_alarms.ts';
import { limitsOn } from './thresholds.ts';
import { alarmGraphs } from './widgets/alarm_graph.ts';
import { alarmStates } from './widgets/alarms.ts';
import { graph, numbers } from './widgets/graph.ts';
import type { Section } from './widgets/grid.ts';
import { spread } from './widgets/spread.ts';
import { heading, plain } from './widgets/text.ts';
import type { Widget } from './widgets/widget.ts';

const MINUTE = 60;
const FIVE_MINUTES = 300;
const QUANTILES = [0.5, 0.95, 0.99] as const;
const SHOWN_QUANTILE = 0.95;
const RED = '#d62728';

/** The dashboard of one service: what is wrong, how bad, since when; then its objectives. */
export function goldenSignals(context: Context, service: string): Section[] {
  return [
    now(context, service),
    requests(context, service),
    latency(context, service),
    saturation(context, service),
    otherAlerts(context, service),
    ...objectiveSections(context, service),
  ].filter((section) => section.length > 1);
}

function now(context: Context, service: string): Section {
  const period = periodOf(context, FIVE_MINUTES);
  const tile = (title: string, asked: readonly (readonly [label: string, question: Question | null])[]) => {
    const lines = asked.flatMap(([label, question]) =>
      ifMirrored(context, question).map((told) => ({ question: told, label })),
    );
    return lines.length === 0 ? [] : [numbers({ title, lines, period })];
  };
  const { definition } = context;
  return [
    heading(
      `Is ${plain(service)} well?`,
      `Alarms that fire come first. Numbers are of the last ${periodInWords(period)}; no number means that nothing was measured.`,
    ),
    ...alarmStates({ title: 'Which alarms fire?', alarms: ownAlarms(context, { service }) }),
    ...tile('Requests per second', [['requests', trafficOf(definition, service)]]),
    ...tile('Failed requests, %', [['failed', errorRatioOf(definition, service)]]),
    ...tile('Latency p95, seconds', [['p95', latencyOf(definition, service, SHOWN_QUANTILE)]]),
    ...tile(
      'In use, %',
      RESOURCES.map(
        (resource) => [resource.replace('_', ' '), saturationOf(definition, service, resource)] as const,
      ),
    ),
  ];
}

function requests(context: Context, service: string): Section {
  const { definition } = context;
  const traffic = ifMirrored(context, trafficOf(definition, service));
  const ratio = ifMirrored(context, errorRatioOf(definition, service));
  const counts = [
    ...ifMirrored(context, requestsOf(definition, service)).map((question) => ({ question, label: 'all' })),
    ...ifMirrored(context, failedOf(definition, service)).map((question) => ({
      question,
      label: 'failed',
      color: RED,
    })),
  ];
  return [
    heading(
      'Traffic and errors',
      'An error is an answer 5xx. Lines across are where alerts fire; a gap is a time of which nothing is known.',
    ),
    ...traffic.map((question) =>
      graph({
        title: 'How much is asked?',
        lines: [{ question, label: 'requests per second' }],
        limits: limitsOn(context, service, ({ signal }) => signal === 'traffic'),
        period: periodOf(context, MINUTE),
        width: 8,
      }),
    ),
    ...ratio.map((question) =>
      graph({
        title: 'What share of requests fails?',
        lines: [{ question, label: 'failed', color: RED }],
        limits: limitsOn(context, service, ({ signal }) => signal === 'error_ratio'),
        period: periodOf(context, FIVE_MINUTES),
        width: 8,
      }),
    ),
    ...(counts.length === 0
      ? []
      : [
          graph({
            title: 'How many requests fail, of how many?',
            lines: counts,
            period: periodOf(context, MINUTE),
            width: 8,
          }),
        ]),
  ];
}

function latency(context: Context, service: string): Section {
  const quantiles = quantilesOf(context, service);
  const lines = quantiles.flatMap((quantile) =>
    ifMirrored(context, latencyOf(context.definition, service, quantile)).map((question) => ({
      question,
      label: percentile(quantile),
    })),
  );
  if (lines.length === 0) return [];
  return [
    heading(
      'Latency',
      'What half of the requests, 95% and 99% of them stayed below; others where alerts ask for them.',
    ),
    graph({
      title: 'How long do requests take?',
      lines,
      limits: limitsOn(context, service, ({ signal }) => signal === 'latency'),
      period: periodOf(context, FIVE_MINUTES),
      width: 24,
    }),
  ];
}

/** Those that are always shown, and those of alerts. */
function quantilesOf(context: Context, service: string): number[] {
  const asked = metricAlarms(context, service).flatMap((alarm) => {
    const alert = alertOf(context, alarm);
    return alert?.signal === 'latency' ? [alert.quantile] : [];
  });
  return [...new Set<number>([...QUANTILES, ...asked])].sort((one, other) => one - other);
}

function saturation(context: Context, service: string): Section {
  const graphs = RESOURCES.flatMap((resource): Widget[] =>
    ifMirrored(context, saturationOf(context.definition, service, resource)).map((question) =>
      graph({
        title: `How much of ${RESOURCE_WORDS[resource]} is in use?`,
        lines: [{ question, label: resource.replace('_', ' ') }],
        limits: limitsOn(
          context,
          service,
          (alert) => alert.signal === 'saturation' && alert.resource === resource,
        ),
        period: periodOf(context, MINUTE),
        max: 100,
      }),
    ),
  );
  return [
    heading('Saturation', 'The fullest instance of each resource; at 100% it is used up.'),
    ...spread(graphs),
  ];
}

/** What alerts look at that are on no signal and no objective, each as it looks at it. */
function otherAlerts(context: Context, service: string): Section {
  const others = metricAlarms(context, service).filter((alarm) => {
    const alert = alertOf(context, alarm);
    return alarm.origin?.[0] !== 'objectives' && alert?.signal === undefined;
  });
  return [
    heading(
      'What else is watched?',
      'Each over as long as its alert looks at it; grey is what CloudWatch takes for usual.',
    ),
    ...spread(alarmGraphs(others)),
  ];
}
