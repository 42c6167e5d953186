import { readFile } from 'node:fs/promises';
import { type Contestant, type Entrant, nodeCommand, takeTurns, withField } from './contest.ts';
import * as entrants from './entrants.ts';
import { fetchPage } from './fetch_page.ts';
import type { Group } from './group.ts';
import type { Figure, Row } from './row.ts';
import { LABEL_SETS } from './workload.ts';

const SCRAPES = 10;

/** What the workload costs to keep, and the most that a process takes while it is scraped. */
export const memoryGroup: Group = async ({ quick }, done) => {
  const rounds = quick ? 1 : 3;
  done(await retained(rounds));
  done(await peak(rounds, quick));
};

async function retained(rounds: number): Promise<Row> {
  const native: Entrant = { ...entrants.goldwatch(), name: 'goldwatch, 40 native too', role: 'also' };
  const perSet = async (contestant: Contestant, fill: string) =>
    (await contestant.ask(`retained ${fill}`)) / LABEL_SETS;
  const figures = await anew(
    [
      entrants.promClient(),
      entrants.bound('typed arrays', 'typed_arrays.ts', ['pages']),
      entrants.goldwatch(['classic']),
      native,
    ],
    rounds,
    (contestant) => perSet(contestant, contestant.entrant === native ? 'fillNative' : 'fill'),
  );
  return {
    title: 'Retained per label set of 11 buckets, classic only, before the first page',
    unit: 'B',
    figures,
    reaches: [{ atMost: 350 }],
  };
}

async function peak(rounds: number, quick: boolean): Promise<Row> {
  const figures = await anew(
    [
      entrants.promClient(),
      ...(quick ? [] : [await entrants.clientGolang()]),
      {
        name: 'a process that does nothing',
        role: 'bound',
        command: nodeCommand(entrants.here('bounds/nothing.ts')),
      },
      entrants.goldwatch(),
    ],
    rounds,
    async (contestant) => {
      await contestant.ask('fill');
      const port = await contestant.ask('serve');
      for (let scrape = 0; scrape < SCRAPES && port > 0; scrape += 1) await fetchPage(port);
      return await peakMegabytes(contestant.pid);
    },
  );
  return {
    title: `Peak resident memory at 100 000 lines, after ${SCRAPES} scrapes over HTTP`,
    unit: 'MB',
    figures,
    reaches: [{ atMost: 150 }],
  };
}

/** Each measurement in a new process; side by side, since memory is not time. */
async function anew(
  all: readonly Entrant[],
  rounds: number,
  measure: (contestant: Contestant) => Promise<number>,
): Promise<Figure[]> {
  const results: Figure[][] = [];
  for (let round = 0; round < rounds; round += 1) {
    const alone = async (entrant: Entrant) =>
      await withField([entrant], [], (field) => takeTurns(field, { rounds: 1, warmUp: 0 }, measure));
    results.push((await Promise.all(all.map(alone))).flat());
  }
  return all.map(({ name, role }) => {
    const values = results.flat().filter((figure) => figure.name === name);
    const failure = values.find((figure) => typeof figure.values === 'string');
    return failure ?? { name, role, values: values.flatMap((figure) => figure.values as number[]) };
  });
}

/** The most that Linux ever saw a process hold, in units of 10^6 bytes. */
async function peakMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? [];
  return (Number(kilobytes) * 1024) / 1e6;
}
