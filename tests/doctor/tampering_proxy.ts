import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An answer as it passes by. */
export interface Passing {
  readonly status: number;
  readonly text: string;
  readonly date: string;
}

/** What becomes of the answer at a path. */
export type Tamper = (answer: Passing, path: string) => Partial<Passing>;

/** Stands before a program, and changes what it answers. */
export interface TamperingProxy {
  readonly url: string;
  /** Methods and paths of all requests that came. */
  readonly requests: readonly string[];
  /** Changes answers from now on; undefined lets all pass as they are. */
  tamper(how: Tamper | undefined): void;
  stop(): Promise<void>;
}

/** Starts a proxy on a free port before whoever listens at `target`. */
export async function startTamperingProxy(target: string): Promise<TamperingProxy> {
  let how: Tamper = () => ({});
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const { method = '', url: path = '', headers } = request;
    requests.push(`${method} ${path}`);
    const passed = {
      ...(headers.accept !== undefined && { accept: headers.accept }),
      ...(headers.authorization !== undefined && { authorization: headers.authorization }),
    };
    void fetch(`${target}${path}`, { method, headers: passed })
      .then(async (answer) => {
        const { status } = answer;
        const type = answer.headers.get('content-type') ?? 'text/plain';
        const date = answer.headers.get('date') ?? new Date().toUTCString();
        const passing = { status, text: await answer.text(), date };
        const { status: code, text, date: then } = { ...passing, ...how(passing, path) };
        response.sendDate = false;
        response.writeHead(code, { 'content-type': type, date: then }).end(text);
      })
      .catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    tamper: (next) => {
      how = next ?? (() => ({}));
    },
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Sets the value of a series on a metrics page, or adds it. */
export function withSeries(page: string, series: string, value: number): string {
  const lines = page.split('\n');
  const index = lines.findIndex((line) => line.startsWith(`${series} `));
  const line = `${series} ${value}`;
  return (index < 0 ? [...lines.slice(0, -1), line, ''] : lines.with(index, line)).join('\n');
}
