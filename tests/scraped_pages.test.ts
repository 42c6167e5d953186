import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { fakeService, targetUnderTest } from '../exporter/sources/scrape/testing.ts';
import { metricsOf } from '../metrics/exposition/collect.ts';
import type { FamilySamples } from '../metrics/family.ts';
import { freePort } from './support/ports.ts';
import { ProcessUnderTest } from './support/process.ts';
import { startPrometheus } from './support/prometheus.ts';
import { query, type Sample } from './support/prometheus_api.ts';

const TEXT = 'text/plain;version=0.0.4';
const OPEN_METRICS = 'application/openmetrics-text;version=1.0.0';

async function started(command: string, args: readonly string[], url: string): Promise<string> {
  const program = new ProcessUnderTest(command, args);
  onTestFinished(() => program.end());
  await program.answers(url);
  return url;
}

async function directory(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'goldwatch-page-'));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

/** Addresses of pages of programs that run until the test ends. */
const PROGRAMS = {
  async prometheus() {
    const prometheus = await startPrometheus([], []);
    onTestFinished(() => prometheus.stop());
    return `${prometheus.url}/metrics`;
  },
  async 'prometheus-node-exporter'() {
    const address = `127.0.0.1:${await freePort()}`;
    const args = [`--web.listen-address=${address}`];
    return await started('prometheus-node-exporter', args, `http://${address}/metrics`);
  },
  async 'prometheus-alertmanager'() {
    const [address, file] = [
      `127.0.0.1:${await freePort()}`,
      join(import.meta.dirname, '../alerting/alertmanager.yml'),
    ];
    const args = [
      `--config.file=${file}`,
      `--storage.path=${await directory()}`,
      `--web.listen-address=${address}`,
      '--cluster.listen-address=',
    ];
    return await started('prometheus-alertmanager', args, `http://${address}/metrics`);
  },
  async 'a Python service'() {
    const program = new ProcessUnderTest('/usr/bin/python3', [
      join(import.meta.dirname, 'support/python_service.py'),
    ]);
    onTestFinished(() => program.end());
    const port = await vi.waitFor(
      () => {
        expect(program.output).toMatch(/^\d+\n/);
        return Number.parseInt(program.output, 10);
      },
      { timeout: 10_000 },
    );
    return `http://127.0.0.1:${port}/metrics`;
  },
} as const;

/** What stands for a series, whoever has it: without the labels that a scrape adds. */
function lineOf(name: string, labels: Readonly<Record<string, string | number>>, value: number): string {
  const added = new Set(['__name__', 'job', 'instance', 'service']);
  // As Prometheus has it, an empty label is none; a page's own label of an added name is called exported_….
  const own = Object.entries(labels).filter(([label, its]) => !added.has(label) && its !== '');
  return `${name}${JSON.stringify(own.sort(([one], [other]) => (one < other ? -1 : 1)))} ${value}`;
}

function linesOfFamilies(families: readonly FamilySamples[]): string[] {
  const lines = families.flatMap(({ name, values }) =>
    values.map(({ metricName = name, labels = {}, value }) => lineOf(metricName, labels, value)),
  );
  return lines.sort();
}

/** `hasCreated` where the format has times when series began, which are no samples here. */
function linesOfPrometheus(samples: readonly Sample[], hasCreated: boolean): string[] {
  const lines: string[] = [];
  for (const { metric, value } of samples) {
    const { __name__: name = '' } = metric;
    // Its own, about the scrape.
    const isOwn = /^(?:up|scrape_(?:duration_seconds|series_added|samples_\w+))$/.test(name);
    if (isOwn || (hasCreated && name.endsWith('_created'))) continue;
    lines.push(lineOf(name, metric, Number(value[1].replace('Inf', 'Infinity'))));
  }
  return lines.sort();
}

test.each(
  Object.keys(PROGRAMS).flatMap((name) => [TEXT, OPEN_METRICS].map((accept) => [name, accept] as const)),
)('every sample of %s, asked for %s, is what Prometheus stores of it', async (name, accept) => {
  const response = await fetch(await PROGRAMS[name as keyof typeof PROGRAMS](), { headers: { accept } });
  const page = await response.text();
  // Both are to see the same numbers.
  const service = await fakeService();
  service.page(page, response.headers.get('content-type') ?? undefined);
  const prometheus = await startPrometheus([{ name: 'page', target: service.address }], []);
  onTestFinished(() => prometheus.stop());
  const { scrape, said, registry, target } = targetUnderTest(service.url);

  expect(await scrape()).toBeNull();
  // A second time: only numbers are read then.
  expect(await scrape()).toBeNull();

  const stored = await vi.waitFor(
    async () => {
      const found = await query(prometheus.url, '{job="page"}');
      expect(found.length).toBeGreaterThan(20);
      return found;
    },
    { timeout: 10_000, interval: 200 },
  );
  const families = await Promise.all(metricsOf(registry.registry).map((metric) => metric.get()));
  const lines = linesOfFamilies(families);
  expect(lines).toEqual(linesOfPrometheus(stored, accept === OPEN_METRICS));
  expect(lines).toHaveLength(target.samples);
  expect(said).toEqual([]);
});
