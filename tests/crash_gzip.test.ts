import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { KilledExporter } from './support/killed_exporter.ts';
import { accessLine } from './support/log_lines.ts';
import { sumOf } from './support/metrics.ts';

const ROUNDS = 4;
const LINES_PER_ARCHIVE = 30_000;
// The exporter counts the requests to itself under a name of its own.
const SERVICE = { service: 'demo-api' };

/** Writes a log, which it rotates and compresses with gzip itself, and archives that are compressed from the start. */
class LogWriter {
  readonly #directory: string;
  readonly #file: string;
  written = 0;
  #archives = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(directory: string) {
    this.#directory = directory;
    this.#file = join(directory, 'access.json');
    writeFileSync(this.#file, '');
    mkdirSync(join(directory, 'alb'));
  }

  run(): void {
    this.#timer = setInterval(
      () => appendFileSync(this.#file, this.#lines(1 + Math.floor(Math.random() * 20))),
      2,
    );
  }

  pause(): void {
    clearInterval(this.#timer);
  }

  /** As logrotate does: what is rotated is compressed at once, or at the next rotation. */
  rotate(isDelayed: boolean): void {
    const at = (generation: number) => `${this.#file}.${generation}`;
    if (existsSync(at(1))) execFileSync('gzip', [at(1)]);
    for (let generation = 18; generation >= 1; generation -= 1) {
      if (existsSync(`${at(generation)}.gz`)) renameSync(`${at(generation)}.gz`, `${at(generation + 1)}.gz`);
    }
    renameSync(this.#file, at(1));
    writeFileSync(this.#file, '');
    if (!isDelayed) execFileSync('gzip', [at(1)]);
  }

  /** Puts an archive there in pieces, as a slow copy does. */
  async archive(): Promise<void> {
    const file = join(this.#directory, `alb/${this.#archives}.log.gz`);
    this.#archives += 1;
    const members = [this.#lines(LINES_PER_ARCHIVE / 2), this.#lines(LINES_PER_ARCHIVE / 2)];
    const bytes = Buffer.concat(members.map((lines) => gzipSync(lines)));
    for (let at = 0; at < bytes.length; at += 100_000) {
      appendFileSync(file, bytes.subarray(at, at + 100_000));
      await pause(Math.random() * 100);
    }
  }

  #lines(count: number): string {
    let text = '';
    for (let line = 0; line < count; line += 1)
      text += accessLine(this.written + line, { status: line % 7 === 0 ? 500 : 200 });
    this.written += count;
    return text;
  }
}

test('after kill -9 under traffic, with logs that are compressed before, after and while they are read, the counts are exactly the lines written', {
  timeout: 180_000,
}, async () => {
  const exporter = await KilledExporter.define(`  - type: logs
    files: [access.json, alb/*.log.gz]
    golden_signals: { method: $.method, path: $.path, status: $.status, duration_ms: $.duration_ms }
`);
  const writer = new LogWriter(exporter.directory);
  onTestFinished(() => writer.pause());
  await exporter.start();

  for (let round = 1; round <= ROUNDS; round += 1) {
    writer.run();
    const archived = writer.archive();
    await pause(Math.random() * 1_500);
    writer.rotate(round % 2 === 0);
    await pause(Math.random() * 1_000);
    await exporter.kill();
    await pause(Math.random() * 300);
    writer.rotate(round % 3 === 0);
    await archived;
    writer.pause();

    await exporter.start();
    const page = await exporter.page();
    expect.soft(sumOf(page, 'http_requests_total', SERVICE), `requests, round ${round}`).toBe(writer.written);
    expect
      .soft(sumOf(page, 'http_request_duration_seconds_count', SERVICE), `latencies, round ${round}`)
      .toBe(writer.written);
    expect.soft(sumOf(page, 'goldwatch_log_lines_total'), `lines, round ${round}`).toBe(writer.written);
    expect.soft(sumOf(page, 'goldwatch_log_files_damaged_total'), `damaged, round ${round}`).toBe(0);
  }
});
