import type { AwsResources } from '../../definition/cloudwatch/resources.ts';
import {
  APPLICATION_LOAD_BALANCER as ALB,
  type AwsMetric,
  BEDROCK,
  ECS,
  ECS_CLUSTER,
  EFS,
  LAMBDA,
  NETWORK_LOAD_BALANCER as NLB,
  RDS,
} from '../queries/aws_metrics.ts';
import type { AwsResource } from '../queries/aws_questions.ts';

/** A graph of some metrics of some resources. */
export interface AwsGraph {
  readonly title: string;
  readonly metrics: readonly AwsMetric[];
  readonly resources: readonly AwsResource[];
  /** Seconds; five minutes unless given. */
  readonly period?: number;
  /** The top of the axis. */
  readonly max?: number;
  /** What the axis says in place of the unit. */
  readonly axisLabel?: string;
}

/** A service of AWS's that is in use. */
export interface AwsSection {
  readonly title: string;
  readonly sentence: string;
  readonly graphs: readonly AwsGraph[];
}

/** What there is to see of the resources of a definition, by service of AWS's; services that are not in use are left out. */
export function awsSections(resources: AwsResources): AwsSection[] {
  const all = [
    ecs(resources),
    applicationLoadBalancers(resources),
    networkLoadBalancers(resources),
    lambda(resources),
    bedrock(resources),
    rds(resources),
    efs(resources),
  ];
  return all
    .map((section) => ({ ...section, graphs: section.graphs.filter((one) => one.resources.length > 0) }))
    .filter(({ graphs }) => graphs.length > 0);
}

function ecs({ ecs: all }: AwsResources): AwsSection {
  const services = all.map(({ cluster, service }) => ({
    name: service,
    dimensions: { ClusterName: cluster, ServiceName: service },
  }));
  const clusters = [...new Set(all.map(({ cluster }) => cluster))].map((name) => ({
    name,
    dimensions: { ClusterName: name },
  }));
  return {
    title: 'ECS',
    sentence:
      'Percents are of what the task definition reserves. How many tasks run is told by Container Insights only; without it those graphs stay empty.',
    graphs: [
      { title: 'How busy are the tasks?', metrics: [ECS.cpu, ECS.memory], resources: services, max: 100 },
      {
        title: 'Are all tasks there?',
        metrics: [ECS.running, ECS.desired, ECS.pending],
        resources: services,
        period: 60,
      },
      {
        title: 'How much runs in each cluster?',
        metrics: [ECS_CLUSTER.tasks, ECS_CLUSTER.services],
        resources: clusters,
        period: 60,
      },
    ],
  };
}

function applicationLoadBalancers({ load_balancers: all }: AwsResources): AwsSection {
  const { balancers, targets } = balanced(all, 'app/');
  return {
    title: 'Application load balancers',
    sentence:
      'Nothing is told of a time without requests, and no line of a kind of answer that was not given.',
    graphs: [
      { title: 'How many requests come?', metrics: [ALB.requests], resources: balancers },
      { title: 'How long do targets take?', metrics: [ALB.responseTime], resources: balancers },
      {
        title: 'How are they answered?',
        metrics: [ALB.ok, ALB.clientErrors],
        resources: balancers,
      },
      {
        title: 'How many requests fail?',
        metrics: [ALB.serverErrors, ALB.ownErrors],
        resources: balancers,
      },
      { title: 'Which targets are unhealthy?', metrics: [ALB.unhealthy], resources: targets, period: 60 },
    ],
  };
}

function networkLoadBalancers({ load_balancers: all }: AwsResources): AwsSection {
  const { balancers, targets } = balanced(all, 'net/');
  return {
    title: 'Network load balancers',
    sentence: 'They know connections, and nothing of requests.',
    graphs: [
      { title: 'How many connections come?', metrics: [NLB.flows, NLB.resets], resources: balancers },
      { title: 'Which targets are unhealthy?', metrics: [NLB.unhealthy], resources: targets, period: 60 },
    ],
  };
}

function balanced(all: AwsResources['load_balancers'], kind: 'app/' | 'net/') {
  const its = all.filter(({ load_balancer }) => load_balancer.startsWith(kind));
  return {
    balancers: its.map(({ load_balancer }) => ({
      name: shortName(load_balancer),
      dimensions: { LoadBalancer: load_balancer },
    })),
    targets: its.flatMap(({ load_balancer, target_groups }) =>
      target_groups.map((target_group) => ({
        name: shortName(target_group),
        dimensions: { LoadBalancer: load_balancer, TargetGroup: target_group },
      })),
    ),
  };
}

/** `app/shop/50dc6c495c0c9188` is called `shop`. */
function shortName(end: string): string {
  return end.split('/')[1] ?? end;
}

function lambda({ lambda: names }: AwsResources): AwsSection {
  const resources = names.map((name) => ({ name, dimensions: { FunctionName: name } }));
  return {
    title: 'Lambda',
    sentence: 'Counts are of five minutes; no line is no invocation.',
    graphs: [
      { title: 'How often are functions invoked?', metrics: [LAMBDA.invocations], resources },
      {
        title: 'Which functions fail, or are throttled?',
        metrics: [LAMBDA.errors, LAMBDA.throttles],
        resources,
      },
      { title: 'How long do they take?', metrics: [LAMBDA.duration], resources },
      { title: 'How many run at once?', metrics: [LAMBDA.concurrent], resources },
    ],
  };
}

function bedrock({ bedrock: models }: AwsResources): AwsSection {
  const resources = models.map((name) => ({ name, dimensions: { ModelId: name } }));
  return {
    title: 'Bedrock',
    sentence:
      'Counts are of five minutes. What was throttled counts neither as an invocation nor as an error.',
    graphs: [
      { title: 'How often are models invoked?', metrics: [BEDROCK.invocations], resources },
      {
        title: 'Which invocations fail, or are throttled?',
        metrics: [BEDROCK.clientErrors, BEDROCK.serverErrors, BEDROCK.throttles],
        resources,
      },
      { title: 'How long do models take?', metrics: [BEDROCK.latency], resources },
      { title: 'How many tokens go in and out?', metrics: [BEDROCK.input, BEDROCK.output], resources },
    ],
  };
}

function rds({ rds: instances }: AwsResources): AwsSection {
  const resources = instances.map((name) => ({ name, dimensions: { DBInstanceIdentifier: name } }));
  return {
    title: 'RDS',
    sentence: 'How many connections there may be is a parameter of the instance.',
    graphs: [
      { title: 'How many connections are open?', metrics: [RDS.connections], resources },
      { title: 'How busy are instances?', metrics: [RDS.cpu], resources, max: 100 },
      { title: 'How long do disks take?', metrics: [RDS.readLatency, RDS.writeLatency], resources },
      { title: 'How much storage is free?', metrics: [RDS.free], resources },
    ],
  };
}

function efs({ efs: ids }: AwsResources): AwsSection {
  const resources = ids.map((name) => ({ name, dimensions: { FileSystemId: name } }));
  return {
    title: 'EFS',
    sentence: 'Connections are counted minute by minute.',
    graphs: [
      {
        title: 'How much is read and written?',
        metrics: [EFS.total, EFS.read, EFS.written],
        resources,
        axisLabel: 'bytes per second',
      },
      { title: 'How many clients are connected?', metrics: [EFS.connections], resources, period: 60 },
    ],
  };
}
