import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { plain, slackText } from '../../alerting/testing/slack_text.ts';
import { type SlackMessage, startSlack } from '../../alerting/testing/stand_ins/slack.ts';
import { runHere } from '../../cli/testing/run_here.ts';
import {
  type CloudWatchStandIn,
  EXAMPLE_CREDENTIALS,
  startCloudWatch,
} from '../../tests/cloudwatch_standin/standin.ts';
import { startHttpInbox } from '../../tests/support/http_inbox.ts';
import { freePort } from '../../tests/support/ports.ts';
import { type StandIn, startStandIn } from '../../tests/support/stand_in.ts';
import { temporaryDirectory } from '../../tests/support/temporary_directory.ts';
import { stackTemplates } from '../render.ts';
import type { Template } from '../template_text.ts';
import { type ForwarderProcess, startForwarder } from '../testing/forwarder_process.ts';
import { shop, shopText } from '../testing/shop.ts';
import { load } from '../testing.ts';
import { forwarderSource } from './forwarder.ts';
import { forwarderEnvironment } from './forwarder_environment.ts';

const SECRET = 'production-shop/slack_webhook_url';
const PREVIEWS = join(import.meta.dirname, '../../alerting/previews');
const CONSOLE = 'https://eu-central-1.console.aws.amazon.com/cloudwatch/home?region=eu-central-1#';
const CROSSED =
  'Threshold Crossed: 2 out of the last 2 datapoints [0.974 (21/11/25 03:11:00), 0.96 (21/11/25 03:06:00)] were greater than the threshold (0.9) (minimum 2 datapoints for OK -> ALARM transition).';

let cloudWatch: CloudWatchStandIn;
let slack: StandIn<SlackMessage>;
let forwarder: ForwarderProcess;
let notifications: Template;
let told = 0;

// The whole way: alarms of the templates change, CloudWatch tells topics, and the function of the template posts to Slack.
beforeAll(async () => {
  [cloudWatch, slack] = await Promise.all([startCloudWatch({ region: 'eu-central-1' }), startSlack()]);
  const templates = await stackTemplates(shop());
  cloudWatch.account.putSecret('production-shop/pagerduty_integration_key', '0'.repeat(32));
  const incidents = cloudWatch.account.topics.add('incidents', 'eu-central-1', {});
  cloudWatch.account.topics.subscribe(incidents, 'sqs', 'arn:aws:sqs:eu-central-1:123456789012:incidents');
  for (const { template, stackName } of templates) cloudWatch.deploy(template, stackName);
  const [first] = templates;
  if (first === undefined) throw new Error('There are no templates.');
  notifications = first.template;
  forwarder = await startForwarder(notifications, cloudWatch.url);
  return async () => {
    await Promise.all([forwarder.stop(), slack.stop(), cloudWatch.close()]);
  };
});

afterEach(() => {
  cloudWatch.fail([]);
  cloudWatch.deny([]);
});

