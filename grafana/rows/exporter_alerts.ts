import * as units from '@grafana/grafana-foundation-sdk/units';
import { ALERT } from '../../conventions/alerts.ts';
import { SELF_METRICS } from '../../conventions/metrics.ts';
import type { Definition } from '../../definition/schema.ts';
import { graph } from '../panels/graph.ts';
import { inLine } from '../panels/in_line.ts';
import type { Row } from '../panels/layout.ts';
import { EXPORTER_KNOWN, ofEnvironments, orNone, orZero, overTime, rateBy } from '../panels/query.ts';
import { NO_EXPORTER } from './sources.ts';

const HEIGHT = 8;

/** Whether alerts get through to the exporter, and what it sends itself. */
export function exporterAlerts({ notify }: Definition): Row {
  const { alertsFiring, alertNotifications } = SELF_METRICS;
  const received = [
    graph({
      title: 'Firing according to Alertmanager',
      description:
        'How many alerts fire as Alertmanager tells the exporter, by severity; without those that it holds back.',
      unit: units.Short,
      noValue: NO_EXPORTER,
    }).withTarget(
      overTime(
        orNone(
          'severity',
          `sum by (severity) (${ofEnvironments(alertsFiring.name, `alertname!="${ALERT.watchdog}"`)})`,
          EXPORTER_KNOWN,
        ),
        '{{severity}}',
      ),
    ),
    graph({
      title: 'Alerts received',
      description: 'Alerts per minute that Alertmanager told the exporter, by state.',
      unit: units.CountsPerMinute,
      noValue: NO_EXPORTER,
    }).withTarget(
      overTime(
        orNone(
          'status',
          `60 * ${rateBy(['status'], ofEnvironments(alertNotifications.name))}`,
          EXPORTER_KNOWN,
        ),
        '{{status}}',
      ),
    ),
    lost(),
  ];
  const sent = [
    ...(notify.heartbeat === undefined ? [] : [heartbeat()]),
    ...(notify.email?.to.digest === undefined ? [] : [digest()]),
  ];
  return { title: 'Alerts and messages', panels: [...inLine(received, HEIGHT), ...inLine(sent, HEIGHT)] };
}

function lost() {
  const { alertsDropped, alertsRecentDropped, alertsSaveFailures } = SELF_METRICS;
  return perMinute(
    'Alerts lost',
    'Alerts per minute that the exporter could not keep track of, or could not save.',
    [
      [alertsDropped.name, 'not tracked'],
      [alertsRecentDropped.name, 'forgotten early'],
      [alertsSaveFailures.name, 'not saved'],
    ],
  );
}

function heartbeat() {
  const { heartbeatSent, heartbeatFailures, heartbeatWithheld } = SELF_METRICS;
  return perMinute('Heartbeats', "Calls per minute of the dead man's switch outside, by how they went.", [
    [heartbeatSent.name, 'answered'],
    [heartbeatFailures.name, 'failed'],
    [heartbeatWithheld.name, 'withheld'],
  ]);
}

function digest() {
  const { digestSent, digestFailures } = SELF_METRICS;
  return perMinute('Daily digests', 'Attempts per minute to send the daily digest, by how they went.', [
    [digestSent.name, 'sent'],
    [digestFailures.name, 'failed'],
  ]);
}

function perMinute(title: string, description: string, counters: readonly (readonly [string, string])[]) {
  const panel = graph({ title, description, unit: units.CountsPerMinute, noValue: NO_EXPORTER });
  for (const [index, [metric, legend]] of counters.entries()) {
    const refId = String.fromCharCode(65 + index);
    const rate = `60 * ${rateBy([], ofEnvironments(metric))}`;
    panel.withTarget(overTime(orZero(rate, EXPORTER_KNOWN), legend, refId));
  }
  return panel;
}
