import type { Preset } from './preset.ts';

interface Asked {
  readonly name: string;
  readonly summary: string;
  readonly aws: Readonly<Record<string, unknown>>;
  /** Two periods unless given. */
  readonly for?: string;
  readonly severity?: string;
  readonly no_data?: 'alert';
  readonly description?: string;
}

const preset = (needs: string, asked: Asked): Preset => ({
  alert: { severity: 'warning', for: '10m', ...asked },
  needs: `\`cloudwatch\`, and ${needs}`,
});

const ofNamespace =
  (namespace: string, needs: string) =>
  ({ aws, ...asked }: Asked): Preset =>
    preset(needs, { ...asked, aws: { namespace, ...aws } });

const ecs = ofNamespace('AWS/ECS', 'services in `cloudwatch.resources.ecs`');
const insights = ofNamespace(
  'ECS/ContainerInsights',
  'services in `cloudwatch.resources.ecs`, whose cluster has Container Insights',
);
const balancer = ofNamespace(
  'AWS/ApplicationELB',
  'load balancers in `cloudwatch.resources.load_balancers`, with their target groups',
);
const efs = ofNamespace('AWS/EFS', 'file systems in `cloudwatch.resources.efs`');
const lambda = ofNamespace('AWS/Lambda', 'functions in `cloudwatch.resources.lambda`');
const bedrock = ofNamespace('AWS/Bedrock', 'models in `cloudwatch.resources.bedrock`');
const rds = ofNamespace('AWS/RDS', 'instances in `cloudwatch.resources.rds`');
const OWN = 'a metric of this name that somebody sends; `aws: { namespace: … }` says to which namespace';

const UNUSUAL = { band: 2, side: 'both' } as const;

/**
 * Services of ECS, in percent of what the task definition reserves. AWS/ECS does not know how many tasks or services there are:
 * Container Insights does, where the cluster has it.
 * Sources: Amazon ECS Developer Guide, «Amazon ECS CloudWatch metrics»; Amazon CloudWatch User Guide, «Amazon ECS Container Insights
 * metrics».
 */
const ecsPresets: readonly Preset[] = [
  ecs({
    name: 'AwsEcsCpuHigh',
    aws: { metric: 'CPUUtilization', statistic: 'Average', above: 80 },
    summary: 'A service of ECS has little CPU left.',
  }),
  ecs({
    name: 'AwsEcsMemoryHigh',
    aws: { metric: 'MemoryUtilization', statistic: 'Average', above: 85 },
    summary: 'A service of ECS has little memory left.',
  }),
  insights({
    name: 'AwsEcsTasksMissing',
    severity: 'critical',
    aws: { metric: 'RunningTaskCount', statistic: 'Maximum', period: '1m', below: 1 },
    for: '5m',
    no_data: 'alert',
    summary: 'A service of ECS has no task that runs.',
    description: 'Container Insights tells of tasks; AWS/ECS has no TaskCount.',
  }),
  insights({
    name: 'AwsEcsServicesMissing',
    severity: 'critical',
    aws: { metric: 'ServiceCount', statistic: 'Maximum', period: '1m', below: 1 },
    for: '5m',
    no_data: 'alert',
    summary: 'A cluster of ECS has no service.',
    description: 'Container Insights tells of services; AWS/ECS has no ServiceCount.',
  }),
];

/**
 * Application load balancers. Times are in seconds. A target group has one point for each availability zone, so that only the
 * maximum says whether one target is unhealthy. Nothing is told while nobody asks, and no errors where there are none.
 * Source: User Guide for Application Load Balancers, «CloudWatch metrics for your Application Load Balancer».
 */
