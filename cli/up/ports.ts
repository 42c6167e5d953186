import { createServer } from 'node:net';

/** A port that the stack needs. */
export interface Wanted {
  readonly program: string;
  readonly host: string;
  readonly port: number;
  /** How to choose another, as the end of a sentence: "pass --demo-port". */
  readonly change: string;
}

/** Throws an Error that names every wanted port that cannot be had, together with what to change. */
export async function requireFreePorts(wanted: readonly Wanted[]): Promise<void> {
  const problems: string[] = [];
  const seen = new Map<number, string>();
  for (const { program, host, port, change } of wanted) {
    const earlier = seen.get(port);
    seen.set(port, program);
    if (earlier !== undefined) {
      problems.push(`Port ${port} is meant for ${earlier} and for ${program}: ${change}.`);
      continue;
    }
    const obstacle = await tryListen(host, port);
    if (obstacle === null) continue;
    const problem = `Port ${port}, which ${program} needs,`;
    problems.push(
      obstacle === 'EADDRINUSE'
        ? `${problem} is in use by another program: stop that, or ${change}.`
        : `${problem} cannot be had on ${host} (${obstacle}): ${change}.`,
    );
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
}

/** The code of what keeps a program from listening; null where nothing does. */
function tryListen(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', ({ code, message }: NodeJS.ErrnoException) => resolve(code ?? message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)));
  });
}
