import { stringify } from 'yaml';
import { RENDERED_NOTICE } from '../definition/stack.ts';

/** How long lines are kept; what is older goes. */
const RETENTION = '336h';

/**
 * Of how many sessions or paths a query may count the lines before it keeps the most frequent ones; with more the panel is an
 * error. So many are counted in a few hundred megabytes.
 */
const MOST_COUNTED = 20_000;

/** Text of the file that Loki 3.7 reads: one process, files on its own disk (https://grafana.com/docs/loki/latest/configure/). */
export function lokiConfiguration(): string {
  const configuration = {
    auth_enabled: false,
    server: { http_listen_port: 3100, log_level: 'warn' },
    common: {
      instance_addr: '127.0.0.1',
      path_prefix: '/loki',
      replication_factor: 1,
      ring: { kvstore: { store: 'inmemory' } },
      storage: { filesystem: { chunks_directory: '/loki/chunks', rules_directory: '/loki/rules' } },
    },
    schema_config: {
      configs: [
        {
          from: '2025-01-01',
          store: 'tsdb',
          object_store: 'filesystem',
          schema: 'v13',
          index: { prefix: 'index_', period: '24h' },
        },
      ],
    },
    // Without these two, `retention_period` would delete nothing.
    compactor: {
      working_directory: '/loki/compactor',
      retention_enabled: true,
      delete_request_store: 'filesystem',
    },
    limits_config: {
      retention_period: RETENTION,
      max_query_lookback: RETENTION,
      // 500 unless given, reached even below a `topk`.
      max_query_series: MOST_COUNTED,
      ingestion_rate_mb: 8,
      ingestion_burst_size_mb: 16,
      max_global_streams_per_user: 5000,
      // A line that is too long is cut off rather than lost.
      max_line_size: '256KB',
      max_line_size_truncate: true,
      // Alloy tells the level.
      discover_log_levels: false,
    },
    analytics: { reporting_enabled: false },
  };
  return `${RENDERED_NOTICE}${stringify(configuration, { lineWidth: 0 })}`;
}
