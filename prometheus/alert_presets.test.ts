import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { PRESETS } from '../definition/presets/index.ts';
import { objections } from './testing/rule_test.ts';

const NAMES = PRESETS.filter(({ alert }) => !('aws' in alert)).map(({ alert }) => alert.name);

const counter = (name: string, labels: readonly string[] = []) => ({ name, type: 'counter', labels });
const definition = (alerts: readonly string[]) =>
  stringify({
    service: { name: 'shop' },
    sources: [
      {
        type: 'logs',
        files: ['logs/*.json'],
        golden_signals: { method: '$.method', route: '$.route', status: '$.status', duration_s: '$.took' },
        presets: ['security'],
        errors: {},
      },
      { type: 'container' },
      { type: 'llm' },
      {
        type: 'events',
        metrics: [
          counter('database_connection_failures_total'),
          counter('authentication_service_errors_total'),
        ],
      },
      { type: 'scrape', targets: ['http://127.0.0.1:9115/probe'] },
    ],
    alerts,
  });

const of = (name: string, labels = '') => `${name}{service="shop"${labels && `,${labels}`}}`;
const requests = (route: string, status: number) =>
  of('http_requests_total', `method="GET",route="${route}",status="${status}"`);

const WELL = 60;
const BAD = 90;
/** A counter, a sample a minute: so many a minute while all is well, and so many from then on. */
const then = (before: number, after: number, well = WELL) =>
  `0+${before}x${well} ${well * before + after}+${after}x${BAD}`;
/** A gauge: this while all is well, and that from then on. */
const gauge = (before: number, after: number) => `${before}x${WELL} ${after}x${BAD}`;
/** A histogram with all of its observations between two bounds. */
const histogram = (name: string, labels: string, bounds: readonly [number, number]) => ({
  [of(`${name}_bucket`, `${labels},le="${bounds[0]}"`)]: then(60, 0),
  [of(`${name}_bucket`, `${labels},le="${bounds[1]}"`)]: then(60, 60),
  [of(`${name}_bucket`, `${labels},le="+Inf"`)]: then(60, 60),
});

