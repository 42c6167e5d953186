import { beforeAll, expect, test } from 'vitest';
import { type Alerting, eventually, type PostedAlert, startAlerting } from './testing/alerting.ts';

// People wait the usual half minute; the exporter must not.
const definition = `
service: { name: demo-api }
notify:
  slack: { webhook_file: secrets/slack_webhook_url, channels: { info: "#monitoring" } }
`;

const watchdog = {
  labels: { alertname: 'Watchdog', service: 'goldwatch', severity: 'info' },
  annotations: { summary: 'Always fires, to show that alerts get through.' },
  startsAt: '2025-11-21T03:12:00Z',
  endsAt: '2099-01-01T00:00:00Z',
  generatorURL: 'https://prometheus.example.com/graph?g0.expr=vector%281%29&g0.tab=1',
} satisfies PostedAlert;

let alerting: Alerting;

beforeAll(async () => {
  alerting = await startAlerting(definition, 'sesame\n');
  return () => alerting.stop();
});

test('the exporter gets an alert at once, with the token from its file', async () => {
  await alerting.post(watchdog);

  // Newer releases send more.
  expect(await notification('firing', 'Watchdog')).toMatchObject({
    path: '/v1/alerts',
    authorization: 'Bearer sesame',
    body: {
      version: '4',
      receiver: 'goldwatch',
      status: 'firing',
      groupKey: '{}/{alertname="Watchdog"}:{alertname="Watchdog", service="goldwatch"}',
      groupLabels: { alertname: 'Watchdog', service: 'goldwatch' },
      commonLabels: watchdog.labels,
      commonAnnotations: watchdog.annotations,
      externalURL: 'https://alertmanager.example.com',
      truncatedAlerts: 0,
      alerts: [
        {
          status: 'firing',
          labels: watchdog.labels,
          annotations: watchdog.annotations,
          startsAt: '2025-11-21T03:12:00Z',
          endsAt: '0001-01-01T00:00:00Z',
          generatorURL: watchdog.generatorURL,
          fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
        },
      ],
    },
  });
});

test('the exporter learns when an alert is over', async () => {
  const alert = { ...watchdog, labels: { ...watchdog.labels, alertname: 'Brief' } };
  await alerting.post(alert);
  await notification('firing', 'Brief');

  await alerting.post({ ...alert, endsAt: '2025-11-21T03:24:00Z' });

  expect(await notification('resolved', 'Brief')).toMatchObject({
    body: { alerts: [{ status: 'resolved', endsAt: '2025-11-21T03:24:00Z' }] },
  });
});

test('of a thousand alerts of one name the exporter gets half, and how many are missing', async () => {
  const alerts = Array.from({ length: 1000 }, (_, index) => ({
    ...watchdog,
    labels: { ...watchdog.labels, alertname: 'Many', route: `/${index}` },
  }));

  await alerting.post(...alerts);

  const complete = () =>
    alerting.exporter.requests
      .map(({ body }) => body as Notification)
      .find(({ alerts, truncatedAlerts }) => alerts.length + truncatedAlerts === 1000);
  await eventually(complete).toBeDefined();
  expect(complete()).toMatchObject({ truncatedAlerts: 500 });
});

interface Notification {
  readonly status: string;
  readonly groupLabels: { readonly alertname?: string };
  readonly alerts: readonly unknown[];
  readonly truncatedAlerts: number;
}

async function notification(wanted: string, alertname: string) {
  const find = () =>
    alerting.exporter.requests.find(({ body }) => {
      const { status, groupLabels } = body as Notification;
      return status === wanted && groupLabels.alertname === alertname;
    });
  await eventually(find).toBeDefined();
  return find();
}
