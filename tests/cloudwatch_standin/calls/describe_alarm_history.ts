import type { HistoryItem } from '../account/history.ts';
import type { Input } from '../input.ts';
import { nextToken, pageStart } from '../next_token.ts';
import type { Context } from '../operations.ts';
import { page } from './pages.ts';

/** Answers DescribeAlarmHistory, the newest first unless asked otherwise. Without AlarmTypes, of metric alarms only. */
export function describeAlarmHistory(input: Input, { account }: Context): object {
  const matches = filterOf(input);
  const items = account.alarms.history.items.filter(matches);
  if (input.string('ScanBy') !== 'TimestampAscending') items.reverse();
  const { found, end, isLast } = page(input, items, 'MaxRecords', 50, 100, pageStart(input));
  return {
    AlarmHistoryItems: found.map(({ at, ...item }) => ({ ...item, Timestamp: at / 1000 })),
    ...(isLast ? {} : { NextToken: nextToken(input, end) }),
  };
}

function filterOf(input: Input): (item: HistoryItem) => boolean {
  const name = input.string('AlarmName');
  const types = input.strings('AlarmTypes') ?? ['MetricAlarm'];
  const kind = input.string('HistoryItemType');
  const from = input.time('StartDate') ?? Number.NEGATIVE_INFINITY;
  const until = input.time('EndDate') ?? Number.POSITIVE_INFINITY;
  return ({ AlarmName, AlarmType, HistoryItemType, at }) =>
    (name === undefined || name === AlarmName) &&
    types.includes(AlarmType) &&
    (kind === undefined || kind === HistoryItemType) &&
    at >= from &&
    at <= until;
}
