import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { temporaryDirectory } from '../../alerting/testing/alerting.ts';
import { renderCloudwatch } from '../../cloudwatch/render.ts';
import { loadDefinition } from '../../definition/load.ts';
import {
  type CloudWatchStandIn,
  EXAMPLE_CREDENTIALS,
  startCloudWatch,
} from '../../tests/cloudwatch_standin/standin.ts';
import { freePort } from '../../tests/support/ports.ts';
import { run } from '../main.ts';
import { runHere } from '../testing/run_here.ts';

const DEFINITION = `
service: { name: shop, environment: production }
sources:
  - type: logs
    files: [/var/log/shop/*.json]
    format: json
    golden_signals: { method: $.method, route: $.route, status: $.status, duration_ms: $.ms }
alerts:
  - { name: ApiDown, severity: critical, signal: error_ratio, above: 90%, for: 2m, summary: Almost every request fails. }
  - { name: HighErrorRate, severity: warning, signal: error_ratio, above: 5%, for: 5m, summary: Too many requests fail. }
  - { name: MuchTraffic, severity: info, signal: traffic, above: 1000, summary: Many requests come. }
  - { name: Odd, severity: warning, promql: 'sum(rate(http_requests_total[5m]))', above: 1, summary: Odd. }
notify:
  email:
    smarthost: mail.example.com:587
    from: goldwatch@example.com
    to: { critical: ops@example.com, warning: dev@example.com }
  pagerduty: { routing_key_file: secrets/pagerduty }
mirror:
  cloudwatch: { namespace: Shop/Api, select: [{ series: http_request_duration_seconds, name: All }] }
cloudwatch: { region: us-east-1 }
`;

const [API_DOWN, HIGH_ERROR_RATE] = ['production-shop-ApiDown', 'production-shop-HighErrorRate'];

let directory: string;
let aws: CloudWatchStandIn;
let templates: readonly { readonly stack: string; readonly template: object }[];

beforeAll(async () => {
  directory = await temporaryDirectory();
  await writeFile(join(directory, 'monitoring.yml'), DEFINITION);
  const files = await renderCloudwatch(loadDefinition(DEFINITION, 'monitoring.yml', {}));
  templates = files
    .filter(({ path }) => path.endsWith('.template.json'))
    .map(({ path, text }) => ({
      stack: path.replace(/^.*\/|\.template\.json$/g, ''),
      template: JSON.parse(text),
    }));
  aws = await startCloudWatch();
  vi.stubEnv('AWS_ENDPOINT_URL', aws.url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', EXAMPLE_CREDENTIALS.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', EXAMPLE_CREDENTIALS.secretAccessKey);
}, 60_000);

afterAll(async () => {
  vi.unstubAllEnvs();
  await aws?.close();
  await rm(directory, { recursive: true });
});

beforeEach(() => {
  aws.account.putSecret('production-shop/pagerduty_integration_key', 'a-key-of-pagerduty');
  for (const { stack, template } of templates) aws.deploy(template, stack);
  for (const alarm of aws.account.alarms.all)
    if (alarm.kind === 'metric') aws.account.alarms.settle(alarm, 'OK', 'Good.');
  aws.account.topics.confirmAll();
});

afterEach(() => aws.reset());

const stateOf = (name: string) => aws.account.alarms.find(name)?.state.value;

/** What is written of a drill, without what differs from one to the next. */
function told(text: string): string[] {
  return text
    .trimEnd()
    .replaceAll(/^ +\d+\.\d\d s {2}/gm, '')
    .replaceAll(/\b[0-9a-f]{8}\b/g, 'ID')
    .replaceAll(aws.url.slice('http://'.length), 'AWS')
    .split('\n');
}

/** Runs `goldwatch alert test --cloudwatch`; what it wrote, and its status. */
async function drilled(...args: readonly string[]) {
  const { status, stdout, stderr } = await runHere(['alert', 'test', '--cloudwatch', ...args], directory);
  return { status, lines: told(stdout), stderr };
}

/** What breaks a drill of ApiDown: the verdict on it. */
async function broken(...args: readonly string[]): Promise<string[]> {
  const { status, lines, stderr } = await drilled('ApiDown', ...args);
  expect([status, stderr]).toEqual([1, '']);
  return lines.slice(lines.findIndex((line) => line.includes('does not get through')));
}

