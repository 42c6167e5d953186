import type { CompositeAlarm, MetricAlarm, StateValue } from '@aws-sdk/client-cloudwatch';
import type { AwsClients } from '../aws_clients.ts';
import { awsTrouble } from '../aws_trouble.ts';
import { BrokenLink } from './broken_link.ts';

/** An alarm as CloudWatch has it. */
export interface DeployedAlarm {
  readonly name: string;
  readonly isComposite: boolean;
  readonly state: StateValue;
  readonly reason: string;
  /** Whether its actions are switched on. */
  readonly acts: boolean;
  /** What it tells when it comes into ALARM, and out of it: ARNs. */
  readonly alarmActions: readonly string[];
  readonly okActions: readonly string[];
  /** The alarm that keeps it from telling anybody, by name; null for none. */
  readonly suppressor: string | null;
  /** For how long it waits whether that one fires, in seconds. */
  readonly suppressorWait: number;
}

/** One item of an alarm's history. */
export interface HistoryItem {
  readonly type: string;
  /** Milliseconds since 1970, by the clock of AWS. */
  readonly at: number;
  readonly summary: string;
  /** JSON. */
  readonly data: string;
}

const ALL_KINDS = ['MetricAlarm', 'CompositeAlarm'] as const;
const NEWEST_ITEMS = 100;

/** CloudWatch's alarms, by its API. Every method throws a BrokenLink that says why it cannot be asked. */
export class DeployedAlarms {
  readonly #clients: AwsClients;

  constructor(clients: AwsClients) {
    this.#clients = clients;
  }

  /** The region that is asked. */
  async region(): Promise<string> {
    return await asked('cloudwatch:DescribeAlarms', async () =>
      (await this.#clients.cloudwatch()).config.region(),
    );
  }

  /** The alarm of that name; null where there is none. */
  async find(name: string, signal: AbortSignal): Promise<DeployedAlarm | null> {
    const { DescribeAlarmsCommand } = await import('@aws-sdk/client-cloudwatch');
    return await asked(
      'cloudwatch:DescribeAlarms',
      async () => {
        const client = await this.#clients.cloudwatch();
        const command = new DescribeAlarmsCommand({ AlarmNames: [name], AlarmTypes: [...ALL_KINDS] });
        const { MetricAlarms = [], CompositeAlarms = [] } = await client.send(command, {
          abortSignal: signal,
        });
        const [metric] = MetricAlarms;
        const [composite] = CompositeAlarms;
        if (composite !== undefined) return compositeOf(name, composite);
        return metric === undefined ? null : { ...commonOf(name, metric), isComposite: false };
      },
      signal,
    );
  }

  /** The newest hundred items of an alarm's history, oldest first. */
  async history(name: string, signal: AbortSignal): Promise<readonly HistoryItem[]> {
    const { DescribeAlarmHistoryCommand } = await import('@aws-sdk/client-cloudwatch');
    return await asked(
      'cloudwatch:DescribeAlarmHistory',
      async () => {
        const client = await this.#clients.cloudwatch();
        // Without AlarmTypes, AWS leaves composite alarms out.
        const command = new DescribeAlarmHistoryCommand({
          AlarmName: name,
          AlarmTypes: [...ALL_KINDS],
          MaxRecords: NEWEST_ITEMS,
          ScanBy: 'TimestampDescending',
        });
        const { AlarmHistoryItems = [] } = await client.send(command, { abortSignal: signal });
        const items = AlarmHistoryItems.map(
          ({ HistoryItemType, Timestamp, HistorySummary, HistoryData }) => ({
            type: HistoryItemType ?? '',
            at: Timestamp?.getTime() ?? 0,
            summary: HistorySummary ?? '',
            data: HistoryData ?? '',
          }),
        );
        return items.reverse();
      },
      signal,
    );
  }

  /** Sets the state of an alarm for now. No signal breaks it off, so that nobody has to guess whether it was set. */
  async set(name: string, state: StateValue, reason: string): Promise<void> {
    const { SetAlarmStateCommand } = await import('@aws-sdk/client-cloudwatch');
    await asked('cloudwatch:SetAlarmState', async () => {
      const client = await this.#clients.cloudwatch();
      await client.send(
        new SetAlarmStateCommand({ AlarmName: name, StateValue: state, StateReason: reason }),
      );
    });
  }
}

/** Asks CloudWatch. Throws the reason of `signal` where that is why it failed. */
async function asked<T>(action: string, ask: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    signal?.throwIfAborted();
    const { why, remedy } = awsTrouble(error, action, 'CloudWatch');
    throw new BrokenLink(why, remedy);
  }
}

function compositeOf(name: string, alarm: CompositeAlarm): DeployedAlarm {
  const { ActionsSuppressor, ActionsSuppressorWaitPeriod = 0 } = alarm;
  return {
    ...commonOf(name, alarm),
    isComposite: true,
    suppressor: ActionsSuppressor?.replace(/^arn:[^:]*:cloudwatch:[^:]*:\d*:alarm:/, '') ?? null,
    suppressorWait: ActionsSuppressorWaitPeriod,
  };
}

function commonOf(name: string, alarm: MetricAlarm | CompositeAlarm): Omit<DeployedAlarm, 'isComposite'> {
  return {
    name,
    state: alarm.StateValue ?? 'INSUFFICIENT_DATA',
    reason: alarm.StateReason ?? '',
    acts: alarm.ActionsEnabled ?? true,
    alarmActions: alarm.AlarmActions ?? [],
    okActions: alarm.OKActions ?? [],
    suppressor: null,
    suppressorWait: 0,
  };
}
