import { ALERT } from '../../conventions/alerts.ts';
import { type BuiltInAlert, COUNT, grew, RECENTLY } from './built_in_alert.ts';

// What is told at the start is over by then, with all of what it looks back on.
const STARTED_SECONDS = 900;

const AT_INSTANCE = '{{ $labels.job }} at {{ $labels.instance }}';

/** The health of Prometheus. */
export function prometheusAlerts(): BuiltInAlert[] {
  return [
    {
      name: ALERT.rulesFail,
      severity: 'critical',
      expr: 'increase(prometheus_rule_evaluation_failures_total[5m]) > 0',
      for: '15m',
      summary: 'Prometheus cannot evaluate rules: their alerts are silent.',
      description: `${COUNT} evaluations of {{ $labels.rule_group }} failed within 5m; Status > Rule health in Prometheus says why.`,
      value: COUNT,
      threshold: '0',
    },
    {
      name: ALERT.rulesMissed,
      severity: 'warning',
      expr: 'increase(prometheus_rule_group_iterations_missed_total[5m]) > 0',
      for: '15m',
      summary:
        'Prometheus leaves out evaluations of rules, since they take longer than they may: alerts are late.',
      description: `${COUNT} evaluations of {{ $labels.rule_group }} were left out within 5m. Give Prometheus more CPU, or raise \`exporter.scrape_interval\`.`,
      value: COUNT,
      threshold: '0',
    },
    {
      name: ALERT.configRefused,
      severity: 'warning',
      expr: 'prometheus_config_last_reload_successful == 0 or alertmanager_config_last_reload_successful == 0',
      for: '5m',
      summary: 'A program refuses its configuration, and goes on with the one before.',
      description: `${AT_INSTANCE} has refused its configuration for 5m: what was changed is not in effect. Its log says why.`,
    },
    {
      name: ALERT.storageFails,
      severity: 'warning',
      expr: [
        'prometheus_tsdb_compactions_failed_total',
        'prometheus_tsdb_wal_corruptions_total',
        'prometheus_tsdb_wal_truncations_failed_total',
        'prometheus_tsdb_reloads_failures_total',
      ]
        .map((counter) => `increase(${counter}[1h]) > 0`)
        .join(' or '),
      summary: 'Prometheus has trouble with its own data.',
      description: `${COUNT} operations on the data of ${AT_INSTANCE} failed within 1h. Its log says why: often the disk is full or slow.`,
      value: COUNT,
      threshold: '0',
    },
  ];
}

/** Whether alerts get from Prometheus to Alertmanager, and from there to people. */
export function deliveryAlerts(): BuiltInAlert[] {
  return [
    {
      name: ALERT.noAlertmanager,
      severity: 'critical',
      expr: 'prometheus_notifications_alertmanagers_discovered < 1',
      for: '5m',
      summary: 'Prometheus has no Alertmanager to send alerts to: nobody is told.',
      description: `${AT_INSTANCE} has found no Alertmanager for 5m; Status > Runtime information in Prometheus lists those that it knows.`,
    },
    {
      name: ALERT.alertsUndelivered,
      severity: 'warning',
      // Before it has found Alertmanager, Prometheus drops what it wants to say, and says it again a minute later.
      expr: `(${[
        grew('prometheus_notifications_dropped_total'),
        `sum by (job, instance, alertmanager) (increase(prometheus_notifications_errors_total[${RECENTLY}])) > 2`,
      ].join(' or ')}) unless on (job, instance) time() - process_start_time_seconds < ${STARTED_SECONDS}`,
      for: '5m',
      summary: 'Alerts do not all get from Prometheus to Alertmanager.',
      description: `${COUNT} alerts of ${AT_INSTANCE} did not get through within ${RECENTLY}; its log says why.`,
      value: COUNT,
      threshold: '0',
    },
    {
      name: ALERT.messagesFail,
      severity: 'warning',
      expr: `sum by (job, instance, integration) (increase(alertmanager_notifications_failed_total[${RECENTLY}])) > 0`,
      summary: 'Messages of Alertmanager do not reach a receiver.',
      description: `${COUNT} messages by {{ $labels.integration }} failed within ${RECENTLY}. The log of Alertmanager says why; \`npx goldwatch alert test\` tries the way.`,
      value: COUNT,
      threshold: '0',
    },
    {
      name: ALERT.clusterSplit,
      severity: 'warning',
      expr: 'alertmanager_cluster_members < on (job) group_left () count by (job) (up{job="alertmanager"} == 1)',
      for: '10m',
      summary: 'An Alertmanager does not see the others: messages may come twice.',
      description: `${AT_INSTANCE} sees ${COUNT} members of its cluster. Look at the network between them, on port 9094.`,
      value: COUNT,
    },
  ];
}
