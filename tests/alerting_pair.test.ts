import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import { stackIn, temporaryDirectory, writeAlerting } from '../alerting/testing/alerting.ts';
import { loadDefinition } from '../definition/load.ts';
import { composeStack } from '../definition/stack.ts';
import { renderPrometheus } from '../prometheus/render.ts';
import { REPLICA_VARIABLE } from '../prometheus/replicas.ts';
import { service } from './compose/compose_file.ts';
import { type HttpInbox, startHttpInbox } from './support/http_inbox.ts';
import { freePort } from './support/ports.ts';
import { ProcessUnderTest } from './support/process.ts';

const DEFINITION = 'service: { name: shop, environment: test }\nexporter: { scrape_interval: 1s }\n';
const HOSTS = ['127.0.0.2', '127.0.0.3'] as const;

interface Notification {
  readonly status: string;
  readonly alerts: readonly { readonly labels: Readonly<Record<string, string>> }[];
}

let directory: string;
let rules: string;
let exporter: HttpInbox;
let alertmanagers: readonly Running[] = [];
let prometheuses: readonly Running[] = [];

interface Running {
  readonly url: string;
  readonly process: ProcessUnderTest;
}

beforeAll(async () => {
  directory = await temporaryDirectory();
  exporter = await startHttpInbox();
  rules = join(directory, 'pair.rules.yml');
  await writeFile(rules, rulesWith('Early'));
  const gossip = await freePort();
  await mkdir(join(directory, 'alerting'), { recursive: true });
  const configuration = await writeAlerting(
    DEFINITION,
    stackIn(directory, { exporter: exporter.address }),
    directory,
  );
  alertmanagers = await Promise.all(HOSTS.map((host) => startAlertmanager(host, { gossip, configuration })));
  const targets = alertmanagers.map(({ url }) => url.slice('http://'.length));
  prometheuses = await Promise.all(['one', 'two'].map((replica) => startPrometheus(replica, targets)));
}, 60_000);

afterAll(async () => {
  await Promise.all([...prometheuses, ...alertmanagers].map(({ process }) => process.end('SIGKILL')));
  await exporter.stop();
  await rm(directory, { recursive: true });
});

function rulesWith(...alerts: readonly string[]): string {
  const labels = { service: 'shop', severity: 'warning' };
  return stringify({
    groups: [{ name: 'pair', rules: alerts.map((alert) => ({ alert, expr: 'vector(1)', labels })) }],
  });
}

/** One of a pair with the options of the Compose file, in which the name of its peers leads to both. */
async function startAlertmanager(
  host: string,
  { gossip, configuration }: { readonly gossip: number; readonly configuration: string },
): Promise<Running> {
  const options = (service('alertmanager').command ?? []).filter((option) => option.startsWith('--cluster.'));
  const web = `${host}:${await freePort()}`;
  const process = new ProcessUnderTest('prometheus-alertmanager', [
    `--config.file=${configuration}`,
    `--storage.path=${join(directory, host)}`,
    `--web.listen-address=${web}`,
    ...options.flatMap((option) =>
      option.startsWith('--cluster.peer=')
        ? HOSTS.map((peer) => `--cluster.peer=${peer}:${gossip}`)
        : [option.replace('0.0.0.0:9094', `${host}:${gossip}`)],
    ),
    '--cluster.peer-timeout=2s',
  ]);
  await process.answers(`http://${web}/-/ready`);
  return { url: `http://${web}`, process };
}

/** One of a pair with labels and relabelling as they are rendered for containers. */
async function startPrometheus(replica: string, targets: readonly string[]): Promise<Running> {
  const definition = loadDefinition(DEFINITION, 'monitoring.yml', {});
  const rendered = parse(renderPrometheus(definition, composeStack)[0]?.text ?? '') as {
    readonly global: object;
    readonly alerting: object;
  };
  const configuration = {
    global: rendered.global,
    rule_files: [rules],
    alerting: { ...rendered.alerting, alertmanagers: [{ static_configs: [{ targets }] }] },
  };
  const file = join(directory, `${replica}.yml`);
  await writeFile(file, stringify(configuration));
  const web = `127.0.0.1:${await freePort()}`;
  const process = new ProcessUnderTest(
    'prometheus',
    [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(directory, replica)}`,
      `--web.listen-address=${web}`,
      // What it sends before it has found an Alertmanager is lost.
      '--rules.alert.resend-delay=1s',
      // Prometheus 3 expands them without being asked.
      '--enable-feature=expand-external-labels',
    ],
    { env: { [REPLICA_VARIABLE]: replica } },
  );
  await process.answers(`http://${web}/-/ready`);
  return { url: `http://${web}`, process };
}

/** Notifications of an alert that the exporter has got. */
function notificationsOf(alertname: string): Notification[] {
  return exporter.requests
    .map(({ body }) => body as Notification)
    .filter(({ alerts }) => alerts.some(({ labels }) => labels.alertname === alertname));
}

/** A metric of a program, summed over its labels. */
async function metric({ url }: Running, name: string): Promise<number> {
  const page = await (await fetch(`${url}/metrics`)).text();
  const values = [...page.matchAll(new RegExp(`^${name}(?:\\{.*\\})? (\\S+)$`, 'gm'))];
  return values.reduce((sum, [, value]) => sum + Number(value), 0);
}

function eventually(check: () => Promise<void> | void): Promise<void> {
  return vi.waitFor(check, { timeout: 40_000, interval: 100 });
}

describe('two Prometheus and two Alertmanagers', () => {
  test('know of each other', async () => {
    for (const one of alertmanagers) {
      await eventually(async () => expect(await metric(one, 'alertmanager_cluster_members')).toBe(2));
    }
  });

  test('tell of an alert once, without the labels that tell the one from the other', async () => {
    for (const one of prometheuses) {
      await eventually(async () =>
        expect(await metric(one, 'prometheus_notifications_sent_total')).toBeGreaterThan(0),
      );
    }
    // Each has looked whether the other had told of it.
    for (const one of alertmanagers) {
      await eventually(async () =>
        expect(await metric(one, 'alertmanager_nflog_queries_total')).toBeGreaterThan(0),
      );
    }

    const told = notificationsOf('Early');
    expect(told.map(({ status, alerts }) => [status, ...alerts.map(({ labels }) => labels)])).toEqual([
      ['firing', { alertname: 'Early', service: 'shop', severity: 'warning', environment: 'test' }],
    ]);
    expect(told).toHaveLength(1);
  });

  test('still tell of an alert, once, where one Alertmanager and one Prometheus have died', async () => {
    await Promise.all([prometheuses[0], alertmanagers[0]].map((one) => one?.process.end('SIGKILL')));
    await writeFile(rules, rulesWith('Early', 'Late'));
    prometheuses[1]?.process.child.kill('SIGHUP');

    await eventually(() => expect(notificationsOf('Late')).toHaveLength(1));
  });
});
