import { beforeEach, expect, test } from 'vitest';
import { type Alerting, eventually, startAlerting } from './testing/alerting.ts';

// No channel for info, so that an alert of that severity shows what is silenced without telling anybody.
const definition = `
service: { name: demo-api }
notify:
  group_wait: 1ms
  group_interval: 1s
  slack:
    webhook_file: secrets/slack_webhook_url
    channels: { critical: "#alerts", warning: "#monitoring" }
`;

const apiDown = { alertname: 'ApiDown', service: 'demo-api', severity: 'critical', signal: 'error_ratio' };
const slow = { alertname: 'HighLatency', service: 'demo-api', severity: 'warning', signal: 'latency' };
const probe = { alertname: 'Probe', service: 'demo-api', severity: 'info', signal: 'error_ratio' };

let alerting: Alerting;

beforeEach(async () => {
  alerting = await startAlerting(definition, null);
  return () => alerting.stop();
});

test('while most requests of a service fail, nobody is told that they are slow', async () => {
  await alerting.post({ labels: apiDown }, { labels: probe });
  await eventually(() => silenced('Probe')).toBe(true);

  await alerting.post({ labels: slow }, { labels: { ...slow, alertname: 'OfAnother', service: 'shop' } });

  await eventually(titles).toContain('🟠 [FIRING:1] OfAnother · shop');
  expect(await silenced('HighLatency')).toBe(true);
  expect(titles()).not.toContain('🟠 [FIRING:1] HighLatency · demo-api');

  await alerting.post({ labels: apiDown, endsAt: new Date().toISOString() });

  await eventually(titles).toContain('🟠 [FIRING:1] HighLatency · demo-api');
});

test.each([
  ['a critical alert', { ...slow, severity: 'critical' }],
  ['an alert on saturation', { ...slow, signal: 'saturation' }],
  ['an alert on traffic', { ...slow, signal: 'traffic' }],
  ['an alert on an expression', { alertname: 'HighLatency', service: 'demo-api', severity: 'warning' }],
])('%s is sent all the same', async (_, labels) => {
  await alerting.post({ labels: apiDown }, { labels: probe });
  await eventually(() => silenced('Probe')).toBe(true);

  await alerting.post({ labels });

  await eventually(titles).toContainEqual(expect.stringMatching(/HighLatency · demo-api$/));
  expect(await silenced('HighLatency')).toBe(false);
});

test.each([
  ['warning', { ...apiDown, severity: 'warning' }],
  ['critical alert on latency', { ...apiDown, signal: 'latency' }],
  ['critical alert on an expression', { alertname: 'ApiDown', service: 'demo-api', severity: 'critical' }],
])('a %s silences nothing', async (_, labels) => {
  await alerting.post({ labels });
  await eventually(titles).toContainEqual(expect.stringContaining('ApiDown'));

  await alerting.post({ labels: slow });

  await eventually(titles).toContain('🟠 [FIRING:1] HighLatency · demo-api');
  expect(await silenced('HighLatency')).toBe(false);
});

test('alerts that name no service do not silence each other', async () => {
  await alerting.post({ labels: { alertname: 'ApiDown', severity: 'critical', signal: 'error_ratio' } });
  await eventually(titles).toContain('🔴 [FIRING:1] ApiDown');

  await alerting.post({ labels: { alertname: 'HighLatency', severity: 'warning', signal: 'latency' } });

  await eventually(titles).toContain('🟠 [FIRING:1] HighLatency');
  expect(await silenced('HighLatency')).toBe(false);
});

function titles(): (string | undefined)[] {
  return alerting.slack.requests.map(
    ({ body }) => (body as { attachments: { title: string }[] }).attachments[0]?.title,
  );
}

async function silenced(alertname: string): Promise<boolean | undefined> {
  const alert = (await alerting.alerts()).find(({ labels }) => labels.alertname === alertname);
  return alert && alert.status.inhibitedBy.length > 0;
}
