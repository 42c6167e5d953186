import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import { GoldenSignals } from '../metrics/golden_signals.ts';
import { RouteTable } from '../metrics/route_table.ts';
import { watchEventLoop } from './event_loop.ts';
import { type InstrumentOptions, scopeOf } from './options.ts';
import { statusOf } from './outcome.ts';
import { rawTraceparent, traceLabels } from './trace_context.ts';

const MOST_ROUTES = 200;

export type ServerInstrumentOptions = InstrumentOptions & {
  readonly routeOf?: (request: IncomingMessage) => string | undefined;
};

/** A request as it was when it came. */
class Arrival {
  readonly start = performance.now();
  /** Frameworks rewrite it as they hand the request down. */
  readonly url: string;

  constructor(url: string) {
    this.url = url;
  }
}

/**
 * Counts every request to a `node:http` or `node:https` server and its latency as golden signals. A request
 * whose client went away has status 499, one whose answer the server broke off 500. `routeOf` names the matched
 * template of a request, asked when the response has ended; without it, or where it answers undefined or throws,
 * identifiers in the path are collapsed. The result ends it.
 */
export function instrumentServer(server: Server, options: ServerInstrumentOptions): () => void {
  const { exemplars = true, routeOf } = options;
  const scope = scopeOf(options);
  const signals = new GoldenSignals(scope, options.service);
  const stopWatching = watchEventLoop(scope, options.service, options.eventLoopIntervalMs);
  const routes = new RouteTable(MOST_ROUTES);

  // A server may be instrumented twice.
  const arrivalKey = Symbol('goldwatch arrival');
  type Followed = ServerResponse & { [arrivalKey]?: Arrival };

  function onClose(this: Followed) {
    const { [arrivalKey]: arrival, req: request } = this;
    if (arrival === undefined) return;
    const seconds = (performance.now() - arrival.start) / 1000;
    const status = statusOf(this);
    const named = nameOf(request, routeOf);
    const route = named === undefined ? routes.fromPath(arrival.url, status) : routes.bounded(named);
    const exemplar = exemplars ? traceLabels(rawTraceparent(request.rawHeaders)) : undefined;
    signals.route(route).request(request.method ?? '', status, seconds, exemplar);
  }
  const onRequest = (request: IncomingMessage, response: Followed) => {
    response[arrivalKey] = new Arrival(request.url ?? '/');
    response.on('close', onClose);
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
