import { createConnection, type Socket } from 'node:net';
import type { Commands } from './contestant.ts';

const CONNECTIONS = 32;
const ROUTES = 20;

/** A client that keeps 32 connections busy, each with one request at a time. */
export function create(): Commands {
  return { load: (port = '', seconds = '') => answered(Number(port), Number(seconds)) };
}

/** How many requests were answered. */
async function answered(port: number, seconds: number): Promise<number> {
  const workers = Array.from({ length: CONNECTIONS }, (_, index) => new Worker(port, index));
  await Promise.all(workers.map((worker) => worker.ready));
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  for (const worker of workers) worker.end();
  return workers.reduce((total, worker) => total + worker.answers, 0);
}

/** One connection. All answers are of one length, so that it need not read them but the first. */
class Worker {
  answers = 0;
  readonly ready: Promise<void>;
  readonly #socket: Socket;
  readonly #requests: readonly string[];
  #length = 0;
  #received = 0;

  constructor(port: number, index: number) {
    this.#requests = Array.from(
      { length: ROUTES },
      (_, route) =>
        `GET /api/v1/resource${(route + index) % ROUTES}/${index} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n\r\n`,
    );
    this.#socket = createConnection({ port, host: '127.0.0.1', noDelay: true });
    this.ready = new Promise((resolve, reject) => {
      this.#socket.once('error', reject);
      this.#socket.once('data', (first) => {
        this.#length = first.length;
        if (!first.toString().startsWith('HTTP/1.1 200 ')) reject(new Error(first.toString()));
        resolve();
      });
    });
    this.#socket.on('data', (data) => this.#receive(data.length));
    this.#ask();
  }

  end(): void {
    this.#socket.destroy();
  }

  #ask(): void {
    this.#socket.write(this.#requests[this.answers % ROUTES] as string);
  }

  #receive(bytes: number): void {
    this.#received += bytes;
    if (this.#received < this.#length) return;
    if (this.#received > this.#length) throw new Error('Answers are of different lengths.');
    this.#received = 0;
    this.answers += 1;
    this.#ask();
  }
}
