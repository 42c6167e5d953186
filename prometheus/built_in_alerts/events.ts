import { ALERT } from '../../conventions/alerts.ts';
import { DEPLOYMENT_SERIES } from '../../conventions/deployments.ts';
import { LABEL } from '../../conventions/labels.ts';
import type { BuiltInAlert } from './built_in_alert.ts';

// Long enough for every scrape interval and for people to see; a version that is told again later is told again.
const DEPLOYED_FOR_SECONDS = 300;

/** For the record: which service runs which version since when. Each version is an alert of its own. */
export function deployedAlert(): BuiltInAlert {
  const { info, timestamp } = DEPLOYMENT_SERIES;
  const since = `time() - ${timestamp} < ${DEPLOYED_FOR_SECONDS}`;
  return {
    name: ALERT.deployed,
    severity: 'info',
    service: null,
    expr: `${info} and on (${LABEL.service}, job, instance) (${since})`,
    summary: 'A deployment was told.',
    description:
      '{{ $labels.service }} runs {{ $labels.version }}{{ with $labels.commit }} (commit {{ . }}){{ end }}' +
      '{{ with $labels.environment }} in {{ . }}{{ end }}.',
    dashboard: '?var-service={{ $labels.service | urlquery }}',
  };
}

/** Its absence is what tells. */
export function watchdogAlert(): BuiltInAlert {
  return {
    name: ALERT.watchdog,
    severity: 'info',
    expr: 'vector(1)',
    summary: 'Always fires, to show that alerts get through.',
    description: 'Where this alert is missing, Prometheus, Alertmanager or the way between them is broken.',
    dashboard: null,
  };
}
