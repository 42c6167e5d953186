import { ALERT } from '../../conventions/alerts.ts';
import { SELF_METRICS } from '../../conventions/metrics.ts';
import type { BuiltInAlert } from './built_in_alert.ts';

const DAYS_BEFORE_ITS_END = 14;

/** The certificate that the exporter shows, where it serves over TLS. */
export function certificateAlerts(): BuiltInAlert[] {
  const { tlsExpiry, tlsReloadSuccessful } = SELF_METRICS;
  const left = '{{ $value | humanizeDuration }}';
  return [
    {
      name: ALERT.certificateEnds,
      severity: 'warning',
      expr: `${tlsExpiry.name} - time() < ${DAYS_BEFORE_ITS_END * 86_400}`,
      for: '10m',
      summary:
        'The certificate of the exporter ends soon: then neither Prometheus nor Alertmanager reaches it.',
      description: `It is good for ${left} more. Put a new one into the files of \`exporter.tls_server_config\`; the exporter takes it within seconds.`,
      value: left,
      threshold: `${DAYS_BEFORE_ITS_END}d`,
    },
    {
      name: ALERT.certificateRefused,
      severity: 'warning',
      expr: `${tlsReloadSuccessful.name} == 0`,
      for: '5m',
      summary:
        'The exporter cannot use the new files of exporter.tls_server_config, and goes on with those before.',
      description:
        'The log of the exporter says what is wrong with them. The old certificate is in use until it ends.',
    },
  ];
}
