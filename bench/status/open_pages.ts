import { get, type IncomingMessage } from 'node:http';
import type { Commands } from '../exposition/contestant.ts';

/** How often a page that shows routes asks for them. */
const ROUTES_MS = 10_000;
const ROUTES = '/v1/status/routes?sort=error_ratio&order=desc&limit=50';

/** What open pages were sent. */
export interface Received {
  readonly bytes: number;
  /** Pieces of the first stream, as they came. */
  readonly pieces: number;
  /** Streams that the server ended. */
  readonly ended: number;
}

/** Clients that read event streams as open pages do, and ask for routes where they show them. */
export function create(): Commands {
  const streams: IncomingMessage[] = [];
  const asking = new Set<NodeJS.Timeout>();
  let bytes = 0;
  let pieces = 0;
  let ended = 0;
  return {
    open: async (port = '', path = '', count = '') => {
      for (let index = 0; index < Number(count); index += 1) {
        const stream = await openStream(`http://127.0.0.1:${port}${path}`);
        const isFirst = index === 0;
        stream.on('data', (data: Buffer) => {
          bytes += data.length;
          if (isFirst) pieces += 1;
        });
        stream.once('close', () => {
          ended += 1;
        });
        streams.push(stream);
      }
    },
    received: (): Received => ({ bytes, pieces, ended }),
    /** So many pages show routes, and ask for them one after the other. */
    show: (port = '', count = '') => {
      const ask = () => get(`http://127.0.0.1:${port}${ROUTES}`, (response) => response.resume());
      asking.add(setInterval(ask, ROUTES_MS / Number(count)));
    },
    close: () => {
      for (const timer of asking) clearInterval(timer);
      asking.clear();
      for (const stream of streams.splice(0)) stream.removeAllListeners('close').destroy();
      bytes = 0;
      pieces = 0;
      ended = 0;
    },
  };
}

async function openStream(url: string): Promise<IncomingMessage> {
  return await new Promise((resolve, reject) => {
    const request = get(url, { agent: false, headers: { accept: 'text/event-stream' } }, (response) => {
      if (response.statusCode === 200) resolve(response);
      else reject(new Error(`${url} answered ${response.statusCode}.`));
    });
    request.once('error', reject);
  });
}
