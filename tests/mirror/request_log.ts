import { appendFileSync, existsSync, renameSync, writeFileSync } from 'node:fs';

/** Rotated files that are kept, so that none vanishes before it was read. */
const GENERATIONS = 50;

export interface LoggedRequest {
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/** An access log that knows the truth: every request that was written to it. */
export class RequestLog {
  readonly requests: LoggedRequest[] = [];
  readonly #file: string;

  /** Begins an empty file. */
  constructor(file: string) {
    this.#file = file;
    writeFileSync(file, '');
  }

  /** Appends requests, one line each. */
  write(...requests: readonly LoggedRequest[]): void {
    const from = this.requests.length;
    this.requests.push(...requests);
    const lines = requests.map(({ route, status, seconds }, index) =>
      // The number makes each line unlike every other one.
      JSON.stringify({ number: from + index, method: 'GET', route, status, duration_s: seconds }),
    );
    appendFileSync(this.#file, `${lines.join('\n')}\n`);
  }

  /** As logrotate does it, by renaming. */
  rotate(): void {
    for (let generation = GENERATIONS; generation >= 1; generation -= 1) {
      if (existsSync(`${this.#file}.${generation}`))
        renameSync(`${this.#file}.${generation}`, `${this.#file}.${generation + 1}`);
    }
    renameSync(this.#file, `${this.#file}.1`);
    writeFileSync(this.#file, '');
  }

  /** How many requests there were, by what `keyOf` makes of each. */
  counts(keyOf: (request: LoggedRequest) => string): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const request of this.requests) {
      const key = keyOf(request);
      counts[key] = (counts[key] ?? 0) + 1;
    }
    return counts;
  }
}
