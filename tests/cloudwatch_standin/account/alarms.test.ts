import {
  type CloudWatchClient,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandInput,
  SetAlarmStateCommand,
  type StateValue,
} from '@aws-sdk/client-cloudwatch';
import { expect, test } from 'vitest';
import { cloudWatch, minutesFromNoon, NOON, put, refusal } from '../testing.ts';

const METRIC = {
  Namespace: 'test',
  MetricName: 'm',
  Statistic: 'Sum',
  Period: 60,
  EvaluationPeriods: 2,
  ComparisonOperator: 'GreaterThanThreshold',
  Threshold: 5,
  TreatMissingData: 'notBreaching',
};

/** A stand-in with a topic and alarms on it: `errors`, `latency`, and `both`, which is composite. */
async function alarms() {
  const { standIn, client } = await cloudWatch();
  const { alarms: book, topics } = standIn.account;
  const { arn } = topics.add('shop-critical', 'us-east-1', {});
  const actions = { AlarmActions: [arn], OKActions: [arn] };
  book.put('metric', 'errors', { ...METRIC, ...actions, AlarmDescription: 'Errors.' });
  book.put('metric', 'latency', METRIC);
  book.put('composite', 'both', { ...actions, AlarmRule: 'ALARM("errors") AND NOT (OK(latency) OR FALSE)' });
  return { standIn, client, topic: arn };
}

function set(client: CloudWatchClient, AlarmName: string, StateValue: string, StateReason = 'A test.') {
  return client.send(
    new SetAlarmStateCommand({ AlarmName, StateValue: StateValue as StateValue, StateReason }),
  );
}

async function states(client: CloudWatchClient): Promise<Record<string, string | undefined>> {
  const ask = new DescribeAlarmsCommand({ AlarmTypes: ['MetricAlarm', 'CompositeAlarm'] });
  const { MetricAlarms = [], CompositeAlarms = [] } = await client.send(ask);
  return Object.fromEntries(
    [...MetricAlarms, ...CompositeAlarms].map((one) => [one.AlarmName, one.StateValue]),
  );
}

async function history(client: CloudWatchClient, AlarmName: string) {
  const ask = {
    AlarmName,
    AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
    ScanBy: 'TimestampAscending',
  } as const;
  const { AlarmHistoryItems = [] } = await client.send(
    new DescribeAlarmHistoryCommand({ ...ask, AlarmTypes: [...ask.AlarmTypes] }),
  );
  return AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary);
}

test('of a new metric alarm nobody knows the state; a composite one is evaluated at once', async () => {
  const { client } = await alarms();

  expect(await states(client)).toEqual({
    errors: 'INSUFFICIENT_DATA',
    latency: 'INSUFFICIENT_DATA',
    both: 'OK',
  });
});

test('a state that is set is in the history, with what was done about it, and the message that was published', async () => {
  const { standIn, client, topic } = await alarms();
  await set(client, 'errors', 'ALARM');
  await set(client, 'errors', 'ALARM');

  expect(await history(client, 'errors')).toEqual([
    'Alarm "errors" created',
    'Alarm updated from INSUFFICIENT_DATA to ALARM',
    `Successfully executed action ${topic}`,
  ]);
  const [, { Subject, Message } = { Subject: '', Message: '{}' }] =
    standIn.account.topics.published.slice(-2);
  // The composite alarm follows, and is told after it.
  expect(Subject).toBe('ALARM: "both" in US East (N. Virginia)');
  expect(
    JSON.parse(Message).TriggeringChildren.map(({ Arn }: { Arn: string }) => Arn.split(':').at(-1)),
  ).toEqual(['errors', 'latency']);
  expect(JSON.parse(standIn.account.topics.published.at(-2)?.Message ?? '')).toMatchObject({
    AlarmName: 'errors',
    AlarmDescription: 'Errors.',
    AWSAccountId: '123456789012',
    NewStateValue: 'ALARM',
    NewStateReason: 'A test.',
    StateChangeTime: '2026-03-14T12:00:00.000+0000',
    OldStateValue: 'INSUFFICIENT_DATA',
    Trigger: { MetricName: 'm', Statistic: 'SUM', Threshold: 5, Dimensions: [] },
  });
});

test('an action that fails is in the history in the words of SNS', async () => {
  const { standIn, client, topic } = await alarms();
  const found = standIn.account.topics.find(topic);
  if (found !== undefined) found.refusal = 'No.';
  const before = standIn.account.topics.published.length;
  await set(client, 'errors', 'ALARM');

  expect((await history(client, 'errors')).at(-1)).toBe(
    `Failed to execute action ${topic}. Received error: "No."`,
  );
  expect(standIn.account.topics.published).toHaveLength(before);
});

