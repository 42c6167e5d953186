import { OF_CLUSTERS } from '../../definition/cloudwatch/aws_dimensions.ts';
import type { Question } from './query.ts';

/** A metric that AWS itself puts into CloudWatch. */
export interface AwsMetric {
  readonly namespace: string;
  readonly name: string;
  /** How it is looked at, the usual first. */
  readonly statistics: readonly string[];
  readonly unit: Question['unit'];
  /** Whether it is a sum over time that is read per second. */
  readonly isPerSecond?: boolean;
  /** What its line is called. */
  readonly label: string;
}

const ecs = (name: string, label: string): AwsMetric => ({
  namespace: 'AWS/ECS',
  name,
  statistics: ['Average'],
  unit: 'percent',
  label,
});
const insights = (name: string, label: string): AwsMetric => ({
  namespace: 'ECS/ContainerInsights',
  name,
  statistics: ['Average'],
  unit: 'count',
  label,
});
const counted = (namespace: string, name: string, label: string): AwsMetric => ({
  namespace,
  name,
  statistics: ['Sum'],
  unit: 'count',
  label,
});
const bytes = (name: string, label: string): AwsMetric => ({
  namespace: 'AWS/EFS',
  name,
  statistics: ['Sum'],
  unit: 'bytes',
  isPerSecond: true,
  label,
});

/**
 * Services of ECS: `ClusterName` and `ServiceName`. CPU and memory are percents of what the task definition reserves. How many tasks
 * there are is told by Container Insights only, which the cluster must have; AWS/ECS has no such metric.
 * Sources: Amazon ECS Developer Guide, «Amazon ECS service utilization metrics»; Amazon CloudWatch User Guide, «Amazon ECS Container Insights metrics».
 */
export const ECS = {
  cpu: ecs('CPUUtilization', 'CPU'),
  memory: ecs('MemoryUtilization', 'memory'),
  running: insights('RunningTaskCount', 'running'),
  desired: insights('DesiredTaskCount', 'desired'),
  pending: insights('PendingTaskCount', 'pending'),
} as const;

/**
 * Clusters of ECS: `ClusterName`. Container Insights, too.
 * Source: Amazon CloudWatch User Guide, «Amazon ECS Container Insights metrics».
 */
export const ECS_CLUSTER = {
  tasks: insights(OF_CLUSTERS.tasks, 'tasks'),
  services: insights(OF_CLUSTERS.services, 'services'),
} as const;

const ALB = 'AWS/ApplicationELB';

/**
 * Application load balancers: `LoadBalancer`; hosts by `TargetGroup` beside it. Response times are seconds.
 * Source: User Guide for Application Load Balancers, «CloudWatch metrics for your Application Load Balancer».
 */
export const APPLICATION_LOAD_BALANCER = {
  requests: counted(ALB, 'RequestCount', 'requests'),
  responseTime: {
    namespace: ALB,
    name: 'TargetResponseTime',
    statistics: ['p50', 'p95', 'p99'],
    unit: 'seconds',
    label: '',
  },
  ok: counted(ALB, 'HTTPCode_Target_2XX_Count', '2xx'),
  clientErrors: counted(ALB, 'HTTPCode_Target_4XX_Count', '4xx'),
  serverErrors: counted(ALB, 'HTTPCode_Target_5XX_Count', '5xx'),
  ownErrors: counted(ALB, 'HTTPCode_ELB_5XX_Count', '5xx of the load balancer itself'),
  unhealthy: {
    namespace: ALB,
    name: 'UnHealthyHostCount',
    statistics: ['Maximum'],
    unit: 'count',
    label: 'unhealthy',
  },
} as const satisfies Record<string, AwsMetric>;

const NLB = 'AWS/NetworkELB';

/**
 * Network load balancers, which know connections and no requests: `LoadBalancer`; hosts by `TargetGroup` beside it.
 * Source: User Guide for Network Load Balancers, «CloudWatch metrics for your Network Load Balancer».
 */
