import { ACCOUNT_ID } from '../account/identity.ts';
import { LIMITS } from './limits.ts';
import { generated, given, type Properties, type ResourceType } from './resource_type.ts';

const NO_KEY = 'CloudWatch Alarms does not have authorization to access the SNS topic encryption key.';
const topicArn = (name: string, region: string) => `arn:aws:sns:${region}:${ACCOUNT_ID}:${name}`;

/** Topics, their policies, and who has subscribed. */
export const TOPIC_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::SNS::Topic': {
    nameOf: given('TopicName'),
    ref: topicArn,
    attributes: (name, region) => ({ TopicArn: topicArn(name, region), TopicName: name }),
    problems: (name) => (LIMITS.topicName.test(name) ? [] : [`Invalid parameter: Topic Name ${name}`]),
    create: (name, properties, { topics, region }) => {
      const topic = topics.add(name, region, properties);
      // The policy of AWS's own key for SNS lets no alarm in. Source: «Encrypting messages published to SNS», re:Post.
      topic.refusal = properties.KmsMasterKeyId === 'alias/aws/sns' ? NO_KEY : null;
      for (const { Protocol, Endpoint } of (properties.Subscription ?? []) as readonly Properties[])
        topics.subscribe(topic, String(Protocol), String(Endpoint));
    },
  },
  'AWS::SNS::TopicPolicy': {
    nameOf: generated,
    attributes: () => ({}),
    problems: (_, { Topics, PolicyDocument }) =>
      [Topics, PolicyDocument].includes(undefined) ? ['Topics and PolicyDocument are required.'] : [],
    create: (_, { Topics, PolicyDocument }, { topics }) => {
      const letsAlarmsIn = /"cloudwatch\.amazonaws\.com"|"Principal":(?:"\*"|\{"AWS":"\*"\})/.test(
        JSON.stringify(PolicyDocument),
      );
      for (const arn of Topics as readonly unknown[]) {
        const topic = topics.find(String(arn));
        if (topic === undefined) throw new Error(`Topic does not exist: ${arn}`);
        topic.refusal ??= letsAlarmsIn
          ? null
          : `CloudWatch Alarms is not authorized to perform: SNS:Publish on resource: ${arn}`;
      }
    },
  },
  'AWS::SNS::Subscription': {
    nameOf: generated,
    attributes: () => ({}),
    problems: (_, { TopicArn, Protocol, Endpoint }) =>
      [TopicArn, Protocol, Endpoint].includes(undefined)
        ? ['TopicArn, Protocol and Endpoint are required.']
        : [],
    create: (_, { TopicArn, Protocol, Endpoint }, { topics }) => {
      const topic = topics.find(String(TopicArn));
      if (topic === undefined) throw new Error(`Topic does not exist: ${TopicArn}`);
      topics.subscribe(topic, String(Protocol), String(Endpoint));
    },
  },
};
