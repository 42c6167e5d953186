import type { Preset } from './preset.ts';

/** On signing in, and on who may do what. */
export const authenticationPresets: readonly Preset[] = [
  {
    alert: {
      name: 'AuthenticationServiceFailing',
      severity: 'critical',
      metric: 'authentication_service_errors_total',
      above: 5,
      for: '2m',
      summary: 'The service that authenticates users fails.',
    },
    needs:
      'a source that emits authentication_service_errors_total (logs or events with that metric), or another "metric"',
  },
  {
    alert: {
      name: 'AuthenticationFailures',
      severity: 'warning',
      metric: 'auth_failures_total',
      above: 20,
      for: '5m',
      summary: 'Many attempts to authenticate fail.',
    },
    needs: 'a source of type logs with `presets: [security]`, or events with the metric auth_failures_total',
  },
];
