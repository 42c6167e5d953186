import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AS_SERVED, Contestant, type Entrant, nodeCommand } from '../exposition/contest.ts';
import type { Group } from '../exposition/group.ts';
import { removeDirectory, temporaryDirectory } from '../exposition/processes.ts';
import { GOLDWATCH, type Row } from '../exposition/row.ts';
import { writeAccessLog } from './workload.ts';

const FILES = 10;
// Asking makes garbage, too.
const POLL_MS = 1_000;
const PATIENCE_MS = 120_000;

/** Memory over ten files of a million lines each, that are rotated one after another, each with other paths. */
export const memoryGroup: Group = async ({ quick }, done) => {
  const directory = await temporaryDirectory();
  const lines = quick ? 200_000 : 1_000_000;
  const entrant: Entrant = { name: GOLDWATCH, role: 'goldwatch', command: '' };
  const module = join(import.meta.dirname, 'goldwatch.ts');
  const contestant = new Contestant(entrant, nodeCommand(module, [directory, 'paths'], AS_SERVED));
  try {
    const log = join(directory, 'access.json');
    const resident: number[] = [];
    const live: number[] = [];
    for (let index = 0; index < FILES; index += 1) {
      const next = join(directory, 'next');
      await writeAccessLog(next, lines, index + 1);
      if (index > 0) await rename(log, `${log}.1`);
      await rename(next, log);
      if (index === 0) await contestant.ask(`follow ${log}`);
      await hasRead(contestant, lines * (index + 1));
      resident.push(await residentMegabytes(contestant.pid));
      if (index === 0 || index === FILES - 1) live.push(await contestant.ask('live'));
      if (index > 0) await rm(`${log}.1`);
    }
    done(row('Live objects, after a collection', lines, live));
    done(row('Resident memory', lines, resident));
  } finally {
    await contestant.end();
    removeDirectory(directory);
  }
};

/** The first half of the figures against the second. */
function row(what: string, lines: number, megabytes: readonly number[]): Row {
  const half = megabytes.length / 2;
  return {
    title: `${what}, over ${FILES} times ${lines} lines`,
    unit: 'MB',
    figures: [
      { name: FIRST, role: 'bound', values: megabytes.slice(0, half) },
      { name: GOLDWATCH, role: 'goldwatch', values: megabytes.slice(half) },
    ],
    reaches: [{ beside: FIRST, atMost: 1.1 }],
    note: `In turn: ${megabytes.map((one) => one.toFixed(0)).join(', ')}; goldwatch: the second half of them.`,
  };
}

const FIRST = 'the first half';

async function hasRead(contestant: Contestant, lines: number): Promise<void> {
  for (const start = performance.now(); performance.now() - start < PATIENCE_MS; await sleep(POLL_MS)) {
    const read = await contestant.ask('lines');
    if (read === lines) return;
    if (read > lines) throw new Error(`${read} lines were read of ${lines}.`);
  }
  throw new Error(`${lines} lines were not read within ${PATIENCE_MS / 1000} s.`);
}

async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return (Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1024) / 1e6;
}
