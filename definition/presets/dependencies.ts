import type { Preset } from './preset.ts';

const emitterOf = (name: string) =>
  `a source that emits ${name} (scrape, or logs or events with that metric), or another "metric"`;

/** On what a service depends on: other APIs, caches, the platform it runs on. */
export const dependencyPresets: readonly Preset[] = [
  {
    alert: {
      name: 'SlowDependency',
      severity: 'warning',
      metric: 'http_client_request_duration_seconds',
      by: ['server_address'],
      quantile: 0.95,
      above: '2s',
      for: '5m',
      summary: 'An API that the service calls is slow.',
    },
    needs: emitterOf('http_client_request_duration_seconds'),
  },
  {
    alert: {
      name: 'LowCacheHitRate',
      severity: 'warning',
      metric: 'cache_hits_total',
      of: 'cache_requests_total',
      of_at_least: 100,
      below: '80%',
      for: '15m',
      summary: 'The cache answers too few requests.',
    },
    needs: emitterOf('cache_hits_total'),
  },
  {
    alert: {
      name: 'ColdStarts',
      severity: 'warning',
      metric: 'faas_coldstarts_total',
      of: 'faas_invocations_total',
      of_at_least: 20,
      above: '10%',
      for: '15m',
      summary: 'Many invocations of functions wait for a cold start.',
    },
    needs: emitterOf('faas_coldstarts_total'),
  },
];
