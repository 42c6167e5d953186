import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { loadDefinition } from '../definition/load.ts';
import { temporaryDirectory } from '../tests/support/temporary_directory.ts';
import { notificationNotes } from './notification_notes.ts';
import { runHere } from './testing/run_here.ts';

const LINKS = `
  links:
    prometheus: https://prometheus.example.com
    alertmanager: https://alertmanager.example.com
    grafana: https://grafana.example.com
`;

let directory: string;

beforeEach(async () => {
  directory = await temporaryDirectory();
});

/** What `goldwatch check` says of whom alerts reach, line by line. */
async function check(notify: string, ...options: string[]) {
  await write('monitoring.yml', `service: { name: api, owner: platform }\nnotify:\n${LINKS}${notify}`);
  const { status, stdout } = await runHere(['check', ...options], directory);
  return { status, lines: stdout.split('\n').slice(2, -1) };
}

async function write(path: string, text: string) {
  await mkdir(dirname(join(directory, path)), { recursive: true });
  await writeFile(join(directory, path), text);
}

describe('whom alerts reach is told', () => {
  test('by severity, the most urgent place first', async () => {
    await write('secrets/slack', 'https://hooks.example.com\n');
    await write('secrets/key', '0123456789abcdef\n');
    const notify = `
  slack: { webhook_file: secrets/slack, channels: { critical: "#alerts", warning: "#monitoring" } }
  pagerduty: { routing_key_file: secrets/key }
  email: { smarthost: "smtp.example.com:25", from: a@example.com, to: { critical: [a@example.com, b@example.com] } }
  sns: { topic_arn: "arn:aws:sns:us-west-2:123456789012:alerts" }
  webhooks: [{ name: tickets, url: "http://127.0.0.1:8080", severities: [warning] }]
`;

    expect(await check(notify, '--strict')).toEqual({
      status: 0,
      lines: [
        'ALERTS  SEVERITY  REACH',
        'all     critical  PagerDuty, Slack #alerts, mail to a@example.com, b@example.com, SNS alerts',
        'all     warning   Slack #monitoring, SNS alerts, webhook tickets',
        'all     info      nobody: the log of the exporter only',
      ],
    });
  });

  test('by override, in the order in which the first that fits holds', async () => {
    const notify = `
  sns: { topic_arn: "arn:aws:sns:us-west-2:123456789012:alerts", severities: [critical] }
  routes:
    - { alert: Watchdog, service: goldwatch, sns: false }
    - { labels: { region: eu }, sns: { topic_arn: "arn:aws:sns:us-west-2:123456789012:eu" } }
`;

    expect((await check(notify)).lines).toEqual([
      'ALERTS                                SEVERITY  REACH',
      'alertname=Watchdog service=goldwatch  critical  nobody: the log of the exporter only',
      'alertname=Watchdog service=goldwatch  warning   nobody: the log of the exporter only',
      'alertname=Watchdog service=goldwatch  info      nobody: the log of the exporter only',
      'region=eu                             critical  SNS eu',
      'region=eu                             warning   nobody: the log of the exporter only',
      'region=eu                             info      nobody: the log of the exporter only',
      'all others                            critical  SNS alerts',
      'all others                            warning   nobody: the log of the exporter only',
      'all others                            info      nobody: the log of the exporter only',
    ]);
  });

  test('with an override that is about no alert', async () => {
    const notify = `
  sns: { topic_arn: "arn:aws:sns:us-west-2:123456789012:alerts", severities: [critical] }
  routes:
    - { alert: [ApiDwn, Watchdog], mute: [] }
    - { team: [platform, payments], mute: [] }
`;

    expect((await check(notify)).lines.filter((line) => line.startsWith('Note'))).toEqual([
      'Note: no alert has alertname="ApiDwn", which notify.routes[0] is about.',
      'Note: no alert has team="payments", which notify.routes[1] is about: there is "platform".',
    ]);
  });

  test('with what names nobody', async () => {
    const notify = `
  slack: { webhook_file: secrets/slack, channels: {} }
  email: { smarthost: "smtp.example.com:25", from: a@example.com, to: {} }
  sns: { topic_arn: {} }
`;

    expect((await check(notify)).lines).toEqual([
      'Nobody is notified: alerts reach the log of the exporter only. See `notify` in monitoring.yml.',
      'Note: notify.slack tells nobody: `channels` names none.',
      'Note: notify.email tells nobody: `to` names none.',
      'Note: notify.sns tells nobody: `topic_arn` names none.',
      `Nothing reaches Slack yet: ${join(directory, 'secrets/slack')} is not there or cannot be read.`,
    ]);
  });

  test('with who gets the digest', async () => {
    const notify = `
  email:
    smarthost: smtp.example.com:25
    from: a@example.com
    to: { digest: a@example.com }
    digest: { at: "07:30", time_zone: Europe/Berlin }
`;

    expect((await check(notify)).lines).toEqual([
      'Nobody is notified: alerts reach the log of the exporter only. See `notify` in monitoring.yml.',
      'The digest of each day goes to a@example.com, at 07:30 (Europe/Berlin).',
    ]);
  });

  test('with what Alertmanager must be new enough for', async () => {
    const notify = `
  slack: { bot_token_file: secrets/bot, channels: { critical: "#a" } }
  msteams: { webhook_file: secrets/teams }
  webhooks: [{ name: audit, url_file: secrets/audit }]
`;

    expect((await check(notify)).lines.filter((line) => line.startsWith('Note'))).toEqual([
      'Note: Microsoft Teams is told by Alertmanager 0.28 and newer: the containers have it, Debian 12 does not.',
      'Note: what Slack refuses of a bot, such as a channel that it is not in, Alertmanager 0.25 of Debian 12 takes for told; that in the containers does not.',
      'Note: the webhook audit has its address in a file, which Alertmanager 0.26 and newer reads: the containers have it, Debian 12 does not.',
    ]);
  });

  test('with secrets that containers do not see', async () => {
    const notify = `
  slack: { webhook_file: slack_url, channels: { critical: "#a" } }
  pagerduty: { routing_key_file: /run/secrets/key }
  email:
    smarthost: smtp.example.com:25
    from: a@example.com
    username: a
    password_file: ./secrets/password
    to: { digest: a@example.com }
  heartbeat: { url_file: secrets/exporter/../heartbeat }
`;

    expect((await check(notify)).lines.filter((line) => line.startsWith('Note'))).toEqual([
      'Note: slack_url is not under secrets/, where containers look for it: there, nothing reaches Slack.',
      'Note: ./secrets/password is not under secrets/exporter/, where containers look for it: there, nothing reaches the digest.',
      'Note: secrets/exporter/../heartbeat is not under secrets/exporter/, where containers look for it: there, nothing reaches the heartbeat.',
    ]);
  });
});

