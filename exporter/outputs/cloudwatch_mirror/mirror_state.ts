import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Pacer } from '../../../metrics/exposition/page/pacer.ts';
import type { SavedBudget } from './budget.ts';

const FILE = /^deltas-(?<mark>\d{15})\.jsonl$/;
const UNFINISHED = /^deltas-\d{15}\.jsonl\.new$/;
const DIGITS = 15;
/** Characters that are written at a time. */
const PIECE = 65_536;

const header = z.strictObject({
  version: z.literal(1),
  mark: z.string(),
  /** How many lines of the budget follow. */
  budget: z.int().nonnegative(),
});
const budgetLine = z.tuple([z.string(), z.number()]);

/** What a reading and its batch in the spool are known by: marks count up, and sort by time. */
export function markAfter(last: string | null): string {
  const number = last !== null && /^\d{15}$/.test(last) ? Number(last) : 0;
  return String(number + 1).padStart(DIGITS, '0');
}

/** What the mirror knew after a reading: what the next process needs to go on from it. */
export interface MirrorState {
  readonly budget: SavedBudget;
  /** As `RegistryDatums.save` gives them. */
  readonly deltas: Iterable<unknown>;
}

/** What was found on disk. */
export interface FoundState {
  readonly state: MirrorState;
  /** Whether it is that of the last batch in the spool; else what came since may be sent twice. */
  readonly isExact: boolean;
}

/**
 * The mirror's state on disk, one file for each reading. That of a reading is written before its datums go to the spool,
 * and the one before it is kept until they are there: whichever of the two a crash leaves, one of the files fits the spool.
 */
export class MirrorStateFiles {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * Makes the state of the reading with this mark durable. Takes turns with everything else the process does; the state must
   * stay as it is meanwhile. Rejects with the system's error.
   */
  async save(mark: string, { budget, deltas }: MirrorState): Promise<void> {
    await mkdir(this.#directory, { recursive: true });
    const path = this.#pathOf(mark);
    const handle = await open(`${path}.new`, 'w', 0o600);
    try {
      const pacer = new Pacer();
      let piece = `${JSON.stringify({ version: 1, mark, budget: budget.metrics.length })}\n`;
      for (const line of linesOf(budget, deltas)) {
        piece += `${JSON.stringify(line)}\n`;
        if (piece.length >= PIECE) {
          await handle.appendFile(piece);
          piece = '';
        }
        if (pacer.isDue) await pacer.turn();
      }
      await handle.appendFile(piece);
      await handle.datasync();
    } finally {
      await handle.close();
    }
    await rename(`${path}.new`, path);
  }

  /**
   * The state that fits a spool whose last batch has this mark, or else the newest one; null where there is none. Rejects with
   * an Error that says what to do where a file cannot be used.
   */
  async load(mark: string | null): Promise<FoundState | null> {
    const marks = await this.#marks();
    const isThere = mark !== null && marks.includes(mark);
    // Where the spool knows none, none of their datums are there.
    const found = isThere ? mark : mark === null ? marks[0] : marks.at(-1);
    if (found === undefined) return null;
    return { state: await this.#read(this.#pathOf(found)), isExact: isThere || mark === null };
  }

  /** The newest mark of which there is a file; null where there is none. Rejects with the system's error. */
  async newestMark(): Promise<string | null> {
    return (await this.#marks()).at(-1) ?? null;
  }

  /** Removes the files of all other readings, and what a crash has left of others. */
  async keepOnly(mark: string): Promise<void> {
    for (const name of await this.#names()) {
      const its = FILE.exec(name)?.groups?.mark;
      if (UNFINISHED.test(name) || (its !== undefined && its !== mark)) await rm(join(this.#directory, name));
    }
  }

  async #marks(): Promise<string[]> {
    return (await this.#names()).flatMap((name) => FILE.exec(name)?.groups?.mark ?? []).sort();
  }

  async #names(): Promise<string[]> {
    return await readdir(this.#directory).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    });
  }

  #pathOf(mark: string): string {
    return join(this.#directory, `deltas-${mark}.jsonl`);
  }

  async #read(path: string): Promise<MirrorState> {
    const [first, ...lines] = (await readFile(path, 'utf8')).trimEnd().split('\n');
    const parsed = header.safeParse(parseJson(first ?? ''));
    if (!parsed.success) {
      throw new Error(
        `The state file ${path} is damaged or of another version. Move it away: counters are then mirrored from what they ` +
          'have come to.',
      );
    }
    const { budget } = parsed.data;
    const metrics = lines.slice(0, budget).flatMap((line) => {
      const known = budgetLine.safeParse(parseJson(line));
      return known.success ? [known.data] : [];
    });
    return { budget: { version: 1, metrics }, deltas: lines.slice(budget).map(parseJson) };
  }
}

function* linesOf({ metrics }: SavedBudget, deltas: Iterable<unknown>): Generator<unknown> {
  yield* metrics;
  yield* deltas;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