// After an hour all is bad.
const SERIES = {
  [requests('/a', 200)]: then(100, 0),
  [requests('/a', 500)]: then(0, 1_000),
  // Where almost every request fails, next to none is refused.
  'http_requests_total{service="login",method="POST",route="/login",status="200"}': then(100, 100),
  'http_requests_total{service="login",method="POST",route="/login",status="401"}': then(0, 100),
  [requests('/a', 429)]: then(0, 10),
  [requests('<unmatched>', 503)]: then(0, 5_000),
  ...histogram('http_request_duration_seconds', 'method="GET",route="/a",status="200"', [1, 2.5]),
  ...histogram('llm_call_duration_seconds', 'model="m"', [2.5, 10]),
  ...histogram('http_client_request_duration_seconds', 'server_address="pay"', [1, 5]),
  [of('saturation_ratio', 'resource="memory"')]: gauge(0.5, 0.9),
  [of('saturation_ratio', 'resource="cpu"')]: gauge(0.5, 0.9),
  [of('saturation_ratio', 'resource="event_loop"')]: gauge(0.5, 0.9),
  [of('container_oom_kills_total')]: then(0, 1),
  [of('pg_stat_database_numbackends', 'datname="a"')]: gauge(30, 50),
  [of('pg_stat_database_numbackends', 'datname="b"')]: gauge(30, 50),
  [of('database_connection_failures_total')]: then(0, 1),
  [of('db_client_connection_count', 'db_client_connection_state="used"')]: gauge(2, 10),
  [of('db_client_connection_count', 'db_client_connection_state="idle"')]: gauge(8, 0),
  [of('db_client_connection_max')]: gauge(10, 10),
  ...histogram('db_client_operation_duration_seconds', 'db_operation_name="SELECT"', [0.5, 2]),
  [of('authentication_service_errors_total')]: then(0, 3),
  [of('auth_failures_total', 'reason="401"')]: then(1, 10),
  [of('rate_limited_requests_total', 'reason="429"')]: then(1, 10),
  [of('llm_tokens_total', 'model="m",kind="input"')]: then(5_000, 20_000),
  [of('llm_cost_usd_total', 'model="m"')]: then(0.1, 1),
  [of('llm_errors_total', 'model="m"')]: then(1, 5),
  [of('llm_throttles_total', 'model="m"')]: then(0, 2),
  [of('cache_hits_total')]: then(90, 10),
  [of('cache_requests_total')]: then(100, 100),
  [of('faas_coldstarts_total')]: then(1, 30),
  [of('faas_invocations_total')]: then(100, 100),
  [of('probe_success', 'instance="https://shop.example.com"')]: gauge(1, 0),
  [of('probe_ssl_earliest_cert_expiry', 'instance="https://shop.example.com"')]: gauge(
    30 * 86_400,
    3 * 86_400,
  ),
  [of('application_errors_total', 'error_type="E",fingerprint="f"')]: then(1, 5),
  [of('active_user_sessions')]: gauge(500, 1_500),
  [of('aws_lambda_errors_sum', 'dimension_FunctionName="f"')]: gauge(0, 6),
  [of('aws_lambda_throttles_sum', 'dimension_FunctionName="f"')]: gauge(0, 2),
  [of('aws_lambda_duration_maximum', 'dimension_FunctionName="f"')]: gauge(1_000, 26_000),
  [of('aws_lambda_concurrent_executions_maximum')]: gauge(10, 900),
  [of('aws_rds_database_connections_average', 'dimension_DBInstanceIdentifier="d"')]: gauge(10, 90),
  [of('aws_applicationelb_httpcode_target_5_xx_count_sum', 'dimension_LoadBalancer="l"')]: gauge(0, 60),
  [of('aws_applicationelb_target_response_time_average', 'dimension_LoadBalancer="l"')]: gauge(1, 6),
  [of('aws_applicationelb_un_healthy_host_count_average', 'dimension_LoadBalancer="l"')]: gauge(0, 1),
  [of('aws_ecs_cpuutilization_average', 'dimension_ServiceName="s"')]: gauge(50, 90),
  [of('aws_ecs_memory_utilization_average', 'dimension_ServiceName="s"')]: gauge(50, 90),
};

const firing = (gives: readonly string[], at: string) => ({
  at,
  query: 'count by (alertname) (ALERTS{alertstate="firing", alertname!="JobMissing", service=~"shop|login"})',
  gives: gives.map((alertname) => [{ alertname }, 1] as const),
});

const MINUTELY = { interval: '1m', evaluationInterval: '1m' };
const AT_ONCE = NAMES.filter((name) => !['UnusualTraffic', 'ErrorSpike'].includes(name));

test('every alert that comes with goldwatch is quiet while all is well, and fires where what it is about goes wrong', async () => {
  expect(
    await objections(definition(AT_ONCE), {
      ...MINUTELY,
      series: SERIES,
      queries: [firing([], '58m'), firing(AT_ONCE, '2h25m')],
    }),
  ).toBe('');
});

test('those that look back at yesterday fire on the second day', async () => {
  const day = 1_440;
  expect(
    await objections(definition(['UnusualTraffic', 'ErrorSpike']), {
      interval: '1m',
      evaluationInterval: '5m',
      series: { [requests('/a', 200)]: then(100, 400, day), [requests('/a', 500)]: then(1, 40, day) },
      queries: [firing([], '23h'), firing([], '24h'), firing(['ErrorSpike', 'UnusualTraffic'], '25h25m')],
    }),
  ).toBe('');
});

test('none of them fires where there is no data', async () => {
  expect(
    await objections(definition(NAMES), {
      ...MINUTELY,
      series: { 'goldwatch_ready{service="goldwatch"}': '1x60' },
      queries: [firing([], '1h')],
    }),
  ).toBe('');
});

test('each has a name of its own', () => {
  expect(new Set(NAMES).size).toBe(NAMES.length);
});
