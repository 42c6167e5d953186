import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import { end, start } from './processes.ts';
import type { Figure, Role } from './row.ts';

/** How to start one side of a comparison, in a process of its own. */
export interface Entrant {
  readonly name: string;
  readonly role: Role;
  /** A command, or the reason why there is none. */
  readonly command: readonly string[] | string;
  /** Takes part in every n-th round only, being slow; in all unless told. */
  readonly everyNthRound?: number;
}

const PATIENCE_MS = 90_000;

/** How `goldwatch serve` is started; see cli/bootstrap.mjs. */
export const AS_SERVED = ['--max-semi-space-size=8'];

/** A contestant in TypeScript: `module` exports `create(options)`. */
export function nodeCommand(
  module: string,
  options: readonly string[] = [],
  nodeOptions: readonly string[] = [],
) {
  const main = join(import.meta.dirname, 'contestant.ts');
  return [process.execPath, ...process.execArgv, '--expose-gc', ...nodeOptions, main, module, ...options];
}

/** A running contestant: it is sent commands, line by line, and answers each with a line of JSON. */
export class Contestant {
  readonly entrant: Entrant;
  readonly #child: ChildProcess;
  readonly #lines: Interface;
  #settle: ((line: string | Error) => void) | null = null;
  #ended: Error | null = null;
  #said = '';

  constructor(entrant: Entrant, [command = '', ...args]: readonly string[]) {
    this.entrant = entrant;
    this.#child = start(command, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#lines = createInterface({ input: this.#child.stdout as NodeJS.ReadableStream });
    this.#lines.on('line', (line) => this.#answer(line));
    this.#child.stderr?.on('data', (data: Buffer) => {
      this.#said = (this.#said + data.toString()).slice(-2_000);
    });
    this.#child.stdin?.on('error', () => {});
    this.#child.once('error', (error) => this.#over(error.message));
    this.#child.once('close', (code, signal) => this.#over(`it ended with ${code ?? signal}`));
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** The answer to a command. Throws an Error where the contestant refuses, ends, or takes over 90 s. */
  async ask<T = number>(command: string): Promise<T> {
    if (this.#ended !== null) throw this.#ended;
    const line = await new Promise<string | Error>((resolve) => {
      const late = setTimeout(
        () => resolve(this.#failure(`no answer within ${PATIENCE_MS / 1000} s`)),
        PATIENCE_MS,
      );
      this.#settle = (settled) => {
        clearTimeout(late);
        resolve(settled);
      };
      this.#child.stdin?.write(`${command}\n`);
    });
    this.#settle = null;
    if (line instanceof Error) throw line;
    const answer = JSON.parse(line) as { ok: T } | { error: string };
    if ('error' in answer) throw this.#failure(`\`${command}\` failed: ${answer.error}`);
    return answer.ok;
  }

  async end(): Promise<void> {
    await end(this.#child);
    this.#lines.close();
  }

  #answer(line: string): void {
    // Programs may print lines of their own; an answer is a JSON object.
    if (line.startsWith('{')) this.#settle?.(line);
    else this.#said = `${this.#said}${line}\n`.slice(-2_000);
  }

  #over(why: string): void {
    this.#ended = this.#failure(why);
    this.#settle?.(this.#ended);
  }

  #failure(why: string): Error {
    return new Error(`${this.entrant.name}: ${why}. It said: ${this.#said.trim() || 'nothing'}`);
  }
}

/** Contestants that are ready, and the entrants that could not be started, each with the reason. */
export interface Field {
  readonly contestants: readonly Contestant[];
  readonly missing: readonly Figure[];
}

/** Starts entrants, sends each the same first commands, and ends all after `work`. */
export async function withField<T>(
  entrants: readonly Entrant[],
  firstCommands: readonly string[],
  work: (field: Field) => Promise<T>,
): Promise<T> {
  const missing: Figure[] = [];
  const started: Contestant[] = [];
  const ready = new Set<Contestant>();
  for (const entrant of entrants) {
    const { name, role, command } = entrant;
    if (typeof command === 'string') missing.push({ name, role, values: command });
    else started.push(new Contestant(entrant, command));
  }
  try {
    await Promise.all(
      started.map(async (contestant) => {
        const { name, role } = contestant.entrant;
        try {
          for (const command of firstCommands) await contestant.ask(command);
          ready.add(contestant);
        } catch (error) {
          missing.push({ name, role, values: `failed: ${firstLine(error)}` });
        }
      }),
    );
    return await work({ contestants: started.filter((contestant) => ready.has(contestant)), missing });
  } finally {
    await Promise.all(started.map((contestant) => contestant.end()));
  }
}

/** Some of a field, by name. */
export function ofField(
  { contestants, missing }: Field,
  { only, without = [] }: { readonly only?: readonly string[]; readonly without?: readonly string[] },
): Field {
  const chosen = (name: string) => (only?.includes(name) ?? true) && !without.includes(name);
  return {
    contestants: contestants.filter(({ entrant }) => chosen(entrant.name)),
    missing: missing.filter(({ name }) => chosen(name)),
  };
}

export interface Turns {
  readonly rounds: number;
  /** Rounds before those that count. */
  readonly warmUp: number;
}

/**
 * Measures contestants in turns, so that what else the machine does meets all alike. One that fails has the
 * reason for its figure; the others go on.
 */
export async function takeTurns(
  { contestants, missing }: Field,
  { rounds, warmUp }: Turns,
  measure: (contestant: Contestant) => Promise<number>,
): Promise<Figure[]> {
  const results = contestants.map((): number[] | string => []);
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const [index, contestant] of contestants.entries()) {
      const values = results[index];
      if (typeof values !== 'object' || Math.abs(round) % (contestant.entrant.everyNthRound ?? 1) !== 0)
        continue;
      try {
        const value = await measure(contestant);
        if (round >= 0) values.push(value);
      } catch (error) {
        results[index] = `failed: ${firstLine(error)}`;
      }
    }
  }
  const figures = contestants.map(({ entrant: { name, role } }, index) => ({
    name,
    role,
    values: results[index] ?? [],
  }));
  return [...figures, ...missing];
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
}
