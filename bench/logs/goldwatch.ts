import { mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pino } from 'pino';
import { start } from '../../exporter/sources/logs/collect.ts';
import { logsConfig } from '../../exporter/sources/logs/definition.ts';
import { collectFamilies } from '../../metrics/exposition/collect.ts';
import { MetricRegistry } from '../../metrics/registry.ts';
import type { Commands } from '../exposition/contestant.ts';
import type { Run } from './mtail.ts';
import type { Totals } from './totals.ts';

const FILTERS = [
  { name: 'errors_total', type: 'counter', pattern: '{ $.level = "ERROR" }' },
  { name: 'slow_requests_total', type: 'counter', pattern: '{ $.duration_ms > 1000 }' },
];
const LABELS = { method: '$.method', route: '$.route', status: '$.status' };
const SIGNALS = { method: '$.method', status: '$.status', duration_ms: '$.duration_ms' };

/** What the source is told to count: the same by filters alone, or by golden signals; and those with paths for routes. */
const CONFIGS = {
  filters: {
    metrics: [
      { name: 'requests_total', type: 'counter', pattern: '{ $.status = * }', labels: LABELS },
      {
        name: 'request_seconds',
        type: 'histogram',
        pattern: '{ $.duration_ms >= 0 }',
        value: '$.duration_ms',
        unit: 'ms',
        labels: LABELS,
      },
      ...FILTERS,
    ],
  },
  golden_signals: { golden_signals: { ...SIGNALS, route: '$.route' }, metrics: FILTERS },
  paths: { golden_signals: { ...SIGNALS, path: '$.path' }, metrics: FILTERS },
};
export type ConfigName = keyof typeof CONFIGS;

/** The source `logs` as the exporter starts it, on files of its own: `count` until it has read one, `follow` for good. */
export function create(directory: string, config: ConfigName): Commands {
  const metrics = new MetricRegistry();
  const begin = async (file: string) => {
    const stateDirectory = join(directory, 'state');
    await mkdir(stateDirectory, { recursive: true });
    const checkpoint = { version: 1, service: 'bench', files: [], routes: [], metrics: {} };
    // With a state from before the log was there, the source reads it from its beginning.
    await writeFile(join(stateDirectory, 'checkpoint.json'), JSON.stringify(checkpoint));
    const settings = logsConfig.parse({ type: 'logs', files: [basename(file)], ...CONFIGS[config] });
    return await start(settings, {
      id: 'bench',
      service: 'bench',
      metrics: metrics.scope(),
      stateDirectory,
      baseDirectory: dirname(file),
      report: SILENT,
      log: pino({ level: 'silent' }),
    });
  };
  return {
    async count(file): Promise<Run> {
      const before = process.cpuUsage();
      const source = await begin(file);
      await source.caughtUp;
      await source.stop();
      const { user, system } = process.cpuUsage(before);
      return { seconds: (user + system) / 1e6, totals: await totalsOf(metrics) };
    },
    follow: async (file) => {
      await (await begin(file)).caughtUp;
    },
    live: () => {
      globalThis.gc?.();
      return process.memoryUsage().heapUsed / 1e6;
    },
    lines: async () => sumOf(await samplesOf(metrics), 'goldwatch_log_lines_total'),
  };
}

const SILENT = {
  succeeded: () => {},
  failed: (_reason: string, problem: string) => {
    throw new Error(problem);
  },
  problem: (_reason: string, problem: string) => {
    throw new Error(problem);
  },
  lag: () => {},
};

interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string | number>>;
  readonly value: number;
}

async function samplesOf(metrics: MetricRegistry): Promise<Sample[]> {
  const families = await collectFamilies(metrics.registry, (metric, error) => {
    throw new Error(`${metric}: ${String(error)}`);
  });
  return families.flatMap(({ name, values }) =>
    values.map((sample) => ({
      name: sample.metricName ?? name,
      labels: (sample.labels ?? {}) as Sample['labels'],
      value: sample.value,
    })),
  );
}

function sumOf(samples: readonly Sample[], metric: string): number {
  return samples.filter(({ name }) => name === metric).reduce((sum, { value }) => sum + value, 0);
}

async function totalsOf(metrics: MetricRegistry): Promise<Totals> {
  const samples = await samplesOf(metrics);
  const byLabels = (...names: readonly string[]) =>
    new Map(
      samples
        .filter(({ name }) => names.includes(name))
        .map(({ labels, value }) => [`${labels.method} ${labels.route} ${labels.status}`, value]),
    );
  const counted = byLabels('requests_total', 'http_requests_total');
  const counts = byLabels('request_seconds_count', 'http_request_duration_seconds_count');
  const sums = byLabels('request_seconds_sum', 'http_request_duration_seconds_sum');
  const requests = [...counted].map(([key, count]) => {
    if (counts.get(key) !== count) throw new Error(`The counter and the histogram of ${key} disagree.`);
    return [key, [count, sums.get(key) ?? Number.NaN]] as const;
  });
  return {
    requests: Object.fromEntries(requests),
    errors: sumOf(samples, 'errors_total'),
    slow: sumOf(samples, 'slow_requests_total'),
  };
}
