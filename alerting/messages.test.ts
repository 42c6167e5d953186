import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ALERTING_TEMPLATES } from './render.ts';
import { API_DOWN, API_DOWN_NO_MORE, THREE_ALERTS } from './testing/alerts.ts';
import { type Messages, type Messenger, startMessenger } from './testing/messages.ts';
import { previews, textsOf } from './testing/previews.ts';
import { plain } from './testing/slack_text.ts';
import { cardOf } from './testing/stand_ins/msteams.ts';

const SINCE = '2025-11-21 03:12 UTC';

let messenger: Messenger;

// One Alertmanager tells every kind of receiver of every alert; each kind refuses what the real one would refuse.
beforeAll(async () => {
  messenger = await startMessenger();
  return async () => {
    await messenger.stop();
    expect(messenger.refused()).toEqual([]);
  };
});

describe('the previews show what every kind of receiver gets', () => {
  test('of one critical alert, and of its end', async () => {
    await messenger.post(API_DOWN);
    await matchesPreviews('critical', await messenger.messages('[FIRING:1] ApiDown'));

    await messenger.post(API_DOWN_NO_MORE);
    await matchesPreviews('resolved', await messenger.messages('[RESOLVED:1] ApiDown'));
  });

  test('of three alerts that share a message', async () => {
    await messenger.post(...THREE_ALERTS);

    await matchesPreviews('three_alerts', await messenger.messages('[FIRING:3] HighLatency and others'));
  });
});

test('of forty alerts ten are listed, in Teams five, and the rest counted', async () => {
  const alerts = Array.from({ length: 40 }, (_, index) => ({
    ...API_DOWN,
    labels: { ...API_DOWN.labels, alertname: 'Many', route: `/route/${String(index).padStart(2, '0')}` },
  }));

  await messenger.post(...alerts);

  const messages = await messenger.messages('[FIRING:40] Many');
  const listed = Array.from({ length: 10 }, (_, index) => `route=/route/0${index}`);
  const [teams = '', ...others] = textsOf(messages).reverse();
  for (const text of others) {
    expect(text.match(/route=\/route\/\d\d/g)).toEqual(listed);
    expect(text).toContain('…and 30 more');
  }
  expect(teams.match(/route=\/route\/\d\d/g)).toEqual(listed.slice(0, 5));
  expect(teams).toContain('…and 35 more');
  expect(Buffer.byteLength(messages.sns.Message)).toBeLessThan(4096);
});

test('while some alerts of a message fire, they come first, and those that are over say how long they lasted', async () => {
  const labels = { ...API_DOWN.labels, alertname: 'Half' };
  const first = { ...API_DOWN, labels: { ...labels, route: '/a' } };
  const second = { ...API_DOWN, labels: { ...labels, route: '/b' } };
  await messenger.post(first, second);
  await messenger.messages('[FIRING:2] Half');

  await messenger.post({ ...first, endsAt: '2025-11-21T03:17:30Z' });

  const messages = await messenger.messages('[FIRING:1] Half', 'Lasted');
  expect(plain(messages.slack.attachments[0].title)).toBe('🔴 [FIRING:1] Half · demo-api · critical');
  for (const text of textsOf(messages)) {
    expect(text.replaceAll(/\s+/g, ' ')).toMatch(/97\.4%.*since.*route=\/b.*Lasted 5m30s, until.*route=\/a/);
  }
});

test('what is missing leaves no trace', async () => {
  await messenger.post({ labels: { alertname: 'Bare', severity: 'critical' }, startsAt: API_DOWN.startsAt });

  const { slack, pagerduty, email, sns, msteams } = await messenger.messages('[FIRING:1] Bare');

  const filter = '%7Balertname%3D%22Bare%22%2C%20severity%3D%22critical%22%7D';
  expect(plain(slack.attachments[0].title)).toBe('🔴 [FIRING:1] Bare · critical');
  expect(plain(slack.attachments[0].text)).toBe(`Since ${SINCE}`);
  expect(slack.attachments[0].actions.map(({ url }) => url)).toEqual([
    undefined,
    undefined,
    undefined,
    `https://alertmanager.example.com/#/silences/new?filter=${filter}`,
  ]);
  expect(pagerduty.payload).toEqual({
    summary: 'Bare',
    source: 'goldwatch',
    severity: 'critical',
    class: 'Bare',
    custom_details: {
      description: '\u00a0–',
      firing: `\u00a0• Since ${SINCE}`,
      num_firing: 1,
      num_resolved: 0,
      resolved: '\u00a0none',
      threshold: '\u00a0–',
      value: '\u00a0–',
    },
  });
  expect(pagerduty.links.map(({ text }) => text)).toEqual(['Silence']);
  expect(email.subject).toBe('🔴 [FIRING:1] Bare · critical');
  expect(sns).toMatchObject({
    Subject: '[FIRING:1] critical Bare',
    attributes: { alertname: 'Bare', service: 'none', severity: 'critical', status: 'firing' },
    Message: [
      '[FIRING:1] Bare · critical',
      '',
      `Since ${SINCE}`,
      '',
      `Alerts:    https://alertmanager.example.com/#/alerts?filter=${filter}`,
      `Silence:   https://alertmanager.example.com/#/silences/new?filter=${filter}`,
    ].join('\n'),
  });
  expect(cardOf(msteams)[1]).toMatch(
    /^Since \{\{DATE\(2025-11-21T03:12:00Z, SHORT\)\}\} at \{\{TIME\(2025-11-21T03:12:00Z\)\}\}\n\n\[Alerts\]/,
  );
});

