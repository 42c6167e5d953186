import {
  CfnAlarm,
  type CfnAlarmProps,
  CfnCompositeAlarm,
  type CfnCompositeAlarmProps,
} from 'aws-cdk-lib/aws-cloudwatch';
import { type CfnResource, Fn, type Stack } from 'aws-cdk-lib/core';
import type { Definition } from '../../definition/schema.ts';
import type { Alarm } from '../alarms/alarm.ts';
import { type AlarmProperties, alarmProperties } from '../alarms/properties.ts';
import { namedIn } from '../alarms/rule.ts';
import { called } from './stack.ts';

/** Puts alarms into a stack; what a composite alarm is made of comes before it, where it is in the same stack. */
export function addAlarms(stack: Stack, alarms: readonly Alarm[], definition: Definition): void {
  const made = new Map<string, CfnResource>();
  for (const alarm of alarms) {
    const resource = called(
      resourceOf(stack, alarm.logicalId, alarmProperties(alarm, definition)),
      alarm.logicalId,
    );
    for (const name of namedBy(alarm)) {
      const needed = made.get(name);
      if (needed !== undefined) resource.addResourceDependency(needed);
    }
    made.set(alarm.name, resource);
  }
}

// The names of the alarms that it is made of or suppressed by.
function namedBy(alarm: Alarm): string[] {
  if (alarm.kind === 'metric') return [];
  const suppressor = alarm.suppressor === null ? [] : [alarm.suppressor.alarm];
  return [...new Set([...namedIn(alarm.rule), ...suppressor])];
}

function resourceOf(stack: Stack, id: string, properties: AlarmProperties): CfnResource {
  return 'AlarmRule' in properties
    ? new CfnCompositeAlarm(stack, `Alarm${id}`, propsOf(properties) as CfnCompositeAlarmProps)
    : new CfnAlarm(stack, `Alarm${id}`, propsOf(properties) as CfnAlarmProps);
}

// CDK's names are those of CloudFormation with a small beginning: `AlarmName` is `alarmName`, `OKActions` is `okActions`.
function propsOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(propsOf);
  if (typeof value !== 'object' || value === null) return value;
  if ('Fn::Sub' in value && typeof value['Fn::Sub'] === 'string') return Fn.sub(value['Fn::Sub']);
  return Object.fromEntries(
    Object.entries(value).map(([name, its]) => [
      name.replace(/^[A-Z]+(?![a-z])|^[A-Z]/, (begin) => begin.toLowerCase()),
      propsOf(its),
    ]),
  );
}
