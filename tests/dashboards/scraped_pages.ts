import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The pages of programs that Prometheus scrapes beside the exporter, on one port. */
export interface ScrapedPages {
  /** host:port; each page is at `/NAME`. */
  readonly address: string;
  stop(): Promise<void>;
}

/** A line of a page: a series, and its value after that many seconds. */
type Line = readonly [series: string, value: (seconds: number) => number];

const constant = (value: number) => () => value;
const growing = (perSecond: number) => (seconds: number) => perSecond * seconds;

const POOL = 'db_client_connection_pool_name="main"';
const CALLED = 'server_address="api.openai.com"';

/** What the programs of examples/every-dashboard serve, by the names of their sources. */
const PAGES: Readonly<Record<string, readonly Line[]>> = {
  service: [
    [`db_client_connection_count{${POOL},db_client_connection_state="used"}`, constant(5)],
    [`db_client_connection_count{${POOL},db_client_connection_state="idle"}`, constant(15)],
    [`db_client_connection_max{${POOL}}`, constant(20)],
    ...histogram('db_client_operation_duration_seconds', '', [0.001, 0.01, 0.1, 1], 0.1, 20),
    ...histogram('http_client_request_duration_seconds', CALLED, [0.1, 0.5, 1, 5], 1, 4),
    ['nodejs_eventloop_utilization', constant(0.2)],
    ['nodejs_eventloop_lag_p99_seconds', constant(0.02)],
  ],
  postgres: [
    ['pg_stat_database_numbackends{datname="shop"}', constant(12)],
    ['pg_settings_max_connections', constant(100)],
    ['pg_stat_database_xact_commit{datname="shop"}', growing(50)],
    ['pg_stat_database_xact_rollback{datname="shop"}', growing(1)],
    ['pg_stat_database_blks_hit{datname="shop"}', growing(990)],
    ['pg_stat_database_blks_read{datname="shop"}', growing(10)],
    ['pg_stat_database_deadlocks{datname="shop"}', constant(0)],
    ['pg_stat_activity_max_tx_duration{datname="shop",state="active"}', constant(0.4)],
  ],
  mysql: [
    ['mysql_global_status_threads_connected', constant(8)],
    ['mysql_global_variables_max_connections', constant(151)],
    ['mysql_global_status_queries', growing(100)],
    ['mysql_global_status_slow_queries', growing(0.1)],
  ],
  redis: [
    ['redis_keyspace_hits_total', growing(90)],
    ['redis_keyspace_misses_total', growing(10)],
    ['redis_memory_used_bytes', constant(50e6)],
    ['redis_memory_max_bytes', constant(100e6)],
    ['redis_connected_clients', constant(5)],
    ['redis_rejected_connections_total', constant(0)],
  ],
  probe: [
    ['probe_success', constant(1)],
    ['probe_duration_seconds', constant(0.12)],
    ['probe_ssl_earliest_cert_expiry', () => Math.floor(Date.now() / 1_000) + 60 * 86_400],
  ],
  aws: [
    ['aws_rds_database_connections_average{dimension_DBInstanceIdentifier="shop"}', constant(30)],
    ['aws_lambda_errors_sum{dimension_FunctionName="mail"}', constant(1)],
    ['aws_lambda_throttles_sum{dimension_FunctionName="mail"}', constant(0)],
    ['aws_lambda_duration_maximum{dimension_FunctionName="mail"}', constant(900)],
    ['aws_lambda_concurrent_executions_maximum{dimension_FunctionName="mail"}', constant(3)],
    ['aws_applicationelb_httpcode_target_5_xx_count_sum{dimension_LoadBalancer="api"}', constant(2)],
    ['aws_applicationelb_target_response_time_average{dimension_LoadBalancer="api"}', constant(0.2)],
    ['aws_applicationelb_un_healthy_host_count_average{dimension_LoadBalancer="api"}', constant(0)],
    ['aws_ecs_cpuutilization_average{dimension_ServiceName="api"}', constant(41)],
    ['aws_ecs_memory_utilization_average{dimension_ServiceName="api"}', constant(63)],
  ],
};

/** Serves the pages; counters on them grow from the start on. */
export async function servePages(): Promise<ScrapedPages> {
  const begun = performance.now();
  const server = createServer((request, response) => {
    const [, name = ''] = /^\/(\w+)/.exec(request.url ?? '') ?? [];
    const lines = PAGES[name];
    response.writeHead(lines === undefined ? 404 : 200, { 'content-type': 'text/plain; version=0.0.4' });
    const seconds = (performance.now() - begun) / 1_000;
    response.end((lines ?? []).map(([series, value]) => `${series} ${value(seconds)}\n`).join(''));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** A histogram whose every value is in the bucket up to `bound`; `perSecond` come to it. */
function histogram(
  name: string,
  labels: string,
  bounds: readonly number[],
  bound: number,
  perSecond: number,
): Line[] {
  const series = (part: string, more = '') => `${name}_${part}{${[labels, more].filter(Boolean).join(',')}}`;
  const count = growing(perSecond);
  return [
    ...bounds.map((upper): Line => [series('bucket', `le="${upper}"`), upper < bound ? constant(0) : count]),
    [series('bucket', 'le="+Inf"'), count],
    [series('sum'), growing((perSecond * bound) / 2)],
    [series('count'), count],
  ];
}
