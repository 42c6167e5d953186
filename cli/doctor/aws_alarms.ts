import type { CompositeAlarm, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { planAlarms } from '../../cloudwatch/alarms/plan.ts';
import { type AlarmProperties, alarmProperties } from '../../cloudwatch/alarms/properties.ts';
import type { AwsClients } from '../aws_clients.ts';
import { type Action, type AwsAsking, PERMISSIONS } from './aws_asking.ts';
import { deployed, differencesIn } from './aws_deployed.ts';
import { type Check, judged, notChecked } from './check.ts';
import type { Context } from './context.ts';
import { someOf } from './definition.ts';
import { type Finding, finding } from './finding.ts';

const ALARMS = { id: 'aws.alarms', name: 'alarms' };
const MOST_NAMED = 5;
/** DescribeAlarms takes so many names: API reference. */
const NAMES_PER_CALL = 100;
const LONG_MS = 3_600_000;

/** What there is of an alarm in CloudWatch, whichever kind it is. */
type Deployed = MetricAlarm | CompositeAlarm;

const DESCRIBE_ALARMS: Action = {
  name: 'cloudwatch:DescribeAlarms',
  purpose: 'to see whether alarms are as they should be',
  // https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html: composite alarms need it on all.
  resource: '*',
};

/** Whether every alarm of the definition is in CloudWatch as it is rendered, tells somebody, and has data. */
export async function alarmsCheck(
  { loaded }: Context,
  clients: AwsClients,
  asking: AwsAsking,
): Promise<Check> {
  const { definition, file } = loaded;
  const wanted = planAlarms(definition).alarms.map((alarm) => alarmProperties(alarm, definition));
  if (wanted.length === 0) return judged(ALARMS, [], 'there are none');
  const there = await describedAlarms(
    wanted.map(({ AlarmName: name }) => name),
    clients,
    asking,
  );
  if (there === null) return notKnown();
  const byName = new Map(there.map((alarm) => [alarm.AlarmName ?? '', alarm]));
  const findings = [
    ...missingOf(wanted, byName),
    ...differingOf(wanted, byName, file, asking),
    ...mutedOf(there),
    ...withoutDataOf(there),
  ];
  const firing = there.filter(({ StateValue: state }) => state === 'ALARM').length;
  return judged(ALARMS, findings, `all ${wanted.length} are as ${file} says, ${firing} in ALARM`);
}

function notKnown(): Check {
  const [check] = notChecked([ALARMS], `${DESCRIBE_ALARMS.name} does not answer: see ${PERMISSIONS.name}`);
  return check ?? judged(ALARMS, [], '');
}

async function describedAlarms(
  names: readonly string[],
  clients: AwsClients,
  asking: AwsAsking,
): Promise<Deployed[] | null> {
  const { DescribeAlarmsCommand } = await import('@aws-sdk/client-cloudwatch');
  const client = await clients.cloudwatch();
  const found: Deployed[] = [];
  for (let start = 0; start < names.length; start += NAMES_PER_CALL) {
    const AlarmNames = names.slice(start, start + NAMES_PER_CALL);
    const told = await asking.ask(DESCRIBE_ALARMS, (options) =>
      client.send(
        new DescribeAlarmsCommand({
          AlarmNames,
          AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
          MaxRecords: NAMES_PER_CALL,
        }),
        options,
      ),
    );
    if (told.kind !== 'told') return null;
    found.push(...(told.value.MetricAlarms ?? []), ...(told.value.CompositeAlarms ?? []));
  }
  return found;
}

function missingOf(wanted: readonly AlarmProperties[], there: ReadonlyMap<string, Deployed>): Finding[] {
  const missing = wanted.map(({ AlarmName: name }) => name).filter((name) => !there.has(name));
  if (missing.length === 0) return [];
  const about = {
    all: String(wanted.length),
    names: someOf(missing, MOST_NAMED),
  };
  return [finding('aws.alarms_missing', about)];
}

function differingOf(
  wanted: readonly AlarmProperties[],
  there: ReadonlyMap<string, Deployed>,
  file: string,
  { caller }: AwsAsking,
): Finding[] {
  const differing = wanted.flatMap((properties) => {
    const has = there.get(properties.AlarmName);
    if (has === undefined) return [];
    const differences = differencesIn(deployed(properties, caller), has);
    return differences.length === 0 ? [] : [`${properties.AlarmName} (${differences.join(', ')})`];
  });
  if (differing.length === 0) return [];
  const about = { file, differences: someOf(differing, MOST_NAMED) };
  return [finding('aws.alarms_differ', about)];
}

function mutedOf(there: readonly Deployed[]): Finding[] {
  const names = there.filter(({ ActionsEnabled: acts }) => acts === false).map(nameOf);
  if (names.length === 0) return [];
  return [finding('aws.alarm_actions_disabled', { names: names.join(' ') })];
}

function withoutDataOf(there: readonly Deployed[]): Finding[] {
  const names = there
    .filter(
      ({ StateValue: state, StateUpdatedTimestamp: since }) =>
        state === 'INSUFFICIENT_DATA' && since !== undefined && Date.now() - since.getTime() > LONG_MS,
    )
    .map(nameOf);
  if (names.length === 0) return [];
  return [finding('aws.alarms_without_data', { names: someOf(names, MOST_NAMED) })];
}

function nameOf({ AlarmName: name = '' }: Deployed): string {
  return name;
}
