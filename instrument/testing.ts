import { type EventEmitter, once } from 'node:events';
import { Agent, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Registry } from 'prom-client';
import { expect } from 'vitest';
import { collectFamilies } from '../metrics/exposition/collect.ts';

/** Requests counted so far: `GET /users/:id 200` → how many. Fails where counter and histogram disagree. */
export async function counted(registry: Registry): Promise<Record<string, number>> {
  const requests = await seriesOf(registry, 'http_requests_total');
  expect(await seriesOf(registry, 'http_request_duration_seconds', '_count')).toEqual(requests);
  return requests;
}

/** Seconds counted so far, in all requests of one kind. */
export async function seconds(registry: Registry, kind: string): Promise<number> {
  return (await seriesOf(registry, 'http_request_duration_seconds', '_sum'))[kind] ?? Number.NaN;
}

async function seriesOf(registry: Registry, metric: string, suffix = ''): Promise<Record<string, number>> {
  const families = (await collectFamilies(registry, fail)).filter(({ name }) => name === metric);
  const samples = families.flatMap(({ values }) => values);
  return Object.fromEntries(
    samples
      .filter(({ metricName = metric }) => metricName === metric + suffix)
      .map(({ labels = {}, value }) => [`${labels.method} ${labels.route} ${labels.status}`, value]),
  );
}

/** What saturation_ratio says of the event loop, service by service. */
export async function eventLoop(registry: Registry): Promise<Record<string, number>> {
  const families = (await collectFamilies(registry, fail)).filter(({ name }) => name === 'saturation_ratio');
  return Object.fromEntries(
    families
      .flatMap(({ values }) => values)
      .filter(({ labels = {} }) => labels.resource === 'event_loop')
      .map(({ labels = {}, value }) => [String(labels.service), value]),
  );
}

function fail(metric: string, error: unknown): never {
  throw new Error(`${metric}: ${String(error)}`);
}

/** Sends bytes as they are, and answers all that comes back until the server hangs up. */
export async function exchange(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes);
  return await text(socket);
}

/** A client that goes away whenever it is told to; resolves when the server has taken its connection. */
export async function client(port: number, bytes: string): Promise<{ leave(): void }> {
  const socket = connect(port, '127.0.0.1');
  // What the server still sends is of no interest.
  socket.resume().on('error', () => {});
  socket.write(bytes);
  await once(socket, 'connect');
  return { leave: () => socket.destroy() };
}

/** Several requests over one connection, one after the other; answers the statuses. */
export async function keepAlive(port: number, paths: readonly string[]): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const statuses: number[] = [];
  for (const path of paths) {
    const sent = request({ port, host: '127.0.0.1', path, agent }).end();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    await text(response);
    statuses.push(response.statusCode ?? 0);
  }
  agent.destroy();
  return statuses;
}

/** Resolves when every response of the server has closed; asked before the first request. */
export function followResponses(server: EventEmitter): () => Promise<void> {
  const closed: Promise<unknown>[] = [];
  server.on('request', (_request, response: ServerResponse) => closed.push(once(response, 'close')));
  return async () => {
    await Promise.all(closed);
  };
}

/** A promise and what resolves it, for a handler to tell how far it is. */
export function signal(): { promise: Promise<void>; resolve: () => void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { promise, resolve };
}
