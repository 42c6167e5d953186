import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import { GoldenSignals } from '../metrics/golden_signals.ts';
import { RouteTable } from '../metrics/route_table.ts';
import { watchEventLoop } from './event_loop.ts';
import { type InstrumentOptions, scopeOf } from './options.ts';

const CLIENT_CLOSED_REQUEST = 499;
const MOST_ROUTES = 200;

/**
 * Counts every request to a `node:http` or `node:https` server and its latency as golden signals; a request
 * whose client went away has status 499. `routeOf` names the matched template of a request, asked when the
 * response has ended; without it, or where it answers undefined, identifiers in the path are collapsed.
 * The result ends it.
 */
export function instrumentServer(
  server: Server,
  options: InstrumentOptions & { readonly routeOf?: (request: IncomingMessage) => string | undefined },
): () => void {
  const scope = scopeOf(options);
  const signals = new GoldenSignals(scope, options.service);
  const stopWatching = watchEventLoop(scope, options.service);
  const routes = new RouteTable(MOST_ROUTES);
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    const start = performance.now();
    response.once('close', () => {
      const status = response.writableFinished ? response.statusCode : CLIENT_CLOSED_REQUEST;
      const named = options.routeOf?.(request);
      const route = named === undefined ? routes.fromPath(request.url ?? '/', status) : routes.bounded(named);
      signals.request({
        method: request.method ?? '',
        route,
        status,
        seconds: (performance.now() - start) / 1000,
      });
    });
  };
  server.prependListener('request', onRequest);
  return () => {
    server.off('request', onRequest);
    stopWatching();
  };
}
