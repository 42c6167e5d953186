import { ALERT } from '../../conventions/alerts.ts';
import { MIRROR_METRICS } from '../../conventions/mirror_metrics.ts';
import { type BuiltInAlert, COUNT, grew, PERCENTAGE, RECENTLY } from './built_in_alert.ts';

/** What keeps series from CloudWatch, where they are mirrored. */
export function mirrorAlerts(): BuiltInAlert[] {
  const { mirrorUp, mirrorSpoolBytes, mirrorSpoolLimit, mirrorSpoolMemory } = MIRROR_METRICS;
  const { mirrorDropped, mirrorRefused, mirrorReadingsFailed } = MIRROR_METRICS;
  return [
    {
      name: ALERT.mirrorDown,
      severity: 'warning',
      expr: `${mirrorUp.name} == 0`,
      for: '10m',
      summary: 'CloudWatch does not take what the mirror sends: its alarms see nothing new.',
      description:
        'Nothing has reached CloudWatch for 10m; it waits on disk. The log of the exporter says why: credentials, permissions, region or network.',
    },
    {
      name: ALERT.mirrorBacklog,
      severity: 'critical',
      expr: `${mirrorSpoolBytes.name} / ${mirrorSpoolLimit.name} > 0.8`,
      for: '5m',
      summary: 'So much waits to be sent to CloudWatch that the oldest will soon be dropped.',
      description: `${PERCENTAGE} of \`mirror.cloudwatch.spool_size\` is full. Let CloudWatch take datums again, or raise it where the disk has room.`,
      value: PERCENTAGE,
      threshold: '80%',
    },
    {
      name: ALERT.mirrorInMemory,
      severity: 'warning',
      expr: `${mirrorSpoolMemory.name} > 0`,
      for: '10m',
      summary:
        'What waits to be sent to CloudWatch is kept in memory: the disk takes nothing, and a crash loses it.',
      description: `${COUNT} datums wait in memory. Look at the disk of \`exporter.state_dir\`: is it full, or read-only?`,
      value: COUNT,
      threshold: '0',
    },
    {
      name: ALERT.mirrorDropped,
      severity: 'warning',
      expr: grew(mirrorDropped.name),
      summary: 'Datums were dropped that never reach CloudWatch.',
      description: `${COUNT} datums were dropped within ${RECENTLY} ({{ $labels.reason }}); the log of the exporter says which.`,
      value: COUNT,
      threshold: '0',
    },
    {
      name: ALERT.mirrorRefused,
      severity: 'warning',
      expr: grew(mirrorRefused.name),
      summary: 'Not all that is selected gets to CloudWatch.',
      description: `${COUNT} datums were refused within ${RECENTLY} ({{ $labels.reason }}): beyond \`mirror.cloudwatch.budget\`, or nothing that CloudWatch takes. The log of the exporter names one of each.`,
      value: COUNT,
      threshold: '0',
    },
    {
      name: ALERT.mirrorReadingsFail,
      severity: 'warning',
      expr: grew(mirrorReadingsFailed.name),
      summary: 'Intervals are missing in CloudWatch: they could not be read or kept.',
      description: `${COUNT} intervals failed within ${RECENTLY}; the log of the exporter says why.`,
      value: COUNT,
      threshold: '0',
    },
  ];
}
