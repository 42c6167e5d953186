import { expect, test } from 'vitest';
import { PRESETS } from '../presets/index.ts';
import { load } from '../testing.ts';
import { awsDimensions } from './aws_dimensions.ts';
import { awsResources } from './resources.ts';

const RESOURCES = awsResources.parse({
  ecs: [
    { cluster: 'shop', service: 'api' },
    { cluster: 'shop', service: 'cart' },
  ],
  load_balancers: [
    { load_balancer: 'app/shop/1', target_groups: ['targetgroup/api/2', 'targetgroup/cart/3'] },
    { load_balancer: 'net/shop/4' },
  ],
  lambda: ['actions'],
  bedrock: ['anthropic.claude-v2'],
  rds: ['orders'],
  efs: ['fs-0123456789abcdef0'],
});

/** The dimensions of an alert on this metric. */
const dimensionsOf = (aws: string) => {
  const [alert] = load(`
service: { name: shop }
alerts: [{ name: Alert, severity: info, aws: { ${aws}, above: 1 }, summary: It is so. }]
cloudwatch: { resources: ${JSON.stringify(RESOURCES)} }
`).alerts;
  if (alert === undefined || !('aws' in alert)) expect.unreachable('There is no such alert.');
  return awsDimensions(alert, RESOURCES);
};

test.each([
  [
    'namespace: AWS/ECS, metric: CPUUtilization',
    [
      { ClusterName: 'shop', ServiceName: 'api' },
      { ClusterName: 'shop', ServiceName: 'cart' },
    ],
  ],
  ['namespace: ECS/ContainerInsights, metric: ServiceCount', [{ ClusterName: 'shop' }]],
  ['namespace: AWS/ECS, metric: CPUReservation', [{ ClusterName: 'shop' }]],
  ['namespace: AWS/ApplicationELB, metric: RequestCount', [{ LoadBalancer: 'app/shop/1' }]],
  [
    'namespace: AWS/ApplicationELB, metric: UnHealthyHostCount',
    [
      { LoadBalancer: 'app/shop/1', TargetGroup: 'targetgroup/api/2' },
      { LoadBalancer: 'app/shop/1', TargetGroup: 'targetgroup/cart/3' },
    ],
  ],
  [
    'namespace: AWS/ApplicationELB, metric: RequestCountPerTarget',
    [
      { LoadBalancer: 'app/shop/1', TargetGroup: 'targetgroup/api/2' },
      { LoadBalancer: 'app/shop/1', TargetGroup: 'targetgroup/cart/3' },
    ],
  ],
  ['namespace: AWS/NetworkELB, metric: NewFlowCount', [{ LoadBalancer: 'net/shop/4' }]],
  ['namespace: AWS/Lambda, metric: Errors', [{ FunctionName: 'actions' }]],
  ['namespace: AWS/Lambda, metric: UnreservedConcurrentExecutions', [{}]],
  ['namespace: AWS/Bedrock, metric: Invocations', [{ ModelId: 'anthropic.claude-v2' }]],
  ['namespace: AWS/RDS, metric: DatabaseConnections', [{ DBInstanceIdentifier: 'orders' }]],
  ['namespace: AWS/EFS, metric: ClientConnections', [{ FileSystemId: 'fs-0123456789abcdef0' }]],
  [
    'namespace: AWS/EFS, metric: StorageBytes',
    [{ FileSystemId: 'fs-0123456789abcdef0', StorageClass: 'Total' }],
  ],
  ['namespace: AWS/Lambda, metric: ConcurrentExecutions, dimensions: {}', [{}]],
  ['namespace: AWS/SQS, metric: Age, dimensions: { QueueName: a }', [{ QueueName: 'a' }]],
  ['namespace: Shop/Api, metric: Orders', [{}]],
])('%s is about %j', (aws, dimensions) => {
  expect(dimensionsOf(aws)).toEqual(dimensions);
});

test('every alert on CloudWatch that comes with goldwatch is about something', () => {
  const names = PRESETS.filter(({ alert }) => 'aws' in alert).map(({ alert }) => alert.name);
  const { alerts } = load(`
service: { name: shop }
alerts: [${names.join(', ')}]
cloudwatch: { resources: ${JSON.stringify(RESOURCES)} }
`);
  expect(
    alerts.flatMap((alert) => ('aws' in alert ? [awsDimensions(alert, RESOURCES).length > 0] : [])),
  ).toEqual(names.map(() => true));
});
