import { join } from 'node:path';
import type { Group, Settings } from '../exposition/group.ts';
import { removeDirectory, temporaryDirectory } from '../exposition/processes.ts';
import type { Figure, Row } from '../exposition/row.ts';
import * as entrants from './entrants.ts';
import { disagreement, type Totals } from './totals.ts';
import { writeAccessLog } from './workload.ts';

const LINES = 1_000_000;

/** Processor time for a million lines that are counted alike by all. */
export const linesGroup: Group = async (settings, done) => {
  const directory = await temporaryDirectory();
  try {
    const file = join(directory, 'access.json');
    const bytes = await writeAccessLog(file, LINES);
    const title = `Processor time of all threads for ${LINES} lines of ${(bytes / LINES).toFixed(0)} bytes`;
    const contest = new Contest(file, settings);
    const others = [entrants.mtail, entrants.mtailOfFixedOrder, entrants.jsonParse];
    const [filters, signals, paths, ...rest] = await contest.figures([
      entrants.goldwatch('filters'),
      entrants.goldwatch('golden_signals'),
      entrants.goldwatch('paths'),
      ...others,
    ]);
    if (filters === undefined || signals === undefined || paths === undefined) return;
    const row = (what: string, figure: Figure): Row => ({
      title: `${title}: ${what}`,
      unit: 's',
      figures: [...rest, figure],
      reaches: REACHES,
    });
    done(row('four filters, two of them by three labels', filters));
    done(row('golden signals by route, and two filters', signals));
    // Making routes of paths is work that the others do not do.
    done({ ...row('golden signals by path, and two filters', paths), reaches: [] });
  } finally {
    removeDirectory(directory);
  }
};

const REACHES: Row['reaches'] = [
  { beside: entrants.MTAIL, atMost: 0.125 },
  { beside: entrants.MTAIL, atMost: 0.066, stretch: true },
];

class Contest {
  readonly #file: string;
  readonly #settings: Settings;
  #totals: Totals | null = null;

  constructor(file: string, settings: Settings) {
    this.#file = file;
    this.#settings = settings;
  }

  /** Each in turns; throws an Error where they do not count the same, which no figure would be worth. */
  async figures(counters: readonly entrants.Counter[]): Promise<Figure[]> {
    const results = counters.map((): number[] | string => []);
    for (let round = 0; round < this.#settings.rounds; round += 1) {
      for (const [index, counter] of counters.entries()) {
        const values = results[index];
        if (typeof values !== 'object') continue;
        const seconds = await this.#count(counter);
        if (typeof seconds === 'number') values.push(seconds);
        else results[index] = seconds;
      }
    }
    return counters.map(({ name, role }, index) => ({ name, role, values: results[index] ?? [] }));
  }

  /** The seconds that one took, or why there are none. */
  async #count({ name, role, countsRoutes, count }: entrants.Counter): Promise<number | string> {
    let run: Awaited<ReturnType<typeof count>>;
    try {
      run = await count(this.#file);
    } catch (error) {
      if (role === 'goldwatch') throw error;
      return `failed: ${(error as Error).message.split('\n', 1)[0] ?? ''}`;
    }
    if (!countsRoutes) return run.seconds;
    this.#totals ??= run.totals;
    const problem = disagreement(run.totals, this.#totals);
    if (problem !== null) throw new Error(`${name} counts otherwise than those before it: ${problem}`);
    return run.seconds;
  }
}
