import type { IncomingMessage } from 'node:http';
import type { Http2ServerRequest } from 'node:http2';
import { performance } from 'node:perf_hooks';
import type { FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import { UNMATCHED_ROUTE } from '../conventions/labels.ts';
import { GoldenSignals, type RouteSignals } from '../metrics/golden_signals.ts';
import { watchEventLoop } from './event_loop.ts';
import { FastifyRoutes } from './fastify_routes.ts';
import { type InstrumentOptions, scopeOf } from './options.ts';
import { type AnyResponse, isHttp2, statusOf } from './outcome.ts';
import { traceLabels } from './trace_context.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether requests are counted as golden signals; false for a route that answers for as long as somebody listens. */
    goldenSignals?: boolean;
  }
}

/** Milliseconds since a request was first seen; Fastify's replies are clocks. */
interface Clock {
  readonly elapsedTime: number;
}

class Stopwatch implements Clock {
  readonly #start = performance.now();

  get elapsedTime(): number {
    return performance.now() - this.#start;
  }
}

/** A request from its first sight to its only count. */
class Exchange {
  readonly clock: Clock;
  /** Missing until one of Fastify's hooks has run, which some requests never see. */
  signals: RouteSignals | null;
  counted = false;

  constructor(clock: Clock, signals: RouteSignals | null) {
    this.clock = clock;
    this.signals = signals;
  }
}

const plugin: FastifyPluginAsync<InstrumentOptions> = async (server, options) => {
  const { exemplars = true } = options;
  const scope = scopeOf(options);
  const signals = new GoldenSignals(scope, options.service);
  const unmatched = signals.route(UNMATCHED_ROUTE);
  const routes = new FastifyRoutes(signals);
  const stopWatching = watchEventLoop(scope, options.service, options.eventLoopIntervalMs);

  // A server may have this plugin twice.
  const exchangeKey = Symbol('goldwatch exchange');
  type Followed = AnyResponse & { [exchangeKey]?: Exchange };

  const count = (raw: IncomingMessage | Http2ServerRequest, exchange: Exchange, status: number) => {
    if (exchange.counted) return;
    exchange.counted = true;
    const { traceparent } = raw.headers;
    const exemplar = exemplars && typeof traceparent === 'string' ? traceLabels(traceparent) : undefined;
    const seconds = exchange.clock.elapsedTime / 1000;
    (exchange.signals ?? unmatched).request(raw.method ?? '', status, seconds, exemplar);
  };
  function onClose(this: Followed) {
    const exchange = this[exchangeKey];
    if (exchange !== undefined) count(this.req, exchange, statusOf(this));
  }
  const begin = (request: FastifyRequest, reply: FastifyReply): Exchange => {
    const exchange = new Exchange(reply, routes.of(request));
    exchange.counted = isLeftOut(request);
    const response: Followed = reply.raw;
    response[exchangeKey] = exchange;
    return exchange;
  };

  server.addHook('onRequest', (request, reply, done) => {
    const response: Followed = reply.raw;
    const known = response[exchangeKey];
    if (known !== undefined) {
      known.signals ??= routes.of(request);
      known.counted ||= isLeftOut(request);
      done();
      return;
    }
    const exchange = begin(request, reply);
    try {
      done();
    } finally {
      // What was injected is often answered by now, and counted.
      if (!exchange.counted) response.on('close', onClose);
    }
  });
  server.addHook('onResponse', (request, reply, done) => {
    const response: Followed = reply.raw;
    const known = response[exchangeKey];
    const exchange = known ?? begin(request, reply);
    // The first hook knows best: `reply.callNotFound()` makes Fastify forget the route that matched.
    exchange.signals ??= routes.of(request);
    if (!isHttp2(response)) count(request.raw, exchange, response.statusCode);
    else if (known === undefined) response.on('close', onClose);
    done();
  });
  // Fastify answers malformed URLs, and requests while it closes, without its hooks. All others have met a hook when
  // this listener is called, since it comes after Fastify's own; or will do so after something asynchronous.
  server.server.on('request', (_request, response: Followed) => {
    if (response[exchangeKey] !== undefined) return;
    response[exchangeKey] = new Exchange(new Stopwatch(), null);
    response.on('close', onClose);
  });
  server.addHook('onClose', async () => stopWatching());
};

/**
 * Fastify plugin: counts every request and its latency as golden signals, by route template, method and status.
 * A request whose client went away has status 499, one whose answer the server broke off 500. Serving
 * `/metrics` is left to the application. Requests to a route with `config: { goldenSignals: false }` are not counted: how long a stream
 * of events was open says nothing about latency.
 */
export const goldenSignals = fp(plugin, { name: 'goldwatch-golden-signals', fastify: '5.x' });

function isLeftOut({ routeOptions }: FastifyRequest): boolean {
  return routeOptions.config?.goldenSignals === false;
}
