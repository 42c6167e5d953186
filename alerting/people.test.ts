import { beforeAll, expect, test } from 'vitest';
import { type HttpInbox, startHttpInbox } from '../tests/support/http_inbox.ts';
import { type Alerting, eventually, type PostedAlert, startAlerting } from './testing/alerting.ts';

// It is night in Auckland whenever the test runs. One definition for all, to start once.
const definition = (webhook: string) => `
service: { name: shop }
sources: [{ type: container, service: checkout }]
notify:
  group_wait: 3s
  group_interval: 3s
  webhooks: [{ name: people, url: "http://${webhook}" }]
  mute:
    - { name: nights, times: [{ between: ${inAuckland(-60)}-${inAuckland(60)} }], time_zone: Pacific/Auckland }
    - { name: later, times: [{ between: ${inAuckland(60)}-${inAuckland(120)} }], time_zone: Pacific/Auckland, everywhere: false }
    - { name: freeze, severities: [critical], times: [{ weekdays: monday-sunday }], everywhere: false }
  maintenance:
    - { from: 2020-01-01 00:00, to: 2020-01-02 00:00, reason: Long over. }
    - { from: "${inHours(-1)}", to: "${inHours(1)}", service: checkout, reason: The database moves. }
  routes:
    - { labels: { muted: "no" }, mute: [] }
    - { labels: { muted: "freeze" }, mute: [freeze] }
    - { labels: { muted: "later" }, mute: [later] }
`;

let people: HttpInbox;
let alerting: Alerting;

beforeAll(async () => {
  people = await startHttpInbox();
  alerting = await startAlerting(definition(people.address), null);
  return async () => {
    await alerting.stop();
    await people.stop();
  };
});

test('at night only what is critical is told, under maintenance nothing, but the exporter hears of all', async () => {
  await alerting.post(
    alert('Asleep', { severity: 'warning' }),
    alert('AsleepToo', { severity: 'info' }),
    alert('Frozen', { severity: 'critical', muted: 'freeze' }),
    alert('Moved', { severity: 'critical', service: 'checkout' }),
    alert('MovedByNight', { severity: 'warning', service: 'checkout' }),
    alert('MovedAnyway', { severity: 'warning', service: 'checkout', muted: 'no' }),
  );
  await alerting.post(
    alert('Awake', { severity: 'critical' }),
    alert('AwakeByOverride', { severity: 'warning', muted: 'no' }),
    alert('AwakeByOtherTimes', { severity: 'warning', muted: 'freeze' }),
    alert('AwakeStill', { severity: 'warning', muted: 'later' }),
  );

  await eventually(() => heard(people)).toEqual([
    'Awake',
    'AwakeByOtherTimes',
    'AwakeByOverride',
    'AwakeStill',
  ]);
  expect(heard(alerting.exporter)).toHaveLength(10);
});

test('of 500 alerts at once people get a message for each service and severity, and each critical alert', async () => {
  const services = Array.from({ length: 40 }, (_, index) => `service-${index}`);
  const flood = services.flatMap((service, index) => [
    ...several('Critical', 2, { service, severity: 'critical' }),
    ...several('Warning', index < 20 ? 9 : 8, { service, severity: 'warning' }),
    ...several('Info', 2, { service, severity: 'info' }),
  ]);
  expect(flood).toHaveLength(500);

  await alerting.post(...flood);

  const ofFlood = () =>
    notifications(people).filter(({ groupLabels }) => services.includes(groupLabels.service));
  await eventually(() => ofFlood().flatMap(({ alerts }) => alerts)).toHaveLength(500);
  expect(ofFlood()).toHaveLength(40 * (2 + 1 + 1));
});

interface Notification {
  readonly groupLabels: { readonly service: string };
  readonly alerts: readonly { readonly labels: Readonly<Record<string, string>> }[];
}

function notifications({ requests }: HttpInbox): Notification[] {
  return requests.map(({ body }) => body as Notification);
}

/** Names of all alerts that an inbox got, each once. */
function heard(inbox: HttpInbox): string[] {
  const names = notifications(inbox).flatMap(({ alerts }) =>
    alerts.map(({ labels }) => labels.alertname ?? ''),
  );
  return [...new Set(names)].sort();
}

function several(name: string, count: number, labels: Readonly<Record<string, string>>): PostedAlert[] {
  return Array.from({ length: count }, (_, index) => alert(`${name}${index}`, { ...labels, muted: 'no' }));
}

function alert(alertname: string, labels: Readonly<Record<string, string>>): PostedAlert {
  return { labels: { alertname, service: 'shop', ...labels } };
}

/** The time of day in Auckland, so many minutes from now. */
function inAuckland(minutes: number): string {
  const options = {
    timeZone: 'Pacific/Auckland',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  } as const;
  return new Intl.DateTimeFormat('en-GB', options).format(Date.now() + minutes * 60_000);
}

function inHours(hours: number): string {
  return new Date(Date.now() + hours * 3_600_000).toISOString().slice(0, 16);
}