const loadBalancerPresets: readonly Preset[] = [
  balancer({
    name: 'AwsLoadBalancerErrors',
    severity: 'critical',
    aws: { metric: 'HTTPCode_Target_5XX_Count', statistic: 'Sum', above: 50 },
    summary: 'The targets of a load balancer answer many requests with an error.',
  }),
  balancer({
    name: 'AwsLoadBalancerClientErrorsUnusual',
    aws: { metric: 'HTTPCode_Target_4XX_Count', statistic: 'Sum', anomaly: { band: 2, side: 'above' } },
    summary: 'The targets of a load balancer refuse more requests than usual.',
  }),
  balancer({
    name: 'AwsLoadBalancerSuccessesUnusual',
    aws: { metric: 'HTTPCode_Target_2XX_Count', statistic: 'Sum', anomaly: { band: 2, side: 'below' } },
    summary: 'The targets of a load balancer answer fewer requests well than usual.',
  }),
  balancer({
    name: 'AwsLoadBalancerSlow',
    aws: { metric: 'TargetResponseTime', statistic: 'Average', above: 5 },
    for: '15m',
    summary: 'The targets of a load balancer answer slowly, on average.',
    description: 'TargetResponseTime is in seconds: five of them, and not 5000.',
  }),
  balancer({
    name: 'AwsUnhealthyTargets',
    severity: 'critical',
    aws: { metric: 'UnHealthyHostCount', statistic: 'Maximum', period: '1m', at_least: 1 },
    for: '1m',
    summary: 'A load balancer has targets that are not healthy.',
    description: 'The maximum over availability zones, since an average would hide one zone behind others.',
  }),
  balancer({
    name: 'AwsLoadBalancerTrafficUnusual',
    aws: { metric: 'RequestCount', statistic: 'Sum', anomaly: UNUSUAL },
    summary: 'A load balancer gets more or fewer requests than usual.',
  }),
];

/**
 * File systems of EFS. Only sums are told of connections, and of bytes they say how much was moved.
 * Source: Amazon EFS User Guide, «CloudWatch metrics for Amazon EFS».
 */
const fileSystemPresets: readonly Preset[] = [
  efs({
    name: 'AwsEfsTrafficUnusual',
    aws: { metric: 'TotalIOBytes', statistic: 'Sum', anomaly: UNUSUAL },
    summary: 'More or less than usual is read from and written to a file system.',
  }),
  efs({
    name: 'AwsEfsReadsUnusual',
    aws: { metric: 'DataReadIOBytes', statistic: 'Sum', anomaly: UNUSUAL },
    summary: 'More or less than usual is read from a file system.',
  }),
  efs({
    name: 'AwsEfsWritesUnusual',
    aws: { metric: 'DataWriteIOBytes', statistic: 'Sum', anomaly: UNUSUAL },
    summary: 'More or less than usual is written to a file system.',
  }),
  efs({
    name: 'AwsEfsConnectionsUnusual',
    aws: { metric: 'ClientConnections', statistic: 'Sum', anomaly: UNUSUAL },
    summary: 'A file system has more or fewer clients than usual.',
  }),
];

/**
 * Functions of Lambda. Durations are in milliseconds. The account has one bound for what runs at once, so that all functions
 * together are looked at: the metric without dimensions.
 * Source: AWS Lambda Developer Guide, «Types of metrics for Lambda functions».
 */
const lambdaPresets: readonly Preset[] = [
  lambda({
    name: 'AwsLambdaErrors',
    aws: { metric: 'Errors', statistic: 'Sum', above: 5 },
    for: '5m',
    summary: 'A Lambda function fails.',
  }),
  lambda({
    name: 'AwsLambdaThrottles',
    aws: { metric: 'Throttles', statistic: 'Sum', above: 1 },
    for: '5m',
    summary: 'Invocations of a Lambda function are refused, as there are too many at once.',
  }),
  lambda({
    name: 'AwsLambdaDuration',
    aws: { metric: 'Duration', statistic: 'Maximum', above: 25_000 },
    for: '5m',
    summary: 'A Lambda function runs for almost as long as it may.',
  }),
  lambda({
    name: 'AwsLambdaConcurrency',
    aws: { metric: 'ConcurrentExecutions', statistic: 'Maximum', dimensions: {}, above: 800 },
    for: '5m',
    summary: 'Lambda functions run at almost as many places at once as the account may have.',
  }),
  lambda({
    name: 'AwsLambdaInvocationsUnusual',
    aws: { metric: 'Invocations', statistic: 'Sum', anomaly: UNUSUAL },
    summary: 'A Lambda function is called more or less often than usual.',
  }),
];

