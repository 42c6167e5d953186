import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type DemoService, type DemoServiceOptions, startDemoService } from './server.ts';

/** One line of the access log, as a reader sees it. */
export interface AccessLine {
  timestamp: string;
  level: string;
  message: string;
  service: string;
  method: string;
  path: string;
  status: number;
  duration_ms: number;
  request_id: string;
  error_type?: string;
}

/** A folder that is gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'demo-service-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A service on a free port that answers at once and is stopped after the test. */
export async function startForTest(options: Partial<DemoServiceOptions> = {}): Promise<DemoService> {
  const logFile = join(temporaryFolder(), 'logs', 'access.json');
  const service = await startDemoService({ port: 0, logFile, latencyScale: 0, ...options });
  onTestFinished(() => service.stop());
  return service;
}

/** All lines of a log; every one must be whole JSON. */
export function readLines(file: string): AccessLine[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as AccessLine);
}

/** Sends JSON. */
export function post(url: string, body: unknown): Promise<Response> {
  return fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}
