import type { Alarm } from '../account/alarm.ts';
import type { Alarms } from '../account/alarms.ts';
import type { Input } from '../input.ts';
import { nextToken, pageStart } from '../next_token.ts';
import type { Context } from '../operations.ts';
import { Problems } from '../problems.ts';
import { page } from './pages.ts';

const TYPES = ['MetricAlarm', 'CompositeAlarm', 'LogAlarm'];
const MOST_NAMES = 100;

/**
 * Answers DescribeAlarms. Without AlarmTypes, composite alarms are left out, as by AWS.
 * Source: «DescribeAlarms», API reference.
 */
export function describeAlarms(input: Input, { account }: Context): object {
  check(input);
  const { found, end, isLast } = page(
    input,
    chosen(input, account.alarms),
    'MaxRecords',
    50,
    100,
    pageStart(input),
  );
  return {
    MetricAlarms: found.filter(({ kind }) => kind === 'metric').map(told),
    CompositeAlarms: found.filter(({ kind }) => kind === 'composite').map(told),
    ...(isLast ? {} : { NextToken: nextToken(input, end) }),
  };
}

function check(input: Input): void {
  const problems = new Problems();
  const names = input.strings('AlarmNames') ?? [];
  if (names.length > MOST_NAMES) {
    problems.add(
      'ValidationError',
      `AlarmNames must have at most ${MOST_NAMES} members, not ${names.length}.`,
    );
  }
  if (names.length > 0 && input.string('AlarmNamePrefix') !== undefined) {
    problems.add('InvalidParameterCombination', 'AlarmNames and AlarmNamePrefix exclude each other.');
  }
  for (const type of input.strings('AlarmTypes') ?? []) {
    if (!TYPES.includes(type))
      problems.add('ValidationError', `AlarmTypes must be in the set [ ${TYPES.join(', ')} ].`);
  }
  problems.throwIfAny();
}

function chosen(input: Input, alarms: Alarms): readonly Alarm[] {
  const names = input.strings('AlarmNames');
  const prefix = input.string('AlarmNamePrefix') ?? '';
  const types = input.strings('AlarmTypes') ?? ['MetricAlarm'];
  const state = input.string('StateValue');
  const parent = input.string('ChildrenOfAlarmName');
  const composite = parent === undefined ? undefined : alarms.find(parent);
  const children = composite === undefined ? [] : alarms.ruleOf(composite).alarms;
  return alarms.all.filter(
    (alarm) =>
      (parent === undefined || children.includes(alarm.name) || children.includes(alarm.arn)) &&
      (parent !== undefined || types.includes(alarm.kind === 'metric' ? 'MetricAlarm' : 'CompositeAlarm')) &&
      (names === undefined || names.length === 0 || names.includes(alarm.name)) &&
      alarm.name.startsWith(prefix) &&
      (state === undefined || state === alarm.state.value),
  );
}

function told({ name, arn, properties: { Tags: _tags, ...properties }, configuredAt, state }: Alarm): object {
  return {
    OKActions: [],
    AlarmActions: [],
    InsufficientDataActions: [],
    ActionsEnabled: true,
    ...properties,
    AlarmName: name,
    AlarmArn: arn,
    AlarmConfigurationUpdatedTimestamp: configuredAt / 1000,
    StateValue: state.value,
    StateReason: state.reason,
    ...(state.reasonData === undefined ? {} : { StateReasonData: state.reasonData }),
    StateUpdatedTimestamp: state.updatedAt / 1000,
    StateTransitionedTimestamp: state.changedAt / 1000,
  };
}
