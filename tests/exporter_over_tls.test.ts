import { execFile } from 'node:child_process';
import { chmod, copyFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { hashSync } from 'bcryptjs';
import { expect, onTestFinished, test, vi } from 'vitest';
import { ALERTING_TEMPLATES, renderAlerting } from '../alerting/render.ts';
import { acknowledgement } from '../cli/alert/acknowledgement.ts';
import { exporterPass } from '../cli/exporter_pass.ts';
import { exporterPage } from '../cli/mirror_page.ts';
import { alertmanagerProgram, prometheusProgram } from '../cli/up/programs.ts';
import type { Program } from '../cli/up/supervisor.ts';
import { withExporterScheme } from '../definition/exporter_client.ts';
import { exporterSettingsOf } from '../definition/exporter_settings.ts';
import { loadDefinition } from '../definition/load.ts';
import { nativeStack } from '../definition/stack.ts';
import { startExporter } from '../exporter/app.ts';
import { capturedLog } from '../exporter/testing.ts';
import { certificate } from '../exporter/web/testing_certificates.ts';
import { renderPrometheus } from '../prometheus/render.ts';
import { freePort } from './support/ports.ts';
import { ProcessUnderTest } from './support/process.ts';
import { temporaryDirectory } from './support/temporary_directory.ts';

const PROJECT = join(import.meta.dirname, '..');

const definitionText = (port: number) => `
service: { name: shop }
exporter:
  listen: 127.0.0.1:${port}
  scrape_interval: 1s
  basic_auth_users_file: users.yml
  access: { metrics: basic, alerts: basic, page: basic }
  tls_server_config:
    cert_file: exporter.pem
    key_file: exporter_key.pem
    client_auth_type: RequireAndVerifyClientCert
    client_ca_file: authority.pem
  http_config:
    basic_auth: { username: machines, password_file: password }
    tls_config: { ca_file: authority.pem, cert_file: client.pem, key_file: client_key.pem }
`;

async function run({ command, args, healthUrl }: Program): Promise<void> {
  const program = new ProcessUnderTest(command, args);
  onTestFinished(() => program.end());
  await program.answers(healthUrl ?? '');
}

test('with TLS, certificates of clients and a password, every program of the stack reaches the exporter', async () => {
  const directory = await temporaryDirectory();
  const authority = await certificate(directory, 'authority');
  await Promise.all(['exporter', 'client'].map((name) => certificate(directory, name, authority)));
  await writeFile(join(directory, 'password'), 'correct horse\n');
  await writeFile(join(directory, 'users.yml'), `machines: ${hashSync('correct horse', 4)}\n`);
  const [port, prometheusPort, alertmanagerPort] = [await freePort(), await freePort(), await freePort()];
  const text = definitionText(port);
  const definition = loadDefinition(text, 'monitoring.yml', {});
  const bare = nativeStack({
    exporter: `127.0.0.1:${port}`,
    prometheus: `127.0.0.1:${prometheusPort}`,
    alertmanager: `127.0.0.1:${alertmanagerPort}`,
    grafana: '127.0.0.1:1',
    runsGrafana: false,
    exporterTokenFile: null,
    directory,
    baseDirectory: directory,
  });
  const stack = withExporterScheme(bare, definition.exporter);
  for (const { path, text: content } of [
    ...renderPrometheus(definition, stack),
    ...renderAlerting(definition, stack),
  ]) {
    await mkdir(dirname(join(directory, path)), { recursive: true });
    await writeFile(join(directory, path), content);
  }
  for (const template of ALERTING_TEMPLATES) {
    await mkdir(dirname(join(directory, template)), { recursive: true });
    await copyFile(join(PROJECT, template), join(directory, template));
  }
  const file = { text, readAt: Date.now() };
  const settings = exporterSettingsOf(definition, directory, file);
  const { log } = capturedLog();
  const exporter = await startExporter({ settings, version: '1', log, reload: async () => settings });
  onTestFinished(() => exporter.stop());
  await exporter.ready;

  await run(alertmanagerProgram('prometheus-alertmanager', directory, stack));
  await run(prometheusProgram('prometheus', directory, stack));

  const loaded = { definition, ...file, file: 'monitoring.yml', path: '', baseDirectory: directory };
  const query = `${stack.prometheus.external}/api/v1/query?${new URLSearchParams({ query: 'up{job="goldwatch"}' })}`;
  const scraped = async () => JSON.stringify(await (await fetch(query)).json());
  await vi.waitFor(async () => expect(await scraped()).toMatch(/"value":\[[\d.]+,"1"\]/), 20_000);
  const labels = { alertname: 'Drill', service: 'shop', severity: 'info', goldwatch_drill: 'abc' };
  await fetch(`${stack.alertmanager.external}/api/v2/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([{ labels }]),
  });
  const pass = () => exporterPass(definition.exporter, directory, 'alerts');
  const asked = () => acknowledgement({ url: exporter.url, pass }, 'abc', AbortSignal.timeout(30_000));
  await vi.waitFor(async () => expect(await asked()).toBe('firing'), 20_000);
  expect((await exporterPage(loaded)).families.map(({ name }) => name)).toContain('goldwatch_ready');
});

test('a health check in a container finds out by itself whether TLS is spoken', async () => {
  const directory = await temporaryDirectory();
  await certificate(directory, 'exporter');
  await chmod(directory, 0o700);
  const start = async (tls: string) => {
    const text = `service: { name: shop }\nexporter: { listen: "127.0.0.1:${await freePort()}"${tls} }\n`;
    const definition = loadDefinition(text, 'monitoring.yml', {});
    const settings = exporterSettingsOf(definition, directory, { text, readAt: Date.now() });
    const exporter = await startExporter({
      settings,
      version: '1',
      log: capturedLog().log,
      reload: async () => settings,
    });
    await exporter.ready;
    return exporter;
  };
  const check = (url: string) =>
    promisify(execFile)(process.execPath, [join(PROJECT, 'cli/health_check.mjs'), new URL(url).host]);

  const secure = await start(', tls_server_config: { cert_file: exporter.pem, key_file: exporter_key.pem }');
  await check(secure.url);
  await secure.stop();
  const plain = await start('');
  await check(plain.url);
  await plain.stop();
  await expect(check(plain.url)).rejects.toMatchObject({ code: 1 });
});