describe('a receiver that cannot work', () => {
  const notify = `
  slack: { webhook_file: secrets/slack, channels: { critical: "#a" } }
  pagerduty: { routing_key_file: secrets/key }
  email:
    smarthost: smtp.example.com:25
    from: a@example.com
    username: a
    password_file: secrets/password
    to: { critical: a@example.com }
  msteams: { webhook_file: secrets/teams }
  webhooks: [{ name: audit, url_file: secrets/audit }]
  heartbeat: { url_file: secrets/heartbeat }
  routes: [{ service: api, slack: { bot_token_file: secrets/bot }, pagerduty: { routing_key_file: secrets/key } }]
`;

  test('is told with its file, of which nothing is shown', async () => {
    await write('secrets/slack', 'hooks.slack.com/services/T0/B0/XXXXXXXX');
    await write('secrets/key', 'XXXX XXXX');
    await write('secrets/password', '\n');

    const { status, lines } = await check(notify);

    const file = (name: string) => join(directory, 'secrets', name);
    expect(lines.slice(lines.findIndex((line) => line.startsWith('Nothing')))).toEqual([
      `Nothing reaches Slack yet: ${file('slack')} does not hold an address, such as https://….`,
      `Nothing reaches PagerDuty yet: ${file('key')} holds more than one word.`,
      `Nothing reaches Microsoft Teams yet: ${file('teams')} is not there or cannot be read.`,
      `Nothing reaches Slack yet: ${file('bot')} is not there or cannot be read.`,
      `Nothing reaches anybody by mail yet: ${file('password')} is empty.`,
      `Nothing reaches the webhook audit yet: ${file('audit')} is not there or cannot be read.`,
      `Nothing reaches the heartbeat yet: ${file('heartbeat')} is not there or cannot be read.`,
    ]);
    expect(lines.join('\n')).not.toContain('XXXX');
    expect(status).toBe(0);
  });

  test('is a password with a newline behind it, of which nothing is shown', async () => {
    await write('secrets/password', 'pa55word\n');
    const mail = `
  email:
    smarthost: smtp.example.com:25
    from: a@example.com
    username: a
    password_file: secrets/password
    to: { critical: a@example.com }
`;

    const { status, lines } = await check(mail, '--strict');

    expect(lines.at(-1)).toBe(
      `Nothing reaches anybody by mail yet: ${join(directory, 'secrets/password')} begins or ends with a blank or a newline, which Alertmanager 0.25 takes for part of the password.`,
    );
    expect(status).toBe(1);
  });

  test('makes a strict check fail', async () => {
    expect(await check(notify, '--strict')).toMatchObject({ status: 1 });
  });
});

test('of a maintenance is told while it lasts, and once it is over', () => {
  const definition = loadDefinition(
    `
service: { name: api }
notify:
  maintenance:
    - { from: 2026-12-01 22:00, to: 2026-12-02 02:00, reason: The database moves. }
    - { from: 2026-12-01 23:00, to: 2026-12-02 01:00, service: api, reason: The API is replaced. }
`,
    'monitoring.yml',
    {},
  );
  const notesAt = (now: string) => notificationNotes(definition, Date.parse(now));

  expect(notesAt('2026-12-01T21:59:59Z')).toEqual([]);
  expect(notesAt('2026-12-01T23:00:00Z')).toEqual([
    'Note: nobody is told of any alert until 2026-12-02 02:00 UTC: The database moves.',
    'Note: nobody is told of alerts of api until 2026-12-02 01:00 UTC: The API is replaced.',
  ]);
  expect(notesAt('2026-12-02T01:00:00Z')).toEqual([
    'Note: nobody is told of any alert until 2026-12-02 02:00 UTC: The database moves.',
    'Note: the maintenance in notify.maintenance[1] is over and can go: The API is replaced.',
  ]);
});
