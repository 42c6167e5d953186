import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadDefinition } from '../definition/load.ts';
import { composeStack, RENDERED_NOTICE, type Stack } from '../definition/stack.ts';
import { renderAlerting } from './render.ts';
import { stackIn, temporaryDirectory, writeAlerting } from './testing/alerting.ts';
import { amtool } from './testing/programs.ts';

const quiet = 'service: { name: demo-api }\n';
const withSlack = `
service: { name: demo-api, runbooks: "https://wiki.example.com/{alert}" }
notify:
  group_wait: 10s
  group_interval: 90s
  slack:
    webhook_file: secrets/slack_webhook_url
    channels: { critical: "#alerts", warning: C0123456789 }
`;
const everything = readFileSync(
  new URL('../definition/testdata/notify_everything.ok.yml', import.meta.url),
  'utf8',
);
// What Alertmanager 0.25 knows of it in every stack.
const knownSince025 = everything
  .replace('bot_token_file: secrets/slack_bot_token', 'webhook_file: secrets/slack_webhook_url')
  .replace('url_file: secrets/audit_url', 'url: http://127.0.0.1:8081/audit')
  .replaceAll(/^ *msteams: .*\n/gm, '');

let directory: string;
let stacks: Record<'compose' | 'native', Stack>;

beforeAll(async () => {
  directory = await temporaryDirectory();
  stacks = {
    // amtool reads templates where the stack says they are, which for compose is inside the container.
    compose: { ...composeStack, templatesDirectory: join(directory, 'alerting/templates') },
    native: stackIn(directory),
  };
});

afterAll(() => rm(directory, { recursive: true }));

describe.each(['compose', 'native'] as const)('in the %s stack', (name) => {
  test.each([
    ['without anybody to tell', quiet, 1],
    ['with Slack', withSlack, 3],
    ['with every receiver, override and time', knownSince025, 13],
  ])('Alertmanager accepts the configuration %s', async (_, definition, receivers) => {
    const file = await writeAlerting(definition, stacks[name], directory);

    const { stdout, failed } = await amtool('check-config', file);

    expect(stdout).toContain('SUCCESS');
    expect(stdout).toContain(`- ${receivers} receivers`);
    expect(stdout).toContain(`- 1 templates\n  SUCCESS`);
    expect(failed).toBe(false);
  });
});

test('Alertmanager accepts what docs/notifications.md shows', async () => {
  const page = readFileSync(new URL('../docs/notifications.md', import.meta.url), 'utf8');
  const shown = [...page.matchAll(/^```yaml\n(?<definition>.*?)^```$/gms)];
  expect(shown).toHaveLength(3);
  for (const { groups } of shown) {
    const file = await writeAlerting(groups?.definition ?? '', stacks.native, directory);
    expect(await amtool('check-config', file)).toMatchObject({ failed: false });
  }
});

test('the same definition renders to the same text, the notice first', () => {
  const definition = loadDefinition(withSlack, 'monitoring.yml', {});

  const [first] = renderAlerting(definition, composeStack);
  const [second] = renderAlerting(definition, composeStack);

  expect(first?.path).toBe('alerting/alertmanager.yml');
  expect(first?.text.startsWith(RENDERED_NOTICE)).toBe(true);
  expect(first).toEqual(second);
});

test('what came after Alertmanager 0.25 is for the containers only', async () => {
  const file = await writeAlerting(everything, stacks.native, directory);

  expect((await amtool('check-config', file)).failed).toBe(false);
  expect(kindsOf(rendered(everything, stacks.native), 'warning')).toEqual([
    'pagerduty_configs',
    'slack_configs',
    'email_configs',
    'sns_configs',
    'webhook_configs',
  ]);
  expect(kindsOf(rendered(everything), 'warning')).toEqual([
    'pagerduty_configs',
    'slack_configs',
    'email_configs',
    'sns_configs',
    'msteamsv2_configs',
    'webhook_configs',
  ]);
});

test('the exporter is told at once, people as `notify` says', () => {
  const { route } = rendered(withSlack);

  expect(route).toMatchObject({ group_wait: '10s', group_interval: '90s', repeat_interval: '4h' });
  expect(route.routes[1]).toMatchObject({ receiver: 'goldwatch', continue: true, group_wait: '0s' });
});

test('the token goes along where the exporter wants one', () => {
  const webhook = { url: 'http://exporter:9464/v1/alerts', send_resolved: true, max_alerts: 500 };
  const authorization = { type: 'Bearer', credentials_file: '/run/goldwatch/exporter/token' };

  expect(rendered(quiet).receivers).toEqual([
    { name: 'goldwatch', webhook_configs: [{ ...webhook, http_config: { authorization } }] },
  ]);
  expect(rendered(quiet, { ...composeStack, exporterTokenFile: null }).receivers).toEqual([
    { name: 'goldwatch', webhook_configs: [webhook] },
  ]);
});

test('the address of the webhook is read from the file that monitoring.yml names', () => {
  const [, critical] = rendered(withSlack).receivers;

  expect(critical).toMatchObject({
    name: 'critical',
    slack_configs: [{ api_url_file: '/etc/alertmanager/secrets/slack_webhook_url', channel: '#alerts' }],
  });
});

test('there is a button for runbooks only where there are runbooks', () => {
  const all = ['Runbook', 'Dashboard', 'Query', 'Silence'];
  const one = `
alerts:
  - name: Slow
    severity: critical
    signal: traffic
    below: 1
    summary: Nobody comes.
    runbook: https://wiki.example.com/slow
`;

  expect(buttons(withSlack)).toEqual(all);
  expect(buttons(withSlack.replace(/, runbooks.*}/, ' }'))).toEqual(all.slice(1));
  expect(buttons(withSlack.replace(/, runbooks.*}/, ' }') + one)).toEqual(all);
});

interface Rendered {
  readonly route: { readonly routes: readonly unknown[] };
  readonly receivers: readonly {
    readonly name: string;
    readonly slack_configs?: readonly { actions: { text: string }[] }[];
  }[];
}

function rendered(definition: string, stack: Stack = composeStack): Rendered {
  const [file] = renderAlerting(loadDefinition(definition, 'monitoring.yml', {}), stack);
  return parse(file?.text ?? '') as Rendered;
}

function buttons(definition: string): string[] | undefined {
  return rendered(definition).receivers[1]?.slack_configs?.[0]?.actions.map(({ text }) => text);
}

function kindsOf({ receivers }: Rendered, receiver: string): string[] {
  const [, ...kinds] = Object.keys(receivers.find(({ name }) => name === receiver) ?? {});
  return kinds;
}
