import type { FastifyInstance } from 'fastify';
import { Registry } from 'prom-client';
import { goldenSignals } from '../../instrument/fastify.ts';

/** goldwatch's plugin as an application has it. */
export async function registerGoldwatch(server: FastifyInstance): Promise<void> {
  await server.register(goldenSignals, { service: 'shop', registry: new Registry() });
}
