import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { CfnSubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import type { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Fn, type Stack } from 'aws-cdk-lib/core';
import type { ArchivePlan } from '../logs/archive.ts';
import { stableId } from '../logs/stable_id.ts';
import { addPrivateBucket } from './private_bucket.ts';
import { inlinePolicy, trust } from './roles.ts';
import { called } from './stack.ts';

/** Days that what was removed or overwritten, and what was never finished, stays. */
const UNDO_DAYS = 30;
const UNFINISHED_DAYS = 7;
/** The most that Firehose waits for: each object in Glacier costs, however small. Source: BufferingHints, API reference of Firehose. */
const BUFFER = { sizeInMBs: 128, intervalInSeconds: 900 } as const;

/**
 * A bucket, what carries lines there, and a subscription of each log group. A log group has at most two subscriptions, and this is one.
 * What CloudWatch Logs sends is compressed, and stays so: an object is gzip, of many members. Sources: CloudWatch Logs user guide,
 * «Log group-level subscription filters», example for Firehose; Firehose developer guide, «Grant Firehose access to an Amazon S3
 * destination».
 */
export function addArchive(stack: Stack, archive: ArchivePlan, nameOf: (group: string) => string): void {
  const bucket = addBucket(stack, archive);
  const stream = addStream(stack, archive, bucket);
  const role = called(
    new CfnRole(stack, 'ArchiveSubscriptionRole', {
      assumeRolePolicyDocument: trust('logs.amazonaws.com', {
        StringLike: {
          'aws:SourceArn': Fn.sub(`arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:*`),
        },
      }),
      policies: [
        inlinePolicy('archive', [
          { Action: ['firehose:PutRecord', 'firehose:PutRecordBatch'], Resource: stream.attrArn },
        ]),
      ],
    }),
    'ArchiveSubscriptionRole',
  );
  for (const group of archive.groups) {
    const id = stableId('archive', group);
    const subscription = new CfnSubscriptionFilter(stack, id, {
      filterName: archive.stream,
      logGroupName: nameOf(group),
      filterPattern: '',
      destinationArn: stream.attrArn,
      roleArn: role.attrArn,
    });
    called(subscription, id);
  }
}

function addBucket(stack: Stack, { bucket, glacierAfterDays, expireAfterDays }: ArchivePlan): CfnBucket {
  return addPrivateBucket(stack, 'ArchiveBucket', {
    bucketName: bucket,
    versioningConfiguration: { status: 'Enabled' },
    lifecycleConfiguration: {
      rules: [
        {
          id: 'glacier',
          status: 'Enabled',
          transitions: [{ storageClass: 'GLACIER', transitionInDays: glacierAfterDays }],
          ...(expireAfterDays !== null && { expirationInDays: expireAfterDays }),
          noncurrentVersionExpiration: { noncurrentDays: UNDO_DAYS },
          abortIncompleteMultipartUpload: { daysAfterInitiation: UNFINISHED_DAYS },
        },
      ],
    },
  });
}

function addStream(stack: Stack, { stream }: ArchivePlan, bucket: CfnBucket): CfnDeliveryStream {
  const role = called(
    new CfnRole(stack, 'ArchiveDeliveryRole', {
      assumeRolePolicyDocument: trust('firehose.amazonaws.com', {
        StringEquals: { 'sts:ExternalId': Fn.sub(`\${AWS::AccountId}`) },
      }),
      policies: [
        inlinePolicy('archive', [
          {
            Action: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
            Resource: bucket.attrArn,
          },
          {
            Action: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'],
            Resource: Fn.join('', [bucket.attrArn, '/*']),
          },
        ]),
      ],
    }),
    'ArchiveDeliveryRole',
  );
  return called(
    new CfnDeliveryStream(stack, 'ArchiveStream', {
      deliveryStreamName: stream,
      deliveryStreamType: 'DirectPut',
      deliveryStreamEncryptionConfigurationInput: { keyType: 'AWS_OWNED_CMK' },
      extendedS3DestinationConfiguration: {
        bucketArn: bucket.attrArn,
        roleArn: role.attrArn,
        bufferingHints: BUFFER,
        compressionFormat: 'UNCOMPRESSED',
        prefix: 'logs/',
        errorOutputPrefix: 'failed/',
        fileExtension: '.gz',
      },
    }),
    'ArchiveStream',
  );
}
