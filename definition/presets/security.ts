import type { Preset } from './preset.ts';

const REQUESTS = 'a source with `golden_signals`, or one of type scrape: the alert needs to know of requests';
const BY_STATUS = 'service_status:http_requests:rate5m';
const BY_ROUTE = 'service_route:http_requests:rate5m';
const ALL = 'service:http_requests:rate5m';

/** So many requests in an hour, from averages of five minutes; errors are none where there is no series of them. */
const inAnHour = (rate: string, offset = '') => `3600 * avg_over_time((${rate})[1h:1m]${offset})`;
const ERRORS = `sum by (service) (${BY_STATUS}{status=~"[45].."}) or 0 * ${ALL}`;

/** On what may be an attack; docs/security_signals.md explains each of them. */
export const securityPresets: readonly Preset[] = [
  {
    alert: {
      name: 'FailedAuthentications',
      severity: 'warning',
      promql: `sum by (service) (${BY_STATUS}{status=~"401|403"}) / ${ALL}
  and sum by (service) (${BY_STATUS}{status=~"401|403"}) * 300 > 20`,
      above: '20%',
      for: '5m',
      summary: 'Many requests fail to authenticate.',
      description:
        '{{ $value | humanizePercentage }} of the requests to {{ $labels.service }} are answered 401 or 403.',
    },
    needs: REQUESTS,
  },
  {
    alert: {
      name: 'RateLimiting',
      severity: 'info',
      promql: `sum by (service) (${BY_STATUS}{status="429"}) * 300`,
      above: 10,
      for: '5m',
      summary: 'Requests are refused because there are too many.',
      description: '{{ $value | humanize }} requests to {{ $labels.service }} were answered 429 in 5m.',
    },
    needs: REQUESTS,
  },
  {
    alert: {
      name: 'RateLimitingLogged',
      severity: 'info',
      metric: 'rate_limited_requests_total',
      above: 10,
      for: '5m',
      summary: 'Requests are refused because there are too many.',
    },
    needs:
      'a source of type logs with `presets: [security]`, or events with the metric rate_limited_requests_total',
  },
  {
    alert: {
      name: 'PathScan',
      severity: 'info',
      promql: `sum by (service) (${BY_ROUTE}{route="<unmatched>"}) * 300`,
      above: 100,
      for: '5m',
      summary: 'Somebody looks for paths that do not exist.',
      description: '{{ $value | humanize }} requests to {{ $labels.service }} were for unknown paths in 5m.',
    },
    needs: REQUESTS,
  },
  {
    alert: {
      name: 'UnusualTraffic',
      severity: 'info',
      promql: `${inAnHour(ALL)} / (${inAnHour(ALL, ' offset 1d')} > 100)`,
      above: 3,
      for: '10m',
      summary: 'There is far more traffic than yesterday at this time.',
      description:
        '{{ $labels.service }} gets {{ $value | humanize }} times as many requests as yesterday at this time.',
    },
    needs: REQUESTS,
  },
  {
    alert: {
      name: 'ErrorSpike',
      severity: 'warning',
      promql: `${inAnHour(ERRORS)} / clamp_min(${inAnHour(ERRORS, ' offset 1d')}, 10) and ${inAnHour(ALL)} > 100`,
      above: 3,
      for: '10m',
      summary: 'There are far more errors than yesterday at this time.',
      description:
        '{{ $labels.service }} answers {{ $value | humanize }} times as many errors as yesterday at this time.',
    },
    needs: REQUESTS,
  },
];
