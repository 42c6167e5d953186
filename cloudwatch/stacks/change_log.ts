import { CfnRule } from 'aws-cdk-lib/aws-events';
import { CfnLogGroup, CfnResourcePolicy } from 'aws-cdk-lib/aws-logs';
import { Fn, type Stack } from 'aws-cdk-lib/core';
import type { Definition } from '../../definition/schema.ts';
import { changeLogName, prefixOf } from '../names.ts';
import { CHANGE_LOG_DAYS } from '../notifications/change_log.ts';
import { retained } from './retained.ts';
import { called } from './stack.ts';

/** Every change of an alarm's state as a line of a log group, those of severity `info` as well, of which nobody else is told. */
export function addChangeLog(stack: Stack, definition: Definition): void {
  const name = changeLogName(definition);
  const group = retained(
    called(
      new CfnLogGroup(stack, 'ChangeLogGroup', { logGroupName: name, retentionInDays: CHANGE_LOG_DAYS }),
      'ChangeLog',
    ),
  );
  const arn = `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:${name}`;
  const policy = called(
    new CfnResourcePolicy(stack, 'ChangeLogPermission', {
      policyName: `${prefixOf(definition)}-alarm-changes`,
      policyDocument: Fn.sub(JSON.stringify(letsEventsIn(arn))),
    }),
    'ChangeLogPolicy',
  );
  const rule = called(
    new CfnRule(stack, 'ChangeRule', {
      name: `${prefixOf(definition)}-alarm-changes`,
      description: `Changes of alarms of ${prefixOf(definition)}, to ${name}.`,
      eventPattern: {
        source: ['aws.cloudwatch'],
        'detail-type': ['CloudWatch Alarm State Change'],
        detail: { alarmName: [{ prefix: `${prefixOf(definition)}-` }] },
      },
      targets: [{ id: 'log', arn: Fn.sub(arn) }],
    }),
    'ChangeLogRule',
  );
  // Until both are there EventBridge drops what it would write.
  rule.addResourceDependency(group);
  rule.addResourceDependency(policy);
}

/**
 * EventBridge may write to the log. It sends no conditions along that a policy could ask for.
 * Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-cloudwatchlogs-permissions
 */
function letsEventsIn(arn: string) {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'AlarmChanges',
        Effect: 'Allow',
        Principal: { Service: ['delivery.logs.amazonaws.com', 'events.amazonaws.com'] },
        Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        Resource: `${arn}:*`,
      },
    ],
  };
}
