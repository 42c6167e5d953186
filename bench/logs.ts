import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { start } from '../exporter/sources/logs/collect.ts';
import { logsConfig } from '../exporter/sources/logs/definition.ts';
import { MetricRegistry } from '../metrics/registry.ts';
import { compare } from './compare.ts';

const LINES = 100_000;

/** The log source on a backlog, beside the least that anybody could do with it: parse each line and count. */
export async function benchLogs(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'goldwatch-bench-'));
  try {
    await writeFile(join(directory, 'access.json'), accessLog());
    await compare(`reading ${LINES.toLocaleString('en')} access-log lines`, [
      { name: 'JSON.parse and a Map', run: () => parseAndCount(join(directory, 'access.json')) },
      { name: 'the source `logs`', run: () => readWithSource(directory) },
    ]);
  } finally {
    await rm(directory, { recursive: true });
  }
}

function accessLog(): string {
  const lines = Array.from({ length: LINES }, (_, index) =>
    JSON.stringify({
      timestamp: new Date(1_790_000_000_000 + index).toISOString(),
      level: 'INFO',
      message: 'request completed',
      method: index % 3 === 0 ? 'POST' : 'GET',
      path: `/users/${index % 5_000}/orders`,
      status: index % 50 === 0 ? 500 : 200,
      duration_ms: (index % 997) / 3,
      request_id: `req-${index}`,
    }),
  );
  return `${lines.join('\n')}\n`;
}

async function parseAndCount(file: string): Promise<number> {
  const counts = new Map<string, number>();
  for (const line of (await readFile(file, 'utf8')).split('\n')) {
    if (line === '') continue;
    const { method, status } = JSON.parse(line) as { method: string; status: number };
    const key = `${method} ${status}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts.size;
}

async function readWithSource(directory: string): Promise<void> {
  const stateDirectory = await mkdtemp(join(tmpdir(), 'goldwatch-bench-state-'));
  try {
    await readInto(stateDirectory, directory);
  } finally {
    await rm(stateDirectory, { recursive: true });
  }
}

async function readInto(stateDirectory: string, directory: string): Promise<void> {
  const checkpoint = { version: 1, service: 'bench', files: [], routes: [], metrics: {} };
  // With a state from before the log was there, the source reads it from its beginning.
  await writeFile(join(stateDirectory, 'checkpoint.json'), JSON.stringify(checkpoint));
  const config = logsConfig.parse({
    type: 'logs',
    files: ['access.json'],
    golden_signals: { method: '$.method', path: '$.path', status: '$.status', duration_ms: '$.duration_ms' },
  });
  const silent = { succeeded: () => {}, failed: () => {}, problem: () => {}, lag: () => {} };
  const source = await start(config, {
    id: 'bench',
    service: 'bench',
    metrics: new MetricRegistry().scope(),
    stateDirectory,
    baseDirectory: directory,
    report: silent,
    log: pino({ level: 'silent' }),
  });
  await source.caughtUp;
  await source.stop();
}
