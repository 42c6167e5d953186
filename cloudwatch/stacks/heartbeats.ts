import { CfnRole } from 'aws-cdk-lib/aws-iam';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CfnCanary } from 'aws-cdk-lib/aws-synthetics';
import { Fn, type Stack } from 'aws-cdk-lib/core';
import type { Definition } from '../../definition/schema.ts';
import { CANARY } from '../heartbeats/canary.ts';
import { type HeartbeatPlan, heartbeatsOf } from '../heartbeats/index.ts';
import { stableId } from '../logs/stable_id.ts';
import { addPrivateBucket } from './private_bucket.ts';
import { inlinePolicy, trust } from './roles.ts';
import { called } from './stack.ts';

/** Puts the canaries of a definition into a stack, with one role and one bucket for the logs of their runs; nothing without any. */
export function addHeartbeats(stack: Stack, definition: Definition): void {
  const heartbeats = heartbeatsOf(definition);
  if (heartbeats.length === 0) return;
  const bucket = addPrivateBucket(stack, 'HeartbeatBucket', {
    lifecycleConfiguration: {
      rules: [{ id: 'expire', status: 'Enabled', expirationInDays: CANARY.artifactDays }],
    },
  });
  const role = addRole(stack, bucket);
  for (const heartbeat of heartbeats) addCanary(stack, heartbeat, { bucket, role });
}

/** What every canary needs: CloudWatch user guide, «Required roles and permissions for canaries». */
function addRole(stack: Stack, bucket: CfnBucket): CfnRole {
  const logs = Fn.sub(
    `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:/aws/lambda/cwsyn-*`,
  );
  const statements = [
    { Action: ['s3:PutObject'], Resource: Fn.join('', [bucket.attrArn, '/*']) },
    { Action: ['s3:GetBucketLocation'], Resource: bucket.attrArn },
    { Action: ['s3:ListAllMyBuckets'], Resource: '*' },
    { Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], Resource: logs },
    {
      Action: ['cloudwatch:PutMetricData'],
      Resource: '*',
      Condition: { StringEquals: { 'cloudwatch:namespace': 'CloudWatchSynthetics' } },
    },
  ];
  return called(
    new CfnRole(stack, 'HeartbeatRole', {
      assumeRolePolicyDocument: trust('lambda.amazonaws.com'),
      policies: [inlinePolicy('heartbeat', statements)],
    }),
    'HeartbeatRole',
  );
}

function addCanary(
  stack: Stack,
  { name, script, everyMinutes, runSeconds }: HeartbeatPlan,
  { bucket, role }: { readonly bucket: CfnBucket; readonly role: CfnRole },
): void {
  const id = stableId('heartbeat', name);
  const canary = new CfnCanary(stack, id, {
    name,
    runtimeVersion: CANARY.runtime,
    code: { handler: CANARY.handler, script },
    executionRoleArn: role.attrArn,
    artifactS3Location: Fn.join('', ['s3://', bucket.ref, '/', name]),
    schedule: { expression: everyMinutes === 1 ? 'rate(1 minute)' : `rate(${everyMinutes} minutes)` },
    runConfig: { timeoutInSeconds: runSeconds },
    startCanaryAfterCreation: true,
    provisionedResourceCleanup: 'AUTOMATIC',
    successRetentionPeriod: CANARY.artifactDays,
    failureRetentionPeriod: CANARY.artifactDays,
  });
  called(canary, id);
}