/**
 * Models of Bedrock. Times are in milliseconds. There is no metric Errors: errors are told by whose fault they are.
 * Source: Amazon Bedrock User Guide, «Monitor bedrock-runtime inference using CloudWatch metrics».
 */
const bedrockPresets: readonly Preset[] = [
  bedrock({
    name: 'AwsBedrockErrors',
    aws: { metric: 'InvocationServerErrors', statistic: 'Sum', above: 10 },
    summary: 'A model of Bedrock fails.',
    description: "InvocationServerErrors are AWS's own; AWS/Bedrock has no metric Errors.",
  }),
  bedrock({
    name: 'AwsBedrockClientErrors',
    aws: { metric: 'InvocationClientErrors', statistic: 'Sum', above: 10 },
    summary: 'A model of Bedrock refuses requests as wrong.',
    description: "InvocationClientErrors are the caller's; AWS/Bedrock has no metric Errors.",
  }),
  bedrock({
    name: 'AwsBedrockThrottles',
    aws: { metric: 'InvocationThrottles', statistic: 'Sum', above: 5 },
    for: '5m',
    summary: 'A model of Bedrock refuses requests, as there are too many.',
    description: 'AWS/Bedrock calls it InvocationThrottles, and has no metric Throttles.',
  }),
  bedrock({
    name: 'AwsBedrockSlow',
    aws: { metric: 'InvocationLatency', statistic: 'p99', above: 5_000 },
    summary: 'A model of Bedrock answers slowly.',
  }),
  bedrock({
    name: 'AwsBedrockInvocationsUnusual',
    aws: { metric: 'Invocations', statistic: 'Sum', anomaly: UNUSUAL },
    summary: 'A model of Bedrock is asked more or less often than usual.',
  }),
];

/** Instances of RDS. Source: Amazon RDS User Guide, «Amazon CloudWatch instance-level metrics for Amazon RDS». */
const databasePresets: readonly Preset[] = [
  rds({
    name: 'AwsRdsConnections',
    aws: { metric: 'DatabaseConnections', statistic: 'Average', above: 80 },
    summary: 'A database of RDS has many connections.',
  }),
];

/** What applications and metric filters send themselves, by the names and namespaces that teams gave it. */
const ownPresets: readonly Preset[] = [
  preset(OWN, {
    name: 'AwsApplicationErrors',
    aws: { namespace: 'SchedulingAgent', metric: 'ErrorCount', statistic: 'Sum', above: 10 },
    for: '5m',
    summary: 'An application logs many errors.',
  }),
  preset(OWN, {
    name: 'AwsApplicationSlow',
    aws: { namespace: 'SchedulingAgent', metric: 'ResponseTime', statistic: 'Average', above: 3_000 },
    summary: 'An application answers slowly, on average, in milliseconds.',
  }),
  preset(OWN, {
    name: 'AwsApplicationSuccessesUnusual',
    aws: {
      namespace: 'SchedulingAgent',
      metric: 'SuccessCount',
      statistic: 'Sum',
      anomaly: { band: 2, side: 'below' },
    },
    summary: 'An application answers fewer requests well than usual.',
  }),
  preset(OWN, {
    name: 'AwsActiveSessionsHigh',
    aws: { namespace: 'SchedulingAgent', metric: 'ActiveSessions', statistic: 'Maximum', above: 1_000 },
    summary: 'An application has many sessions at once.',
  }),
  preset(OWN, {
    name: 'AwsTokenUsageHigh',
    aws: { namespace: 'WWHD/Application', metric: 'TokensPerMinute', statistic: 'Sum', above: 10_000 },
    summary: 'Language models use many tokens.',
  }),
];

/** On metrics of CloudWatch itself, in the units that AWS gives them; alarms of CloudWatch alone. */
export const cloudwatchPresets: readonly Preset[] = [
  ...ecsPresets,
  ...loadBalancerPresets,
  ...fileSystemPresets,
  ...lambdaPresets,
  ...bedrockPresets,
  ...databasePresets,
  ...ownPresets,
];
