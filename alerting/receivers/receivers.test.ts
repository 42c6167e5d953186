import { describe, expect, test } from 'vitest';
import type { Severity } from '../../conventions/labels.ts';
import { email, msteams, pagerduty, sns, webhook } from '../../definition/notify/receivers.ts';
import { slack } from '../../definition/notify/slack.ts';
import { composeStack, nativeStack } from '../../definition/stack.ts';
import type { ReceiverContext } from './context.ts';
import { emailConfig } from './email.ts';
import { msteamsConfig } from './msteams.ts';
import { pagerdutyConfig } from './pagerduty.ts';
import { receiver } from './receiver.ts';
import { slackConfig } from './slack.ts';
import { snsConfig } from './sns.ts';
import { webhookConfig } from './webhook.ts';

const containers: ReceiverContext = { stack: composeStack, hasRunbooks: true };

/** Debian's Alertmanager 0.25, which refuses settings that came later. */
const debian: ReceiverContext = {
  stack: nativeStack({
    exporter: '127.0.0.1:9464',
    prometheus: '127.0.0.1:9090',
    alertmanager: '127.0.0.1:9093',
    grafana: '127.0.0.1:3000',
    runsGrafana: false,
    exporterTokenFile: null,
    directory: '/srv/state',
    baseDirectory: '/srv',
  }),
  hasRunbooks: false,
};

describe('Slack', () => {
  const channels = { critical: '#alerts' };
  const channel = '#alerts';

  test('is told by a webhook, whose address is in a file', () => {
    const settings = slack.parse({ webhook_file: 'secrets/slack', channels });

    const config = slackConfig({ settings, channel, context: containers });

    expect(config).toMatchObject({ api_url_file: '/etc/alertmanager/secrets/slack', channel: '#alerts' });
    expect(Object.keys(config)).not.toContain('update_message');
  });

  test('or as a bot, which may edit its messages where Alertmanager can', () => {
    const settings = slack.parse({ bot_token_file: 'secrets/bot', channels });
    const authorization = (credentials_file: string) => ({ type: 'Bearer', credentials_file });

    const current = slackConfig({ settings, channel, context: containers, isEdited: true });
    const old = slackConfig({ settings, channel, context: debian, isEdited: true });
    const silent = slackConfig({ settings, channel, context: containers });

    expect(current).toMatchObject({
      api_url: 'https://slack.com/api/chat.postMessage',
      http_config: { authorization: authorization('/etc/alertmanager/secrets/bot') },
      update_message: true,
    });
    expect(old).toMatchObject({ http_config: { authorization: authorization('/srv/secrets/bot') } });
    for (const config of [old, silent]) expect(Object.keys(config)).not.toContain('update_message');
  });

  test('is told by edits only of what is critical: nobody would see that an alert joins a message', () => {
    const settings = slack.parse({ bot_token_file: 'secrets/bot', channels });
    const targets = [{ kind: 'slack', settings, channel }] as const;
    const entry = (severity: Severity) =>
      (receiver('people', targets, severity, containers).slack_configs as readonly object[] | undefined)?.[0];

    expect(entry('critical')).toHaveProperty('update_message', true);
    expect(entry('warning')).not.toHaveProperty('update_message');
    expect(entry('info')).not.toHaveProperty('update_message');
  });

  test('has a button for runbooks only where there are runbooks', () => {
    const settings = slack.parse({ webhook_file: 'secrets/slack', channels });
    const buttons = (context: ReceiverContext) =>
      slackConfig({ settings, channel, context }).actions.map(({ text }) => text);

    expect(buttons(containers)).toEqual(['Runbook', 'Dashboard', 'Query', 'Silence']);
    expect(buttons(debian)).toEqual(['Dashboard', 'Query', 'Silence']);
  });

  test('is not told of an end where that is none', () => {
    const settings = slack.parse({ webhook_file: 'secrets/slack', channels });

    expect(slackConfig({ settings, channel, context: debian }).send_resolved).toBe(true);
    expect(slackConfig({ settings, channel, context: debian, sendResolved: false }).send_resolved).toBe(
      false,
    );
  });
});

