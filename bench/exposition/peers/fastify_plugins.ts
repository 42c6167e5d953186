import type { FastifyInstance, RouteOptions } from 'fastify';
import { Counter, Histogram, Registry } from 'prom-client-15';
import { loadPeer } from '../../peers/load.ts';
import { BOUNDS } from '../workload.ts';

/** Ways to measure a Fastify application; each is registered before the routes. */
export const PLUGINS: Readonly<Record<string, (server: FastifyInstance) => Promise<void>>> = {
  'an empty hook': async (server) => {
    server.addHook('onResponse', (_request, _reply, done) => done());
  },
  'fastify-metrics': async (server) => {
    const { default: plugin } = loadPeer<{ default: never }>('fastify-metrics');
    // What the process does by itself is not the question.
    await server.register(plugin, { endpoint: null, defaultMetrics: { enabled: false } });
  },
  '@promster/fastify': async (server) => {
    const { plugin } = loadPeer<{ plugin: never }>('@promster/fastify');
    await server.register(plugin);
  },
  'a prom-client hook by hand': async (server) => promClientHook(server),
  'a closure per route': async (server) => closurePerRoute(server),
  goldwatch: async (server) => {
    const { registerGoldwatch } = await import('../goldwatch_fastify.ts');
    await registerGoldwatch(server);
  },
};

/** What one writes with prom-client in ten minutes. */
function promClientHook(server: FastifyInstance): void {
  const labelNames = ['method', 'route', 'status'] as const;
  const registers = [new Registry()];
  const requests = new Counter({ name: 'http_requests_total', help: 'R.', labelNames, registers });
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'D.',
    labelNames,
    registers,
    buckets: [...BOUNDS],
  });
  server.addHook('onResponse', (request, reply, done) => {
    const labels = {
      method: request.method,
      route: request.routeOptions.url ?? '<unmatched>',
      status: String(reply.statusCode),
    };
    requests.inc(labels);
    durations.observe(labels, reply.elapsedTime / 1000);
    done();
  });
}

/** The bound: a hook for each route that knows its numbers, one per status. */
function closurePerRoute(server: FastifyInstance): void {
  server.addHook('onRoute', (route: RouteOptions) => {
    const counts = new Float64Array(BOUNDS.length + 1);
    const requests = new Float64Array(600);
    let sum = 0;
    route.onResponse = (_request, reply, done) => {
      const seconds = reply.elapsedTime / 1000;
      let bucket = 0;
      while (bucket < BOUNDS.length && seconds > (BOUNDS[bucket] as number)) bucket += 1;
      counts[bucket] = (counts[bucket] as number) + 1;
      requests[reply.statusCode] = (requests[reply.statusCode] ?? 0) + 1;
      sum += seconds;
      if (sum === Number.POSITIVE_INFINITY) requests.fill(0);
      done();
    };
  });
}
