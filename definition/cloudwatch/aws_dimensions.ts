import type { AwsAlert } from '../alerts.ts';
import type { AwsResources } from './resources.ts';

type Dimensions = Readonly<Record<string, string>>;

/** What AWS tells of a cluster of ECS, whatever its services. */
export const OF_CLUSTERS = {
  tasks: 'TaskCount',
  services: 'ServiceCount',
  instances: 'ContainerInstanceCount',
  cpuReservation: 'CPUReservation',
  memoryReservation: 'MemoryReservation',
  gpuReservation: 'GPUReservation',
} as const;
/** What AWS tells of a target group only together with its load balancer. */
const OF_TARGET_GROUPS = [
  'HealthyHostCount',
  'UnHealthyHostCount',
  'RequestCountPerTarget',
  'AnomalousHostCount',
  'MitigatedHostCount',
  'HealthyStateDNS',
  'HealthyStateRouting',
  'UnhealthyStateDNS',
  'UnhealthyStateRouting',
  'UnhealthyRoutingRequestCount',
  'LambdaInternalError',
  'LambdaUserError',
];
/** What AWS tells of all functions of an account only. */
const OF_ACCOUNTS = ['UnreservedConcurrentExecutions', 'ClaimedAccountConcurrency'];
/** What AWS tells only by dimensions that `cloudwatch.resources` does not have. */
const OF_MORE = [
  'DroppedInvalidHeaderRequestCount',
  'ForwardedInvalidHeaderRequestCount',
  'ProvisionedConcurrencyUtilization',
  'TimeSinceLastSync',
];

/** The dimensions of a metric, for each resource that it is told of. */
const BY_NAMESPACE: Readonly<Record<string, (resources: AwsResources, metric: string) => Dimensions[]>> = {
  'AWS/ECS': ofEcs,
  'ECS/ContainerInsights': ofEcs,
  'AWS/ApplicationELB': (resources, metric) => ofLoadBalancers('app/', resources, metric),
  'AWS/NetworkELB': (resources, metric) => ofLoadBalancers('net/', resources, metric),
  'AWS/Lambda': ({ lambda }, metric) =>
    OF_ACCOUNTS.includes(metric) ? [{}] : lambda.map((name) => ({ FunctionName: name })),
  'AWS/Bedrock': ({ bedrock }) => bedrock.map((model) => ({ ModelId: model })),
  'AWS/RDS': ({ rds }) => rds.map((instance) => ({ DBInstanceIdentifier: instance })),
  'AWS/EFS': ({ efs }, metric) =>
    efs.map((system) => ({
      FileSystemId: system,
      ...(metric === 'StorageBytes' && { StorageClass: 'Total' }),
    })),
};

/** Where `cloudwatch.resources` has what a namespace tells of. */
const SECTIONS: Readonly<Record<string, keyof AwsResources>> = {
  'AWS/ECS': 'ecs',
  'ECS/ContainerInsights': 'ecs',
  'AWS/ApplicationELB': 'load_balancers',
  'AWS/NetworkELB': 'load_balancers',
  'AWS/Lambda': 'lambda',
  'AWS/Bedrock': 'bedrock',
  'AWS/RDS': 'rds',
  'AWS/EFS': 'efs',
};

/**
 * The metrics that an alert on CloudWatch is about, by their dimensions: those that it says, and else those of every resource that
 * its namespace tells of; one without dimensions where the namespace is not AWS's. None where dimensions are needed and there are
 * none. `{}` means the metric without any, such as that of all functions of Lambda together.
 *
 * Sources: Amazon ECS Developer Guide, «Amazon ECS CloudWatch metrics»; Amazon CloudWatch User Guide, «Amazon ECS Container Insights
 * metrics»; User Guides for Application and Network Load Balancers, «CloudWatch metrics»; AWS Lambda Developer Guide, «Types of
 * metrics»; Amazon Bedrock User Guide, «Monitor bedrock-runtime inference»; Amazon RDS User Guide, «CloudWatch dimensions»; Amazon EFS
 * User Guide, «CloudWatch metrics».
 */
export function awsDimensions({ aws }: Pick<AwsAlert, 'aws'>, resources: AwsResources): Dimensions[] {
  const { namespace, metric, dimensions } = aws;
  if (dimensions !== undefined) return [dimensions];
  const known = BY_NAMESPACE[namespace];
  if (known !== undefined) return OF_MORE.includes(metric) ? [] : known(resources, metric);
  return namespace.startsWith('AWS/') ? [] : [{}];
}

/** The key of `cloudwatch.resources` that has the resources of a namespace; null where none has. */
export function resourcesKey(namespace: string): keyof AwsResources | null {
  return SECTIONS[namespace] ?? null;
}

function ofEcs({ ecs }: AwsResources, metric: string): Dimensions[] {
  if (!Object.values<string>(OF_CLUSTERS).includes(metric)) return ecs.map(ofService);
  return [...new Set(ecs.map(({ cluster }) => cluster))].map((cluster) => ({ ClusterName: cluster }));
}

function ofService({ cluster, service }: AwsResources['ecs'][number]): Dimensions {
  return { ClusterName: cluster, ServiceName: service };
}

function ofLoadBalancers(
  kind: 'app/' | 'net/',
  { load_balancers: all }: AwsResources,
  metric: string,
): Dimensions[] {
  const its = all.filter(({ load_balancer: name }) => name.startsWith(kind));
  if (!OF_TARGET_GROUPS.includes(metric))
    return its.map(({ load_balancer: name }) => ({ LoadBalancer: name }));
  return its.flatMap(({ load_balancer: name, target_groups: groups }) =>
    groups.map((group) => ({ LoadBalancer: name, TargetGroup: group })),
  );
}
