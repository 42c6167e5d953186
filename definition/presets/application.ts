import type { Preset } from './preset.ts';

/** On what applications and their users do. */
export const applicationPresets: readonly Preset[] = [
  {
    alert: {
      name: 'ApplicationErrors',
      severity: 'warning',
      metric: 'application_errors_total',
      above: 10,
      for: '5m',
      summary: 'The application logs many errors.',
    },
    needs: 'a source of type logs with `errors`, which emits application_errors_total',
  },
  {
    alert: {
      name: 'ActiveSessionsHigh',
      severity: 'info',
      metric: 'active_user_sessions',
      aggregate: 'sum',
      above: 1000,
      for: '5m',
      summary: 'Many users are active at once.',
    },
    needs:
      'a source that emits active_user_sessions (events with that metric, or scrape), or another "metric"',
  },
];
