import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { UNMATCHED_ROUTE } from '../conventions/labels.ts';
import { GoldenSignals } from '../metrics/golden_signals.ts';
import { watchEventLoop } from './event_loop.ts';
import { type InstrumentOptions, scopeOf } from './options.ts';

/** Nginx's status for a client that went away before its answer; no standard has one. */
const CLIENT_CLOSED_REQUEST = 499;

const plugin: FastifyPluginAsync<InstrumentOptions> = async (server, options) => {
  const scope = scopeOf(options);
  const signals = new GoldenSignals(scope, options.service);
  const stopWatching = watchEventLoop(scope, options.service);
  // A request that was aborted may still be answered: it counts once, and so leaves the map when it has.
  const started = new WeakMap<FastifyRequest, number>();
  const observe = (request: FastifyRequest, status: number) => {
    const start = started.get(request);
    if (start === undefined) return;
    started.delete(request);
    const route = request.is404 ? UNMATCHED_ROUTE : (request.routeOptions.url ?? UNMATCHED_ROUTE);
    signals.request({ method: request.method, route, status, seconds: (performance.now() - start) / 1000 });
  };
  server.addHook('onRequest', async (request) => {
    started.set(request, performance.now());
  });
  server.addHook('onRequestAbort', async (request) => observe(request, CLIENT_CLOSED_REQUEST));
  server.addHook('onResponse', async (request, reply) => observe(request, reply.statusCode));
  server.addHook('onClose', async () => stopWatching());
};

/**
 * Fastify plugin: counts every request and its latency as golden signals, by route template, method and status;
 * a request whose client went away has status 499. Serving `/metrics` is left to the application.
 */
export const goldenSignals = fp(plugin, { name: 'goldwatch-golden-signals', fastify: '5.x' });
