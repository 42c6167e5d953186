import { once } from 'node:events';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { collectFamilies } from '../../metrics/exposition/collect.ts';
import { MetricRegistry } from '../../metrics/registry.ts';
import { capturedLog, exporterUnderTest } from '../testing.ts';
import { AlertBook, type WebhookAlert } from './alert_book.ts';

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

/** A firing alert whose fingerprint is its name. */
export function alert(alertname: string, overrides: Partial<WebhookAlert> = {}): WebhookAlert {
  return {
    status: 'firing',
    labels: { alertname, severity: 'critical', service: 'demo-api' },
    annotations: { summary: `${alertname}!` },
    startsAt: '2026-01-01T00:00:00Z',
    fingerprint: alertname,
    ...overrides,
  };
}

/** The same alert when it is over. */
export function over(alertname: string): WebhookAlert {
  return alert(alertname, { status: 'resolved', endsAt: '2026-01-01T00:05:00Z' });
}

/** An AlertBook, and what it wrote. */
export function bookUnderTest() {
  const registry = new MetricRegistry();
  const { log, captured } = capturedLog();
  const book = new AlertBook(registry.scope(), log);
  /** Series of one metric, by their label values. */
  const series = async (name: string): Promise<Record<string, number>> => {
    const families = await collectFamilies(registry.registry, () => {});
    const values = families.find((family) => family.name === name)?.values ?? [];
    return Object.fromEntries(
      values.map(({ labels = {}, value }) => [Object.values(labels).join('/'), value]),
    );
  };
  return { book, log: captured, series, firing: () => series('goldwatch_alerts_firing') };
}
