import { createServer } from 'node:net';

/** A port that the stack needs. */
export interface Wanted {
  readonly program: string;
  readonly host: string;
  readonly port: number;
  /** How to choose another, as the end of a sentence: "pass --demo-port". */
  readonly change: string;
}

/** Throws an Error that names every wanted port that something else has, together with what to change. */
export async function requireFreePorts(wanted: readonly Wanted[]): Promise<void> {
  const problems: string[] = [];
  const seen = new Map<number, string>();
  for (const { program, host, port, change } of wanted) {
    const earlier = seen.get(port);
    seen.set(port, program);
    if (earlier !== undefined)
      problems.push(`Port ${port} is meant for ${earlier} and for ${program}: ${change}.`);
    else if (!(await isFree(host, port))) {
      problems.push(
        `Port ${port}, which ${program} needs, is in use by another program: stop that, or ${change}.`,
      );
    }
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
