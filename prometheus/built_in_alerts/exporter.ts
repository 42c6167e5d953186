import { ALERT } from '../../conventions/alerts.ts';
import { SELF_METRICS } from '../../conventions/metrics.ts';
import { type BuiltInAlert, COUNT, grew, PERCENTAGE, RECENTLY } from './built_in_alert.ts';

const SECONDS_AHEAD = 60;

/** The exporter's own health. */
export function exporterAlerts(): BuiltInAlert[] {
  const { series, seriesLimit, seriesDropped, collectErrors, scrapesCutOff, scrapesRefused } = SELF_METRICS;
  const lost = [scrapesCutOff, scrapesRefused].map(({ name }) => `increase(${name}[${RECENTLY}])`);
  return [
    {
      name: ALERT.seriesLimitNear,
      severity: 'warning',
      expr: `${series.name} / ${seriesLimit.name} > 0.9`,
      for: '10m',
      summary: 'The exporter holds nearly as many series as it may: new ones will be dropped.',
      description: `${PERCENTAGE} of \`exporter.series_limit\` is in use. Raise it, or give labels fewer values; \`count by (__name__) ({job="goldwatch"})\` in Prometheus says which metrics there are most of.`,
      value: PERCENTAGE,
      threshold: '90%',
    },
    {
      name: ALERT.seriesDropped,
      severity: 'warning',
      expr: grew(seriesDropped.name),
      summary: 'The exporter drops observations: there are more series than it may hold.',
      description: `${COUNT} observations of {{ $labels.metric }} were dropped within ${RECENTLY}: it counts too little. Raise \`exporter.series_limit\`, or give its labels fewer values.`,
      value: COUNT,
      threshold: '0',
    },
    {
      name: ALERT.metricsLeftOut,
      severity: 'warning',
      expr: grew(collectErrors.name),
      summary: 'The exporter leaves metrics out of its pages: to collect them fails.',
      description: `{{ $labels.metric }} was left out of ${COUNT} pages within ${RECENTLY}; the log of the exporter says why.`,
      value: COUNT,
      threshold: '0',
    },
    {
      name: ALERT.scrapesRefused,
      severity: 'warning',
      // One scrape that is lost is seen by nobody.
      expr: `sum by (job, instance) (${lost.join(' or ')}) > 2`,
      summary: 'The exporter does not get to answer every scrape.',
      description: `${COUNT} scrapes were given up or refused within ${RECENTLY}. Give the exporter more CPU, scrape it less often, or find out who else does.`,
      value: COUNT,
      threshold: '2',
    },
    {
      name: ALERT.reloadRefused,
      severity: 'warning',
      expr: `${SELF_METRICS.reloadSuccessful.name} == 0`,
      for: '5m',
      summary: 'The exporter refuses monitoring.yml, and goes on with the one before.',
      description: 'What was changed is not in effect. `npx goldwatch check` says what is wrong, and where.',
    },
    {
      name: ALERT.clockAhead,
      severity: 'warning',
      expr: `${SELF_METRICS.sourceLastSuccess.name} - time() > ${SECONDS_AHEAD}`,
      for: '5m',
      summary: 'The clocks of the exporter and of Prometheus do not agree.',
      description:
        'The exporter is {{ $value | humanizeDuration }} ahead of Prometheus, or Prometheus behind: ages and times are wrong. Look at the time synchronisation of both hosts.',
      value: '{{ $value | humanizeDuration }}',
      threshold: `${SECONDS_AHEAD}s`,
    },
  ];
}

/** What the exporter does with the alerts that it receives. `sends` says what it sends itself. */
export function receiverAlerts(sends: {
  readonly digest: boolean;
  readonly heartbeat: boolean;
}): BuiltInAlert[] {
  const { alertsDropped, digestFailures, heartbeatFailures, heartbeatWithheld } = SELF_METRICS;
  const digest: BuiltInAlert = {
    name: ALERT.digestFails,
    severity: 'warning',
    expr: grew(digestFailures.name),
    summary: 'The daily digest could not be sent.',
    description: `${COUNT} attempts to send the digest failed within ${RECENTLY}; the log of the exporter says why.`,
    value: COUNT,
    threshold: '0',
  };
  const heartbeat: BuiltInAlert = {
    name: ALERT.heartbeatFails,
    severity: 'warning',
    expr: `sum by (job, instance) (increase(${heartbeatFailures.name}[${RECENTLY}]) or increase(${heartbeatWithheld.name}[${RECENTLY}])) > 1`,
    for: '5m',
    summary: 'The heartbeat does not get through: whoever listens to it will think that alerting is dead.',
    description: `${COUNT} heartbeats failed or were left out within ${RECENTLY}; the log of the exporter says why.`,
    value: COUNT,
    threshold: '1',
  };
  return [
    {
      name: ALERT.alertsDropped,
      severity: 'warning',
      expr: grew(alertsDropped.name),
      summary: 'The exporter lost track of alerts that fire: its page and the digest are incomplete.',
      description: `${COUNT} alerts were not tracked within ${RECENTLY}; Alertmanager has them all.`,
      value: COUNT,
      threshold: '0',
    },
    ...(sends.digest ? [digest] : []),
    ...(sends.heartbeat ? [heartbeat] : []),
  ];
}
