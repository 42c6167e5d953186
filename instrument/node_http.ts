import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import { GoldenSignals } from '../metrics/golden_signals.ts';
import { RouteTable } from '../metrics/route_table.ts';
import { watchEventLoop } from './event_loop.ts';
import { type InstrumentOptions, scopeOf } from './options.ts';
import { statusOf } from './outcome.ts';

const MOST_ROUTES = 200;

export type ServerInstrumentOptions = InstrumentOptions & {
  readonly routeOf?: (request: IncomingMessage) => string | undefined;
};

/**
 * Counts every request to a `node:http` or `node:https` server and its latency as golden signals. A request
 * whose client went away has status 499, one whose answer the server broke off 500. `routeOf` names the matched
 * template of a request, asked when the response has ended; without it, or where it answers undefined or throws,
 * identifiers in the path are collapsed. The result ends it.
 */
export function instrumentServer(server: Server, options: ServerInstrumentOptions): () => void {
  const scope = scopeOf(options);
  const signals = new GoldenSignals(scope, options.service);
  const stopWatching = watchEventLoop(scope, options.service, options.eventLoopIntervalMs);
  const routes = new RouteTable(MOST_ROUTES);
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    const start = performance.now();
    // Frameworks rewrite it as they hand the request down.
    const { url = '/' } = request;
    response.once('close', () => {
      const seconds = (performance.now() - start) / 1000;
      const status = statusOf(response);
      const named = nameOf(request, options.routeOf);
      const route = named === undefined ? routes.fromPath(url, status) : routes.bounded(named);
      signals.request({ method: request.method ?? '', route, status, seconds });
    });
  };
  server.prependListener('request', onRequest);
  return () => {
    server.off('request', onRequest);
    stopWatching();
  };
}

// Thrown from a listener, an error would end the application: its requests matter more than their names.
function nameOf(request: IncomingMessage, routeOf: ServerInstrumentOptions['routeOf']): string | undefined {
  try {
    return routeOf?.(request);
  } catch {
    return undefined;
  }
}
