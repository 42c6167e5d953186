import type { Alarm, AlarmState } from './alarm.ts';

/** An item of an alarm's history, as the API has it. */
export interface HistoryItem {
  readonly AlarmName: string;
  readonly AlarmType: 'MetricAlarm' | 'CompositeAlarm';
  /** Milliseconds since 1970; the API says seconds. */
  readonly at: number;
  readonly HistoryItemType: 'ConfigurationUpdate' | 'StateUpdate' | 'Action';
  readonly HistorySummary: string;
  /** JSON. */
  readonly HistoryData: string;
}

const MOST_ITEMS = 100_000;

/**
 * What has become of alarms. The words are CloudWatch's, as its documents and people's histories show them:
 * «describe-alarm-history» in the reference of the AWS CLI, and re:Post on alarms whose actions fail.
 */
export class History {
  #items: HistoryItem[] = [];

  /** Oldest first. */
  get items(): readonly HistoryItem[] {
    return this.#items;
  }

  configured(alarm: Alarm, wasKnown: boolean, at: number): void {
    const HistorySummary = `Alarm "${alarm.name}" ${wasKnown ? 'updated' : 'created'}`;
    const type = wasKnown ? 'Update' : 'Create';
    this.#add(alarm, at, 'ConfigurationUpdate', HistorySummary, { version: '1.0', type });
  }

  changed(alarm: Alarm, before: AlarmState, at: number): void {
    const HistorySummary = `Alarm updated from ${before.value} to ${alarm.state.value}`;
    const data = { version: '1.0', oldState: toldState(before), newState: toldState(alarm.state) };
    this.#add(alarm, at, 'StateUpdate', HistorySummary, data);
  }

  /** @param error in the words of SNS; null where it was published. */
  acted(alarm: Alarm, action: string, message: string, error: string | null, at: number): void {
    const HistorySummary =
      error === null
        ? `Successfully executed action ${action}`
        : `Failed to execute action ${action}. Received error: "${error}"`;
    this.#add(alarm, at, 'Action', HistorySummary, {
      actionState: error === null ? 'Succeeded' : 'Failed',
      notificationResource: action,
      stateUpdateTimestamp: at,
      publishedMessage: message,
      error,
    });
  }

  clear(): void {
    this.#items = [];
  }

  #add(
    { name, kind }: Alarm,
    at: number,
    HistoryItemType: HistoryItem['HistoryItemType'],
    HistorySummary: string,
    data: object,
  ): void {
    const AlarmType = kind === 'metric' ? 'MetricAlarm' : 'CompositeAlarm';
    const HistoryData = JSON.stringify(data);
    this.#items.push({ AlarmName: name, AlarmType, at, HistoryItemType, HistorySummary, HistoryData });
    if (this.#items.length > MOST_ITEMS) this.#items = this.#items.slice(-MOST_ITEMS / 2);
  }
}

function toldState({ value, reason, reasonData }: AlarmState): object {
  return {
    stateValue: value,
    stateReason: reason,
    ...(reasonData === undefined ? {} : { stateReasonData: reasonData }),
  };
}