describe('PagerDuty', () => {
  test('gets events with the key of a service, which is in a file, wherever its region is', () => {
    const url = 'https://events.eu.pagerduty.com/v2/enqueue';
    const routingKeyFile = 'secrets/payments';
    const usual = pagerduty.parse({ routing_key_file: 'secrets/pagerduty' });

    expect(pagerdutyConfig({ settings: { ...usual, url }, routingKeyFile, context: debian })).toMatchObject({
      routing_key_file: '/srv/secrets/payments',
      url,
    });
    expect(pagerdutyConfig({ settings: usual, routingKeyFile, context: debian })).not.toHaveProperty('url');
  });

  test('gets every detail from goldwatch, none from Alertmanager, which would not bound it', () => {
    const settings = pagerduty.parse({ routing_key_file: 'secrets/pagerduty' });

    const { details } = pagerdutyConfig({ settings, routingKeyFile: 'secrets/pagerduty', context: debian });

    expect(Object.keys(details)).toEqual(
      expect.arrayContaining(['firing', 'num_firing', 'num_resolved', 'resolved']),
    );
  });
});

describe('mail', () => {
  const server = { smarthost: 'smtp.example.com:587', from: 'goldwatch@example.com', to: {} };

  test('goes to everybody at once, with the password from its file', () => {
    const settings = email.parse({ ...server, username: 'goldwatch', password_file: 'secrets/smtp' });

    expect(
      emailConfig({ settings, to: ['a@example.com', 'B <b@example.com>'], context: debian }),
    ).toMatchObject({
      to: 'a@example.com, B <b@example.com>',
      auth_username: 'goldwatch',
      auth_password_file: '/srv/secrets/smtp',
      require_tls: true,
    });
  });

  test.each([
    ['smtp.example.com:587', true, true],
    ['smtp.example.com:25', false, false],
    ['smtp.example.com:465', true, false],
  ])('to %s with require_tls: %s asks for STARTTLS: %s', (smarthost, require_tls, asks) => {
    const settings = email.parse({ ...server, smarthost, require_tls });

    expect(emailConfig({ settings, to: ['a@example.com'], context: debian }).require_tls).toBe(asks);
  });
});

test('SNS is asked in the region of the topic, under a role where there is one', () => {
  const topicArn = 'arn:aws:sns:eu-central-1:123456789012:alerts';
  const role_arn = 'arn:aws:iam::123456789012:role/alerts';

  expect(
    snsConfig({ settings: sns.parse({ topic_arn: topicArn }), topicArn, context: debian }),
  ).toMatchObject({ topic_arn: topicArn, sigv4: { region: 'eu-central-1' } });
  expect(
    snsConfig({ settings: sns.parse({ topic_arn: topicArn, role_arn }), topicArn, context: debian }).sigv4,
  ).toEqual({ region: 'eu-central-1', role_arn });
});

test('Teams is told where Alertmanager can', () => {
  const settings = msteams.parse({ webhook_file: 'secrets/teams' });

  expect(msteamsConfig({ settings, context: containers })).toMatchObject({
    webhook_url_file: '/etc/alertmanager/secrets/teams',
  });
  expect(msteamsConfig({ settings, context: debian })).toBeNull();
});

test('another program gets at most a hundred alerts at once; its address may be in a file where Alertmanager can', () => {
  const open = webhook.parse({ name: 'tickets', url: 'http://127.0.0.1:8080/alerts' });
  const secret = webhook.parse({ name: 'tickets', url_file: 'secrets/tickets' });
  const bounded = { send_resolved: true, max_alerts: 100 };

  expect(webhookConfig({ settings: open, context: debian })).toEqual({
    url: 'http://127.0.0.1:8080/alerts',
    ...bounded,
  });
  expect(webhookConfig({ settings: secret, context: containers })).toEqual({
    url_file: '/etc/alertmanager/secrets/tickets',
    ...bounded,
  });
  expect(webhookConfig({ settings: secret, context: debian })).toBeNull();
});
