import { appendFileSync, copyFileSync, existsSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { KilledExporter } from './support/killed_exporter.ts';
import { accessLine } from './support/log_lines.ts';
import { sumOf } from './support/metrics.ts';

const ROUNDS = 10;
// The exporter counts the requests to itself under a name of its own.
const SERVICE = { service: 'demo-api' };

/** Writes lines without rest, and rotates as logrotate does; knows how many it wrote. */
class LogWriter {
  readonly #file: string;
  written = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(file: string) {
    this.#file = file;
    writeFileSync(file, '');
  }

  run(): void {
    this.#timer = setInterval(() => this.write(1 + Math.floor(Math.random() * 20)), 2);
  }

  pause(): void {
    clearInterval(this.#timer);
  }

  write(lines: number): void {
    let text = '';
    for (let line = 0; line < lines; line += 1)
      text += accessLine(this.written + line, { status: line % 7 === 0 ? 500 : 200 });
    this.written += lines;
    appendFileSync(this.#file, text);
  }

  rotate(how: 'rename' | 'copytruncate'): void {
    for (let generation = 8; generation >= 1; generation -= 1) {
      if (existsSync(`${this.#file}.${generation}`))
        renameSync(`${this.#file}.${generation}`, `${this.#file}.${generation + 1}`);
    }
    if (how === 'rename') {
      renameSync(this.#file, `${this.#file}.1`);
      writeFileSync(this.#file, '');
    } else {
      copyFileSync(this.#file, `${this.#file}.1`);
      truncateSync(this.#file);
    }
  }
}

test('after kill -9 under traffic, with rotations in between, the counts are exactly the lines written, ten times over', {
  timeout: 180_000,
}, async () => {
  const exporter = await KilledExporter.define(`  - type: logs
    files: [access.json]
    golden_signals: { method: $.method, path: $.path, status: $.status, duration_ms: $.duration_ms }
`);
  const writer = new LogWriter(join(exporter.directory, 'access.json'));
  onTestFinished(() => writer.pause());
  await exporter.start();

  for (let round = 1; round <= ROUNDS; round += 1) {
    writer.run();
    await pause(Math.random() * 1_500);
    writer.rotate(round % 2 === 0 ? 'rename' : 'copytruncate');
    await pause(Math.random() * 1_500);
    await exporter.kill();
    await pause(Math.random() * 300);
    writer.rotate(round % 3 === 0 ? 'copytruncate' : 'rename');
    await pause(Math.random() * 300);
    writer.pause();

    await exporter.start();
    const page = await exporter.page();
    expect.soft(sumOf(page, 'http_requests_total', SERVICE), `requests, round ${round}`).toBe(writer.written);
    expect
      .soft(sumOf(page, 'http_request_duration_seconds_count', SERVICE), `latencies, round ${round}`)
      .toBe(writer.written);
    expect.soft(sumOf(page, 'goldwatch_log_lines_total'), `lines, round ${round}`).toBe(writer.written);
  }
});
