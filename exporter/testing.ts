import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pino } from 'pino';
import { expect, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { LATENCY_BUCKETS_SECONDS } from '../conventions/metrics.ts';
import { accessLine } from '../tests/support/log_lines.ts';
import { sumOf } from '../tests/support/metrics.ts';
import { temporaryDirectory } from '../tests/support/temporary_directory.ts';
import { type Exporter, startExporter } from './app.ts';
import type { NotificationSettings } from './notifications/settings.ts';
import { cloudwatchMirrorSettings } from './outputs/cloudwatch_mirror/settings.ts';
import { type ExporterSettings, exporterSettings, sourceSettings } from './settings.ts';
import { NO_STATUS_SETTINGS, type StatusSettings } from './status/status_settings.ts';

/** What a test says of `exporter` and `sources` in monitoring.yml. */
export interface Written {
  readonly exporter?: Readonly<Record<string, unknown>>;
  readonly sources?: readonly Readonly<Record<string, unknown>>[];
  /** `mirror.cloudwatch`. */
  readonly mirror?: Readonly<Record<string, unknown>>;
  readonly notifications?: NotificationSettings;
  readonly status?: Partial<StatusSettings>;
  readonly service?: string;
  readonly latencyBuckets?: readonly number[];
}

/** A real exporter on a free port, in a directory of its own. */
export interface ExporterUnderTest {
  readonly directory: string;
  readonly exporter: Exporter;
  readonly url: string;
  readonly log: CapturedLog;
  /** What the next reload finds, instead of what the exporter was started with: settings, or why there are none. */
  next(written: Written | Error): void;
  /** The metrics page, once the exporter has caught up. */
  page(): Promise<string>;
}

export interface CapturedLog {
  readonly text: string;
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  /** The messages of lines with a level of at least `level`, in order. */
  messages(level?: 'info' | 'warn' | 'error'): string[];
}

/** Settings as the definition would give them; the port is a free one unless told. */
export function settingsOf(written: Written, baseDirectory: string): ExporterSettings {
  return {
    ...exporterSettings.parse({ listen: '127.0.0.1:0', ...written.exporter }),
    sources: z.array(sourceSettings).parse(written.sources ?? []),
    mirror: written.mirror === undefined ? null : cloudwatchMirrorSettings.parse(written.mirror),
    notifications: written.notifications ?? { digest: null, heartbeat: null },
    status: { ...NO_STATUS_SETTINGS, ...written.status },
    service: written.service ?? 'demo-api',
    latencyBuckets: written.latencyBuckets ?? LATENCY_BUCKETS_SECONDS,
    baseDirectory,
  };
}

/** A log, and what was written to it. */
export function capturedLog() {
  const written: string[] = [];
  const log = pino({ base: null }, { write: (line: string) => written.push(line) });
  const captured: CapturedLog = {
    get text() {
      return written.join('');
    },
    get lines() {
      return written.map((line) => JSON.parse(line) as Record<string, unknown>);
    },
    messages(level = 'info') {
      const least = pino.levels.values[level] ?? 0;
      return captured.lines.filter((line) => Number(line.level) >= least).map(({ msg }) => String(msg));
    },
  };
  return { log, captured };
}

/** Starts an exporter, and stops it when the test ends; `files` are written to its directory before. */
export async function exporterUnderTest(
  written: Written = {},
  { files = {}, directory }: { files?: Readonly<Record<string, string>>; directory?: string } = {},
): Promise<ExporterUnderTest> {
  const home = directory ?? (await temporaryDirectory());
  for (const [path, text] of Object.entries(files)) await writeInto(home, path, text);
  let next: Written | Error = written;
  const { log, captured } = capturedLog();
  const exporter = await startExporter({
    settings: settingsOf(written, home),
    version: '1.2.3',
    log,
    reload: async () => {
      if (next instanceof Error) throw next;
      return settingsOf(next, home);
    },
  });
  onTestFinished(() => exporter.stop());
  return {
    directory: home,
    exporter,
    url: exporter.url,
    log: captured,
    next(value) {
      next = value;
    },
    async page() {
      await exporter.ready;
      return await textOf(fetch(`${exporter.url}/metrics`));
    },
  };
}

/** Why an exporter does not start; `It starts.` where it does. */
export async function failureOf(written: Written, directory: string): Promise<string> {
  const settings = settingsOf(written, directory);
  const { log } = capturedLog();
  try {
    const exporter = await startExporter({ settings, version: '1', log, reload: async () => settings });
    await exporter.stop();
    return 'It starts.';
  } catch (error) {
    return (error as Error).message;
  }
}

/** Writes a file, with the folders above it. */
export async function writeInto(directory: string, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(directory, path)), { recursive: true });
  await writeFile(join(directory, path), text);
}

/** The body of a response as text. */
export async function textOf(response: Promise<Response>): Promise<string> {
  return await (await response).text();
}

/** Status and body of a response. */
export async function answerOf(response: Promise<Response>): Promise<{ status: number; body: string }> {
  const { status } = await response;
  return { status, body: await textOf(response) };
}

/** Settings of a source that counts the requests in `*.json`. */
export const LOGS = {
  type: 'logs',
  files: ['*.json'],
  golden_signals: { method: '$.method', path: '$.path', status: '$.status', duration_ms: '$.duration_ms' },
} as const;

/** Settings of a source that reports at every look that its cgroup is not there. */
export const BROKEN_CONTAINER = {
  type: 'container',
  cgroup: '/nowhere/at/all',
  interval: '100ms',
} as const;

/** A source that counts the requests in one file. */
export const counting = (name: string, more: Record<string, unknown> = {}) => ({
  ...LOGS,
  name,
  files: [`${name}.json`],
  ...more,
});

/** Writes that many requests where such a source reads them, and waits until it has. */
export async function answer(under: ExporterUnderTest, source: string, requests: number): Promise<void> {
  const read = async (series: string) => sumOf(await under.page(), series, { source });
  // A source that starts for the first time counts what is written from then on.
  await vi.waitFor(async () => expect(await read('goldwatch_source_up')).toBe(1), 10_000);
  const before = await read('goldwatch_log_lines_total');
  const lines = Array.from({ length: requests }, (_, index) => accessLine(index));
  await appendFile(join(under.directory, `${source}.json`), lines.join(''));
  await vi.waitFor(
    async () => expect(await read('goldwatch_log_lines_total')).toBe(before + requests),
    10_000,
  );
}
