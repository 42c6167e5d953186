import { CfnDeletionPolicy, type CfnResource } from 'aws-cdk-lib/core';

/**
 * A resource that stays, with what is in it, when the stack or the definition no longer has it; but not where the very stack could not be made,
 * since it would be in the way of the next attempt.
 */
export function retained<R extends CfnResource>(resource: R): R {
  resource.cfnOptions.deletionPolicy = CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE;
  resource.cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
  return resource;
}
