import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Commands } from '../contestant.ts';
import { PLUGINS } from './fastify_plugins.ts';

const ROUTES = 20;
const BATCH = 100;
const BATCHES = 20;

/**
 * Two Fastify applications in one process that differ in their metrics only: one has an empty onResponse hook,
 * the other the named plugin. In one process, so that both have the same luck with its code and memory.
 */
export async function create(plugin: string): Promise<Commands> {
  const empty = await application(PLUGINS['an empty hook']);
  const instrumented = await application(PLUGINS[plugin]);
  return {
    inject: () => added(empty, instrumented),
    listen: async () => [await listening(empty), await listening(instrumented)],
    // Seconds of all cores so far.
    busy: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    },
  };
}

async function application(
  plugin: ((server: FastifyInstance) => Promise<void>) | undefined,
): Promise<FastifyInstance> {
  if (plugin === undefined) throw new Error('There is no such plugin here.');
  const server = Fastify();
  await plugin(server);
  for (let route = 0; route < ROUTES; route += 1) {
    server.get(`/api/v1/resource${route}/:id`, (_request, reply) => {
      reply.send({ ok: true });
    });
  }
  await server.ready();
  return server;
}

/** Microseconds that the plugin adds to a request: small batches in turns, the highest quarter of each left out. */
async function added(empty: FastifyInstance, instrumented: FastifyInstance): Promise<number> {
  const times: [without: number[], withPlugin: number[]] = [[], []];
  for (let batch = 0; batch < BATCHES; batch += 1) {
    times[0].push(await injected(empty));
    times[1].push(await injected(instrumented));
  }
  const [without, withPlugin] = times.map(lowMean) as [number, number];
  return withPlugin - without;
}

function lowMean(values: readonly number[]): number {
  const low = values.toSorted((a, b) => a - b).slice(0, Math.ceil(values.length * 0.75));
  return low.reduce((total, value) => total + value, 0) / low.length;
}

/**
 * Microseconds per request, of this thread's own time: an injected request waits for nothing, and what other
 * programs take in between is more than what is asked for.
 */
async function injected(server: FastifyInstance): Promise<number> {
  const start = process.threadCpuUsage();
  for (let nth = 0; nth < BATCH; nth += 1) await server.inject(`/api/v1/resource${nth % ROUTES}/${nth}`);
  const { user, system } = process.threadCpuUsage(start);
  return (user + system) / BATCH;
}

async function listening(server: FastifyInstance): Promise<number> {
  await server.listen({ host: '127.0.0.1', port: 0 });
  return (server.server.address() as AddressInfo).port;
}
