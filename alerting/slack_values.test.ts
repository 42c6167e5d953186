import { beforeAll, expect, test } from 'vitest';
import { type Alerting, startAlerting } from './testing/alerting.ts';
import { HIGH_ERROR_RATE, SLACK_AT_ONCE, slackMessage } from './testing/slack_message.ts';

let alerting: Alerting;

beforeAll(async () => {
  alerting = await startAlerting(SLACK_AT_ONCE, null);
  return () => alerting.stop();
});

test('what Slack would read as markup arrives as it was written', async () => {
  await alerting.post({
    labels: {
      ...HIGH_ERROR_RATE.labels,
      alertname: 'Hostile',
      service: 'a "quoted" \\ <!channel> & 💥+1',
      route: '<unmatched>',
      user: 'back`tick\nand *bold*',
    },
    annotations: { summary: '<script>alert("1 & 2")</script> 🙂', description: `${'<&>é'.repeat(1000)}` },
    startsAt: HIGH_ERROR_RATE.startsAt,
  });

  const { attachments } = await slackMessage(alerting, 'Hostile');

  const [attachment] = attachments;
  expect(attachment.title).toBe('🟠 [FIRING:1] Hostile · a "quoted" \\ &lt;!channel&gt; &amp; 💥+1');
  expect(attachment.text.split('\n')).toEqual([
    '*&lt;script&gt;alert("1 &amp; 2")&lt;/script&gt; 🙂*',
    `• ${'&lt;&amp;&gt;é'.repeat(125)}… Since <!date^1763694720^{date_short_pretty} at {time}|2025-11-21 03:12 UTC>.`,
    '`environment=staging` `route=&lt;unmatched&gt;` `user=back tick and *bold*`',
  ]);
  const silence = new URL(attachment.actions.at(-1)?.url ?? '');
  expect(decodeURIComponent(silence.hash)).toBe(
    '#/silences/new?filter={alertname="Hostile", service="a \\"quoted\\" \\\\ <!channel> & 💥+1", severity="warning"}',
  );
  expect(silence.hash).not.toMatch(/[+"<>{} ]/);
});

test('labels and annotations that are missing leave no trace', async () => {
  await alerting.post({
    labels: { alertname: 'Bare', severity: 'info' },
    startsAt: HIGH_ERROR_RATE.startsAt,
  });

  const { attachments } = await slackMessage(alerting, 'Bare');

  expect(attachments[0]).toMatchObject({
    title: '🔵 [FIRING:1] Bare',
    text: '• Since <!date^1763694720^{date_short_pretty} at {time}|2025-11-21 03:12 UTC>.',
    fallback: '🔵 [FIRING:1] Bare',
    actions: [
      { type: 'button', text: 'Runbook' },
      { type: 'button', text: 'Dashboard' },
      { type: 'button', text: 'Query' },
      { type: 'button', text: 'Silence' },
    ],
  });
  expect(attachments[0]?.actions.map(({ url }) => url)).toEqual([
    undefined,
    undefined,
    undefined,
    'https://alertmanager.example.com/#/silences/new?filter=%7Balertname%3D%22Bare%22%2C%20severity%3D%22info%22%7D',
  ]);
});
