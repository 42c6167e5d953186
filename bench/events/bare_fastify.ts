import type { AddressInfo } from 'node:net';
import Fastify from 'fastify';
import type { Commands } from '../exposition/contestant.ts';
import { longestBlock, parsedEvents, processorTime } from './serving.ts';

/** The server that the exporter has, doing nothing but to parse bodies. */
export async function create(): Promise<Commands> {
  const server = Fastify();
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  server.post('/v1/events', async (request, reply) => {
    const accepted = parsedEvents(request.body as Buffer, request.headers['content-type']);
    return reply.code(202).send({ accepted, duplicates: 0, dropped: 0 });
  });
  await server.listen({ host: '127.0.0.1', port: 0 });
  return {
    port: () => (server.server.address() as AddressInfo).port,
    processor: processorTime,
    block: longestBlock,
  };
}
