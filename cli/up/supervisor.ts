import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** A program to be started. */
export interface Program {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly directory: string;
  /** Answers 200 when the program works; null for a program that has no such page. */
  readonly healthUrl: string | null;
}

export interface SupervisorOptions {
  /** A line that a program wrote. */
  readonly onLine: (program: string, line: string) => void;
  /** A program ended though nobody asked it to; `lines` are its last ones. */
  readonly onDeath: (program: string, status: string, lines: readonly string[]) => void;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

interface Running {
  readonly program: Program;
  readonly child: ChildProcess;
  readonly lines: string[];
  readonly ended: Promise<void>;
  dead: boolean;
}

const KEPT_LINES = 20;
const HEALTH_TIMEOUT_MS = 60_000;
const GRACE_MS = 10_000;

/** Starts programs, waits until they work, and leaves none behind. */
export class Supervisor {
  readonly #options: SupervisorOptions;
  readonly #running: Running[] = [];
  #stopping = false;

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  /**
   * Starts a program and resolves when it works; does nothing once `stop` was called.
   * Rejects with its last lines where it ends before that, or does not work within a minute.
   */
  async start(program: Program): Promise<void> {
    if (this.#stopping) return;
    const running = this.#spawn(program);
    const deadline = performance.now() + HEALTH_TIMEOUT_MS;
    while (!(await isHealthy(program.healthUrl))) {
      if (this.#stopping) return;
      if (running.dead)
        throw new Error(`${program.name} ended before it worked. Its last lines:\n${quote(running.lines)}`);
      if (performance.now() > deadline) {
        throw new Error(
          `${program.name} did not answer ${program.healthUrl} within a minute. Its last lines:\n${quote(running.lines)}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    if (running.dead)
      throw new Error(`${program.name} ended at once. Its last lines:\n${quote(running.lines)}`);
  }

  /** Ends one program at once, as a crash would. */
  kill(name: string): void {
    for (const running of this.#running) if (running.program.name === name) signal(running, 'SIGKILL');
  }

  /** Stops every program, the last one first; resolves when none runs any more. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const running of this.#running.toReversed()) {
      signal(running, 'SIGTERM');
      const kill = setTimeout(() => signal(running, 'SIGKILL'), GRACE_MS);
      await running.ended;
      clearTimeout(kill);
    }
  }

  #spawn(program: Program): Running {
    // A group of its own: Ctrl-C reaches only us, and whatever a program started ends with it.
    const child = spawn(program.command, [...program.args], {
      cwd: program.directory,
      env: { ...this.#options.environment, ...program.environment },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const lines: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        if (lines.length > KEPT_LINES) lines.shift();
        this.#options.onLine(program.name, line);
      });
    }
    const ended = new Promise<void>((resolve) => {
      child.once('error', (error) => {
        lines.push(error.message);
        running.dead = true;
        resolve();
      });
      child.once('close', (code, by) => {
        const unexpected = !this.#stopping && !running.dead;
        running.dead = true;
        resolve();
        if (unexpected) this.#options.onDeath(program.name, by ?? `status ${code}`, lines);
      });
    });
    const running: Running = { program, child, lines, ended, dead: false };
    this.#running.push(running);
    return running;
  }
}

function signal({ child, dead }: Running, name: NodeJS.Signals): void {
  if (dead || child.pid === undefined) return;
  try {
    process.kill(-child.pid, name);
  } catch {
    // It ended in this very moment.
  }
}

async function isHealthy(url: string | null): Promise<boolean> {
  if (url === null) return true;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}

function quote(lines: readonly string[]): string {
  return lines.map((line) => `  ${line}`).join('\n');
}
