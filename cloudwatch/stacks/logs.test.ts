import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { afterAll, expect, test } from 'vitest';
import { logsDefinition } from '../logs/testing.ts';
import { addLogs } from './logs.ts';
import { newApp, newStack } from './stack.ts';

const directory = mkdtempSync(join(tmpdir(), 'goldwatch-logs-stack-'));
afterAll(() => rmSync(directory, { recursive: true }));

const KEY = 'arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';

const definition = logsDefinition({
  sources: `
  - type: logs
    name: backend
    files: [backend.json]
    metrics:
      - { name: failures_total, type: counter, pattern: '{ $.level = "ERROR" }' }
      - { name: chat_seconds, type: histogram, pattern: '{ $.took >= 0 }', value: $.took, unit: ms, labels: { agent: $.agent } }`,
  cloudwatch: `logs:
    groups:
      - { name: /shop/backend, retention: 90d, kms_key: '${KEY}', source: backend, archive: true }
      - { name: /aws/lambda/carts, exists: true, archive: true }
    queries: [{ name: Carts, query: limit 20, groups: [/shop/backend, /aws/lambda/carts] }]
  archive: { bucket: shop-lines, glacier_after: 30d, expire_after: 365d }
  heartbeats: [{ name: health, url: 'https://api.example.com/health', every: 1m }]`,
});
const stack = newStack(newApp(directory, false), 'logs', definition, 'Logs.');
addLogs(stack, definition);
const template = Template.fromStack(stack);

/** The logical identifier of the only resource of a type. */
function only(type: string): string {
  const [id, ...others] = Object.keys(template.findResources(type));
  if (id === undefined || others.length > 0) throw new Error(`There is not one ${type}.`);
  return id;
}

const group = { Ref: only('AWS::Logs::LogGroup') };

test('a log group has its retention and key, and outlives the stack; one of somebody else is not made', () => {
  template.hasResource('AWS::Logs::LogGroup', {
    Properties: { LogGroupName: '/shop/backend', RetentionInDays: 90, KmsKeyId: KEY },
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
  });
});

test('a metric filter has the pattern, value, unit and dimensions of its metric', () => {
  template.resourceCountIs('AWS::Logs::MetricFilter', 2);
  template.hasResourceProperties('AWS::Logs::MetricFilter', {
    FilterName: 'production-shop-failures_total',
    LogGroupName: group,
    FilterPattern: '{ $.level = "ERROR" }',
    MetricTransformations: [
      {
        MetricNamespace: 'shop/Logs',
        MetricName: 'failures_total',
        MetricValue: '1',
        Unit: 'Count',
        DefaultValue: 0,
        Dimensions: Match.absent(),
      },
    ],
  });
  template.hasResourceProperties('AWS::Logs::MetricFilter', {
    MetricTransformations: [
      {
        MetricName: 'chat_seconds',
        MetricValue: '$.took',
        Unit: 'Milliseconds',
        DefaultValue: Match.absent(),
        Dimensions: [{ Key: 'agent', Value: '$.agent' }],
      },
    ],
  });
});

test('a saved query is in a folder of the definition, and asks its log groups', () => {
  template.hasResourceProperties('AWS::Logs::QueryDefinition', {
    Name: 'production-shop/Own/Carts',
    QueryString: 'limit 20',
    LogGroupNames: [group, '/aws/lambda/carts'],
  });
});

test('the archive is private, encrypted, takes only TLS, and goes to Glacier', () => {
  const bucket = 'ArchiveBucket';
  template.hasResource('AWS::S3::Bucket', {
    Properties: {
      BucketName: 'shop-lines',
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      VersioningConfiguration: { Status: 'Enabled' },
      LifecycleConfiguration: {
        Rules: [
          Match.objectLike({
            Transitions: [{ StorageClass: 'GLACIER', TransitionInDays: 30 }],
            ExpirationInDays: 365,
            NoncurrentVersionExpiration: { NoncurrentDays: 30 },
          }),
        ],
      },
    },
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
  });
  template.hasResourceProperties('AWS::S3::BucketPolicy', {
    Bucket: { Ref: bucket },
    PolicyDocument: {
      Statement: [
        Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
      ],
    },
  });
});

test('each archived log group has one subscription, and roles may do what that needs and no more', () => {
  const stream = { 'Fn::GetAtt': ['ArchiveStream', 'Arn'] };
  template.resourceCountIs('AWS::Logs::SubscriptionFilter', 2);
  for (const name of [group, '/aws/lambda/carts']) {
    template.hasResourceProperties('AWS::Logs::SubscriptionFilter', {
      LogGroupName: name,
      FilterPattern: '',
      DestinationArn: stream,
      RoleArn: { 'Fn::GetAtt': ['ArchiveSubscriptionRole', 'Arn'] },
    });
  }
  template.hasResourceProperties('AWS::KinesisFirehose::DeliveryStream', {
    DeliveryStreamName: 'production-shop-log-archive',
    ExtendedS3DestinationConfiguration: { CompressionFormat: 'UNCOMPRESSED', FileExtension: '.gz' },
  });
  expect(allowed('ArchiveSubscriptionRole')).toEqual([['firehose:PutRecord', 'firehose:PutRecordBatch']]);
  expect(allowed('ArchiveDeliveryRole')).toEqual([
    ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
    ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'],
  ]);
});

test('a heartbeat is a canary with its script in the template', () => {
  template.hasResourceProperties('AWS::Synthetics::Canary', {
    Name: 'production-shop-health',
    RuntimeVersion: 'syn-nodejs-puppeteer-13.1',
    Code: { Handler: 'index.handler', Script: Match.stringLikeRegexp('exports.handler = ') },
    Schedule: { Expression: 'rate(1 minute)' },
    RunConfig: { TimeoutInSeconds: 45 },
    StartCanaryAfterCreation: true,
    ArtifactS3Location: {
      'Fn::Join': ['', ['s3://', { Ref: 'HeartbeatBucket' }, '/production-shop-health']],
    },
  });
  template.hasResourceProperties('AWS::S3::Bucket', {
    LifecycleConfiguration: { Rules: [{ Id: 'expire', Status: 'Enabled', ExpirationInDays: 30 }] },
  });
  expect(allowed('HeartbeatRole')).toEqual([
    ['s3:PutObject'],
    ['s3:GetBucketLocation'],
    ['s3:ListAllMyBuckets'],
    ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
    ['cloudwatch:PutMetricData'],
  ]);
});

/** What a role may do, statement by statement. */
function allowed(role: string): unknown[] {
  const { Policies } = template.findResources('AWS::IAM::Role')[role]?.Properties ?? {};
  return Policies[0].PolicyDocument.Statement.map(({ Action }: { readonly Action: unknown }) => Action);
}

test('all that can have tags has those of the definition', () => {
  const untagged = ['MetricFilter', 'QueryDefinition', 'SubscriptionFilter', 'BucketPolicy'];
  const resources: Record<string, { Type: string; Properties: { Tags?: unknown } }> =
    template.toJSON().Resources;
  for (const [id, { Type, Properties }] of Object.entries(resources)) {
    if (untagged.some((ending) => Type.endsWith(`::${ending}`))) continue;
    expect([id, Properties.Tags]).toEqual([
      id,
      expect.arrayContaining([{ Key: 'managed-by', Value: 'goldwatch' }]),
    ]);
  }
});
