import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { freePort } from '../support/ports.ts';
import { PROJECT, ProcessUnderTest } from '../support/process.ts';
import { temporaryDirectory } from '../support/temporary_directory.ts';
import { runByHand } from './by_hand.ts';
import { EXAMPLE_CREDENTIALS } from './standin.ts';
import { clientOf, cloudWatch, put, refusal } from './testing.ts';

const DATUM = { MetricName: 'm', Value: 1 };

/** Calls what directs the stand-in, by hand. */
async function curl(url: string, path: string, body?: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`${url}/_standin/${path}`, body === undefined ? {} : { method: 'POST', body });
  return { status: response.status, text: await response.text() };
}

const MAIN = 'tests/cloudwatch_standin/main.ts';

test.each<[string, readonly string[], NodeJS.Signals]>([
  ['npm run aws:standin', [join(PROJECT, 'cli/bootstrap.mjs'), MAIN], 'SIGTERM'],
  ['the program that it runs', ['--import', 'tsx', MAIN], 'SIGINT'],
])(
  '%s says how to point a program at it, logs each request, and ends on a signal',
  async (_what, words, signal) => {
    const port = await freePort();
    const process_ = new ProcessUnderTest(process.execPath, [...words, '--port', String(port)]);
    onTestFinished(() => process_.end('SIGKILL'));
    const url = `http://127.0.0.1:${port}`;
    await process_.answers(`${url}/_standin/`);
    expect(process_.output).toContain(`export AWS_ENDPOINT_URL=${url}\n`);
    expect(process_.output).toContain('export AWS_REGION=us-east-1\n');

    const client = { endpoint: url, region: 'us-east-1', credentials: EXAMPLE_CREDENTIALS };
    const sdk = clientOf({ client });
    await put(sdk, DATUM);
    await put(sdk, { ...DATUM, Value: Number.NaN }).catch(() => {});
    await curl(url, 'fail', 'close-after');
    await put(sdk, DATUM).catch(() => {});

    await vi.waitFor(() => {
      expect(process_.output).toMatch(/^\d\d:\d\d:\d\d PutMetricData: accepted, 200, 1 datums, \d+ bytes$/m);
      expect(process_.output).toMatch(
        /^\S+ PutMetricData: refused, 400, 0 datums, \d+ bytes, InvalidParameterValue: The value NaN for parameter MetricData.member.1.Value is invalid.$/m,
      );
      expect(process_.output).toMatch(
        /^\S+ PutMetricData: accepted, no answer, 1 datums, \d+ bytes, fault close-after$/m,
      );
    });
    await process_.end(signal);
    expect(process_.output).toContain('The stand-in has ended.');
    expect(process_.child.exitCode).toBe(0);
  },
);

test('failures are planned over HTTP: a name, a step, or a list', async () => {
  const { standIn, client } = await cloudWatch();
  await curl(standIn.url, 'fail', 'Throttling');
  expect(await refusal(put(client, DATUM))).toBe('Throttling: Rate exceeded');
  await curl(standIn.url, 'fail', '["pass", {"fault": "AccessDenied", "times": 2}]');
  const statuses = [];
  for (let i = 0; i < 4; i++)
    statuses.push((await put(client, DATUM).catch((error) => error)).$metadata.httpStatusCode);
  expect(statuses).toEqual([200, 403, 403, 200]);
  await curl(standIn.url, 'fail', '{"fault": "Throttling", "times": "always"}');
  await curl(standIn.url, 'fail', '[]');
  await put(client, DATUM);
});

test('what was received, the clock and the reset are at hand over HTTP', async () => {
  const { standIn, client } = await cloudWatch();
  await put(client, DATUM, { MetricName: 'n', Value: 2 });
  const { text } = await curl(standIn.url, 'received?last=1');
  expect(JSON.parse(text)).toMatchObject({ total: 2, received: [{ metricName: 'n', values: [2] }] });
  expect(JSON.parse((await curl(standIn.url, 'requests')).text)).toMatchObject({
    total: 1,
    requests: [{ operation: 'PutMetricData', outcome: 'accepted' }],
  });
  expect((await curl(standIn.url, 'clock', '{"now": "2030-01-01T00:00:00Z"}')).text).toContain(
    '"now": "2030-01-01T00:00:00.000Z"',
  );
  await put(client, { ...DATUM, Timestamp: new Date('2030-01-01T00:00:00Z') });
  await curl(standIn.url, 'reset', '');
  expect(standIn.received).toEqual([]);
});

test('a reset over HTTP ends what hangs', async () => {
  const { standIn, client } = await cloudWatch();
  standIn.fail('hang');
  const broken = expect(put(client, DATUM)).rejects.toThrow('socket hang up');
  await expect.poll(() => standIn.requests).toHaveLength(1);
  expect((await curl(standIn.url, 'reset', '')).status).toBe(200);
  await broken;
});

