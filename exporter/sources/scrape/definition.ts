import { z } from 'zod';
import { GOLDEN_SIGNALS, type MetricDeclaration } from '../../../conventions/metrics.ts';
import { duration, size } from '../../../conventions/quantities.ts';
import { commonSourceSettings } from '../common.ts';
import { defineSource } from '../source.ts';
import { PRESET_NAMES } from './presets.ts';
import { isAddress } from './targets.ts';

/** What the source says about itself. */
export const SCRAPE_METRICS = {
  up: {
    name: 'goldwatch_scrape_up',
    type: 'gauge',
    help: '1 while the last scrape of a target succeeded, 0 while it failed.',
    labels: ['source', 'instance'],
  },
  duration: {
    name: 'goldwatch_scrape_duration_seconds',
    type: 'gauge',
    help: 'Time that the last scrape of a target took, in seconds.',
    labels: ['source', 'instance'],
  },
  samples: {
    name: 'goldwatch_scrape_samples',
    type: 'gauge',
    help: 'Samples on the last page of a target.',
    labels: ['source', 'instance'],
  },
} as const satisfies Record<string, MetricDeclaration>;

const SHORTEST_INTERVAL_MS = 1_000;
const LONGEST_OF_PROMETHEUS_MS = 120_000;
const LONGEST_INTERVAL_MS = 3_600_000;
const LONGEST_TIMEOUT_MS = 10_000;
const MOST_TARGETS = 100;

const ADDRESS = 'an address such as http://127.0.0.1:8000/metrics, without a password';
const FILE = 'the path of a file';
const LABEL_NAME = 'the name of a label, such as status_code';
const METRIC_NAME = 'the name of a metric, such as http_requests_total';

const file = z.string({ error: FILE }).min(1, { error: FILE });
const labelName = z.string({ error: LABEL_NAME }).regex(/^[a-zA-Z_]\w*$/, { error: LABEL_NAME });
const metricName = z.string({ error: METRIC_NAME }).regex(/^[a-zA-Z_:][\w:]*$/, { error: METRIC_NAME });

const mappedDuration = z.strictObject({
  metric: metricName.describe('The histogram, without `_bucket`.'),
  unit: z.enum(['seconds', 'milliseconds']).default('seconds').describe('What its bounds are in.'),
  method: labelName.optional().describe('The label with the method.'),
  route: labelName.optional().describe('The label with the matched template.'),
  status: labelName.optional().describe('The label with the status.'),
});

const signalMapping = z.strictObject({
  requests: z
    .strictObject({
      metric: metricName.describe('A counter, or the `_count` of a histogram or summary.'),
      method: labelName.optional().describe('The label with the method.'),
      route: labelName.optional().describe('The label with the matched template.'),
      status: labelName.describe(
        'The label with the status, `503` or `5xx`: without it nobody knows errors.',
      ),
    })
    .describe('The series that count requests.'),
  duration: mappedDuration.optional().describe('The series that carry latency.'),
  route_duration: mappedDuration
    .optional()
    .describe('The latency of each route, where `duration` has no routes; read with `via: prometheus` only.'),
});

/** Settings of the source; durations are milliseconds. */
export const scrapeConfig = z
  .strictObject({
    type: z.literal('scrape'),
    ...commonSourceSettings,
    targets: z
      .array(z.string({ error: ADDRESS }).refine(isAddress, { error: ADDRESS }))
      .min(1, { error: 'at least one address' })
      .max(MOST_TARGETS, { error: `at most ${MOST_TARGETS} addresses` })
      .refine((all) => new Set(all).size === all.length, { error: 'each address once' })
      .describe('Addresses of metrics pages, as whoever scrapes them reaches them.'),
    golden_signals: z
      .union([z.enum(PRESET_NAMES), signalMapping], { error: 'a preset such as fastapi, or a mapping' })
      .optional()
      .describe('Which series carry traffic, errors and latency: a preset, or a mapping; none unless given.'),
    via: z
      .enum(['prometheus', 'exporter'])
      .default('prometheus')
      .describe('Who scrapes: Prometheus itself, or the exporter, for the mirror.'),
    interval: duration
      .refine((milliseconds) => milliseconds >= SHORTEST_INTERVAL_MS && milliseconds <= LONGEST_INTERVAL_MS, {
        error: 'an interval between "1s" and "1h"',
      })
      .prefault('15s')
      .describe('How often it scrapes.'),
    timeout: duration
      .optional()
      .describe('How long a scrape may take; 10s unless given, or the interval where that is shorter.'),
    expose: z
      .boolean({ error: 'true or false' })
      .default(false)
      .describe('Whether the exporter serves again what it scraped; with `via: exporter` only.'),
    bearer_token_file: file.optional().describe('A file with the token to send.'),
    basic_auth: z
      .strictObject({
        username: z.string().min(1).describe('The user.'),
        password_file: file.describe('A file with the password.'),
      })
      .optional()
      .describe('User and password to send.'),
    tls: z
      .strictObject({ ca_file: file.describe('Certificates to trust instead of the usual ones, as PEM.') })
      .optional()
      .describe('How to know the target, with https.'),
    max_body: size.prefault('64MB').describe('Largest page, uncompressed; a larger one is refused.'),
    sample_limit: z
      .int({ error: 'a whole number of samples' })
      .min(1, { error: 'at least 1 sample' })
      .default(100_000)
      .describe('Most samples of a page; one with more is refused.'),
  })
  .refine(({ via, interval }) => via === 'exporter' || interval <= LONGEST_OF_PROMETHEUS_MS, {
    path: ['interval'],
    error:
      'at most "2m", unless "via: exporter": Prometheus forgets a series that was not scraped for 5m, and one scrape may fail',
    params: { is: 'too long' },
  })
  .refine(({ timeout, interval }) => timeout === undefined || timeout <= interval, {
    path: ['timeout'],
    error: 'a timeout that is no longer than the interval',
  })
  .refine(({ expose, via }) => !expose || via === 'exporter', {
    path: ['expose'],
    error: '"expose" with "via: exporter" only, since Prometheus has the series otherwise',
  })
  .refine(
    ({ bearer_token_file: token, basic_auth: password }) => token === undefined || password === undefined,
    { path: ['basic_auth'], error: 'either "bearer_token_file" or "basic_auth"' },
  );
export type ScrapeConfig = z.output<typeof scrapeConfig>;

/** How long a scrape may take, in milliseconds. */
export function timeoutOf({ timeout, interval }: Pick<ScrapeConfig, 'timeout' | 'interval'>): number {
  return timeout ?? Math.min(LONGEST_TIMEOUT_MS, interval);
}

/** A service that serves a metrics page already. */
export const scrape = defineSource({
  type: 'scrape',
  summary:
    'A service that already serves /metrics, in any language: scraped by Prometheus, or for the mirror.',
  config: scrapeConfig,
  metrics: [...GOLDEN_SIGNALS, ...Object.values(SCRAPE_METRICS)],
  load: () => import('./collect.ts'),
});
