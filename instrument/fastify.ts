import type { IncomingMessage } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { UNMATCHED_ROUTE } from '../conventions/labels.ts';
import { GoldenSignals } from '../metrics/golden_signals.ts';
import { watchEventLoop } from './event_loop.ts';
import { type InstrumentOptions, scopeOf } from './options.ts';
import { type AnyResponse, isHttp2, statusOf } from './outcome.ts';

/** A request from its first sight to its only count. */
interface Exchange {
  readonly start: number;
  /** Missing until one of Fastify's hooks has run, which some requests never see. */
  route?: string;
  counted: boolean;
}

const plugin: FastifyPluginAsync<InstrumentOptions> = async (server, options) => {
  const scope = scopeOf(options);
  const signals = new GoldenSignals(scope, options.service);
  const stopWatching = watchEventLoop(scope, options.service, options.eventLoopIntervalMs);
  const exchanges = new WeakMap<IncomingMessage, Exchange>();

  const count = (raw: IncomingMessage, exchange: Exchange, status: number) => {
    if (exchange.counted) return;
    exchange.counted = true;
    const seconds = (performance.now() - exchange.start) / 1000;
    const route = exchange.route ?? UNMATCHED_ROUTE;
    signals.request({ method: raw.method ?? '', route, status, seconds });
  };
  const follow = (raw: IncomingMessage, response: AnyResponse): Exchange => {
    const known = exchanges.get(raw);
    if (known !== undefined) return known;
    const exchange: Exchange = { start: performance.now(), counted: false };
    exchanges.set(raw, exchange);
    response.once('close', () => count(raw, exchange, statusOf(response)));
    return exchange;
  };
  const followHook = (request: FastifyRequest, reply: FastifyReply): Exchange => {
    const exchange = follow(request.raw, reply.raw);
    // The first hook knows best: `reply.callNotFound()` makes Fastify forget the route that matched.
    exchange.route ??= request.routeOptions.url ?? UNMATCHED_ROUTE;
    return exchange;
  };

  // Below Fastify's hooks: it answers malformed URLs, and requests while it closes, without running any.
  server.server.prependListener('request', follow);
  // Requests of `server.inject` reach only the hooks.
  server.addHook('onRequest', async (request, reply) => {
    followHook(request, reply);
  });
  server.addHook('onResponse', async (request, reply) => {
    const exchange = followHook(request, reply);
    if (!isHttp2(reply.raw)) count(request.raw, exchange, reply.statusCode);
  });
  server.addHook('onClose', async () => stopWatching());
};

/**
 * Fastify plugin: counts every request and its latency as golden signals, by route template, method and status.
 * A request whose client went away has status 499, one whose answer the server broke off 500. Serving
 * `/metrics` is left to the application.
 */
export const goldenSignals = fp(plugin, { name: 'goldwatch-golden-signals', fastify: '5.x' });
