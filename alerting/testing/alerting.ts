import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { loadDefinition } from '../../definition/load.ts';
import { type NativeStackOptions, nativeStack, type Stack } from '../../definition/stack.ts';
import { type HttpInbox, startHttpInbox } from '../../tests/support/http_inbox.ts';
import { ALERTING_TEMPLATES, renderAlerting } from '../render.ts';
import { startAlertmanager } from './programs.ts';

const PROJECT = join(import.meta.dirname, '../..');

/** An alert as Prometheus posts it. */
export interface PostedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly startsAt?: string;
  readonly endsAt?: string;
  readonly generatorURL?: string;
}

/** An alert as Alertmanager knows it. */
export interface KnownAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly status: { readonly inhibitedBy: readonly string[] };
}

/** A running Alertmanager; Slack and the exporter are inboxes. */
export interface Alerting {
  readonly slack: HttpInbox;
  readonly exporter: HttpInbox;
  readonly post: (...alerts: readonly PostedAlert[]) => Promise<void>;
  readonly alerts: () => Promise<readonly KnownAlert[]>;
  readonly stop: () => Promise<void>;
}

/** Starts Alertmanager with what `definition` renders to; the exporter wants `token` unless that is null. */
export async function startAlerting(definition: string, token: string | null): Promise<Alerting> {
  const directory = await temporaryDirectory();
  const [slack, exporter] = await Promise.all([startHttpInbox(), startHttpInbox()]);
  const stack = stackIn(directory, {
    exporter: exporter.address,
    exporterTokenFile: token === null ? null : join(directory, 'token'),
  });
  await mkdir(join(directory, 'secrets'));
  const webhook = `http://${slack.address}/services/T0/B0/X0\n`;
  await writeFile(join(directory, 'secrets/slack_webhook_url'), webhook);
  if (token !== null) await writeFile(join(directory, 'token'), token);
  const configuration = await writeAlerting(definition, stack, directory);
  const alertmanager = await startAlertmanager(configuration, join(directory, 'data'));
  const alerts = `http://${alertmanager.address}/api/v2/alerts`;
  return {
    slack,
    exporter,
    post: (...posted) => postAlerts(alertmanager.address, posted),
    alerts: async () => (await (await fetch(alerts)).json()) as KnownAlert[],
    stop: async () => {
      await alertmanager.stop();
      await Promise.all([slack.stop(), exporter.stop()]);
      await rm(directory, { recursive: true });
    },
  };
}

/** Posts alerts to the Alertmanager at host:port. */
export async function postAlerts(address: string, alerts: readonly PostedAlert[]): Promise<void> {
  const response = await fetch(`http://${address}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(alerts),
  });
  expect(await response.text()).toBe('');
}

/** A native stack whose files, secrets included, are in `directory`. */
export function stackIn(directory: string, options: Partial<NativeStackOptions> = {}): Stack {
  return nativeStack({
    exporter: '127.0.0.1:9464',
    prometheus: '127.0.0.1:9090',
    alertmanager: '127.0.0.1:9093',
    grafana: '127.0.0.1:3000',
    runsGrafana: false,
    exporterTokenFile: null,
    directory,
    baseDirectory: directory,
    ...options,
  });
}

/** Writes what `definition` renders to into `directory`, templates included; the path of alertmanager.yml. */
export async function writeAlerting(definition: string, stack: Stack, directory: string): Promise<string> {
  for (const path of ALERTING_TEMPLATES) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await copyFile(join(PROJECT, path), join(directory, path));
  }
  for (const file of renderAlerting(loadDefinition(definition, 'monitoring.yml', {}), stack)) {
    await writeFile(join(directory, file.path), file.text);
  }
  return join(directory, 'alerting/alertmanager.yml');
}

/** A new directory; whoever asks for it removes it. */
export async function temporaryDirectory(): Promise<string> {
  return await mkdtemp(join(tmpdir(), 'goldwatch-alerting-'));
}

/** Waits until a value is as expected. The limit is that of a machine with much else to do. */
export function eventually<T>(value: () => T) {
  return expect.poll(value, { timeout: 15_000 });
}
