import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { CfnEventInvokeConfig, CfnFunction, CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { CfnLogGroup } from 'aws-cdk-lib/aws-logs';
import { CfnSubscription } from 'aws-cdk-lib/aws-sns';
import { Fn, type Stack } from 'aws-cdk-lib/core';
import type { Severity } from '../../conventions/labels.ts';
import type { Definition } from '../../definition/schema.ts';
import { logicalId, prefixOf } from '../names.ts';
import { forwarderSource } from '../notifications/forwarder.ts';
import { forwarderEnvironment } from '../notifications/forwarder_environment.ts';
import { forwarderName, slackChannels, slackSecret } from '../notifications/slack.ts';
import { called } from './stack.ts';

/** The newest runtime that every region has, by aws-cdk-lib 2.276.0; kept until 2028: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html */
const RUNTIME = 'nodejs24.x';
const RETENTION_DAYS = 30;

/** A function that posts to Slack what topics of the severities with a channel tell. */
export function addForwarder(
  stack: Stack,
  definition: Definition,
  topicOf: (severity: Severity) => string,
): void {
  const name = forwarderName(definition);
  const group = called(
    new CfnLogGroup(stack, 'ForwarderLogGroup', {
      logGroupName: `/aws/lambda/${name}`,
      retentionInDays: RETENTION_DAYS,
    }),
    'SlackForwarderLog',
  );
  const forwarder = called(
    new CfnFunction(stack, 'Forwarder', {
      functionName: name,
      description: `Posts alarms of ${prefixOf(definition)} to Slack.`,
      runtime: RUNTIME,
      handler: 'index.handler',
      code: { zipFile: forwarderSource() },
      role: role(stack, definition).getAtt('Arn').toString(),
      timeout: 20,
      memorySize: 256,
      environment: { variables: forwarderEnvironment(definition) },
    }),
    'SlackForwarder',
  );
  forwarder.addResourceDependency(group);
  // What SNS hands over is tried three times in all; a failure of all three is in the metric Errors.
  const retries = new CfnEventInvokeConfig(stack, 'ForwarderRetries', {
    functionName: forwarder.ref,
    qualifier: '$LATEST',
    maximumRetryAttempts: 2,
    maximumEventAgeInSeconds: 3600,
  });
  called(retries, 'SlackForwarderRetries');
  for (const severity of Object.keys(slackChannels(definition)) as Severity[]) {
    subscribe(stack, forwarder, severity, topicOf(severity));
  }
}

function subscribe(stack: Stack, forwarder: CfnFunction, severity: Severity, topicArn: string): void {
  const id = `${logicalId(severity)}Slack`;
  const endpoint = forwarder.getAtt('Arn').toString();
  const permission = new CfnPermission(stack, `Permission${id}`, {
    action: 'lambda:InvokeFunction',
    functionName: forwarder.ref,
    principal: 'sns.amazonaws.com',
    sourceArn: topicArn,
  });
  called(permission, `${id}Permission`);
  const subscription = new CfnSubscription(stack, `Subscription${id}`, {
    topicArn,
    protocol: 'lambda',
    endpoint,
  });
  called(subscription, `${id}Subscription`).addResourceDependency(permission);
}

function role(stack: Stack, definition: Definition): CfnRole {
  const here = `\${AWS::Region}:\${AWS::AccountId}`;
  const log = `arn:\${AWS::Partition}:logs:${here}:log-group:/aws/lambda/${forwarderName(definition)}:*`;
  // Secrets Manager puts six characters behind the name of a secret.
  const secret = `arn:\${AWS::Partition}:secretsmanager:${here}:secret:${slackSecret(definition)}-??????`;
  const made = new CfnRole(stack, 'ForwarderRole', {
    assumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    },
    policies: [
      {
        policyName: 'forward',
        policyDocument: {
          Version: '2012-10-17',
          Statement: [
            allow(['logs:CreateLogStream', 'logs:PutLogEvents'], Fn.sub(log)),
            allow('secretsmanager:GetSecretValue', Fn.sub(secret)),
            // Composite alarms show their history to nobody with less:
            // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmHistory.html
            allow('cloudwatch:DescribeAlarmHistory', '*'),
          ],
        },
      },
    ],
  });
  return called(made, 'SlackForwarderRole');
}

function allow(actions: string | readonly string[], resource: string) {
  return { Effect: 'Allow', Action: actions, Resource: resource };
}
