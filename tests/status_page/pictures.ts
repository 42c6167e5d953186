import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { startDemoService } from '../../examples/demo-service/server.ts';
import { startTraffic } from '../../examples/demo-service/traffic.ts';
import type { StatusView } from '../../exporter/status/view.ts';
import { startChromium } from '../support/chromium.ts';
import { startServedExporter } from '../support/served_exporter.ts';

// `node cli/bootstrap.mjs tests/status_page/pictures.ts` takes the pictures of the status page that docs/ has, with the demo broken.

const DOCS = resolve(import.meta.dirname, '../../docs');
const QUIET_MS = 60_000;
/** Longer than the minute that ratios are of. */
const BROKEN_MS = 75_000;

const MONITORING = `
service: { name: demo-api, environment: staging, owner: platform, runbooks: "https://wiki.example.com/runbooks/{alert}" }
exporter: { listen: "127.0.0.1:0" }
sources:
  - type: logs
    files: [logs/*.json]
    golden_signals: { method: $.method, path: $.path, status: $.status, duration_ms: $.duration_ms }
    errors: { pattern: '{ $.status >= 500 }', type: $.error_type, message: $.message }
  - type: container
objectives:
  - { name: availability, signal: availability, target: 99.9%, window: 30d }
  - { name: latency, signal: latency, threshold: 2s, target: 95%, window: 30d }
alerts: [ApiDown, HighErrorRate, HighLatency, HighMemory]
notify:
  links: { grafana: "https://grafana.example.com", alertmanager: "https://alertmanager.example.com" }
`;

const PICTURES = {
  'status_page.png': { colorScheme: 'light', viewport: { width: 1280, height: 1500 } },
  'status_page_dark.png': { colorScheme: 'dark', viewport: { width: 1280, height: 1500 } },
  'status_page_phone.png': { colorScheme: 'light', viewport: { width: 375, height: 812 } },
} as const;

const directory = await mkdtemp(join(tmpdir(), 'goldwatch-pictures-'));
await writeFile(join(directory, 'monitoring.yml'), MONITORING);
const demo = await startDemoService({ port: 0, logFile: join(directory, 'logs/demo.json') });
const exporter = await startServedExporter(directory);
const traffic = startTraffic({ url: demo.url, requestsPerSecond: 20 });
const browser = await startChromium();
try {
  await pause(QUIET_MS);
  demo.chaos.set({ errors: 0.95, slow_ms: 300 }, 'the pictures');
  await pause(BROKEN_MS);
  await fire(exporter.url);
  for (const [file, view] of Object.entries(PICTURES)) await take(browser, exporter.url, file, view);
} finally {
  await browser.close();
  await traffic.stop();
  await demo.stop();
  await exporter.stop();
  await rm(directory, { recursive: true, force: true });
}

/** What Prometheus would have found, as Alertmanager tells it. */
async function fire(url: string): Promise<void> {
  const labels = { alertname: 'ApiDown', severity: 'critical', service: 'demo-api', team: 'platform' };
  const annotations = {
    summary: 'The API answers almost every request with an error.',
    value: await failing(url),
    threshold: '90%',
    runbook_url: 'https://wiki.example.com/runbooks/ApiDown',
  };
  const startsAt = new Date(Date.now() - 20_000).toISOString();
  const watchdog = { alertname: 'Watchdog', severity: 'none', service: 'goldwatch' };
  const alerts = [
    { status: 'firing', startsAt, labels, annotations, fingerprint: '0001' },
    { status: 'firing', startsAt, labels: watchdog, annotations: {}, fingerprint: '0002' },
  ];
  await fetch(`${url}/v1/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ version: '4', alerts }),
  });
}

/** The share of requests that fail, as alerts write it. */
async function failing(url: string): Promise<string> {
  const { services } = (await (await fetch(`${url}/v1/status`)).json()) as StatusView;
  const ratio = services.find(({ service }) => service === 'demo-api')?.errorRatio ?? Number.NaN;
  return `${(ratio * 100).toFixed(1)}%`;
}

async function take(
  browser: Browser,
  url: string,
  file: string,
  view: (typeof PICTURES)[keyof typeof PICTURES],
): Promise<void> {
  const context = await browser.newContext({ ...view, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(url);
  const service = page
    .getByRole('region', { name: 'Services', exact: true })
    .getByRole('button', { name: 'demo-api' });
  await service.click();
  await page.getByRole('img', { name: /^Traffic of demo-api\./ }).waitFor();
  await pause(2_000);
  await page.evaluate('document.activeElement.blur(), window.scrollTo(0, 0)');
  await page.screenshot({ path: join(DOCS, file) });
  await context.close();
}
