import { CfnAlias, CfnKey } from 'aws-cdk-lib/aws-kms';
import { CfnSubscription, CfnTopic, CfnTopicPolicy } from 'aws-cdk-lib/aws-sns';
import { Fn, type Stack } from 'aws-cdk-lib/core';
import type { Definition } from '../../definition/schema.ts';
import { stableId } from '../logs/stable_id.ts';
import { logicalId, prefixOf } from '../names.ts';
import { hasForwarder } from '../notifications/slack.ts';
import { subscriptions } from '../notifications/subscriptions.ts';
import { TOLD_SEVERITIES, topicName } from '../notifications/topics.ts';
import { addChangeLog } from './change_log.ts';
import { addForwarder } from './forwarder.ts';
import { called } from './stack.ts';

/** Topics, who hears of them, and the log of all changes. */
export function addNotifications(stack: Stack, definition: Definition): void {
  const key = topicKey(stack, definition);
  const topics = new Map<string, CfnTopic>();
  for (const severity of TOLD_SEVERITIES) topics.set(severity, topic(stack, definition, severity, key));
  for (const { severity, protocol, endpoint } of subscriptions(definition)) {
    const id = protocol === 'email' ? stableId(severity, endpoint) : logicalId(severity, 'pagerduty');
    called(
      new CfnSubscription(stack, `Subscription${id}`, {
        topicArn: refTo(topics, severity),
        protocol,
        endpoint,
      }),
      `${id}Subscription`,
    );
  }
  if (hasForwarder(definition)) addForwarder(stack, definition, (severity) => refTo(topics, severity));
  addChangeLog(stack, definition);
}

function refTo(topics: ReadonlyMap<string, CfnTopic>, severity: string): string {
  const found = topics.get(severity);
  if (found === undefined) throw new Error(`There is no topic of severity ${severity}.`);
  return found.ref;
}

function topic(
  stack: Stack,
  definition: Definition,
  severity: (typeof TOLD_SEVERITIES)[number],
  key: string,
): CfnTopic {
  const id = `${logicalId(severity)}Topic`;
  const made = called(
    new CfnTopic(stack, `Topic${id}`, {
      topicName: topicName(definition, severity),
      displayName: topicName(definition, severity).slice(0, 100),
      kmsMasterKeyId: key,
    }),
    id,
  );
  const policy = new CfnTopicPolicy(stack, `Policy${id}`, {
    topics: [made.ref],
    policyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'AlarmsOfThisAccount',
          Effect: 'Allow',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Action: 'sns:Publish',
          Resource: made.ref,
          Condition: onlyOurAlarms(definition),
        },
      ],
    },
  });
  called(policy, `${id}Policy`);
  return made;
}

/**
 * The key of topics. `alias/aws/sns` would not do: its policy lets no alarm in, and cannot be changed.
 * Source: https://repost.aws/knowledge-center/cloudwatch-configure-alarm-sns
 */
function topicKey(stack: Stack, definition: Definition): string {
  const given = definition.cloudwatch?.kms_key;
  if (given !== undefined) return given;
  const key = new CfnKey(stack, 'Key', {
    description: `Encrypts what topics of ${prefixOf(definition)} keep until it is delivered.`,
    enableKeyRotation: true,
    keyPolicy: {
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'Account',
          Effect: 'Allow',
          Principal: { AWS: Fn.sub(`arn:\${AWS::Partition}:iam::\${AWS::AccountId}:root`) },
          Action: 'kms:*',
          Resource: '*',
        },
        {
          Sid: 'AlarmsOfThisAccount',
          Effect: 'Allow',
          Principal: { Service: 'cloudwatch.amazonaws.com' },
          Action: ['kms:Decrypt', 'kms:GenerateDataKey*'],
          Resource: '*',
          Condition: onlyOurAlarms(definition),
        },
      ],
    },
  });
  const alias = new CfnAlias(stack, 'Alias', {
    aliasName: `alias/${prefixOf(definition)}-notifications`,
    targetKeyId: called(key, 'TopicKey').ref,
  });
  called(alias, 'TopicKeyAlias');
  return key.getAtt('Arn').toString();
}

/**
 * What keeps others from having CloudWatch publish for them. CloudWatch sends both keys, to SNS and to KMS.
 * Source: https://aws.github.io/modern-data-architecture-accelerator/, «grantCloudWatchAlarmsTopicAccess».
 */
function onlyOurAlarms(definition: Definition) {
  const alarms = `arn:\${AWS::Partition}:cloudwatch:\${AWS::Region}:\${AWS::AccountId}:alarm:${prefixOf(definition)}-*`;
  return {
    StringEquals: { 'aws:SourceAccount': Fn.sub(`\${AWS::AccountId}`) },
    ArnLike: { 'aws:SourceArn': Fn.sub(alarms) },
  };
}