/** Does something as soon as a drill of an alert says something. */
async function drilledAnd(
  alert: string,
  when: string,
  act: (interrupt: () => void) => void,
  isTerminal = false,
) {
  let interrupt = () => {};
  let [stdout, stderr] = ['', ''];
  const status = await run(['alert', 'test', '--cloudwatch', alert, '--timeout', '5s'], {
    stdin: () => Readable.from([]),
    stdout: (text) => {
      stdout += text;
      if (text.includes(when)) act(interrupt);
    },
    stderr: (text) => {
      stderr += text;
    },
    environment: {},
    directory,
    isTerminal,
    onSignal(_, callback) {
      interrupt = callback;
      return () => {};
    },
  });
  return { status, lines: told(stdout), stderr };
}

describe('an alarm that gets through', () => {
  test('is set, followed to its topic, and set back', async () => {
    const { status, lines, stderr } = await drilled('ApiDown');

    expect(lines).toEqual([
      'Drill ID of ApiDown (critical, shop): production-shop-ApiDown',
      'ok      deployed                  production-shop-ApiDown is OK in us-east-1',
      'ok      not held back             neither switched off nor suppressed',
      'ok      production-shop-critical  heard by https://events.pagerduty.com, ops@example.com',
      'It tells production-shop-critical.',
      'Meanwhile nobody is told of production-shop-HighErrorRate.',
      'ok      set                       to ALARM',
      'ok      noted                     its history says: Alarm updated from OK to ALARM',
      'ok      production-shop-critical  CloudWatch has told it',
      'ok      set back                  to OK',
      'ok      production-shop-critical  CloudWatch has told it that it is over',
      'production-shop-ApiDown gets through: every link holds.',
    ]);
    expect([status, stderr]).toEqual([0, '']);
    expect(stateOf(API_DOWN)).toBe('OK');
    expect(
      aws.account.topics.published
        .slice(-2)
        .map(({ Subject, Message }) => [Subject, JSON.parse(Message).NewStateReason]),
    ).toEqual([
      [
        'ALARM: "production-shop-ApiDown" in US East (N. Virginia)',
        expect.stringMatching(
          /^goldwatch drill: [0-9a-f]{8} tests that this alarm gets through; nothing is wrong\.$/,
        ),
      ],
      [
        'OK: "production-shop-ApiDown" in US East (N. Virginia)',
        expect.stringMatching(/^goldwatch drill: [0-9a-f]{8} is over\.$/),
      ],
    ]);
  });

  test('may be composite: it is set itself, and says for how long it waits', async () => {
    const { status, lines } = await drilled('HighErrorRate');

    expect(lines.slice(4, 8)).toEqual([
      'It tells production-shop-warning.',
      'It waits 1m first, whether production-shop-ServiceDown fires.',
      'ok      set                       to ALARM',
      'ok      noted                     its history says: Alarm updated from OK to ALARM',
    ]);
    expect([status, stateOf(HIGH_ERROR_RATE)]).toEqual([0, 'OK']);
  });

  test('may tell nobody', async () => {
    const { status, lines } = await drilled('MuchTraffic');

    expect(lines).toContain('It tells nobody: only its history has it.');
    expect(lines.at(-1)).toBe(
      'production-shop-MuchTraffic gets through to its history, and tells nobody: every link holds.',
    );
    expect(status).toBe(0);
  });

  test('is told as JSON, too', async () => {
    const { status, stdout } = await runHere(
      ['alert', 'test', '--cloudwatch', 'ApiDown', '--json'],
      directory,
    );

    const [report, ...others] = JSON.parse(stdout) as { hops: { name: string }[] }[];
    expect([status, others]).toEqual([0, []]);
    expect(report).toMatchObject({
      alert: API_DOWN,
      severity: 'critical',
      service: 'shop',
      tells: ['production-shop-critical'],
      held: true,
    });
    expect(report?.hops.map(({ name }) => name)).toEqual([
      'deployed',
      'not held back',
      'production-shop-critical',
      'set',
      'noted',
      'production-shop-critical',
      'set back',
      'production-shop-critical',
    ]);
  });

  test('goes back to having no data, and people hear that it is over all the same', async () => {
    const alarm = aws.account.alarms.find(API_DOWN);
    if (alarm !== undefined) aws.account.alarms.settle(alarm, 'INSUFFICIENT_DATA', 'No data.');
    const { status, lines } = await drilled('ApiDown');

    expect(lines).toContain('ok      set back                  to OK, then to INSUFFICIENT_DATA');
    expect([status, stateOf(API_DOWN)]).toEqual([0, 'INSUFFICIENT_DATA']);
  });

  test('may return by itself, as metric alarms do', async () => {
    const { status, lines } = await drilledAnd('ApiDown', 'CloudWatch has told it\n', () =>
      aws.account.alarms.returnAll(),
    );

    expect(lines).toContain(
      'ok      set back                  production-shop-ApiDown is OK, as CloudWatch finds',
    );
    expect(status).toBe(0);
  });

  test('is not set back where CloudWatch finds it in ALARM meanwhile', async () => {
    const { lines } = await drilledAnd('ApiDown', 'CloudWatch has told it\n', () => {
      const alarm = aws.account.alarms.find(API_DOWN);
      if (alarm !== undefined) aws.account.alarms.set(alarm, { value: 'ALARM', reason: 'Threshold Crossed' });
    });

    expect(lines.slice(-2)).toEqual([
      'ok      set back                  not done: CloudWatch itself finds it in ALARM: Threshold Crossed',
      'production-shop-ApiDown gets through: every link holds.',
    ]);
    expect(stateOf(API_DOWN)).toBe('ALARM');
  });
});

