import { expect, onTestFinished, test, vi } from 'vitest';
import { sumOf } from '../../tests/support/metrics.ts';
import { exporterUnderTest } from '../testing.ts';
import { ask } from './testing.ts';

/** As Alertmanager 0.25 sends it. */
const NOTIFICATION = {
  receiver: 'goldwatch',
  status: 'firing',
  alerts: [
    {
      status: 'firing',
      labels: { alertname: 'ApiDown', service: 'demo-api', severity: 'critical', signal: 'error_ratio' },
      annotations: { summary: 'The API is down.', description: '98.9% of the requests failed.' },
      startsAt: '2026-01-01T00:00:00.123456789Z',
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: 'http://127.0.0.1:9090/graph?g0.expr=vector%281%29&g0.tab=1',
      fingerprint: '1a30ba71cca2921f',
    },
  ],
  groupLabels: { alertname: 'ApiDown', service: 'demo-api' },
  commonLabels: { alertname: 'ApiDown', service: 'demo-api', severity: 'critical', signal: 'error_ratio' },
  commonAnnotations: { summary: 'The API is down.', description: '98.9% of the requests failed.' },
  externalURL: 'http://127.0.0.1:9093',
  version: '4',
  groupKey: '{}/{}:{alertname="ApiDown", service="demo-api"}',
  truncatedAlerts: 0,
};
const [ALERT] = NOTIFICATION.alerts;

