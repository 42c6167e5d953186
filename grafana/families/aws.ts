import * as units from '@grafana/grafana-foundation-sdk/units';
import { ofServices } from '../panels/query.ts';
import type { Family, FamilyGraph } from './family.ts';

// Who names a source so has it read all that there is.
const ALL = ['aws', 'yace', 'cloudwatch'];

/** The greatest value of a series that an exporter of CloudWatch gives, by one dimension; alerts on it draw their limits. */
function greatest(
  series: string,
  dimension: string,
  shown: Pick<FamilyGraph, 'title' | 'description' | 'unit'>,
): FamilyGraph {
  const label = `dimension_${dimension}`;
  return {
    ...shown,
    reads: [series],
    queries: [{ expression: `max by (${label}) (${ofServices(series)})`, legend: `{{${label}}}` }],
    limits: { metric: series, isComparable: ({ of }) => of === undefined },
  };
}

/**
 * AWS's own services by the names that YACE gives (github.com/prometheus-community/yet-another-cloudwatch-exporter); sums are over
 * a period of its own.
 */
export const awsFamilies: readonly Family[] = [
  {
    title: 'RDS',
    words: [...ALL, 'rds'],
    graphs: [
      greatest('aws_rds_database_connections_average', 'DBInstanceIdentifier', {
        title: 'RDS connections',
        description: 'Open connections of each database of RDS; dashed lines are the limits of alerts.',
        unit: units.Short,
      }),
    ],
  },
  {
    title: 'Lambda',
    words: [...ALL, 'lambda'],
    graphs: [
      greatest('aws_lambda_errors_sum', 'FunctionName', {
        title: 'Lambda errors',
        description: 'Invocations of each function that failed, in a period of CloudWatch.',
        unit: units.Short,
      }),
      greatest('aws_lambda_throttles_sum', 'FunctionName', {
        title: 'Lambda throttles',
        description: 'Invocations of each function that were refused, in a period of CloudWatch.',
        unit: units.Short,
      }),
      greatest('aws_lambda_duration_maximum', 'FunctionName', {
        title: 'Lambda longest run',
        description: 'The longest run of each function in a period of CloudWatch.',
        unit: units.Milliseconds,
      }),
      greatest('aws_lambda_concurrent_executions_maximum', 'FunctionName', {
        title: 'Lambda at once',
        description: 'At how many places each function ran at once.',
        unit: units.Short,
      }),
    ],
  },
  {
    title: 'Load balancers',
    words: [...ALL, 'alb', 'elb'],
    graphs: [
      greatest('aws_applicationelb_httpcode_target_5_xx_count_sum', 'LoadBalancer', {
        title: 'Load balancer errors of targets',
        description: 'Requests that targets answered 5xx, in a period of CloudWatch.',
        unit: units.Short,
      }),
      greatest('aws_applicationelb_target_response_time_average', 'LoadBalancer', {
        title: 'Load balancer response time',
        description: 'How long targets took to answer on average.',
        unit: units.Seconds,
      }),
      greatest('aws_applicationelb_un_healthy_host_count_average', 'LoadBalancer', {
        title: 'Load balancer unhealthy targets',
        description: 'Targets that get no requests, as they are not healthy.',
        unit: units.Short,
      }),
    ],
  },
  {
    title: 'ECS',
    words: [...ALL, 'ecs'],
    graphs: [
      greatest('aws_ecs_cpuutilization_average', 'ServiceName', {
        title: 'ECS CPU',
        description: 'CPU that each service of ECS uses, of what it has.',
        unit: units.Percent,
      }),
      greatest('aws_ecs_memory_utilization_average', 'ServiceName', {
        title: 'ECS memory',
        description: 'Memory that each service of ECS uses, of what it has.',
        unit: units.Percent,
      }),
    ],
  },
];
