import { WATCHDOG } from './watchdog.ts';

/** Alerts that nobody has to configure: on the monitoring itself, and on what its sources tell. */
export const ALERT = {
  /** Prometheus knows no target of a job. */
  jobMissing: 'JobMissing',
  /** A job has several targets, and none answers. */
  jobDown: 'JobDown',
  /** A scrape target does not answer. */
  targetDown: 'TargetDown',
  /** A source of the exporter does not work, so its signals stand still. */
  sourceDown: 'SourceDown',
  /** A source has much to read, and catches up no more. */
  sourceLags: 'SourceLags',
  /** Log files vanished or were damaged before they were read to the end. */
  logFilesLost: 'LogFilesLost',
  /** Somebody sends what cannot be counted. */
  eventsRefused: 'EventsRefused',
  /** Events were lost, since there was no room for their labels. */
  eventsDropped: 'EventsDropped',
  /** The exporter holds nearly as many series as it may. */
  seriesLimitNear: 'SeriesLimitNear',
  /** Observations were dropped, since there were too many series. */
  seriesDropped: 'SeriesDropped',
  /** Metrics were left out of scrapes, since to collect them failed. */
  metricsLeftOut: 'MetricsLeftOut',
  /** The exporter gave up or refused scrapes. */
  scrapesRefused: 'ScrapesRefused',
  /** monitoring.yml was changed, and the exporter refuses it. */
  reloadRefused: 'ReloadRefused',
  /** The certificate of the exporter ends soon, or its successor cannot be used. */
  certificateEnds: 'CertificateEnds',
  certificateRefused: 'CertificateRefused',
  /** The exporter's clock is ahead of Prometheus's. */
  clockAhead: 'ClockAhead',
  /** The exporter could not keep track of alerts that fire. */
  alertsDropped: 'AlertsDropped',
  /** The daily digest or the heartbeat does not get through. */
  heartbeatFails: 'HeartbeatFails',
  digestFails: 'DigestFails',
  /** CloudWatch does not take what the mirror sends. */
  mirrorDown: 'MirrorDown',
  /** Much waits to be sent to CloudWatch. */
  mirrorBacklog: 'MirrorBacklog',
  /** Datums wait in memory, since the disk takes nothing. */
  mirrorInMemory: 'MirrorInMemory',
  /** Datums never reached CloudWatch. */
  mirrorDropped: 'MirrorDropped',
  /** Datums were not made: beyond the budget, or nothing that CloudWatch takes. */
  mirrorRefused: 'MirrorRefused',
  /** Intervals could not be read for the mirror. */
  mirrorReadingsFail: 'MirrorReadingsFail',
  /** Prometheus cannot evaluate rules. */
  rulesFail: 'RulesFail',
  /** Prometheus leaves evaluations out, since they take too long. */
  rulesMissed: 'RulesMissed',
  /** Prometheus or Alertmanager refuses its configuration. */
  configRefused: 'ConfigRefused',
  /** Prometheus cannot write or read its own data. */
  storageFails: 'StorageFails',
  /** Prometheus has no Alertmanager to send alerts to. */
  noAlertmanager: 'NoAlertmanager',
  /** Alerts do not get from Prometheus to Alertmanager. */
  alertsUndelivered: 'AlertsUndelivered',
  /** Messages do not get from Alertmanager to a receiver. */
  messagesFail: 'MessagesFail',
  /** One Alertmanager of several does not see the others. */
  clusterSplit: 'ClusterSplit',
  /** A deployment was told just now; where a source is there to tell. */
  deployed: 'Deployed',
  /** Always fires: its absence means that alerting itself is broken. */
  watchdog: WATCHDOG,
} as const;

export const BUILT_IN_ALERTS = Object.values(ALERT);
