import { ALERT } from '../../conventions/alerts.ts';
import { LABEL } from '../../conventions/labels.ts';
import { SELF_METRICS } from '../../conventions/metrics.ts';
import { formatDuration } from '../../conventions/quantities.ts';
import { labelMatcher } from '../../definition/label_matcher.ts';
import type { Definition } from '../../definition/schema.ts';
import { inBraces } from '../conditions/services.ts';
import { type BuiltInAlert, COUNT, grew, RECENTLY } from './built_in_alert.ts';

// Less is read within seconds.
const MUCH_TO_READ = 10_000_000;

const RECEIVING = ['events', 'llm', 'deployments'];

/**
 * What keeps sources from telling what is so. `interval` is between two scrapes of the exporter, in milliseconds: a source is down
 * that has failed for four of them, or of its own.
 */
export function sourceAlerts({ sources }: Pick<Definition, 'sources'>, interval: number): BuiltInAlert[] {
  const lag = SELF_METRICS.sourceLag.name;
  const slow = sources.flatMap((source) =>
    'interval' in source && source.interval > interval && !isOfPrometheus(source)
      ? [{ name: source.name ?? source.type, wait: 4 * source.interval }]
      : [],
  );
  const namesOf = (its: typeof slow, prefix = '') => its.map(({ name }) => `${prefix}${name}`);
  return [
    down(slow.length === 0 ? [] : [labelMatcher(LABEL.source, namesOf(slow, '!'))], 4 * interval),
    ...[...Map.groupBy(slow, ({ wait }) => wait)].map(([wait, its]) =>
      down([labelMatcher(LABEL.source, namesOf(its))], wait),
    ),
    {
      name: ALERT.sourceLags,
      severity: 'warning',
      expr: `${lag} > ${MUCH_TO_READ} and deriv(${lag}[15m]) >= 0`,
      for: '15m',
      summary: 'A source of the exporter reads more slowly than there is to be read: its signals are late.',
      description:
        '{{ $value | humanize }}B wait to be read by the source {{ $labels.source }}, and it does not catch up. Give the exporter more CPU, or leave lines out with `files` of the source.',
      value: '{{ $value | humanize }}B',
      threshold: '10MB',
    },
    ...(sources.some(({ type }) => type === 'logs') ? logAlerts() : []),
    ...(sources.some(({ type }) => RECEIVING.includes(type)) ? receivingAlerts() : []),
  ];
}

function isOfPrometheus(source: Definition['sources'][number]): boolean {
  return source.type === 'scrape' && source.via === 'prometheus';
}

function down(matchers: readonly string[], milliseconds: number): BuiltInAlert {
  const wait = formatDuration(milliseconds);
  return {
    name: ALERT.sourceDown,
    severity: 'critical',
    expr: `${SELF_METRICS.sourceUp.name}${inBraces(matchers)} == 0`,
    for: wait,
    summary: 'A source of the exporter does not work: its signals stand still.',
    description: `The source {{ $labels.source }} ({{ $labels.type }}) has failed for ${wait}; the log of the exporter says why.`,
  };
}

function logAlerts(): BuiltInAlert[] {
  const lost = ['goldwatch_log_files_lost_total', 'goldwatch_log_files_damaged_total'];
  return [
    {
      name: ALERT.logFilesLost,
      severity: 'warning',
      expr: lost.map(grew).join(' or '),
      summary:
        'Log files were lost before they were read to the end: requests and errors in them are not counted.',
      description: `${COUNT} files of the source {{ $labels.source }} were lost within ${RECENTLY} ({{ $labels.reason }}). Keep rotated files for as long as the exporter may be away.`,
      value: COUNT,
      threshold: '0',
    },
  ];
}

function receivingAlerts(): BuiltInAlert[] {
  return [
    {
      name: ALERT.eventsRefused,
      severity: 'warning',
      expr: 'sum by (source, reason) (increase(goldwatch_event_batches_refused_total[5m])) > 0',
      for: '10m',
      summary: 'Somebody keeps sending what cannot be counted.',
      description: `${COUNT} requests to the source {{ $labels.source }} were refused within 5m ({{ $labels.reason }}); the answers that the sender gets say why.`,
      value: COUNT,
      threshold: '0',
    },
    {
      name: ALERT.eventsDropped,
      severity: 'warning',
      expr: grew('goldwatch_events_dropped_total'),
      summary: 'Events were lost: there is no room for their labels.',
      description: `${COUNT} events of {{ $labels.metric }} were lost within ${RECENTLY}. Raise \`exporter.series_limit\`, or send fewer distinct values of labels.`,
      value: COUNT,
      threshold: '0',
    },
  ];
}
