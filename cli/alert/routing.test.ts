import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { withDrills } from '../../alerting/drill.ts';
import { temporaryDirectory } from '../../tests/support/temporary_directory.ts';
import { destinationsOf } from './routing.ts';
import { recipients } from './told.ts';

const TREE = {
  receiver: 'goldwatch',
  group_by: ['alertname'],
  group_wait: '30s',
  routes: [
    { receiver: 'goldwatch', matchers: ['alertname="Watchdog"'], group_wait: '0s' },
    { receiver: 'goldwatch', continue: true, group_wait: '0s' },
    {
      matchers: ['team=~"pay.*|shop"', 'severity!~"info|debug"'],
      receiver: 'payments',
      continue: true,
      routes: [{ receiver: 'night', matchers: ['severity = critical'], mute_time_intervals: ['night'] }],
    },
    { receiver: 'critical', matchers: ['severity="critical"'], group_interval: '1m' },
    { receiver: 'rest', matchers: ['severity!=""', 'text="a\\"b\\\\c"'] },
  ],
};
const CONFIGURATION = {
  route: withDrills(TREE, { name: 'native' }),
  time_intervals: [{ name: 'night', time_intervals: [{ weekdays: ['monday'] }] }],
  receivers: ['goldwatch', 'payments', 'night', 'critical', 'rest'].map((name) => ({ name })),
};

const CASES: readonly Readonly<Record<string, string>>[] = [
  {},
  { alertname: 'Watchdog' },
  { severity: 'critical' },
  { severity: 'warning', team: 'payments' },
  { severity: 'critical', team: 'shop' },
  { severity: 'info', team: 'shop' },
  { severity: 'critical', team: 'workshop' },
  { severity: 'info', text: 'a"b\\c' },
  { team: 'shop' },
];

test.each(CASES.flatMap((labels) => [labels, { ...labels, goldwatch_drill: '12345678' }]))(
  'of %j is that of amtool, drill or not',
  async (labels) => {
    const file = join(await temporaryDirectory(), 'alertmanager.yml');
    await writeFile(file, stringify(CONFIGURATION));
    const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
    const { stdout } = await promisify(execFile)('amtool', [
      'config',
      'routes',
      'test',
      `--config.file=${file}`,
      ...pairs,
    ]);

    expect(destinationsOf(stringify(CONFIGURATION), labels).map(({ receiver }) => receiver)).toEqual(
      stdout.trim().split(','),
    );
  },
);

test('a route knows when it sends, by its own word, that of the routes above it, or the default', () => {
  const when = (labels: Readonly<Record<string, string>>) =>
    destinationsOf(stringify(CONFIGURATION), labels).map(
      ({ receiver, groupWaitMs, groupIntervalMs, intervals }) => [
        receiver,
        groupWaitMs,
        groupIntervalMs,
        ...intervals,
      ],
    );

  expect(when({ severity: 'critical', team: 'shop' })).toEqual([
    ['goldwatch', 0, 300_000],
    ['night', 30_000, 300_000, 'night'],
    ['critical', 30_000, 60_000],
  ]);
  expect(when({ severity: 'critical', team: 'shop', goldwatch_drill: 'x' })).toEqual([
    ['goldwatch', 0, 300_000],
    ['night', 0, 5_000, 'night'],
    ['critical', 0, 5_000],
  ]);
});

test('recipients are named as people know them, each once', () => {
  const receivers = [
    {
      name: 'all',
      slack_configs: [{ channel: '#alerts' }, { channel: '#alerts' }],
      email_configs: [{ to: 'a@example.com, b@example.com' }],
      pagerduty_configs: [{}],
      sns_configs: [{ topic_arn: 'arn:aws:sns:eu-west-1:123456789012:alerts' }],
      msteamsv2_configs: [{}],
      webhook_configs: [{ url: 'http://tickets.example.com/x' }, { url: '<secret>' }],
      opsgenie_configs: [{}],
    },
  ];

  expect(recipients(destinationsOf(stringify({ route: { receiver: 'all' }, receivers }), {}))).toEqual([
    'Slack #alerts',
    'mail to a@example.com, b@example.com',
    'PagerDuty',
    'SNS alerts',
    'Microsoft Teams',
    'webhook tickets.example.com',
    'webhook of all',
    'opsgenie',
  ]);
});
