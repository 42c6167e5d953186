import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { email, pagerduty, sns } from '../../definition/notify/receivers.ts';
import { slack } from '../../definition/notify/slack.ts';
import { template } from '../receivers/context.ts';
import { emailConfig } from '../receivers/email.ts';
import { pagerdutyConfig } from '../receivers/pagerduty.ts';
import { slackConfig } from '../receivers/slack.ts';
import { snsConfig } from '../receivers/sns.ts';
import { stackIn } from './alerting.ts';

const TOPIC = 'arn:aws:sns:eu-central-1:123456789012:alerts';

/** host:port of what stands in for each kind of receiver. */
export type Addresses = Readonly<Record<'slack' | 'pagerduty' | 'email' | 'sns' | 'msteams', string>>;

/** Writes an alertmanager.yml into `directory` by which every kind of receiver is told of every alert at once. */
export async function writeEveryKind(directory: string, addresses: Addresses): Promise<string> {
  await writeFile(join(directory, 'slack'), `http://${addresses.slack}/services/T0/B0/X0\n`);
  await writeFile(join(directory, 'pagerduty'), `${'0'.repeat(32)}\n`);
  const configuration = {
    templates: [join(directory, 'alerting/templates/*.tmpl')],
    route: {
      receiver: 'all',
      group_by: ['alertname', 'service', 'goldwatch_drill'],
      group_wait: '100ms',
      group_interval: '1s',
      routes: [{ matchers: ['severity="warning"'], group_by: ['service', 'goldwatch_drill'] }],
    },
    receivers: [{ name: 'all', ...entries(directory, addresses) }],
  };
  const file = join(directory, 'alertmanager.yml');
  await writeFile(file, stringify(configuration));
  return file;
}

function entries(directory: string, addresses: Addresses) {
  const context = { stack: stackIn(directory), hasRunbooks: true };
  return {
    slack_configs: [
      slackConfig({
        settings: slack.parse({ webhook_file: 'slack', channels: {} }),
        channel: '#alerts',
        context,
      }),
      teamsAsSlack(addresses.msteams),
    ],
    pagerduty_configs: [
      pagerdutyConfig({
        settings: pagerduty.parse({
          routing_key_file: 'pagerduty',
          url: `http://${addresses.pagerduty}/v2/enqueue`,
        }),
        routingKeyFile: 'pagerduty',
        context,
      }),
    ],
    email_configs: [
      emailConfig({
        settings: email.parse({
          smarthost: addresses.email,
          from: 'Goldwatch <goldwatch@example.com>',
          to: {},
          require_tls: false,
        }),
        to: ['ops@example.com', 'Zoë, on call <oncall@example.com>'],
        context,
      }),
    ],
    sns_configs: [
      snsConfig({
        settings: sns.parse({ topic_arn: TOPIC, endpoint: `http://${addresses.sns}` }),
        topicArn: TOPIC,
        context,
      }),
    ],
  };
}

// See stand_ins/msteams.ts.
function teamsAsSlack(address: string) {
  return {
    api_url: `http://${address}/`,
    channel: '-',
    send_resolved: true,
    title: template('msteams.goldwatch.title'),
    text: template('msteams.goldwatch.text'),
    callback_id: '{{ .Status }}',
  };
}
