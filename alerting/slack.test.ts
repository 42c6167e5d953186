import { beforeAll, expect, test } from 'vitest';
import { type Alerting, startAlerting } from './testing/alerting.ts';
import { HIGH_ERROR_RATE, SLACK_AT_ONCE, slackMessage } from './testing/slack_message.ts';

let alerting: Alerting;

beforeAll(async () => {
  alerting = await startAlerting(SLACK_AT_ONCE, null);
  return () => alerting.stop();
});

test('a message says what is wrong, how badly, since when, and where to look', async () => {
  await alerting.post(HIGH_ERROR_RATE);

  const filter =
    '%7Balertname%3D%22HighErrorRate%22%2C%20service%3D%22demo-api%22%2C%20severity%3D%22warning%22%7D';
  expect(await slackMessage(alerting, '[FIRING:1] HighErrorRate')).toEqual({
    channel: '#monitoring',
    username: 'Alertmanager',
    attachments: [
      {
        color: '#f79009',
        title: '🟠 [FIRING:1] HighErrorRate · demo-api',
        title_link: `https://alertmanager.example.com/#/alerts?filter=${filter}`,
        text: [
          '*Too many requests fail.*',
          '• 12.3% of the requests to demo-api failed over 5m; the limit is 5%. Since <!date^1763694720^{date_short_pretty} at {time}|2025-11-21 03:12 UTC>.',
          '`environment=staging`',
        ].join('\n'),
        fallback: '🟠 [FIRING:1] HighErrorRate · demo-api: Too many requests fail.',
        actions: [
          { type: 'button', text: 'Runbook', url: HIGH_ERROR_RATE.annotations.runbook_url },
          { type: 'button', text: 'Dashboard', url: HIGH_ERROR_RATE.annotations.dashboard_url },
          { type: 'button', text: 'Query', url: HIGH_ERROR_RATE.generatorURL },
          {
            type: 'button',
            text: 'Silence',
            url: `https://alertmanager.example.com/#/silences/new?filter=${filter}`,
          },
        ],
        callback_id: '',
        footer: '',
        mrkdwn_in: ['fallback', 'pretext', 'text'],
      },
    ],
  });
  expect(decodeURIComponent(filter)).toBe(
    '{alertname="HighErrorRate", service="demo-api", severity="warning"}',
  );
});

test('a message says when an alert is over, and how long it lasted', async () => {
  const alert = { ...HIGH_ERROR_RATE, labels: { ...HIGH_ERROR_RATE.labels, alertname: 'Brief' } };
  await alerting.post(alert);
  await slackMessage(alerting, '[FIRING:1] Brief');

  await alerting.post({ ...alert, endsAt: '2025-11-21T04:24:00Z' });

  const { attachments } = await slackMessage(alerting, '[RESOLVED] Brief');
  expect(attachments[0]).toMatchObject({
    color: '#2eb67d',
    title: '✅ [RESOLVED] Brief · demo-api',
    text: [
      '*Too many requests fail.*',
      '• Resolved <!date^1763699040^{date_short_pretty} at {time}|2025-11-21 04:24 UTC> after 1h12m.',
      '`environment=staging`',
    ].join('\n'),
    fallback: '✅ [RESOLVED] Brief · demo-api: Too many requests fail.',
  });
});

test.each([
  ['critical', '🔴', '#d92d20', '#alerts'],
  ['warning', '🟠', '#f79009', '#monitoring'],
  ['info', '🔵', '#2e90fa', '#monitoring'],
])('%s is %s', async (severity, emoji, color, channel) => {
  const alertname = `Severity${severity}`;
  // A service each, because the critical alert silences the others.
  const labels = { ...HIGH_ERROR_RATE.labels, alertname, severity, service: `api-${severity}` };

  await alerting.post({ ...HIGH_ERROR_RATE, labels });

  expect(await slackMessage(alerting, alertname)).toMatchObject({
    channel,
    attachments: [{ title: `${emoji} [FIRING:1] ${alertname} · api-${severity}`, color }],
  });
});

test('alerts of one name and service share a message, which tells them apart and lists ten', async () => {
  const alerts = Array.from({ length: 40 }, (_, index) => ({
    ...HIGH_ERROR_RATE,
    labels: {
      ...HIGH_ERROR_RATE.labels,
      alertname: 'Many',
      route: `/route/${String(index).padStart(2, '0')}`,
    },
  }));
  await alerting.post(...alerts);

  const lines = (await slackMessage(alerting, '[FIRING:40] Many')).attachments[0].text.split('\n');

  expect(lines).toHaveLength(13);
  expect(lines[0]).toBe('*Too many requests fail.*');
  expect(lines[1]).toMatch(/^• 12\.3% of .*\. Since <!date.*>\. `route=\/route\/00`$/);
  expect(lines[10]).toMatch(/ `route=\/route\/09`$/);
  expect(lines.slice(11)).toEqual(['…and 30 more.', '`environment=staging`']);
});

test('of alerts that share a message, those that are over come after those that fire', async () => {
  const labels = { ...HIGH_ERROR_RATE.labels, alertname: 'Half' };
  const first = { ...HIGH_ERROR_RATE, labels: { ...labels, route: '/a' } };
  const second = { ...HIGH_ERROR_RATE, labels: { ...labels, route: '/b' } };
  await alerting.post(first, second);
  await slackMessage(alerting, '[FIRING:2] Half');

  await alerting.post({ ...first, endsAt: '2025-11-21T03:17:30Z' });

  const { attachments } = await slackMessage(alerting, '[FIRING:1] Half', 'Resolved');
  expect(attachments[0].text.split('\n')).toEqual([
    '*Too many requests fail.*',
    expect.stringMatching(/^• 12\.3% of .* `route=\/b`$/),
    expect.stringMatching(/^• Resolved <!date.*> after 5m30s\. `route=\/a`$/),
    '`environment=staging`',
  ]);
});