describe('a message to Slack', () => {
  test('says nothing of alarms that were only just made and are well', async () => {
    setWebhook(slack.address);
    const before = slack.accepted.length;

    expect(await tellWhatIsNew()).toEqual(['done']);

    expect(cloudWatch.account.topics.published.map(({ Subject }) => Subject)).toContain(
      'OK: "production-shop-HighLatency" in EU (Frankfurt)',
    );
    expect(slack.accepted.length).toBe(before);
  });

  test('says what Alertmanager says of the same alert', async () => {
    change('production-shop-ApiDown', 'OK', 'Threshold Crossed: …', '2025-11-21T03:00:00Z');
    change('production-shop-ApiDown', 'ALARM', CROSSED, '2025-11-21T03:12:00Z');

    const message = await nextMessage();

    const [ours] = message.attachments;
    const [theirs] = (await preview('critical')).attachments;
    expect(slackText(message)).toBe(
      [
        '#alerts',
        '🔴 [FIRING:1] ApiDown · shop · critical',
        'The API answers almost every request with an error.',
        '97.4% (limit 90%) since 2025-11-21 03:12 UTC',
        'Fires when error ratio of shop is above 90% over 5m, for 2m.',
        'environment=production team=payments',
        '[Runbook] [Dashboard] [Alarm]',
        '',
      ].join('\n'),
    );
    expect({ ...ours, title: ours.title.replace('shop', 'demo-api') }).toMatchObject({
      color: theirs.color,
      title: theirs.title,
      fallback: theirs.fallback.replace('demo-api', 'shop'),
    });
    const [summary, since, , labels] = ours.text.split('\n');
    const [theirSummary, theirSince, , theirLabels] = theirs.text.split('\n');
    expect([summary, since, labels]).toEqual([theirSummary, theirSince, theirLabels]);
    expect(ours.title_link).toBe(`${CONSOLE}alarmsV2:alarm/production-shop-ApiDown`);
    expect(ours.actions).toEqual([
      { type: 'button', text: 'Runbook', url: 'https://wiki.example.com/runbooks/ApiDown' },
      {
        type: 'button',
        text: 'Dashboard',
        url: `${CONSOLE}dashboards/dashboard/production-shop-golden-signals-shop`,
      },
      { type: 'button', text: 'Alarm', url: `${CONSOLE}alarmsV2:alarm/production-shop-ApiDown` },
    ]);
  });

  test('says how long it lasted once it is over, as Alertmanager does', async () => {
    change('production-shop-ApiDown', 'OK', 'Threshold Crossed: …', '2025-11-21T04:24:00Z');

    const message = await nextMessage();

    const [ours] = message.attachments;
    const [theirs] = (await preview('resolved')).attachments;
    expect(ours).toMatchObject({
      color: theirs.color,
      title: theirs.title.replace('demo-api', 'shop'),
      fallback: theirs.fallback.replace('demo-api', 'shop'),
      text: theirs.text,
    });
  });

  test('has the value of the one condition behind an alarm that another one can silence', async () => {
    const reason =
      'Threshold Crossed: 2 datapoints [3.4 (21/11/25 03:11:00), 3.1 (21/11/25 03:06:00)] were greater than the threshold (2.0).';
    change('production-shop-checkout-HighLatency-condition', 'ALARM', reason, '2025-11-21T05:00:00Z');

    expect(slackText(await nextMessage())).toBe(
      [
        '#monitoring',
        '🟠 [FIRING:1] HighLatency · checkout · warning',
        'Requests take too long.',
        '3.4s (limit 2s) since 2025-11-21 05:00 UTC',
        'Fires when p95 latency of checkout is above 2s over 5m, for 5m.',
        'environment=production team=payments',
        '[Runbook] [Dashboard] [Alarm]',
        '',
      ].join('\n'),
    );
  });

  test('does without a value where no data is what is wrong', async () => {
    const reason =
      'Threshold Crossed: no datapoints were received for 6 periods and 6 missing datapoints were treated as [Breaching].';
    change('production-shop-ExporterSilent', 'ALARM', reason, '2025-11-21T06:00:00Z');

    const [shown] = (await nextMessage()).attachments;

    expect(plain(shown.title)).toBe('🔴 [FIRING:1] ExporterSilent · shop · critical');
    expect(plain(shown.text).split('\n')[1]).toBe('Since 2025-11-21 06:00 UTC');
  });

  test('calls a drill one, at its begin and at its end', async () => {
    const alarm = 'production-shop-SlackForwarderFailing';
    change(alarm, 'OK', 'Threshold Crossed: …', '2025-11-21T07:00:00Z');
    change(alarm, 'ALARM', 'goldwatch drill: raised by hand', '2025-11-21T07:01:00Z');
    change(alarm, 'OK', 'Threshold Crossed: …', '2025-11-21T07:01:30Z');

    const messages = [await nextMessage(), await nextMessage()];

    expect(messages.map(({ attachments: [{ title }] }) => title)).toEqual([
      '🔴 [DRILL] [FIRING:1] SlackForwarderFailing · shop · critical',
      '✅ [DRILL] [RESOLVED:1] SlackForwarderFailing · shop · critical',
    ]);
    expect(plain(messages[1]?.attachments[0].text ?? '')).toContain('Lasted 30s, until 2025-11-21 07:01 UTC');
  });

  test('comes of `goldwatch alert test NAME --cloudwatch`, and says that it is a drill and that it is over', async () => {
    const directory = await temporaryDirectory();
    await writeFile(join(directory, 'monitoring.yml'), shopText());
    vi.stubEnv('AWS_ENDPOINT_URL', cloudWatch.url);
    vi.stubEnv('AWS_ACCESS_KEY_ID', EXAMPLE_CREDENTIALS.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', EXAMPLE_CREDENTIALS.secretAccessKey);
    const drill = await runHere(['alert', 'test', 'ApiDown', '--cloudwatch'], directory);
    vi.unstubAllEnvs();
    await rm(directory, { recursive: true });

    expect(drill.stdout.split('\n')).toContain('production-shop-ApiDown gets through: every link holds.');
    const told = [await nextMessage(), await nextMessage()].map((message) =>
      slackText(message)
        .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d/g, 'NOW')
        .replace(/Lasted \d+s/, 'Lasted SECONDS')
        .split('\n'),
    );
    expect(told).toEqual([
      [
        '#alerts',
        '🔴 [DRILL] [FIRING:1] ApiDown · shop · critical',
        'The API answers almost every request with an error.',
        'Since NOW UTC',
        'Fires when error ratio of shop is above 90% over 5m, for 2m.',
        'environment=production team=payments',
        '[Runbook] [Dashboard] [Alarm]',
        '',
      ],
      [
        '#alerts',
        '✅ [DRILL] [RESOLVED:1] ApiDown · shop · critical',
        'Was: The API answers almost every request with an error.',
        'Lasted SECONDS, until NOW UTC',
        'environment=production team=payments',
        '[Runbook] [Dashboard] [Alarm]',
        '',
      ],
    ]);
  });

  test('ends without how long it lasted where the history may not be read, which the log tells', async () => {
    const alarm = 'production-shop-SlackForwarderFailing';
    change(alarm, 'ALARM', 'Threshold Crossed: …', '2025-11-21T08:00:00Z');
    await nextMessage();
    change(alarm, 'OK', 'Threshold Crossed: …', '2025-11-21T08:10:00Z');
    cloudWatch.deny(['cloudwatch:DescribeAlarmHistory']);

    const [shown] = (await nextMessage()).attachments;

    expect(plain(shown.text).split('\n')[1]).toBe('Until 2025-11-21 08:10 UTC');
    expect(forwarder.log()).toContain('is not authorized to perform: cloudwatch:DescribeAlarmHistory');
  });

  test('leads to the console of the partition that alarms are in', () => {
    const partitions = ['eu-central-1', 'cn-north-1', 'us-gov-west-1'].map(
      (region) => forwarderEnvironment(load(shopText().replaceAll('eu-central-1', region))).DOMAIN,
    );

    expect(partitions).toEqual(['aws.amazon.com', 'amazonaws.cn', 'amazonaws-us-gov.com']);
  });

  test('whatever an alarm says of itself, Slack takes the message', async () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^(?:Fires |Runbook: https?:\/\/|Dashboard: |[<>&|*\u202e])[ -~]{0,40}$/),
      fc.constant('🙂 <!channel> '.repeat(100)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(hostile, { maxLength: 4 }),
        hostile,
        fc.constantFrom('ALARM', 'INSUFFICIENT_DATA'),
        async (lines, why, state) => {
          const message = {
            AlarmName: 'production-shop-Hostile',
            AlarmDescription: lines.join('\n'),
            AlarmArn: 'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:production-shop-Hostile',
            NewStateValue: state,
            NewStateReason: why,
            OldStateValue: 'OK',
            StateChangeTime: '2025-11-21T03:12:00.000+0000',
          };
          const TopicArn = 'arn:aws:sns:eu-central-1:123456789012:production-shop-critical';

          expect(await forwarder.tell({ TopicArn, Subject: 'A', Message: JSON.stringify(message) })).toBe(
            'done',
          );
        },
      ),
      { numRuns: 50 },
    );
    expect(slack.refused).toEqual([]);
  });

  test('shows what is no alarm as it is, with the markup of Slack taken from it', async () => {
    const inbox = await startHttpInbox();
    await restartedWith(inbox.address);

    expect(
      await forwarder.tell({
        TopicArn: 'arn:aws:sns:eu-central-1:123456789012:production-shop-warning',
        Subject: 'Hello <!channel> & all',
        Message: `<b>"1"\n& 2</b>\u202e ${'x'.repeat(600)}`,
      }),
    ).toBe('done');

    expect(inbox.requests.map(({ body }) => body)).toEqual([
      {
        channel: '#monitoring',
        username: 'CloudWatch',
        attachments: [
          {
            color: '#2e90fa',
            title: '🔵 Hello &lt;!channel&gt; &amp; all',
            fallback: '🔵 Hello &lt;!channel&gt; &amp; all',
            mrkdwn_in: ['text'],
            text: `&lt;b&gt;"1" &amp; 2&lt;/b&gt; ${'x'.repeat(485)}…`,
          },
        ],
      },
    ]);
    await inbox.stop();
  });
});

