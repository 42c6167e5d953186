import { readAlarmRule } from '../account/alarm_rule.ts';
import { ACCOUNT_ID } from '../account/identity.ts';
import { LIMITS } from './limits.ts';
import { metricAlarmProblems } from './metric_alarm.ts';
import { given, type Properties, type ResourceType } from './resource_type.ts';

const alarmArn = (name: string, region: string) => ({
  Arn: `arn:aws:cloudwatch:${region}:${ACCOUNT_ID}:alarm:${name}`,
});

/** Alarms, as PutMetricAlarm and PutCompositeAlarm take them. */
export const ALARM_TYPES: Readonly<Record<string, ResourceType>> = {
  'AWS::CloudWatch::Alarm': {
    nameOf: given('AlarmName'),
    attributes: alarmArn,
    problems: (name, properties) => [...alarmProblems(name, properties), ...metricAlarmProblems(properties)],
    create: (name, properties, { alarms }) => void alarms.put('metric', name, properties),
  },
  'AWS::CloudWatch::CompositeAlarm': {
    nameOf: given('AlarmName'),
    attributes: alarmArn,
    problems: (name, properties) => [...alarmProblems(name, properties), ...compositeProblems(properties)],
    create: (name, properties, { alarms }) => void alarms.put('composite', name, properties),
  },
};

function alarmProblems(name: string, properties: Properties): string[] {
  const { AlarmDescription = '' } = properties;
  const states = ['AlarmActions', 'OKActions', 'InsufficientDataActions'];
  return [
    ...(/^[^\p{Cc}]{1,255}$/u.test(name)
      ? []
      : [`${name} is no name of an alarm: it has 1 to ${LIMITS.nameCharacters} characters.`]),
    ...(String(AlarmDescription).length > LIMITS.descriptionCharacters
      ? [
          `AlarmDescription has ${String(AlarmDescription).length} characters, and ${LIMITS.descriptionCharacters} are allowed.`,
        ]
      : []),
    ...states
      .filter((state) => ((properties[state] ?? []) as readonly unknown[]).length > LIMITS.actionsPerState)
      .map((state) => `${state} has more than ${LIMITS.actionsPerState} members.`),
  ];
}

function compositeProblems(properties: Properties): string[] {
  const { AlarmRule, ActionsSuppressor, ActionsSuppressorWaitPeriod, ActionsSuppressorExtensionPeriod } =
    properties;
  const periods = [ActionsSuppressorWaitPeriod, ActionsSuppressorExtensionPeriod];
  const isComplete = ActionsSuppressor === undefined || !periods.includes(undefined);
  try {
    const { alarms } = readAlarmRule(String(AlarmRule ?? ''));
    return [
      ...(alarms.length > LIMITS.alarmsPerRule
        ? [`AlarmRule speaks of ${alarms.length} alarms, and ${LIMITS.alarmsPerRule} are allowed.`]
        : []),
      ...(isComplete
        ? []
        : ['ActionsSuppressor needs ActionsSuppressorWaitPeriod and ActionsSuppressorExtensionPeriod.']),
    ];
  } catch (error) {
    return [`AlarmRule is no rule: ${(error as Error).message}.`];
  }
}
