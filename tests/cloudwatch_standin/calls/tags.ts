import { AwsError } from '../errors.ts';
import type { Input } from '../input.ts';
import type { Context } from '../operations.ts';

/** Answers ListTagsForResource of alarms: the tags of their template, and the one by which CloudFormation names their stack. */
export function listTagsForResource(input: Input, { account }: Context): object {
  const alarm = account.alarms.find(input.string('ResourceARN') ?? '');
  if (alarm === undefined) throw new AwsError('ResourceNotFound', 'The named resource does not exist.');
  const stack = account.owners.get(JSON.stringify(['AWS::CloudWatch::Alarm', alarm.name, undefined]));
  const tags = (alarm.properties.Tags ?? []) as readonly object[];
  return {
    Tags: stack === undefined ? tags : [...tags, { Key: 'aws:cloudformation:stack-name', Value: stack }],
  };
}