describe('a broken link is named, with what to do:', () => {
  test('an alarm that is not deployed', async () => {
    aws.reset();

    expect(await broken()).toEqual([
      'production-shop-ApiDown does not get through. It breaks at: deployed.',
      '  CloudWatch has no alarm production-shop-ApiDown in us-east-1.',
      '  What to do: Deploy it: `npx goldwatch render`, then cloudwatch/deploy.sh; or let the credentials be of the account that has it.',
    ]);
  });

  test('an alarm that is in ALARM already', async () => {
    const alarm = aws.account.alarms.find(API_DOWN);
    if (alarm !== undefined) aws.account.alarms.settle(alarm, 'ALARM', 'Threshold Crossed');

    expect(await broken()).toEqual([
      'production-shop-ApiDown does not get through. It breaks at: deployed.',
      '  production-shop-ApiDown is in ALARM already: Threshold Crossed. A drill would change nothing.',
      '  What to do: Mend what is broken first; then repeat the drill.',
    ]);
  });

  test.each(['DescribeAlarms', 'DescribeAlarmHistory', 'SetAlarmState'])(
    '%s is not allowed, and nothing is changed',
    async (operation) => {
      const action = `cloudwatch:${operation}`;
      aws.deny([action]);
      const before = aws.account.alarms.history.items.length;

      expect((await broken()).slice(1)).toEqual([
        `  AWS does not allow ${action}: User: arn:aws:iam::123456789012:user/goldwatch is not authorized to perform: ${action} because no identity-based policy allows the ${action} action.`,
        `  What to do: Allow it in a policy: { "Effect": "Allow", "Action": "${action}", "Resource": "*" }.`,
      ]);
      expect(aws.account.alarms.history.items).toHaveLength(before);
    },
  );

  test('credentials that AWS does not know', async () => {
    aws.fail({ fault: 'ExpiredTokenException', times: 'always' });

    expect((await broken()).slice(1)).toEqual([
      '  AWS does not know who asks: ExpiredTokenException: The security token included in the request is expired.',
      '  What to do: Give valid credentials where the AWS SDK looks for them (environment, shared files, role of the instance or the task), for the region that is asked.',
    ]);
  });

  test('an endpoint at which nobody listens', async () => {
    const port = await freePort();
    vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${port}`);
    const verdict = await broken();
    vi.stubEnv('AWS_ENDPOINT_URL', aws.url);

    expect(verdict.slice(1)).toEqual([
      `  CloudWatch cannot be reached: connect ECONNREFUSED 127.0.0.1:${port}.`,
      '  What to do: Check the network, the region and the endpoint (mirror.cloudwatch.endpoint, AWS_ENDPOINT_URL).',
    ]);
  });

  test('actions that are switched off', async () => {
    const alarm = aws.account.alarms.find(API_DOWN);
    if (alarm !== undefined)
      aws.account.alarms.put('metric', API_DOWN, { ...alarm.properties, ActionsEnabled: false });

    expect((await broken()).slice(1)).toEqual([
      '  The actions of production-shop-ApiDown are switched off.',
      '  What to do: Switch them on: aws cloudwatch enable-alarm-actions --alarm-names production-shop-ApiDown',
    ]);
  });

  test('an alarm that is suppressed', async () => {
    const alarm = aws.account.alarms.find(API_DOWN);
    if (alarm !== undefined) aws.account.alarms.settle(alarm, 'ALARM', 'Threshold Crossed');
    const { status, lines } = await drilled('HighErrorRate');

    expect(lines.slice(-3)).toEqual([
      'production-shop-HighErrorRate does not get through. It breaks at: not held back.',
      '  It is suppressed: while production-shop-ServiceDown is in ALARM, it tells nobody.',
      '  What to do: Mend what fires first; then repeat the drill.',
    ]);
    expect(status).toBe(1);
  });

  test('a topic that nobody hears, for no subscription is confirmed', async () => {
    aws.account.topics.clear();
    for (const { stack, template } of templates) aws.deploy(template, stack);

    expect(await broken()).toEqual([
      'production-shop-ApiDown does not get through. It breaks at: production-shop-critical.',
      '  Nobody would hear it: 2 subscriptions to production-shop-critical (https://events.pagerduty.com, ops@example.com) not confirmed.',
      '  What to do: Follow the link in the message that AWS has sent there; the console of SNS sends another one («Request confirmation»).',
    ]);
    expect(stateOf(API_DOWN)).toBe('OK');
  });

  test('a topic that nobody has subscribed to, or that is not there', async () => {
    for (const { subscriptions } of aws.account.topics.all) subscriptions.length = 0;
    expect((await broken()).slice(1)).toEqual([
      '  Nobody would hear it: production-shop-critical has no subscription.',
      '  What to do: Name receivers under notify in monitoring.yml, render, and deploy cloudwatch/notifications.template.json.',
    ]);

    aws.account.topics.clear();
    expect((await broken()).slice(1)).toEqual([
      '  There is no topic production-shop-critical: Topic does not exist.',
      '  What to do: Deploy cloudwatch/notifications.template.json anew: cloudwatch/deploy.sh does.',
    ]);
  });

  test('a topic whose policy does not let alarms in, in the words of AWS', async () => {
    const topic = aws.account.topics.all.find(({ name }) => name === 'production-shop-critical');
    const error = `Resource: arn:aws:cloudwatch:us-east-1:123456789012:alarm:${API_DOWN} is not authorized to perform: SNS:Publish on resource: ${topic?.arn}`;
    if (topic !== undefined) topic.refusal = error;

    expect(await broken()).toEqual([
      'production-shop-ApiDown does not get through. It breaks at: production-shop-critical.',
      `  CloudWatch could not tell production-shop-critical: Failed to execute action ${topic?.arn}. Received error: "${error}".`,
      '  What to do: Let the policy of the topic allow cloudwatch.amazonaws.com to publish: deploy cloudwatch/notifications.template.json anew.',
    ]);
    expect(stateOf(API_DOWN)).toBe('OK');
  });

  test('an alarm that cannot be set back, which is said with the command that does it', async () => {
    const { status, lines } = await drilledAnd('HighErrorRate', 'CloudWatch has told it\n', () =>
      aws.deny(['cloudwatch:SetAlarmState']),
    );

    expect(lines.slice(-3)).toEqual([
      'production-shop-HighErrorRate does not get through. It breaks at: set back.',
      '  production-shop-HighErrorRate could not be set back to OK. AWS does not allow cloudwatch:SetAlarmState: User: arn:aws:iam::123456789012:user/goldwatch is not authorized to perform: cloudwatch:SetAlarmState because no identity-based policy allows the cloudwatch:SetAlarmState action.',
      '  What to do: Set it back by hand: aws cloudwatch set-alarm-state --alarm-name production-shop-HighErrorRate --state-value OK --state-reason "The drill is over."',
    ]);
    expect(status).toBe(1);
  });
});

test('a proxy or another program that answers in the place of AWS', async () => {
  const other = createServer((_request, response) => response.end('<html>Log in</html>'));
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(other.address() as AddressInfo).port}`);
  try {
    expect((await broken()).slice(1)).toEqual([
      '  CloudWatch cannot be reached: what is there is not AWS, but a proxy or another program: it answers 200.',
      '  What to do: Check the network, the region and the endpoint (mirror.cloudwatch.endpoint, AWS_ENDPOINT_URL).',
    ]);
  } finally {
    vi.stubEnv('AWS_ENDPOINT_URL', aws.url);
    other.close();
    other.closeAllConnections();
  }
});

test('who hears a topic is not known where nobody may ask, and the drill goes on', async () => {
  aws.deny(['sns:ListSubscriptionsByTopic']);
  const { status, lines } = await drilled('ApiDown');

  expect(lines[3]).toBe(
    'ok      production-shop-critical  not known who hears it: AWS does not allow sns:ListSubscriptionsByTopic: User: arn:aws:iam::123456789012:user/goldwatch is not authorized to perform: SNS:ListSubscriptionsByTopic because no identity-based policy allows the SNS:ListSubscriptionsByTopic action. Allow sns:ListSubscriptionsByTopic to know it.',
  );
  expect(status).toBe(0);
});

const STOPPED = { status: 1, stderr: 'Stopped. What the drill had set is set back.\n' };

test('Ctrl-C sets back what was set', async () => {
  const { lines, ...outcome } = await drilledAnd('ApiDown', 'noted', (interrupt) => interrupt());

  expect(outcome).toEqual(STOPPED);
  expect(lines.at(-1)).toBe('ok      set back                  to OK');
  expect(stateOf(API_DOWN)).toBe('OK');
});

test('Ctrl-C says so where nothing could be set back', async () => {
  const { status, stderr } = await drilledAnd('HighErrorRate', 'noted', (interrupt) => {
    aws.deny(['cloudwatch:SetAlarmState']);
    interrupt();
  });

  expect(stderr).toMatch(
    /^Stopped\. production-shop-HighErrorRate could not be set back to OK\. .*\nWhat to do: Set it back by hand: .*\n$/,
  );
  expect(status).toBe(1);
});

test('Ctrl-C in a later drill says so, too, of what an earlier one could not set back', async () => {
  let drills = 0;
  aws.fail([
    { fault: 'pass', operation: 'SetAlarmState' },
    { fault: 'AccessDenied', operation: 'SetAlarmState', times: 'always' },
  ]);
  const { status, stderr } = await drilledAnd('--severity=critical', 'is OK in us-east-1', (interrupt) => {
    drills++;
    if (drills === 2) interrupt();
  });

  expect(stderr).toMatch(
    /^Stopped\. production-shop-ExporterSilent could not be set back to OK\. .*\nWhat to do: CloudWatch sets it back at its next evaluation; by hand: .*\n$/,
  );
  expect(status).toBe(1);
});

test('on a terminal Ctrl-C comes in time to keep it from people', async () => {
  const { lines: _lines, ...outcome } = await drilledAnd(
    'ApiDown',
    'Ctrl-C within 3 s keeps it from them.',
    (interrupt) => interrupt(),
    true,
  );

  expect(outcome).toEqual(STOPPED);
  expect(aws.requests.filter(({ operation }) => operation === 'SetAlarmState')).toEqual([]);
});

test('every alarm of a severity is tested', async () => {
  const { status, lines } = await drilled('--severity', 'critical');

  expect(lines.filter((line) => line.startsWith('Drill'))).toEqual([
    'Drill ID of ExporterSilent (critical, shop): production-shop-ExporterSilent',
    'Drill ID of ApiDown (critical, shop): production-shop-ApiDown',
  ]);
  expect(lines.at(-1)).toBe('All 2 alarms get through.');
  expect(status).toBe(0);
});

test('what CloudWatch does not have is said, with the reason', async () => {
  const { status, stderr } = await drilled('Odd');
  expect(stderr).toMatch(/^Odd has no alarm in CloudWatch: .+\. What would change that: .+\.\n$/);
  expect(status).toBe(1);
  expect(await drilled('ApiDwon')).toMatchObject({
    status: 2,
    stderr: 'monitoring.yml has no alarm in CloudWatch "ApiDwon". Did you mean "ApiDown"?\n',
  });
  expect(await drilled('ApiDown', '--service', 'till')).toMatchObject({
    status: 2,
    stderr: 'monitoring.yml has no alarm ApiDown of the service "till".\n',
  });
});

test('a definition without `cloudwatch` has no alarms to test', async () => {
  await writeFile(join(directory, 'other.yml'), DEFINITION.replace(/^cloudwatch:.*$/m, ''));

  expect(await drilled('ApiDown', '--config', 'other.yml')).toMatchObject({
    status: 1,
    stderr: 'other.yml has nothing for CloudWatch: it has no `cloudwatch`. See docs/cloudwatch.md.\n',
  });
});
