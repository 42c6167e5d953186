import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type RequestListener,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { Exposition, type Page } from '../../../metrics/exposition/exposition.ts';
import { MetricRegistry } from '../../../metrics/registry.ts';
import { SelfMetrics } from '../../self_metrics.ts';
import { capturedLog } from '../../testing.ts';
import type { Renderer } from './scrape.ts';
import { Scrapes } from './scrapes.ts';

/** A page of these chunks that knows how often it was released; its chunks are overwritten then. */
export class PageUnderTest implements Page {
  readonly contentType = 'text/plain';
  readonly chunks: readonly Uint8Array[];
  readonly length: number;
  released = 0;

  constructor(chunks: readonly Uint8Array[]) {
    this.chunks = chunks;
    this.length = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  }

  release(): void {
    this.released += 1;
    for (const chunk of this.chunks) chunk.fill(0x21);
  }
}

/** A renderer that counts the pages it has given out, and those of them that have not come back. */
export class CountingRenderer implements Renderer {
  rendered = 0;
  outstanding = 0;
  readonly #renderer: Renderer;

  constructor(renderer: Renderer) {
    this.#renderer = renderer;
  }

  async render(...wanted: Parameters<Renderer['render']>): Promise<Page> {
    const page = await this.#renderer.render(...wanted);
    this.rendered += 1;
    this.outstanding += 1;
    let isReleased = false;
    const release = () => {
      if (isReleased) throw new Error('The page is released twice.');
      isReleased = true;
      this.outstanding -= 1;
      page.release();
    };
    return { contentType: page.contentType, chunks: page.chunks, length: page.length, release };
  }
}

/** A server on a port of its own, until the test ends. */
export async function serve(listener: RequestListener): Promise<{ server: Server; url: string }> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { server, url: `http://127.0.0.1:${port}/metrics` };
}

/** Scrapes of a registry over HTTP, and all that they leave behind. */
export async function scrapesUnderTest() {
  const registry = new MetricRegistry();
  const self = new SelfMetrics(registry, { version: '1', node_version: '24' });
  const { log, captured } = capturedLog();
  const state: { unavailable: string | null; refreshed: number } = { unavailable: null, refreshed: 0 };
  const exposition = new Exposition(registry.registry, (metric, error) => log.error({ metric, err: error }));
  const renderer = new CountingRenderer(exposition);
  const scrapes = new Scrapes({
    renderer,
    self,
    log,
    unavailable: () => state.unavailable,
    refresh: () => {
      state.refreshed += 1;
    },
  });
  const responses: ServerResponse[] = [];
  const answers: Promise<void>[] = [];
  const served = await serve((incoming, response) => {
    responses.push(response);
    answers.push(
      scrapes.answer(incoming, response).then(
        (problem) => void (problem === null || response.writeHead(503).end(problem)),
        (error: unknown) => void response.writeHead(500).end(String(error)),
      ),
    );
  });
  return { ...served, registry, renderer, state, log: captured, responses, answers };
}

export interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The body as it was before it was compressed. */
  readonly plain: Buffer;
  readonly text: string;
}

/** Asks for a page, and reads all of it. */
export async function get(
  url: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
): Promise<Received> {
  const outgoing = request(url, { headers, method, agent: false });
  outgoing.end();
  const [response] = await once(outgoing, 'response');
  const body = await buffer(response);
  const plain = body.length === 0 ? body : decompress(body, response.headers['content-encoding']);
  return { status: response.statusCode, headers: response.headers, body, plain, text: plain.toString() };
}

/** What a client says that wants an encoding and nothing else: this machine's get the page as it is otherwise. */
export function onlyIn(encoding: string): string {
  return encoding === 'identity' ? encoding : `${encoding}, identity;q=0`;
}

/** The bytes that an encoding stands for. */
export function decompress(body: Buffer, encoding: string | undefined): Buffer {
  if (encoding === 'gzip') return gunzipSync(body);
  return encoding === 'zstd' ? zstdDecompressSync(body) : body;
}

/** Asks for a page, reads one byte of the answer, and stops. */
export async function readOneByte(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Socket> {
  const socket = ask(url, headers);
  await once(socket, 'readable');
  socket.read(1);
  return socket;
}

/** Asks for a page, and reads nothing. */
export function ask(url: string, headers: Readonly<Record<string, string>> = {}): Socket {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  onTestFinished(() => void socket.destroy());
  const lines = Object.entries({ host: 'localhost', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  socket.write(`GET /metrics HTTP/1.1\r\n${lines.join('')}\r\n`);
  return socket;
}

/** The headers with which a Prometheus 2.42 asks, as on the wire. */
export const PROMETHEUS_HEADERS = {
  'user-agent': 'Prometheus/2.42.0',
  accept:
    'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
  'accept-encoding': 'gzip',
  'x-prometheus-scrape-timeout-seconds': '10',
} as const;