test('alerts without a value show their description', async () => {
  const { value: _, ...annotations } = API_DOWN.annotations;
  const labels = { ...API_DOWN.labels, alertname: 'NoValue' };
  await messenger.post(
    ...['/a', '/b'].map((route) => ({ ...API_DOWN, annotations, labels: { ...labels, route } })),
  );

  for (const text of textsOf(await messenger.messages('[FIRING:2] NoValue'))) {
    expect(
      text.match(/97\.4% of the requests to demo-api failed over 1m; the limit is 90%\./g)?.length,
    ).toBeGreaterThan(1);
  }
});

test('mail goes to everybody, whatever their names', async () => {
  await messenger.post({ ...API_DOWN, labels: { ...API_DOWN.labels, alertname: 'Mailed' } });

  const { email } = await messenger.messages('[FIRING:1] Mailed');

  expect(email.from).toEqual({ name: 'Goldwatch', address: 'goldwatch@example.com' });
  expect(email.to).toEqual([
    { name: '', address: 'ops@example.com' },
    { name: 'Zoë, on call', address: 'oncall@example.com' },
  ]);
});

test('a drill says that it is one', async () => {
  await messenger.post({
    ...API_DOWN,
    labels: { ...API_DOWN.labels, alertname: 'Drilled', goldwatch_drill: 'd1' },
  });

  const { slack, pagerduty, email, sns, msteams } = await messenger.messages('[FIRING:1] Drilled');

  expect(slack.attachments[0].title).toBe('🔴 [DRILL] [FIRING:1] Drilled · demo-api · critical');
  expect(pagerduty.payload.summary).toMatch(/^\[DRILL\] Drilled · demo-api: /);
  expect(email.subject).toBe('🔴 [DRILL] [FIRING:1] Drilled · demo-api · critical');
  expect(sns.Subject).toBe('[DRILL] [FIRING:1] critical Drilled demo-api');
  expect(cardOf(msteams)[0]).toBe('🔴 [DRILL] [FIRING:1] Drilled · demo-api · critical');
});

test.each([
  ['critical', '🔴', '#d92d20', 'critical', 'high'],
  ['warning', '🟠', '#f79009', 'warning', 'normal'],
  ['info', '🔵', '#2e90fa', 'info', 'normal'],
  ['page', '🔵', '#2e90fa', 'critical', 'normal'],
])('%s is %s', async (severity, emoji, color, ofIncident, importance) => {
  const alertname = `Severity${severity}`;
  await messenger.post({
    ...API_DOWN,
    labels: { ...API_DOWN.labels, alertname, severity, service: severity },
  });

  const { slack, pagerduty, email } = await messenger.messages(`[FIRING:1] ${alertname}`);

  expect(slack.attachments[0]).toMatchObject({
    title: `${emoji} [FIRING:1] ${alertname} · ${severity} · ${severity}`,
    color,
  });
  expect(pagerduty.payload.severity).toBe(ofIncident);
  expect(email.subject).toMatch(new RegExp(`^${emoji}`, 'u'));
  expect(email.headers).toContainEqual(expect.objectContaining({ key: 'importance', value: importance }));
});

test('every template is copied to where Alertmanager runs', async () => {
  const files = await readdir(join(import.meta.dirname, 'templates'));

  const templates = files
    .filter((file) => file.endsWith('.tmpl'))
    .map((file) => `alerting/templates/${file}`);
  expect(templates.sort()).toEqual([...ALERTING_TEMPLATES].sort());
});

async function matchesPreviews(name: string, messages: Messages): Promise<void> {
  for (const [file, text] of Object.entries(previews(messages))) {
    await expect(text).toMatchFileSnapshot(join(import.meta.dirname, 'previews', name, file));
  }
}
