import { closeSync, openSync, readSync } from 'node:fs';
import type { Commands } from '../exposition/contestant.ts';
import type { Run } from './mtail.ts';
import type { Totals } from './totals.ts';

interface AccessLine {
  readonly level: string;
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly duration_ms: number;
}

const CHUNK = 131_072;

/** The least that anybody does who parses each line: no file is followed, no label bounded, and there are no buckets. */
export function create(): Commands {
  return { count };
}

function count(path: string): Run {
  const before = process.cpuUsage();
  const tally = new Tally();
  const file = openSync(path, 'r');
  const buffer = Buffer.alloc(CHUNK);
  let rest = '';
  for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) {
    const lines = (rest + buffer.toString('latin1', 0, read)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) tally.add(JSON.parse(line) as AccessLine);
  }
  closeSync(file);
  const { user, system } = process.cpuUsage(before);
  return { seconds: (user + system) / 1e6, totals: tally.totals() };
}

class Tally {
  readonly #requests = new Map<string, { count: number; seconds: number }>();
  #errors = 0;
  #slow = 0;

  add({ level, method, route, status, duration_ms }: AccessLine): void {
    const key = `${method} ${route} ${status}`;
    const known = this.#requests.get(key);
    if (known === undefined) this.#requests.set(key, { count: 1, seconds: duration_ms / 1000 });
    else {
      known.count += 1;
      known.seconds += duration_ms / 1000;
    }
    if (level === 'ERROR') this.#errors += 1;
    if (duration_ms > 1000) this.#slow += 1;
  }

  totals(): Totals {
    const requests = [...this.#requests].map(([key, { count, seconds }]) => [key, [count, seconds]] as const);
    return { requests: Object.fromEntries(requests), errors: this.#errors, slow: this.#slow };
  }
}