describe('the forwarder', () => {
  test('throws what Slack refuses, so that AWS Lambda tries again', async () => {
    const answer = { status: 404, type: 'text/plain', body: 'no_service' };
    const refusing = await startStandIn(() => ({ answer }));
    await restartedWith(refusing.address);

    expect(await forwarder.tell(alarmMessage())).toBe('threw Slack answered 404: no_service');
    await refusing.stop();
  });

  test.each([
    'hooks.slack.com/services/T0/B0/hush',
    'http://[hush',
    'https://bot:hush@hooks.slack.com/hush',
    'data:,hush',
  ])(
    'then asks for the webhook anew, and says nothing of a secret that is no address: %s',
    async (secret) => {
      cloudWatch.account.putSecret(SECRET, secret);

      expect(await forwarder.tell(alarmMessage())).toBe(
        'threw The secret production-shop/slack_webhook_url holds no address',
      );
      expect(forwarder.log()).not.toContain('hush');
    },
  );

  test('throws where it may not read the secret', async () => {
    cloudWatch.deny(['secretsmanager:GetSecretValue']);

    expect(await forwarder.tell(alarmMessage())).toContain(
      'is not authorized to perform: secretsmanager:GetSecretValue',
    );
  });

  test('keeps the webhook for a while, rather than asking for it with each message', async () => {
    setWebhook(slack.address);
    const asked = () => cloudWatch.requests.filter(({ operation }) => operation === 'GetSecretValue').length;
    const before = asked();

    expect(await forwarder.tell(alarmMessage())).toBe('done');
    expect(await forwarder.tell(alarmMessage(), alarmMessage())).toBe('done');

    expect(asked() - before).toBe(1);
  });

  test('asks for the webhook anew after Slack could not be reached, too', async () => {
    const port = await freePort();
    await restartedWith(`127.0.0.1:${port}`);
    expect(await forwarder.tell(alarmMessage())).toBe('threw fetch failed');

    setWebhook(slack.address);

    expect(await forwarder.tell(alarmMessage())).toBe('done');
  });

  test('fits into a template everywhere', () => {
    expect(Buffer.byteLength(forwarderSource())).toBeLessThan(4000);
  });
});

