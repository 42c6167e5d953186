import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import type { Exporter } from '../../exporter/app.ts';
import type { StatusView } from '../../exporter/status/view.ts';
import { sumOf } from '../support/metrics.ts';
import { startServedExporter } from '../support/served_exporter.ts';

/** How long numbers may take to the page: they are read every five seconds. The machine may be busy. */
export const SOON = { timeout: 20_000, interval: 100 };

/** The page waits up to half a minute before it tries again, and the exporter has to start. */
export const RECOVERED = { timeout: 60_000, interval: 100 };

/** An alert must be on the page so soon after its POST. */
export const ALERT_SOON = { timeout: 3_000, interval: 25 } as const;

/** Nobody goes further by keyboard. */
const MOST_TABS = 80;

/** A definition with a log of golden signals and errors, a source that does not work, an objective and limits. */
export const MONITORING = `
service: { name: demo-api, environment: test }
exporter: { listen: "127.0.0.1:0" }
sources:
  - type: logs
    files: ["*.json"]
    golden_signals: { method: $.method, route: $.route, status: $.status, duration_ms: $.duration_ms }
    errors: { type: $.error_type }
  - { type: container, name: broken, cgroup: /nowhere/at/all, interval: 200ms }
objectives:
  - { name: availability, signal: availability, target: 99%, window: 30d }
alerts:
  - HighErrorRate
notify:
  links: { grafana: "https://grafana.example.com", alertmanager: "https://alertmanager.example.com" }
  webhooks: [{ name: own, url: "https://hooks.slack.com/services/T01/B02/hunter2" }]
`;

/** The exporter that serves the page to the tests of a file. */
export interface ServedPage {
  readonly url: string;
  /** Writes lines to the access log, which it counts. */
  write(lines: readonly string[]): Promise<void>;
  /** What `/metrics` answers to Prometheus. */
  metrics(): Promise<string>;
  /** Sends alerts as Alertmanager does. */
  notify(...alerts: readonly object[]): Promise<void>;
}

/** Starts the exporter of a definition, in a directory of its own, for all tests of a file. */
export function servedPage(monitoring = MONITORING): ServedPage {
  let directory = '';
  let exporter: Exporter | null = null;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'goldwatch-page-'));
    await writeFile(join(directory, 'monitoring.yml'), monitoring);
    await writeFile(join(directory, 'access.json'), '');
    exporter = await startServedExporter(directory);
    const up = async () => sumOf(await page.metrics(), 'goldwatch_source_up', { source: 'logs' });
    await vi.waitFor(async () => expect(await up()).toBe(1), SOON);
    await vi.waitFor(async () => expect(await serviceNames(page.url)).toContain('goldwatch'), SOON);
  });
  afterAll(async () => {
    await exporter?.stop();
    await rm(directory, { recursive: true, force: true });
  });
  const page: ServedPage = {
    get url() {
      return exporter?.url ?? '';
    },
    write: (lines) => appendFile(join(directory, 'access.json'), lines.join('')),
    metrics: async () => await fetch(`${page.url}/metrics`).then((response) => response.text()),
    notify: (...alerts) => notify(page.url, ...alerts),
  };
  return page;
}

/** The services that are known. What came before the first of them was known is not in rates: there is nothing to compare it with. */
export async function serviceNames(url: string): Promise<string[]> {
  const response = await fetch(`${url}/v1/status`);
  const { services } = (await response.json()) as StatusView;
  return services.map(({ service }) => service);
}

/** Sends alerts to an exporter as Alertmanager does. */
export async function notify(url: string, ...alerts: readonly object[]): Promise<void> {
  const response = await fetch(`${url}/v1/alerts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ version: '4', alerts }),
  });
  expect(response.status, await response.text()).toBe(204);
}

/** An alert as Alertmanager sends it: firing, unless it is told otherwise. */
export function alert(
  labels: Readonly<Record<string, string>>,
  annotations: Readonly<Record<string, string>> = {},
  more: Readonly<Record<string, string>> = {},
): object {
  const fingerprint = Buffer.from(JSON.stringify(labels)).toString('hex').slice(-16);
  return { status: 'firing', startsAt: new Date().toISOString(), labels, annotations, fingerprint, ...more };
}

/** A part of the page, by its heading. */
export function part(page: Page, heading: string): Locator {
  return page.getByRole('region', { name: heading, exact: true });
}

/** A row of a table in a part of the page, by what its heading says. */
export function rowOf(page: Page, heading: string, name: string): Locator {
  return part(page, heading)
    .getByRole('row')
    .filter({ has: page.getByRole('rowheader', { name }) });
}

/** What the cells of a row say, by the headings of their columns. */
export async function cellsOf(row: Locator): Promise<Record<string, string>> {
  const table = row.locator('xpath=ancestor::table');
  const headings = await table.getByRole('columnheader').allInnerTexts();
  const cells = await row.locator('th, td').allInnerTexts();
  return Object.fromEntries(headings.map((heading, index) => [heading.trim(), cells[index]?.trim() ?? '']));
}

/** Waits until the cells of a row say this, by the headings of their columns; a row may be put elsewhere while it is read. */
export async function expectCells(row: Locator, expected: Readonly<Record<string, unknown>>): Promise<void> {
  await vi.waitFor(async () => expect(await cellsOf(row)).toMatchObject(expected), SOON);
}

/** The first sentence: whether anything is wrong. */
export async function headline(page: Page): Promise<string> {
  return await page.getByRole('main').getByRole('heading', { level: 2 }).first().innerText();
}

/** Waits until the page says this of its connection to the exporter. */
export async function connection(page: Page, text: string | RegExp, within = SOON): Promise<void> {
  await vi.waitFor(async () => {
    const said = await page.getByRole('status').allInnerTexts();
    expect(said).toContainEqual(typeof text === 'string' ? text : expect.stringMatching(text));
  }, within);
}

/** The accessible name of what has the focus. */
export async function focused(page: Page): Promise<string> {
  return await page.evaluate<string>(`(() => {
    const element = document.activeElement;
    return (element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent).trim().slice(0, 200);
  })()`);
}

/** Goes on by the Tab key to what has this accessible name. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const passed: string[] = [];
  while (passed.length < MOST_TABS) {
    await page.keyboard.press('Tab');
    const now = await focused(page);
    if (typeof name === 'string' ? now === name : name.test(now)) return;
    passed.push(now);
  }
  expect.fail(
    `The Tab key does not come to ${name}, but to ${passed.map((one) => one.slice(0, 40)).join(' | ')}`,
  );
}

/** By how many pixels the page is wider than its window. */
export async function overflow(page: Page): Promise<number> {
  return await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
}
