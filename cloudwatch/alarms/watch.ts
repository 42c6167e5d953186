import { formatDuration } from '../../conventions/quantities.ts';
import { readyMetric } from '../../definition/mirrored/signal_metrics.ts';
import type { Definition } from '../../definition/schema.ts';
import { canaryName } from '../names.ts';
import { forwarderName, hasForwarder } from '../notifications/slack.ts';
import type { Question } from '../queries/query.ts';
import { query } from '../queries/signals.ts';
import type { MetricAlarm } from './alarm.ts';
import { intervalOf } from './condition.ts';
import { describe } from './description.ts';
import type { Naming } from './naming.ts';
import { holding, periodOf } from './timing.ts';

const SILENT_FOR_MS = 300_000;
const FORWARDER_PERIOD = 300;

/** Alarms on the monitoring itself, which nobody has to configure: on the exporter, and on messages to Slack. */
export function watchAlarms(definition: Definition, naming: Naming): MetricAlarm[] {
  return [...exporterSilent(definition, naming), ...slackForwarderFailing(definition, naming)];
}

type Watched = Pick<
  MetricAlarm,
  'alert' | 'question' | 'period' | 'evaluationPeriods' | 'comparison' | 'treatMissingData'
> & { readonly part?: string; readonly threshold: number; readonly summary: string; readonly fires: string };

function critical(definition: Definition, naming: Naming, watched: Watched): MetricAlarm {
  const { part, threshold, summary, fires, ...rest } = watched;
  const { alert } = watched;
  const service = definition.service.name;
  return {
    kind: 'metric',
    ...rest,
    ...naming.give({ alert, service, part }),
    origin: null,
    service,
    severity: 'critical',
    description: describe(definition, { alert, service, summary, fires }),
    notifies: true,
    datapointsToAlarm: watched.evaluationPeriods,
    limit: { threshold },
  };
}

/** Without the exporter the mirror sends nothing, and most alarms would call that fine. */
function exporterSilent(definition: Definition, naming: Naming): MetricAlarm[] {
  const ready = readyMetric(definition);
  if (ready === null) return [];
  const timing = holding(periodOf(1, intervalOf(definition)), SILENT_FOR_MS);
  return [
    critical(definition, naming, {
      alert: 'ExporterSilent',
      question: { queries: [query('ready', ready, 'Minimum')], label: 'the exporter', unit: 'count' },
      ...timing,
      comparison: 'LessThanThreshold',
      threshold: 1,
      treatMissingData: 'breaching',
      summary:
        'The exporter sends nothing to CloudWatch, or has not caught up: no other alarm can be relied upon.',
      fires: `Fires when the exporter is not ready or not heard of, for ${formatDuration(SILENT_FOR_MS)}.`,
    }),
  ];
}

function slackForwarderFailing(definition: Definition, naming: Naming): MetricAlarm[] {
  if (!hasForwarder(definition)) return [];
  const question: Question = {
    queries: [
      {
        kind: 'metric',
        id: 'errors',
        metric: {
          namespace: 'AWS/Lambda',
          name: 'Errors',
          dimensions: { FunctionName: forwarderName(definition) },
        },
        statistic: 'Sum',
      },
    ],
    label: 'errors of the function that tells Slack',
    unit: 'count',
  };
  return [
    critical(definition, naming, {
      alert: 'SlackForwarderFailing',
      question,
      period: FORWARDER_PERIOD,
      evaluationPeriods: 1,
      comparison: 'GreaterThanThreshold',
      threshold: 0,
      // Until a message gets through: that it is over would be a message as well, whose failure would be one more alarm, for ever.
      treatMissingData: 'ignore',
      summary: 'Messages do not get through to Slack.',
      fires: `Fires when the function ${forwarderName(definition)} fails within ${formatDuration(FORWARDER_PERIOD * 1000)}, until a message gets through.`,
    }),
  ];
}

/**
 * Alarms on pages that do not answer, one for each heartbeat. Runs drift a little, so that two intervals together are looked at: in them no run may have succeeded.
 * Source of the metric: Amazon CloudWatch User Guide, «CloudWatch metrics published by canaries».
 */
export function heartbeatAlarms(definition: Definition, naming: Naming): MetricAlarm[] {
  return (definition.cloudwatch?.heartbeats ?? []).map(({ name, url, every }) => {
    const period = (2 * every) / 1000;
    const question: Question = {
      queries: [
        {
          kind: 'metric',
          id: 'success',
          metric: {
            namespace: 'CloudWatchSynthetics',
            name: 'SuccessPercent',
            dimensions: { CanaryName: canaryName(definition, name) },
          },
          statistic: 'Maximum',
        },
      ],
      label: `success of the heartbeat ${name}`,
      unit: 'percent',
    };
    return critical(definition, naming, {
      alert: 'HeartbeatFailing',
      part: name,
      question,
      period,
      evaluationPeriods: 1,
      comparison: 'LessThanThreshold',
      threshold: 100,
      treatMissingData: 'breaching',
      summary: 'A page does not answer as it should when it is asked for from outside.',
      fires: `Fires when ${url} has not answered 2xx for ${formatDuration(period * 1000)}.`,
    });
  });
}
