import { createConnection, type Socket } from 'node:net';
import type { Commands } from '../exposition/contestant.ts';
import { Bodies, SHAPES, type Shape } from './workload.ts';

const CONNECTIONS = 16;
const NEWLINES = '\r\n\r\n';

/** What came of it. */
export interface Load {
  readonly requests: number;
  /** Requests that were not answered 202, and the first of these answers. */
  readonly refused: number;
  readonly refusal: string;
  /** Milliseconds from when a request was to be sent until it was answered. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** From the first request to the last answer. */
  readonly seconds: number;
}

/** A client that sends so many requests a second for some seconds, whether they are answered or not. */
export function create(): Commands {
  const bodies = new Map<string, Bodies>();
  return {
    load: async (port = '', shape = '', rate = '', seconds = '') => {
      // One for all, since ids must not come again.
      const own = bodies.get(shape) ?? new Bodies(shape as Shape);
      bodies.set(shape, own);
      return await new Client(Number(port), shape as Shape, own).load(Number(rate), Number(seconds));
    },
  };
}

/** Connections with one request at a time each, and the requests that wait for one. */
class Client {
  readonly #head: string;
  readonly #bodies: Bodies;
  readonly #port: number;
  readonly #idle: Socket[] = [];
  readonly #waiting: number[] = [];
  readonly #times: number[] = [];
  readonly #sockets: Socket[] = [];
  #refused = 0;
  #refusal = '';

  constructor(port: number, shape: Shape, bodies: Bodies) {
    this.#port = port;
    this.#bodies = bodies;
    const { mediaType } = SHAPES[shape];
    this.#head = `POST /v1/events HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-type: ${mediaType}\r\ncontent-length: `;
  }

  async load(rate: number, seconds: number): Promise<Load> {
    await Promise.all(Array.from({ length: CONNECTIONS }, () => this.#connect()));
    const start = performance.now();
    const total = Math.round(rate * seconds);
    let sent = 0;
    while (this.#times.length < total) {
      const now = performance.now();
      for (; sent < total && start + (sent * 1_000) / rate <= now; sent += 1)
        this.#waiting.push(start + (sent * 1_000) / rate);
      this.#send();
      if (now - start > seconds * 3_000)
        throw new Error(`Of ${sent} requests ${this.#times.length} were answered.`);
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    for (const socket of this.#sockets) socket.destroy();
    const times = this.#times.toSorted((a, b) => a - b);
    const quantile = (share: number) => times[Math.min(total - 1, Math.floor(total * share))] ?? Number.NaN;
    return {
      requests: total,
      refused: this.#refused,
      refusal: this.#refusal,
      p50: quantile(0.5),
      p99: quantile(0.99),
      max: quantile(1),
      seconds: (performance.now() - start) / 1_000,
    };
  }

  #connect(): Promise<void> {
    const socket = createConnection({ port: this.#port, host: '127.0.0.1', noDelay: true });
    this.#sockets.push(socket);
    return new Promise((resolve, reject) => {
      socket.once('error', reject);
      socket.once('connect', () => {
        this.#idle.push(socket);
        resolve();
      });
    });
  }

  #send(): void {
    while (this.#waiting.length > 0 && this.#idle.length > 0) {
      const [due, socket] = [this.#waiting.shift(), this.#idle.pop()];
      if (due !== undefined && socket !== undefined) this.#ask(socket, due);
    }
  }

  #ask(socket: Socket, due: number): void {
    const body = this.#bodies.next();
    let answer = '';
    const listen = (data: Buffer) => {
      answer += data.toString('latin1');
      const end = answer.indexOf(NEWLINES);
      if (end < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(answer)?.[1]);
      if (answer.length < end + NEWLINES.length + length) return;
      socket.off('data', listen);
      this.#times.push(performance.now() - due);
      if (!answer.startsWith('HTTP/1.1 202 ')) {
        this.#refused += 1;
        this.#refusal ||= answer;
      }
      this.#idle.push(socket);
      this.#send();
    };
    socket.on('data', listen);
    // In one piece, and copied, since the body changes.
    socket.write(Buffer.concat([Buffer.from(`${this.#head}${body.length}${NEWLINES}`), body]));
  }
}
