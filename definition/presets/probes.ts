import type { Preset } from './preset.ts';

const PROBER = 'a source of type scrape, for blackbox_exporter';
const LEFT = 'min by (service, instance) (probe_ssl_earliest_cert_expiry) - time()';
const DESCRIPTION = 'The certificate of {{ $labels.instance }} expires in {{ $value | humanizeDuration }}.';

/** On what is seen from outside, by blackbox_exporter. */
export const probePresets: readonly Preset[] = [
  {
    alert: {
      name: 'ProbeFailed',
      severity: 'critical',
      metric: 'probe_success',
      by: ['instance'],
      below: 1,
      for: '2m',
      summary: 'A probe from outside fails.',
    },
    needs: PROBER,
  },
  {
    alert: {
      name: 'CertificateExpiresSoon',
      severity: 'warning',
      promql: LEFT,
      below: '14d',
      for: '1h',
      summary: 'A TLS certificate expires within two weeks.',
      description: DESCRIPTION,
    },
    needs: PROBER,
  },
  {
    alert: {
      name: 'CertificateExpiresNow',
      severity: 'critical',
      promql: LEFT,
      below: '3d',
      for: '1h',
      summary: 'A TLS certificate expires within days.',
      description: DESCRIPTION,
    },
    needs: PROBER,
  },
];
