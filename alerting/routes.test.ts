import { rm } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadDefinition } from '../definition/load.ts';
import { renderAlerting } from './render.ts';
import { stackIn, temporaryDirectory, writeAlerting } from './testing/alerting.ts';
import { amtool } from './testing/programs.ts';

// Everybody is told of what is critical, Slack and mail of warnings, nobody of infos, unless an override says otherwise.
const definition = `
service: { name: demo-api, owner: platform }
sources: [{ type: container, service: checkout }]
notify:
  slack: { webhook_file: secrets/slack, channels: { critical: "#alerts", warning: "#monitoring" } }
  pagerduty: { routing_key_file: secrets/pagerduty }
  email:
    smarthost: smtp.example.com:587
    from: alerts@example.com
    to: { critical: ops@example.com, warning: dev@example.com, digest: dev@example.com }
  sns: { topic_arn: "arn:aws:sns:us-west-2:123456789012:alerts", severities: [critical] }
  webhooks:
    - { name: tickets, url: "http://127.0.0.1:8080/alerts", severities: [warning] }
    - { name: audit, url: "http://127.0.0.1:8081/alerts", severities: [critical, warning, info] }
  routes:
    - { team: payments, service: checkout, slack: { channels: { critical: "#checkout", info: "#checkout" } } }
    - team: [payments, "b.l+ing"]
      slack: { webhook_file: secrets/slack_payments, channels: { warning: "#payments" } }
      pagerduty: { routing_key_file: secrets/pagerduty_payments, severities: [critical, warning] }
      email: { to: { warning: payments@example.com } }
      webhooks: [audit]
    - { alert: Noise, slack: false, pagerduty: false, email: false, sns: false, webhooks: [] }
    - { alert: [Slow, 'Quoted "\\ {name}'], labels: { region: eu }, pagerduty: false }
    - { team: payments-2, sns: false }
`;

let directory: string;
let file: string;

beforeAll(async () => {
  directory = await temporaryDirectory();
  file = await writeAlerting(definition, stackIn(directory), directory);
  return () => rm(directory, { recursive: true });
});

describe('an alert reaches', () => {
  test.each([
    ['by severity', 'alertname=ApiDown service=demo-api team=platform severity=critical', 'critical'],
    ['by severity', 'alertname=HighErrorRate service=demo-api severity=warning', 'warning'],
    ['by severity', 'alertname=Deployed service=demo-api severity=info', 'info'],
    ['by severity without any other label', 'severity=warning', 'warning'],
    ['the exporter alone with an unknown severity', 'alertname=Foreign severity=page', null],
    ['the exporter alone without a severity', 'alertname=Foreign team=payments', null],
    [
      'as usual from the monitoring itself',
      'alertname=TargetDown service=goldwatch severity=critical',
      'critical',
    ],
    ['the exporter alone as the watchdog', 'alertname=Watchdog service=goldwatch severity=info', null],
    ['the exporter alone as the watchdog', 'alertname=Watchdog team=payments severity=critical', null],
    ['as usual by a name like it', 'alertname=WatchdogOfSomebody severity=critical', 'critical'],
    ['its team', 'alertname=ApiDown team=payments severity=critical', 'payments-b-l-ing-critical'],
    ['its team', 'alertname=ApiDown team=payments severity=warning', 'payments-b-l-ing-warning'],
    ['another team of the same override', 'team=b.l+ing severity=warning', 'payments-b-l-ing-warning'],
    ['as usual where a name only looks like a pattern', 'team=bell-ing severity=warning', 'warning'],
    ['as usual where a name only begins alike', 'team=payments-3 severity=critical', 'critical'],
    [
      'the first override that fits',
      'team=payments service=checkout severity=critical',
      'payments-checkout-critical',
    ],
    [
      'the first override that fits',
      'team=payments service=checkout severity=info',
      'payments-checkout-info',
    ],
    [
      'as usual where one of two conditions does not hold',
      'team=x service=checkout severity=critical',
      'critical',
    ],
    ['nobody where an override says so', 'alertname=Noise severity=critical', 'nobody'],
    ['nobody where an override says so', 'alertname=Noise severity=info', 'nobody'],
    [
      'an earlier override before that',
      'alertname=Noise team=payments severity=info',
      'payments-b-l-ing-info',
    ],
    ['by a label of its own', 'alertname=Slow region=eu severity=critical', 'Slow-Quoted-name-eu-critical'],
    ['by any name', 'alertname=Quoted "\\ {name} region=eu severity=warning', 'Slow-Quoted-name-eu-warning'],
    ['as usual with another value', 'alertname=Slow region=us severity=critical', 'critical'],
    ['the same people as a drill', 'alertname=ApiDown severity=critical goldwatch_drill=1', 'critical'],
    ['its team as a drill', 'team=payments-2 severity=warning goldwatch_drill=1', 'payments-2-warning'],
  ])('%s: %s → %s', async (_, labels, receiver) => {
    const set = labels.split(/ (?=[a-z_]+=)/);

    const { stdout } = await amtool(
      'config',
      'routes',
      'test',
      `--config.file=${file}`,
      ...set.map(asMatcher),
    );

    expect(stdout.trim().split(',')).toEqual(receiver === null ? ['goldwatch'] : ['goldwatch', receiver]);
  });
});