function setWebhook(address: string): void {
  cloudWatch.account.putSecret(SECRET, `http://${address}/services/T0/B0/hush\n`);
}

// It keeps a webhook for minutes.
async function restartedWith(address: string): Promise<void> {
  await forwarder.stop();
  forwarder = await startForwarder(notifications, cloudWatch.url);
  setWebhook(address);
}

function change(name: string, value: 'OK' | 'ALARM', reason: string, at: string): void {
  const alarm = cloudWatch.account.alarms.find(name);
  if (alarm === undefined) throw new Error(`There is no alarm ${name}.`);
  cloudWatch.setClock(new Date(at));
  cloudWatch.account.alarms.settle(alarm, value, reason);
  cloudWatch.setClock(undefined);
}

/** Hands all that topics with a forwarder have been told since to it, and says what came of each message. */
async function tellWhatIsNew(): Promise<string[]> {
  const { published } = cloudWatch.account.topics;
  const ours = published.filter(({ TopicArn }) => /production-shop-(?:critical|warning)$/.test(TopicArn));
  const outcomes = [];
  for (const message of ours.slice(told)) outcomes.push(await forwarder.tell(message));
  told = ours.length;
  return [...new Set(outcomes)];
}

let shown = 0;

async function nextMessage(): Promise<SlackMessage> {
  expect(new Set([...(await tellWhatIsNew()), 'done'])).toEqual(new Set(['done']));
  expect(slack.refused).toEqual([]);
  const message = slack.accepted[shown];
  if (message === undefined) throw new Error('Slack got no further message.');
  shown += 1;
  return message;
}

function alarmMessage() {
  const [message] = cloudWatch.account.topics.published.filter(({ Subject }) => Subject.startsWith('ALARM'));
  if (message === undefined) throw new Error('No alarm was told.');
  return message;
}

async function preview(name: string): Promise<SlackMessage> {
  return JSON.parse(await readFile(join(PREVIEWS, name, 'slack.json'), 'utf8')) as SlackMessage;
}
