import { z } from 'zod';
import { duration } from '../conventions/quantities.ts';
import type { NotificationSettings } from './notifications/settings.ts';
import type { CloudwatchMirrorSettings } from './outputs/cloudwatch_mirror/settings.ts';
import { SOURCES } from './sources/index.ts';
import type { StatusSettings } from './status/status_settings.ts';
import { webMistakes, webSettings } from './web/settings.ts';

const address = 'an address and port such as 127.0.0.1:9464';

const prometheusAddress = 'an address such as http://127.0.0.1:9090, without a password';

const idleTime = duration.refine((milliseconds) => milliseconds >= 60_000, { error: 'at least 1m' });

// Prometheus looks back 5m for the last sample (`--query.lookback-delta`).
const LONGEST_SCRAPE_INTERVAL_MS = 120_000;

/** Schema of `exporter` in monitoring.yml. */
export const exporterSettings = z
  .strictObject({
    listen: z
      .string({ error: address })
      .regex(/^(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):\d{1,5}$/, { error: address, abort: true })
      .refine((text) => Number(text.slice(text.lastIndexOf(':') + 1)) <= 65_535, {
        error: 'a port up to 65535',
      })
      .default('127.0.0.1:9464')
      .describe(
        'Where the exporter listens. Anything but loopback needs `token_file`, `basic_auth_users_file` or certificates of clients.',
      ),
    ...webSettings,
    series_limit: z
      .int({ error: 'a whole number of series' })
      .min(100, { error: 'at least 100 series' })
      .default(100_000)
      .describe(
        'Most Prometheus series that sources may hold together; what is beyond is dropped and counted.',
      ),
    expire_after: z
      .strictObject({
        gauges: idleTime.optional().describe('Forgets gauges that nothing has set for so long.'),
        counters: idleTime
          .optional()
          .describe(
            'Forgets counters and histograms that have not grown for so long; one that returns begins at zero.',
          ),
      })
      .default({})
      .describe('When label sets that sources write no more are forgotten, and counted; never unless given.'),
    created_series: z
      .boolean({ error: 'true or false' })
      .default(true)
      .describe(
        'Whether OpenMetrics says in series of their own when counters and histograms began; Prometheus stores these.',
      ),
    native_histograms: z
      .strictObject({
        schema: z
          .int({ error: 'a whole number from 0 to 8' })
          .min(0, { error: 'a whole number from 0 to 8' })
          .max(8, { error: 'a whole number from 0 to 8' })
          .default(3)
          .describe(
            'How fine buckets are: each is 2^(2^-schema) times the one before, 3 is 9 %, 4 is 4.4 %.',
          ),
        max_buckets: z
          .int({ error: 'a whole number of buckets' })
          .min(20, { error: 'at least 20 buckets' })
          .max(10_000, { error: 'at most 10000 buckets' })
          .default(160)
          .describe('Most filled buckets of a histogram; beyond, they are merged by twos.'),
      })
      .prefault({})
      .describe('Buckets of histograms that need no bounds, see docs/histograms.md.'),
    state_dir: z
      .string()
      .min(1, { error: 'a directory' })
      .default('./state')
      .describe('What must survive a restart: log positions and the values counted from them.'),
    scrape_interval: duration
      .refine((milliseconds) => milliseconds <= LONGEST_SCRAPE_INTERVAL_MS, {
        error:
          'at most "2m": Prometheus forgets a series that was not scraped for 5m, and one scrape may fail',
        params: { is: 'too long' },
      })
      .prefault('15s')
      .describe('How often Prometheus reads the exporter and evaluates the rules.'),
    prometheus: z
      .url({ protocol: /^https?$/, error: prometheusAddress })
      // It is in messages, and paths follow it.
      .regex(/^https?:\/\/[^\s?#@]+$/, { error: prometheusAddress })
      .transform((text) => text.replace(/\/+$/, ''))
      .optional()
      .describe(
        'Where the exporter reaches the Prometheus that scrapes it: for longer ranges and objectives on the status page.',
      ),
    prometheus_token_file: z
      .string({ error: 'the path of a file that holds the token' })
      .min(1, { error: 'the path of a file that holds the token' })
      .optional()
      .describe('A file with the bearer token that this Prometheus wants.'),
  })
  .superRefine(webMistakes);

/** Schema of one entry of `sources` in monitoring.yml; derived from the list of source types. */
export const sourceSettings = z.discriminatedUnion('type', [
  SOURCES[0].config,
  ...SOURCES.slice(1).map(({ config }) => config),
]);

export type SourceSettings = z.output<(typeof SOURCES)[number]['config']>;

/** All that the exporter runs on, as one value; `definition/` makes it from monitoring.yml. */
export interface ExporterSettings extends z.output<typeof exporterSettings> {
  /** The service of sources that name none. */
  readonly service: string;
  readonly sources: readonly SourceSettings[];
  /** What CloudWatch gets; null for nothing. */
  readonly mirror: CloudwatchMirrorSettings | null;
  /** What the exporter sends by itself. */
  readonly notifications: NotificationSettings;
  /** What the status page tells of monitoring.yml. */
  readonly status: StatusSettings;
  /** Bounds of latency buckets in seconds, ascending. */
  readonly latencyBuckets: readonly number[];
  /** Relative paths start here. */
  readonly baseDirectory: string;
}
