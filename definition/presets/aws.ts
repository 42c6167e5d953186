import type { Preset } from './preset.ts';

const NEEDS = "a source of type scrape, for YACE or Prometheus's cloudwatch_exporter";

const preset = (alert: Preset['alert']): Preset => ({
  alert: { severity: 'warning', for: '5m', ...alert },
  needs: NEEDS,
});

const lambda = { by: ['dimension_FunctionName'], aggregate: 'max' };
const loadBalancer = { by: ['dimension_LoadBalancer'], aggregate: 'max' };
const ecs = { by: ['dimension_ServiceName'], aggregate: 'max' };

/** On what CloudWatch says of AWS's own services, by the names that its exporters give; sums are over a period of theirs. */
export const awsPresets: readonly Preset[] = [
  preset({
    name: 'LambdaErrors',
    metric: 'aws_lambda_errors_sum',
    ...lambda,
    above: 5,
    summary: 'A Lambda function fails.',
  }),
  preset({
    name: 'LambdaThrottled',
    metric: 'aws_lambda_throttles_sum',
    ...lambda,
    above: 1,
    summary: 'Invocations of a Lambda function are refused, as there are too many at once.',
  }),
  preset({
    name: 'LambdaSlow',
    metric: 'aws_lambda_duration_maximum',
    ...lambda,
    above: 25_000,
    summary: 'A Lambda function runs for almost as long as it may, in milliseconds.',
  }),
  preset({
    name: 'LambdaConcurrencyHigh',
    metric: 'aws_lambda_concurrent_executions_maximum',
    aggregate: 'max',
    above: 800,
    summary: 'Lambda functions run at almost as many places at once as the account may have.',
  }),
  preset({
    name: 'RdsConnectionsHigh',
    metric: 'aws_rds_database_connections_average',
    by: ['dimension_DBInstanceIdentifier'],
    aggregate: 'max',
    above: 80,
    for: '10m',
    summary: 'A database of RDS has many connections.',
  }),
  preset({
    name: 'LoadBalancerErrors',
    severity: 'critical',
    metric: 'aws_applicationelb_httpcode_target_5_xx_count_sum',
    ...loadBalancer,
    above: 50,
    for: '10m',
    summary: 'The targets of a load balancer answer many requests with an error.',
  }),
  preset({
    name: 'LoadBalancerSlow',
    metric: 'aws_applicationelb_target_response_time_average',
    ...loadBalancer,
    above: 5,
    for: '15m',
    summary: 'The targets of a load balancer answer slowly, on average, in seconds.',
  }),
  preset({
    name: 'UnhealthyTargets',
    severity: 'critical',
    metric: 'aws_applicationelb_un_healthy_host_count_average',
    by: ['dimension_LoadBalancer', 'dimension_TargetGroup'],
    aggregate: 'max',
    above: 0,
    for: '1m',
    summary: 'A load balancer has targets that are not healthy.',
  }),
  preset({
    name: 'EcsCpuHigh',
    metric: 'aws_ecs_cpuutilization_average',
    ...ecs,
    above: 80,
    for: '10m',
    summary: 'A service of ECS has little CPU left, in percent.',
  }),
  preset({
    name: 'EcsMemoryHigh',
    metric: 'aws_ecs_memory_utilization_average',
    ...ecs,
    above: 85,
    for: '10m',
    summary: 'A service of ECS has little memory left, in percent.',
  }),
];
