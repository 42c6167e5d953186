import { once } from 'node:events';
import { createWriteStream } from 'node:fs';

const ROUTES = [
  '/users/:id',
  '/users/:id/orders',
  '/orders/:id',
  '/orders',
  '/articles/:id/reviews',
  '/search',
  '/cart',
  '/login',
  '/health',
  '/checkout',
];
// As often as they stand here.
const METHODS = ['GET', 'GET', 'GET', 'GET', 'GET', 'GET', 'POST', 'POST', 'PUT', 'DELETE'];
const STATUSES = [
  ...[200, 200, 200, 200, 200, 200, 200, 200, 200, 201, 201, 204, 302, 304],
  ...[400, 401, 404, 404, 500, 503],
];
const MEAN_MS = 150;
const IDS = 100_000;
const START = Date.UTC(2026, 10, 21);
const LINES_A_WRITE = 10_000;

/** Writes an access log of about 209 bytes a line, the same for the same seed. Resolves to its size in bytes. */
export async function writeAccessLog(path: string, lines: number, seed = 1): Promise<number> {
  const random = randomFrom(seed);
  const file = createWriteStream(path);
  for (let from = 0; from < lines; from += LINES_A_WRITE) {
    let text = '';
    for (let index = from; index < Math.min(lines, from + LINES_A_WRITE); index += 1) {
      text += `${accessLine(START + index * 10, random)}\n`;
    }
    if (!file.write(text)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
  return file.bytesWritten;
}

function accessLine(time: number, random: () => number): string {
  const route = oneOf(ROUTES, random);
  const status = oneOf(STATUSES, random);
  return JSON.stringify({
    timestamp: new Date(time).toISOString(),
    level: status >= 500 ? 'ERROR' : 'INFO',
    message: 'request completed',
    request_id: `req-${hexadecimal(random)}${hexadecimal(random).slice(0, 4)}`,
    method: oneOf(METHODS, random),
    path: route.replace(':id', String(Math.floor(random() * IDS))),
    route,
    status,
    duration_ms: Math.round(-Math.log(1 - random()) * MEAN_MS * 1000) / 1000,
  });
}

function oneOf<T>(choices: readonly T[], random: () => number): T {
  return choices[Math.floor(random() * choices.length)] as T;
}

function hexadecimal(random: () => number): string {
  return Math.floor(random() * 2 ** 32)
    .toString(16)
    .padStart(8, '0');
}

/** Numbers from 0 to 1, the same for the same seed: mulberry32 (Tommy Ettinger, public domain). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
