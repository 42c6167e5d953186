import type { Preset } from './preset.ts';

const GOLDEN_SIGNALS =
  'a source with `golden_signals`, or one of type scrape: the alert needs to know of requests';

/** On the golden signals of requests. */
export const requestPresets: readonly Preset[] = [
  {
    alert: {
      name: 'ApiDown',
      severity: 'critical',
      signal: 'error_ratio',
      window: '1m',
      above: '90%',
      for: '2m',
      summary: 'The API answers almost every request with an error.',
    },
    needs: GOLDEN_SIGNALS,
  },
  {
    alert: {
      name: 'HighErrorRate',
      severity: 'warning',
      signal: 'error_ratio',
      above: '5%',
      for: '5m',
      summary: 'Too many requests fail.',
    },
    needs: GOLDEN_SIGNALS,
  },
  {
    alert: {
      name: 'HighLatency',
      severity: 'warning',
      signal: 'latency',
      quantile: 0.95,
      above: '2s',
      for: '5m',
      summary: 'Requests take too long.',
    },
    needs: GOLDEN_SIGNALS,
  },
];
