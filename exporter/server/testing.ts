import { once } from 'node:events';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { exporterUnderTest } from '../testing.ts';

/** What a server answered; a JSON body is read. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** Asks as any program can, with whatever headers: `fetch` would not let Host and Origin be chosen. */
export async function ask(
  url: string,
  options: { method?: string; headers?: Readonly<Record<string, string>>; body?: string } = {},
): Promise<Answer> {
  const { body, ...rest } = options;
  const outgoing = request(url, { ...rest, agent: false });
  outgoing.end(body);
  const [response] = await once(outgoing, 'response');
  const answered = await text(response);
  const isJson = response.headers['content-type']?.startsWith('application/json');
  return {
    status: response.statusCode,
    headers: response.headers,
    body: isJson && answered !== '' ? JSON.parse(answered) : answered,
  };
}

/** Sends bytes, and resolves to all that came back until the server closed the connection. */
export async function send(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(bytes);
  return await text(socket);
}

export const TOKEN = 'correct-horse-battery-staple';

/** All that is not for everybody. */
export const GUARDED = [
  ['GET', '/'],
  ['GET', '/metrics'],
  ['HEAD', '/metrics'],
  ['GET', '/v1/alerts'],
  ['POST', '/v1/alerts'],
  ['POST', '/v1/deployments'],
  ['POST', '/v1/events'],
  ['POST', '/-/reload'],
  ['PUT', '/-/reload'],
] as const;

/** An exporter that listens everywhere, with TOKEN. */
export async function withToken() {
  const exporter = { listen: '0.0.0.0:0', token_file: 'token' };
  const under = await exporterUnderTest({ exporter }, { files: { token: `${TOKEN}\n` } });
  await under.exporter.ready;
  return { ...under, url: under.url.replace('0.0.0.0', '127.0.0.1') };
}

/** Settings of a source that takes events. */
export const EVENTS = { type: 'events', metrics: [{ name: 'orders_total', type: 'counter' }] } as const;

/** An exporter that listens on loopback, where it needs no token. */
export async function withoutToken() {
  const under = await exporterUnderTest({ sources: [EVENTS, { type: 'deployments' }] });
  await under.exporter.ready;
  return under;
}