test('a composite alarm that is set stays so until one of its children changes', async () => {
  const { client } = await alarms();
  await set(client, 'both', 'ALARM');
  expect(await states(client)).toMatchObject({ both: 'ALARM' });
  await set(client, 'latency', 'OK');
  expect(await states(client)).toMatchObject({ both: 'OK' });
});

test('a suppressed alarm changes, and tells nobody', async () => {
  const { standIn, client, topic } = await alarms();
  standIn.account.alarms.put('composite', 'quiet', {
    AlarmRule: 'ALARM(latency)',
    AlarmActions: [topic],
    ActionsSuppressor: 'errors',
  });
  await set(client, 'errors', 'ALARM');
  const before = standIn.account.topics.published.length;
  await set(client, 'latency', 'ALARM');

  expect(await states(client)).toMatchObject({ quiet: 'ALARM' });
  expect(standIn.account.topics.published).toHaveLength(before);
});

test('evaluated by the metrics that were put, alarms leave the state that was set', async () => {
  const { standIn, client } = await alarms();
  await set(client, 'latency', 'ALARM');
  await put(
    client,
    { MetricName: 'm', Value: 6, Timestamp: minutesFromNoon(-1) },
    { MetricName: 'm', Value: 7, Timestamp: minutesFromNoon(-2) },
  );
  expect(standIn.evaluateAlarms()).toEqual([]);
  expect(await states(client)).toEqual({ errors: 'ALARM', latency: 'ALARM', both: 'ALARM' });
  standIn.setClock(minutesFromNoon(10));
  standIn.evaluateAlarms();
  expect(await states(client)).toEqual({ errors: 'OK', latency: 'OK', both: 'OK' });
});

test('an alarm that the model of alarms does not know is named, and left alone', async () => {
  const { standIn } = await alarms();
  standIn.account.alarms.put('metric', 'fast', { ...METRIC, Period: 10 });

  expect(standIn.evaluateAlarms()).toEqual([
    'fast: The model of alarms knows whole minutes only, and fast has a period of 10 s.',
  ]);
});

test('alarms are described by name, prefix and state, a page at a time, and composite ones only if asked for', async () => {
  const { client } = await alarms();
  const names = async (input: DescribeAlarmsCommandInput) => {
    const {
      MetricAlarms = [],
      CompositeAlarms = [],
      NextToken,
    } = await client.send(new DescribeAlarmsCommand(input));
    return [[...MetricAlarms, ...CompositeAlarms].map(({ AlarmName }) => AlarmName), NextToken] as const;
  };

  expect((await names({}))[0]).toEqual(['errors', 'latency']);
  expect((await names({ AlarmNames: ['both'] }))[0]).toEqual([]);
  expect((await names({ AlarmTypes: ['CompositeAlarm'] }))[0]).toEqual(['both']);
  expect((await names({ AlarmNamePrefix: 'lat' }))[0]).toEqual(['latency']);
  expect((await names({ StateValue: 'ALARM' }))[0]).toEqual([]);
  expect((await names({ ChildrenOfAlarmName: 'both' }))[0]).toEqual(['errors', 'latency']);
  const [first, token] = await names({ MaxRecords: 1 });
  expect(first).toEqual(['errors']);
  expect(await names({ MaxRecords: 1, NextToken: token })).toEqual([['latency'], undefined]);
});

test.each([
  [
    { StateReason: 'x'.repeat(1024) },
    'ValidationError: The parameter StateReason must be shorter than 1024 characters.',
  ],
  [
    { StateValue: 'FINE' as StateValue },
    'ValidationError: The parameter StateValue must be in the set [ OK, ALARM, INSUFFICIENT_DATA ].',
  ],
  [{ AlarmName: 'none' }, 'ResourceNotFound: The alarm none does not exist.'],
  [{ StateReasonData: '{' }, 'InvalidFormat: StateReasonData is not valid JSON.'],
])('SetAlarmState with a wrong value is refused (%#)', async (wrong, expected) => {
  const { client } = await alarms();
  const good = { AlarmName: 'errors', StateValue: 'ALARM', StateReason: 'A test.' } as const;

  expect(await refusal(client.send(new SetAlarmStateCommand({ ...good, ...wrong })))).toBe(expected);
});

test('times are those of the service’s clock', async () => {
  const { client } = await alarms();
  const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({ AlarmNames: ['errors'] }));

  expect(MetricAlarms).toMatchObject([
    {
      AlarmArn: 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:errors',
      StateUpdatedTimestamp: NOON,
      AlarmConfigurationUpdatedTimestamp: NOON,
      Threshold: 5,
    },
  ]);
});
