import { type ChildProcess, spawn } from 'node:child_process';
import { formatDuration } from '../../conventions/quantities.ts';
import { fetchTrusting, type Trust } from '../fetch_trusting.ts';
import { onOutputLine } from './output_lines.ts';

/** A program to be started. */
export interface Program {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly directory: string;
  /** Answers 200 when the program works; null for a program that has no such page. */
  readonly healthUrl: string | null;
  /** Whom to trust there; null where it is no HTTPS. */
  readonly trust?: Trust | null;
  /** How long it may take until it works, in milliseconds; a minute unless given. */
  readonly patience?: number;
}

export interface SupervisorOptions {
  /** A line that a program wrote. */
  readonly onLine: (program: string, line: string) => void;
  /** A program ended though nobody asked it to; `lines` are its last ones. */
  readonly onDeath: (program: string, status: string, lines: readonly string[]) => void;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Stands before every command: see `endWithParent`. */
  readonly launcher?: readonly string[];
  /** Milliseconds from asking a program to end until it is killed; ten seconds unless given. */
  readonly grace?: number;
}

interface Running {
  readonly program: Program;
  readonly child: ChildProcess;
  readonly lines: string[];
  readonly launched: Promise<void>;
  readonly ended: Promise<void>;
  /** Whether `start` has resolved. */
  works: boolean;
  /** How it ended, in words; null while it runs. */
  end: string | null;
}

const KEPT_LINES = 20;
const PATIENCE_MS = 60_000;
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
   * Rejects with its last lines where it cannot be started, ends before it works, or takes too long.
   */
  async start(program: Program): Promise<void> {
    if (this.#stopping) return;
    const running = this.#spawn(program);
    const { name, healthUrl, trust = null, patience = PATIENCE_MS } = program;
    await running.launched;
    const deadline = performance.now() + patience;
    while (running.end === null && !(await isHealthy(healthUrl, trust))) {
      if (this.#stopping) return;
      if (performance.now() > deadline) {
        throw new Error(
          `${name} did not answer ${healthUrl} within ${formatDuration(patience)}. ${lastLines(running.lines)}`,
        );
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    if (this.#stopping) return;
    if (running.end !== null) throw new Error(`${name} ${running.end}. ${lastLines(running.lines)}`);
    running.works = true;
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
      const kill = setTimeout(() => signal(running, 'SIGKILL'), this.#options.grace ?? GRACE_MS);
      await running.ended;
      clearTimeout(kill);
    }
  }

  #spawn(program: Program): Running {
    const { launcher = [], environment, onLine } = this.#options;
    const [command = program.command, ...args] = [...launcher, program.command, ...program.args];
    // A group of its own: Ctrl-C reaches only us, and whatever a program started ends with it.
    const child = spawn(command, args, {
      cwd: program.directory,
      env: { ...environment, ...program.environment },
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const lines: string[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      onOutputLine(stream, (line) => {
        lines.push(line);
        if (lines.length > KEPT_LINES) lines.shift();
        onLine(program.name, line);
      });
    }
    const launched = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    const running: Running = {
      program,
      child,
      lines,
      launched: launched.promise,
      ended: ended.promise,
      works: false,
      end: null,
    };
    child.once('spawn', launched.resolve);
    child.once('error', (error) => {
      running.end ??= `could not be started: ${error.message}`;
      launched.resolve();
      ended.resolve();
    });
    child.once('close', (code, by) => {
      if (running.end !== null) return;
      running.end = `ended with ${by ?? `status ${code}`} before it worked`;
      ended.resolve();
      if (running.works && !this.#stopping)
        this.#options.onDeath(program.name, by ?? `status ${code}`, lines);
    });
    this.#running.push(running);
    return running;
  }
}

/** What a program wrote last, as the end of a message about it. */
export function lastLines(lines: readonly string[]): string {
  if (lines.length === 0) return 'It wrote nothing.';
  return `Its last lines:\n${lines.map((line) => `  ${line}`).join('\n')}`;
}

function signal({ child, end }: Running, name: NodeJS.Signals): void {
  if (end !== null || child.pid === undefined) return;
  try {
    process.kill(-child.pid, name);
  } catch {
    // It ended in this very moment.
  }
}

async function isHealthy(url: string | null, trust: Trust | null): Promise<boolean> {
  if (url === null) return true;
  try {
    const response = await fetchTrusting(url, { signal: AbortSignal.timeout(2_000) }, trust);
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
