import { CfnBucket, CfnBucketPolicy, type CfnBucketProps } from 'aws-cdk-lib/aws-s3';
import { Fn, type Stack } from 'aws-cdk-lib/core';
import { retained } from './retained.ts';
import { called } from './stack.ts';

/** A bucket that is encrypted, takes only TLS, has nothing public, and outlives the stack with what is in it. */
export function addPrivateBucket(stack: Stack, id: string, properties: CfnBucketProps): CfnBucket {
  const bucket = called(
    new CfnBucket(stack, id, {
      bucketEncryption: {
        serverSideEncryptionConfiguration: [{ serverSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }],
      },
      ownershipControls: { rules: [{ objectOwnership: 'BucketOwnerEnforced' }] },
      publicAccessBlockConfiguration: {
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      ...properties,
    }),
    id,
  );
  retained(bucket);
  const statement = {
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [bucket.attrArn, Fn.join('', [bucket.attrArn, '/*'])],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
  const policyDocument = { Version: '2012-10-17', Statement: [statement] };
  called(new CfnBucketPolicy(stack, `${id}Policy`, { bucket: bucket.ref, policyDocument }), `${id}Policy`);
  return bucket;
}
