import { expect, test } from 'vitest';
import { capturedLog } from '../../testing.ts';
import { MirrorLog } from './mirror_log.ts';
import type { IntervalReading } from './registry_datums.ts';
import { compileSelection } from './selection.ts';
import { cloudwatchMirrorSettings } from './settings.ts';
import { Tally } from './tally.ts';

function newLog() {
  const { log, captured } = capturedLog();
  return { log: new MirrorLog(log), captured };
}

function reading(parts: Partial<IntervalReading> = {}): IntervalReading {
  return {
    count: 0,
    tally: new Tally(),
    beyondBudget: { count: 0, named: [] },
    unmatched: [],
    rolledBack: 0,
    ...parts,
  };
}

const names = (count: number) =>
  Array.from({ length: count }, (_, index) => `["Requests",["id","${index}"]]`);

test('what is refused and what is left out is said once, with an example', () => {
  const { log, captured } = newLog();
  const tally = new Tally();
  tally.refuse('summary', () => 'rpc_seconds: CloudWatch has no summaries', 3);
  tally.leaveOut('value_nan', 2, () => '["Latency"], made of latency_seconds by select[0]');
  tally.addUnknownSum('["Latency"], made of latency_seconds by select[0]');
  for (let interval = 0; interval < 3; interval += 1) log.read(reading({ tally }), 100);
  expect(captured.lines.map(({ time: _, ...line }) => line)).toEqual([
    {
      level: 40,
      reason: 'summary',
      count: 3,
      msg: 'Not mirrored: rpc_seconds: CloudWatch has no summaries.',
    },
    {
      level: 40,
      reason: 'value_nan',
      count: 2,
      msg: 'Observations are left out of what is mirrored: ["Latency"], made of latency_seconds by select[0].',
    },
    {
      level: 40,
      count: 1,
      msg: 'The sum of a histogram is not known any more, and what is mirrored is an estimate: ["Latency"], made of latency_seconds by select[0].',
    },
  ]);
});

test('an entry that selects nothing is named once, with where to look', () => {
  const { log, captured } = newLog();
  const unmatched = compileSelection(
    cloudwatchMirrorSettings.parse({ namespace: 'Shop', select: [{ series: 'mials_total{kind="news"}' }] }),
  );
  for (let interval = 0; interval < 2; interval += 1) log.read(reading({ unmatched }), 100);
  expect(captured.messages()).toEqual([
    'mirror.cloudwatch.select[0], mials_total{kind="news"}, has selected nothing so far. Compare its name and labels with /metrics.',
  ]);
});

test('what alarms need is told from what the file selects', () => {
  const { log, captured } = newLog();
  const settings = cloudwatchMirrorSettings.parse({
    namespace: 'Shop',
    select: [{ series: 'orders_total' }, { series: 'mails_total' }],
  });
  log.read(reading({ unmatched: compileSelection({ ...settings, for_alarms: 1 }) }), 100);
  expect(captured.messages()).toEqual([
    'What alarms need, orders_total, has selected nothing so far. Compare its name and labels with /metrics.',
    'mirror.cloudwatch.select[0], mails_total, has selected nothing so far. Compare its name and labels with /metrics.',
  ]);
});

test('metrics beyond the budget are named, fifty in a line', () => {
  const { log, captured } = newLog();
  log.read(reading({ beyondBudget: { count: 120, named: names(120) } }), 100);
  const beyond =
    'Beyond the budget of 100 metrics, these are not mirrored. Raise mirror.cloudwatch.budget, or select less.';
  expect(captured.messages()).toEqual([beyond, beyond, beyond]);
  expect(captured.lines.flatMap(({ metrics }) => metrics)).toEqual(names(120));
});

test('where there are more than are named, that is said, once', () => {
  const { log, captured } = newLog();
  log.read(reading({ beyondBudget: { count: 99_900, named: names(1000) } }), 100);
  for (let interval = 0; interval < 3; interval += 1)
    log.read(reading({ beyondBudget: { count: 99_900, named: [] } }), 100);
  expect(captured.messages().filter((message) => !message.startsWith('Beyond the budget'))).toEqual([
    '1000 metrics beyond the budget have been named; further ones are only counted, in goldwatch_mirror_datums_refused_total.',
  ]);
});

test('series that a restart has set back are counted each time', () => {
  const { log, captured } = newLog();
  log.read(reading({ rolledBack: 2 }), 100);
  log.read(reading(), 100);
  log.read(reading({ rolledBack: 1 }), 100);
  expect(captured.lines.map(({ series }) => series)).toEqual([2, 1]);
});

test('however much there is to say, no more than a thousand sentences are remembered', () => {
  const { log, captured } = newLog();
  for (let interval = 0; interval < 1100; interval += 1) {
    const tally = new Tally();
    tally.refuse('value_nan', () => `rate_${interval}: it is NaN`);
    log.read(reading({ tally }), 100);
  }
  expect(captured.lines).toHaveLength(1000);
});
