import { z } from 'zod';

const name = (what: string) =>
  z.string({ error: what }).regex(/^[!-~](?:[ -~]{0,1022}[!-~])?$/, { error: what });
const list = <S extends z.ZodType>(schema: S) =>
  z.array(schema).max(100, { error: 'at most 100' }).default([]);

const loadBalancer = 'a load balancer such as app/shop/50dc6c495c0c9188, the end of its ARN';
const targetGroup = 'a target group such as targetgroup/shop/73e2d6bc24d8a067, the end of its ARN';

/** Schema of `cloudwatch.resources`: what AWS runs for the service, by the values of AWS's own dimensions. */
export const awsResources = z.strictObject({
  ecs: list(
    z.strictObject({
      cluster: name('the name of a cluster').describe('ClusterName.'),
      service: name('the name of a service').describe('ServiceName.'),
    }),
  ).describe('Services of ECS.'),
  load_balancers: list(
    z.strictObject({
      load_balancer: z
        .string()
        .regex(/^(?:app|net)\/[!-~]+$/, { error: loadBalancer })
        .describe('LoadBalancer.'),
      target_groups: list(z.string().regex(/^targetgroup\/[!-~]+$/, { error: targetGroup })).describe(
        'TargetGroup; UnHealthyHostCount is told of these.',
      ),
    }),
  ).describe('Application load balancers.'),
  lambda: list(name('the name of a function')).describe('Functions of Lambda.'),
  bedrock: list(name('the identifier of a model')).describe(
    'Models of Bedrock, as the dimension ModelId has them.',
  ),
  rds: list(name('the identifier of an instance')).describe('Database instances of RDS.'),
  efs: list(
    z.string().regex(/^fs-[0-9a-f]{8,40}$/, { error: 'a file system such as fs-0123456789abcdef0' }),
  ).describe('File systems of EFS.'),
});

export type AwsResources = z.output<typeof awsResources>;