test.each([
  ['fail', 'explode', '"explode" is not a fault. Known ones are InternalServiceError,'],
  ['fail', '', '"" is not a fault. Known ones are'],
  ['clock', '{"now": 7}', 'now must be a date in ISO 8601, or null.'],
  ['clock', '{"now": "noon"}', 'The time is not a date.'],
  ['received?last=-1', undefined, 'last is -1; it must be a whole number from 0 on.'],
  ['deny', '"sns:*"', 'The body must be a list of actions.'],
  ['deny', '["sns:Sing"]', '"sns:Sing" is not an action. Known operations are PutMetricData,'],
  ['explode', undefined, 'The stand-in does not know GET /_standin/explode.'],
])('%s with %j is refused, and the help is shown', async (path, body, expected) => {
  const { standIn } = await cloudWatch();
  const { status, text } = await curl(standIn.url, path, body);
  expect(status).toBe(400);
  expect(text.startsWith(expected)).toBe(true);
  expect(text).toContain('POST /_standin/fail ');
});

test('templates of a folder are deployed first, and what they expect is made', async () => {
  const folder = await temporaryDirectory();
  const topic = { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'shop' } };
  const filter = {
    Type: 'AWS::Logs::MetricFilter',
    Properties: {
      LogGroupName: '/aws/lambda/shop',
      MetricTransformations: [{ MetricName: 'Errors', MetricNamespace: 'Shop', MetricValue: '1' }],
    },
  };
  const alarm = {
    Type: 'AWS::CloudWatch::CompositeAlarm',
    Properties: {
      AlarmName: 'never',
      AlarmRule: 'FALSE',
      AlarmDescription: '{{resolve:secretsmanager:shop/key:SecretString}}',
      AlarmActions: [{ 'Fn::ImportValue': 'topic' }],
    },
  };
  const outputs = { Topic: { Value: { Ref: 'Topic' }, Export: { Name: 'topic' } } };
  await writeFile(join(folder, 'alarms.template.json'), JSON.stringify({ Resources: { alarm, filter } }));
  await writeFile(
    join(folder, 'notifications.template.json'),
    JSON.stringify({ Resources: { Topic: topic }, Outputs: outputs }),
  );
  const said = await byHand('--deploy', folder);

  expect(said.status).toBe(0);
  expect(said.out).toContain(
    'Made the secret shop/key, which the templates expect.\n' +
      'Made the log group /aws/lambda/shop, which the templates expect.\n' +
      'Deployed notifications: 1 resources.\n' +
      'Deployed alarms: 2 resources.\n',
  );
  expect((await byHand('--deploy', join(folder, 'none'))).error).toMatch(/^aws:standin: ENOENT: /);
  expect((await byHand('--deploy', await temporaryDirectory())).error).toMatch(
    /^aws:standin: \S+ has no \*\.template\.json\. Write them with `npx goldwatch render`\.\n$/,
  );
});

test('alarms are shown over HTTP, evaluated, and denied', async () => {
  const { standIn } = await cloudWatch();
  standIn.account.alarms.put('composite', 'never', { AlarmRule: 'FALSE' });

  expect(JSON.parse((await curl(standIn.url, 'alarms')).text)).toMatchObject([
    { name: 'never', kind: 'composite', value: 'OK' },
  ]);
  expect(JSON.parse((await curl(standIn.url, 'evaluate', '')).text)).toEqual({ unknown: [] });
  expect(JSON.parse((await curl(standIn.url, 'deny', '["sns:*"]')).text)).toEqual({ denied: ['sns:*'] });
  expect(JSON.parse((await curl(standIn.url, 'published')).text)).toEqual([]);
  expect(JSON.parse((await curl(standIn.url, 'confirm', '')).text)).toEqual({ topics: [] });
});

test('a change of an alarm is a line, with whom it tells; a new one that is well is none', async () => {
  const folder = await temporaryDirectory();
  const alarm = (AlarmName: string, AlarmRule: string) => ({
    Type: 'AWS::CloudWatch::CompositeAlarm',
    Properties: { AlarmName, AlarmRule, AlarmActions: [{ Ref: 'topic' }] },
  });
  const Resources = {
    topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: 'shop-critical' } },
    well: alarm('shop-Never', 'FALSE'),
    firing: alarm('shop-Always', 'TRUE'),
  };
  await writeFile(join(folder, 'alarms.template.json'), JSON.stringify({ Resources }));
  const { out } = await byHand('--deploy', folder);

  expect(out.split('\n').filter((line) => line.includes('Alarm '))).toEqual([
    expect.stringMatching(
      /^\d\d:\d\d:\d\d Alarm shop-Always goes from INSUFFICIENT_DATA to ALARM, and tells shop-critical$/,
    ),
  ]);
});

/** Runs the stand-in by hand until it has started; what it said. */
async function byHand(...args: readonly string[]): Promise<{ status: number; out: string; error: string }> {
  let [out, error] = ['', ''];
  const output = {
    out: (text: string) => {
      out += text;
    },
    error: (text: string) => {
      error += text;
    },
  };
  const status = await runByHand(['--port', '0', ...args], output, Promise.resolve());
  return { status, out, error };
}

test.each([
  [['--port', 'x'], '--port is "x"; it must be a whole number from 0 to 65535.'],
  [['--ports', '1'], "Unknown option '--ports'"],
])('%j is a mistake that is named', async (args, expected) => {
  const { status, error } = await byHand(...args);
  expect(status).toBe(1);
  expect(error).toContain(`aws:standin: ${expected}`);
});