test('each receiver tells the places of its severity, and an override changes only what it names', () => {
  expect(placesOfReceivers()).toEqual({
    goldwatch: ['webhook goldwatch'],
    critical: ['pagerduty pagerduty', 'slack #alerts', 'email ops@example.com', 'sns alerts', 'webhook 8081'],
    warning: ['slack #monitoring', 'email dev@example.com', 'webhook 8080', 'webhook 8081'],
    info: ['webhook 8081'],
    'payments-checkout-critical': [
      'pagerduty pagerduty',
      'slack #checkout',
      'email ops@example.com',
      'sns alerts',
      'webhook 8081',
    ],
    'payments-checkout-warning': [
      'slack #monitoring',
      'email dev@example.com',
      'webhook 8080',
      'webhook 8081',
    ],
    'payments-checkout-info': ['slack #checkout', 'webhook 8081'],
    'payments-b-l-ing-critical': [
      'pagerduty pagerduty_payments',
      'slack #alerts',
      'email ops@example.com',
      'sns alerts',
      'webhook 8081',
    ],
    'payments-b-l-ing-warning': [
      'pagerduty pagerduty_payments',
      'slack #payments',
      'email payments@example.com',
      'webhook 8081',
    ],
    'payments-b-l-ing-info': ['webhook 8081'],
    nobody: [],
    'Slow-Quoted-name-eu-critical': ['slack #alerts', 'email ops@example.com', 'sns alerts', 'webhook 8081'],
    'Slow-Quoted-name-eu-warning': [
      'slack #monitoring',
      'email dev@example.com',
      'webhook 8080',
      'webhook 8081',
    ],
    'Slow-Quoted-name-eu-info': ['webhook 8081'],
    'payments-2-critical': ['pagerduty pagerduty', 'slack #alerts', 'email ops@example.com', 'webhook 8081'],
    'payments-2-warning': ['slack #monitoring', 'email dev@example.com', 'webhook 8080', 'webhook 8081'],
    'payments-2-info': ['webhook 8081'],
  });
});

test('a webhook of its own takes the place of the usual one for all channels of the override', () => {
  const files = receivers()
    .filter(({ name }) => name.startsWith('payments-b-l-ing'))
    .flatMap(({ slack_configs = [] }) => slack_configs.map((one) => one.api_url_file));

  expect(files).toEqual([`${directory}/secrets/slack_payments`, `${directory}/secrets/slack_payments`]);
});

test('the end of an info is not told, but to programs and to PagerDuty, which keep it open until then', () => {
  const told = `
service: { name: demo-api }
notify:
  slack: { webhook_file: secrets/slack, channels: { warning: "#a", info: "#a" } }
  pagerduty: { routing_key_file: secrets/pagerduty, severities: [warning, info] }
  email: { smarthost: "smtp.example.com:587", from: a@example.com, to: { warning: a@example.com, info: a@example.com } }
  sns: { topic_arn: "arn:aws:sns:us-west-2:123456789012:alerts", severities: [warning, info] }
  webhooks: [{ name: audit, url: "http://127.0.0.1:8081/alerts" }]
`;
  const ends = Object.fromEntries(receivers(told).map((one) => [one.name, endsThatAreTold(one)]));

  expect(ends.warning).toEqual({ slack: true, pagerduty: true, email: true, sns: true, webhook: true });
  expect(ends.info).toEqual({ slack: false, pagerduty: true, email: false, sns: false, webhook: true });
});

test('two overrides of one name get receivers that are told apart', () => {
  const alike = `
service: { name: demo-api }
notify:
  pagerduty: { routing_key_file: secrets/pagerduty }
  routes: [{ team: a.b, pagerduty: false }, { team: a b, mute: [] }, { team: "?!", mute: [] }]
`;

  expect(receivers(alike).map(({ name }) => name)).toEqual([
    'goldwatch',
    'nobody',
    'a-b-2-critical',
    'override-critical',
    'critical',
  ]);
});

interface Receiver {
  readonly name: string;
  readonly [kind: `${string}_configs`]: readonly Readonly<Record<string, string>>[];
}

function receivers(of = definition): Receiver[] {
  const [rendered] = renderAlerting(loadDefinition(of, 'monitoring.yml', {}), stackIn(directory));
  return (parse(rendered?.text ?? '') as { receivers: Receiver[] }).receivers;
}

/** Kind and place of everything that each receiver tells. */
function placesOfReceivers(): Record<string, string[]> {
  return Object.fromEntries(
    receivers().map(({ name, ...kinds }) => [
      name,
      Object.entries(kinds).flatMap(([kind, entries]) =>
        (entries as Receiver[`${string}_configs`]).map(
          (entry) => `${kind.replace('_configs', '')} ${placeOf(entry)}`,
        ),
      ),
    ]),
  );
}

function placeOf(entry: Readonly<Record<string, string>>): string {
  const { channel, routing_key_file: key, to, topic_arn: topic, url = '' } = entry;
  const port = url.includes('/v1/alerts') ? 'goldwatch' : new URL(url === '' ? 'http://none' : url).port;
  return channel ?? key?.split('/').at(-1) ?? to ?? topic?.split(':').at(-1) ?? port;
}

function endsThatAreTold({ name: _, ...kinds }: Receiver): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(kinds).map(([kind, entries]) => [
      kind.replace('_configs', ''),
      (entries as Receiver[`${string}_configs`])[0]?.send_resolved,
    ]),
  );
}

// amtool reads each argument as a matcher.
function asMatcher(pair: string): string {
  const [name = '', value = ''] = pair.split(/=(.*)/s);
  return `${name}=${JSON.stringify(value)}`;
}