export const NETWORK_LOAD_BALANCER = {
  flows: counted(NLB, 'NewFlowCount', 'new connections'),
  resets: counted(NLB, 'TCP_Target_Reset_Count', 'resets by targets'),
  unhealthy: {
    namespace: NLB,
    name: 'UnHealthyHostCount',
    statistics: ['Maximum'],
    unit: 'count',
    label: 'unhealthy',
  },
} as const satisfies Record<string, AwsMetric>;

/**
 * File systems of EFS: `FileSystemId`. Bytes are sums; connections are, too, and only that of a minute counts them.
 * Source: Amazon EFS User Guide, «CloudWatch metrics for Amazon EFS».
 */
export const EFS = {
  total: bytes('TotalIOBytes', 'in all'),
  read: bytes('DataReadIOBytes', 'read'),
  written: bytes('DataWriteIOBytes', 'written'),
  connections: counted('AWS/EFS', 'ClientConnections', 'connections'),
} as const;

const LAMBDA_NAMESPACE = 'AWS/Lambda';

/**
 * Functions of Lambda: `FunctionName`. Durations are milliseconds.
 * Source: AWS Lambda Developer Guide, «Types of metrics for Lambda functions».
 */
export const LAMBDA = {
  invocations: counted(LAMBDA_NAMESPACE, 'Invocations', 'invocations'),
  errors: counted(LAMBDA_NAMESPACE, 'Errors', 'errors'),
  throttles: counted(LAMBDA_NAMESPACE, 'Throttles', 'throttles'),
  duration: {
    namespace: LAMBDA_NAMESPACE,
    name: 'Duration',
    statistics: ['Average', 'p99', 'Maximum'],
    unit: 'milliseconds',
    label: '',
  },
  concurrent: {
    namespace: LAMBDA_NAMESPACE,
    name: 'ConcurrentExecutions',
    statistics: ['Maximum'],
    unit: 'count',
    label: 'at once',
  },
} as const satisfies Record<string, AwsMetric>;

const BEDROCK_NAMESPACE = 'AWS/Bedrock';

/**
 * Models of Bedrock: `ModelId`. There are no metrics `Errors` and `Throttles`: errors are told by whose fault they are, and what was
 * throttled counts neither as an invocation nor as an error. Latencies are milliseconds.
 * Source: Amazon Bedrock User Guide, «Monitor bedrock-runtime inference using CloudWatch metrics».
 */
export const BEDROCK = {
  invocations: counted(BEDROCK_NAMESPACE, 'Invocations', 'invocations'),
  clientErrors: counted(BEDROCK_NAMESPACE, 'InvocationClientErrors', "errors of the caller's"),
  serverErrors: counted(BEDROCK_NAMESPACE, 'InvocationServerErrors', "errors of AWS's"),
  throttles: counted(BEDROCK_NAMESPACE, 'InvocationThrottles', 'throttles'),
  latency: {
    namespace: BEDROCK_NAMESPACE,
    name: 'InvocationLatency',
    statistics: ['Average', 'p99'],
    unit: 'milliseconds',
    label: '',
  },
  input: counted(BEDROCK_NAMESPACE, 'InputTokenCount', 'tokens in'),
  output: counted(BEDROCK_NAMESPACE, 'OutputTokenCount', 'tokens out'),
} as const satisfies Record<string, AwsMetric>;

const rds = (name: string, unit: Question['unit'], label: string, statistic = 'Average'): AwsMetric => ({
  namespace: 'AWS/RDS',
  name,
  statistics: [statistic],
  unit,
  label,
});

/**
 * Instances of RDS: `DBInstanceIdentifier`. Latencies are seconds.
 * Source: Amazon RDS User Guide, «Amazon CloudWatch instance-level metrics for Amazon RDS».
 */
export const RDS = {
  connections: rds('DatabaseConnections', 'count', 'connections', 'Maximum'),
  cpu: rds('CPUUtilization', 'percent', 'CPU'),
  readLatency: rds('ReadLatency', 'seconds', 'read'),
  writeLatency: rds('WriteLatency', 'seconds', 'write'),
  free: rds('FreeStorageSpace', 'bytes', 'free', 'Minimum'),
} as const;
