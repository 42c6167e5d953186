import { LABEL } from './labels.ts';
import { self } from './self_metric.ts';

/** What the exporter says about the alerts it receives and what it sends itself: the daily digest and the heartbeat. */
export const NOTIFICATION_METRICS = {
  alertsFiring: self(
    'goldwatch_alerts_firing',
    'gauge',
    'Alerts firing according to Alertmanager, without drills.',
    [LABEL.alertname, LABEL.severity, LABEL.service],
  ),
  alertNotifications: self(
    'goldwatch_alert_notifications_total',
    'counter',
    'Alerts received from Alertmanager by state.',
    [LABEL.status],
  ),
  alertsDropped: self(
    'goldwatch_alerts_dropped_total',
    'counter',
    'Firing alerts not tracked: too many were firing already, or Alertmanager left them out of its notification.',
  ),
  alertsRecentDropped: self(
    'goldwatch_alerts_recent_dropped_total',
    'counter',
    'Alerts that are over and were forgotten within 24 hours, since more than 1000 were kept.',
  ),
  alertsSaveFailures: self(
    'goldwatch_alerts_save_failures_total',
    'counter',
    'Times that the alerts could not be written to the state directory; a restart forgets what came since.',
  ),
  watchdogReceived: self(
    'goldwatch_watchdog_last_received_timestamp_seconds',
    'gauge',
    'Unix time at which the alert that always fires was last received.',
  ),
  digestSent: self('goldwatch_digest_sent_total', 'counter', 'Daily digests that a mail server has taken.'),
  digestFailures: self(
    'goldwatch_digest_failures_total',
    'counter',
    'Attempts to send the daily digest that failed.',
  ),
  digestTimestamp: self(
    'goldwatch_digest_last_success_timestamp_seconds',
    'gauge',
    'Unix time at which a mail server last took the daily digest.',
  ),
  heartbeatSent: self(
    'goldwatch_heartbeat_sent_total',
    'counter',
    'Calls of the heartbeat that were answered with success.',
  ),
  heartbeatFailures: self(
    'goldwatch_heartbeat_failures_total',
    'counter',
    'Calls of the heartbeat that failed, by reason.',
    [LABEL.reason],
  ),
  heartbeatWithheld: self(
    'goldwatch_heartbeat_withheld_total',
    'counter',
    'Heartbeats that were due and left out, since the watchdog was not received.',
  ),
  heartbeatTimestamp: self(
    'goldwatch_heartbeat_last_success_timestamp_seconds',
    'gauge',
    'Unix time at which the heartbeat was last answered with success.',
  ),
} as const;
