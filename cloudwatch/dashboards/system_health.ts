import { RESOURCES, SEVERITIES } from '../../conventions/labels.ts';
import type { Question } from '../queries/query.ts';
import { errorRatioOf, latencyOf, saturationOf, trafficOf } from '../queries/signals.ts';
import { type Context, ifMirrored, metricAlarms, periodInWords, periodOf } from './context.ts';
import { recentErrors } from './logs.ts';
import { RESOURCE_WORDS } from './resource_words.ts';
import { ownAlarms, rollUps } from './shown_alarms.ts';
import { limitsOn } from './thresholds.ts';
import { alarmGraphs } from './widgets/alarm_graph.ts';
import { alarmStates } from './widgets/alarms.ts';
import { graph, numbers } from './widgets/graph.ts';
import type { Section } from './widgets/grid.ts';
import { spread } from './widgets/spread.ts';
import { heading } from './widgets/text.ts';

const MINUTE = 60;
const FIVE_MINUTES = 300;
const SHOWN_QUANTILE = 0.95;

/** The dashboard «System health»: what is wrong anywhere, and whether the monitoring can be believed. */
export function systemHealth(context: Context): Section[] {
  return [
    alarms(context),
    services(context),
    saturation(context),
    monitoring(context),
    errors(context),
  ].filter((section) => section.length > 1);
}

function alarms(context: Context): Section {
  const sums = rollUps(context);
  return [
    heading(
      'What is wrong?',
      'Critical alarms have woken somebody; warnings can wait for working hours; info is for the record. The latest change is first.',
    ),
    ...alarmStates({ title: 'Which service is affected?', alarms: sums }),
    ...SEVERITIES.flatMap((severity) =>
      alarmStates({ title: `Alarms: ${severity}`, alarms: ownAlarms(context, { severity }) }),
    ),
  ];
}

function services(context: Context): Section {
  const { definition } = context;
  const period = periodOf(context, FIVE_MINUTES);
  const tile = (title: string, ask: (service: string) => Question | null) => {
    const lines = context.services.flatMap((service) =>
      ifMirrored(context, ask(service)).map((question) => ({ question, label: service })),
    );
    if (lines.length === 0) return [];
    return [numbers({ title, lines, period, height: Math.min(12, 2 + 2 * Math.ceil(lines.length / 2)) })];
  };
  const tiles = [
    ...tile('Requests per second', (service) => trafficOf(definition, service)),
    ...tile('Failed requests, %', (service) => errorRatioOf(definition, service)),
    ...tile('Latency p95, seconds', (service) => latencyOf(definition, service, SHOWN_QUANTILE)),
  ];
  return [
    heading(
      'How is each service?',
      `Of the last ${periodInWords(period)}; no number means that nothing was measured.`,
    ),
    ...spread(tiles),
  ];
}

function saturation(context: Context): Section {
  return [
    heading('What runs out?', 'The fullest instance of each resource, by service; at 100% it is used up.'),
    ...spread(
      RESOURCES.flatMap((resource) => {
        const told = context.services.flatMap((service) =>
          ifMirrored(context, saturationOf(context.definition, service, resource)).map((question) => ({
            line: { question, label: service },
            service,
          })),
        );
        if (told.length === 0) return [];
        return [
          graph({
            title: `How much of ${RESOURCE_WORDS[resource]} is in use?`,
            lines: told.map(({ line }) => line),
            limits: told.flatMap(({ service }) =>
              limitsOn(
                context,
                service,
                (alert) => alert.signal === 'saturation' && alert.resource === resource,
              ),
            ),
            period: periodOf(context, MINUTE),
            max: 100,
          }),
        ];
      }),
    ),
  ];
}

/** What is watched without anybody having to ask for it. */
function monitoring(context: Context): Section {
  const always = metricAlarms(context).filter(({ origin }) => origin === null);
  return [
    heading(
      'Can the monitoring be believed?',
      'The exporter, those who carry alerts on, and heartbeats from outside. While the exporter is silent, nothing else here is known.',
    ),
    ...spread(alarmGraphs(always)),
  ];
}

function errors(context: Context): Section {
  return [
    heading('What was logged?', 'Each look reads the log groups, and CloudWatch bills by what it reads.'),
    ...recentErrors(context),
  ];
}