async function receiver() {
  const under = await exporterUnderTest();
  await under.exporter.ready;
  const send = (body: string) =>
    ask(`${under.url}/v1/alerts`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  return { ...under, send, post: (body: unknown) => send(JSON.stringify(body)) };
}

test('a notification of Alertmanager 0.25 becomes a gauge and a line in the log', async () => {
  const { post, page, log } = await receiver();

  expect(await post(NOTIFICATION)).toMatchObject({ status: 204, body: '' });

  expect(await page()).toContain(
    'goldwatch_alerts_firing{alertname="ApiDown",severity="critical",service="demo-api"} 1\n',
  );
  expect(log.messages()).toEqual(['The exporter has caught up and is ready.', 'ApiDown is firing.']);
});

test('so does one of Alertmanager 0.34, with all that it sends besides', async () => {
  const { post, page } = await receiver();
  const more = { notification_reason: 'new alerts added', routeLabels: {}, truncatedAlerts: 3 };

  expect(await post({ ...NOTIFICATION, ...more })).toMatchObject({ status: 204 });

  const text = await page();
  expect(sumOf(text, 'goldwatch_alerts_firing', { alertname: 'ApiDown' })).toBe(1);
  expect(sumOf(text, 'goldwatch_alerts_dropped_total')).toBe(3);
});

test('a charset changes nothing', async () => {
  const { url } = await receiver();
  const headers = { 'content-type': 'application/json; charset=utf-8' };

  const { status } = await ask(`${url}/v1/alerts`, {
    method: 'POST',
    body: JSON.stringify(NOTIFICATION),
    headers,
  });

  expect(status).toBe(204);
});

test.each<[string, unknown, string]>([
  ['nothing', null, 'the body: Invalid input: expected object, received null.'],
  ['a list', [], 'the body: Invalid input: expected object, received array.'],
  ['no version', { alerts: [] }, 'version: Invalid input: expected "4".'],
  ['another version', { ...NOTIFICATION, version: '5' }, 'version: Invalid input: expected "4".'],
  ['no alerts', { version: '4' }, 'alerts: Invalid input: expected array, received undefined.'],
  [
    'an alert in another state',
    { version: '4', alerts: [ALERT, { ...ALERT, status: 'pending' }] },
    'alerts.1.status: Invalid option: expected one of "firing"|"resolved".',
  ],
  [
    'a label that is a number',
    { version: '4', alerts: [{ ...ALERT, labels: { alertname: 'ApiDown', code: 500 } }] },
    'alerts.0.labels.code: Invalid input: expected string, received number.',
  ],
  [
    'no fingerprint',
    { version: '4', alerts: [{ ...ALERT, fingerprint: undefined }] },
    'alerts.0.fingerprint: Invalid input: expected string, received undefined.',
  ],
  [
    'an empty fingerprint',
    { version: '4', alerts: [{ ...ALERT, fingerprint: '' }] },
    'alerts.0.fingerprint: Too small: expected string to have >=1 characters.',
  ],
  [
    'fewer than no alerts left out',
    { version: '4', alerts: [], truncatedAlerts: -1 },
    'truncatedAlerts: Too small: expected number to be >=0.',
  ],
])('a body with %s is no notification', async (_what, body, problem) => {
  const { post, page, log } = await receiver();

  const answer = await post(body);

  expect(answer.status).toBe(400);
  expect(answer.body).toEqual({
    error: `This is not a notification of Alertmanager (webhook version 4): ${problem}`,
  });
  expect(await page(), 'nothing of it is taken').not.toContain('goldwatch_alerts_firing{');
  expect(log.messages('warn')).toEqual([expect.stringContaining(problem)]);
});

test('no body, and one of plain text, are no notification', async () => {
  const { url } = await receiver();
  const error = (received: string) => ({
    error: `This is not a notification of Alertmanager (webhook version 4): the body: Invalid input: expected object, received ${received}.`,
  });

  expect(await ask(`${url}/v1/alerts`, { method: 'POST' })).toMatchObject({
    status: 400,
    body: error('undefined'),
  });
  const headers = { 'content-type': 'text/plain' };
  const body = JSON.stringify(NOTIFICATION);
  expect(await ask(`${url}/v1/alerts`, { method: 'POST', headers, body })).toMatchObject({
    status: 415,
    body: {
      error: 'The content type "text/plain" is not read here. Send JSON as application/json.',
    },
  });
});

test('label values with all that can go wrong in an exposition arrive there in order', async () => {
  const { post, page, log } = await receiver();
  const alertname = 'A"\\\n{}# HELP x\r\t\u0000\u2028é😀';

  await post({ ...NOTIFICATION, alerts: [{ ...ALERT, labels: { alertname } }] });

  const lines = (await page()).split('\n').filter((line) => line.startsWith('goldwatch_alerts_firing{'));
  expect(lines).toEqual([
    `goldwatch_alerts_firing{alertname="A\\"\\\\\\n{}# HELP x\r\t\u0000\u2028é😀",severity="",service=""} 1`,
  ]);
  expect(log.lines.at(-1)).toMatchObject({ alertname, msg: `${alertname} is firing.` });
});

test('labels may be called as they like', async () => {
  const { send, page, log } = await receiver();
  const body = JSON.stringify(NOTIFICATION).replace(
    '"signal":',
    '"__proto__":"a","constructor":"b","toString":"c","hasOwnProperty":"d","signal":',
  );

  expect(await send(body)).toMatchObject({ status: 204 });
  expect(await send(body.replaceAll('"b"', '{"prototype":"b"}'))).toMatchObject({ status: 204 });

  expect(sumOf(await page(), 'goldwatch_alerts_firing', { alertname: 'ApiDown' })).toBe(1);
  expect(log.lines.at(-1)?.labels).toMatchObject({ constructor: 'b', toString: 'c', hasOwnProperty: 'd' });
  expect({}).not.toHaveProperty('prototype');
});

test('labels that are missing do not come from elsewhere', async () => {
  const { post, page } = await receiver();

  await post({ ...NOTIFICATION, alerts: [{ ...ALERT, labels: {} }] });

  expect(await page()).toContain('goldwatch_alerts_firing{alertname="",severity="",service=""} 1\n');
});

test('a notification of thousands of alerts with long texts is taken as a whole', async () => {
  const { post, page } = await receiver();
  const alerts = Array.from({ length: 5_000 }, (_, index) => ({
    ...ALERT,
    fingerprint: String(index),
    annotations: { description: 'x'.repeat(2_000) },
  }));

  expect(await post({ ...NOTIFICATION, alerts })).toMatchObject({ status: 204 });

  expect(sumOf(await page(), 'goldwatch_alerts_firing')).toBe(5_000);
});

test('the page does not go on calling an alert firing when Alertmanager has fallen silent', async () => {
  const { post, page } = await receiver();
  // Both clocks: the one of the day alone would have been set forward.
  vi.useFakeTimers({ toFake: ['Date', 'performance'] });
  onTestFinished(() => void vi.useRealTimers());
  await post(NOTIFICATION);
  expect(await page()).toContain('goldwatch_alerts_firing{');

  vi.advanceTimersByTime(11 * 60_000);

  expect(await page()).not.toContain('goldwatch_alerts_firing{');
});

test('what fires and what is over can be asked for, and survives a restart', async () => {
  const { post, url, directory, exporter } = await receiver();
  const labels = { ...ALERT?.labels, goldwatch_drill: 'monthly' };
  await post({
    ...NOTIFICATION,
    alerts: [
      ALERT,
      { ...ALERT, labels, fingerprint: '2', status: 'resolved', endsAt: '2026-01-01T00:05:00Z' },
    ],
  });

  const { status, headers, body } = await ask(`${url}/v1/alerts`);

  expect(status).toBe(200);
  expect(headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  });
  const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  const view = {
    fingerprint: '1a30ba71cca2921f',
    alertname: 'ApiDown',
    severity: 'critical',
    service: 'demo-api',
    drill: null,
    labels: { alertname: 'ApiDown', service: 'demo-api', severity: 'critical', signal: 'error_ratio' },
    annotations: { summary: 'The API is down.', description: '98.9% of the requests failed.' },
    generatorURL: 'http://127.0.0.1:9090/graph?g0.expr=vector%281%29&g0.tab=1',
    truncated: false,
    startsAt: '2026-01-01T00:00:00.123Z',
    endsAt: null,
    ending: null,
    firstHeardAt: time,
    lastHeardAt: time,
  };
  const drilled = { ...view, labels, drill: 'monthly', fingerprint: '2' };
  const over = { endsAt: '2026-01-01T00:05:00.000Z', ending: 'resolved' };
  expect(body).toEqual({ version: 1, now: time, firing: [view], recent: [{ ...drilled, ...over }] });

  await exporter.stop();
  const again = await exporterUnderTest({}, { directory });
  const { body: after } = await ask(`${again.url}/v1/alerts`);
  expect(after).toEqual({ ...(body as object), now: time });
});
