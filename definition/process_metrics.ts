/** A metric as the mirror meets it in the exporter's registry. */
export interface ServedMetric {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram' | 'summary';
  readonly labels: readonly string[];
  /** Bounds of a histogram that has its own. */
  readonly buckets?: readonly number[] | undefined;
}

/**
 * What the exporter serves about its own process: prom-client's default metrics (`collectDefaultMetrics`), all of which
 * Linux has. A table, since to ask prom-client would be to begin collecting them.
 */
export const PROCESS_METRICS: readonly ServedMetric[] = [
  ...gauges(
    [],
    [
      'nodejs_active_handles_total',
      'nodejs_active_requests_total',
      'nodejs_active_resources_total',
      'nodejs_eventloop_lag_max_seconds',
      'nodejs_eventloop_lag_mean_seconds',
      'nodejs_eventloop_lag_min_seconds',
      'nodejs_eventloop_lag_p50_seconds',
      'nodejs_eventloop_lag_p90_seconds',
      'nodejs_eventloop_lag_p99_seconds',
      'nodejs_eventloop_lag_seconds',
      'nodejs_eventloop_lag_stddev_seconds',
      'nodejs_external_memory_bytes',
      'nodejs_heap_size_total_bytes',
      'nodejs_heap_size_used_bytes',
      'process_heap_bytes',
      'process_max_fds',
      'process_open_fds',
      'process_resident_memory_bytes',
      'process_start_time_seconds',
      'process_virtual_memory_bytes',
    ],
  ),
  ...gauges(['type'], ['nodejs_active_handles', 'nodejs_active_requests', 'nodejs_active_resources']),
  ...gauges(
    ['space'],
    [
      'nodejs_heap_space_size_available_bytes',
      'nodejs_heap_space_size_total_bytes',
      'nodejs_heap_space_size_used_bytes',
    ],
  ),
  ...gauges(['version', 'major', 'minor', 'patch'], ['nodejs_version_info']),
  { name: 'process_cpu_seconds_total', type: 'counter', labels: [] },
  { name: 'process_cpu_system_seconds_total', type: 'counter', labels: [] },
  { name: 'process_cpu_user_seconds_total', type: 'counter', labels: [] },
  { name: 'nodejs_eventloop_utilization_histogram', type: 'histogram', labels: [] },
  { name: 'nodejs_eventloop_utilization_summary', type: 'summary', labels: [] },
  { name: 'nodejs_gc_duration_seconds', type: 'histogram', labels: ['kind'] },
];

function gauges(labels: readonly string[], names: readonly string[]): ServedMetric[] {
  return names.map((name) => ({ name, type: 'gauge', labels }));
}
