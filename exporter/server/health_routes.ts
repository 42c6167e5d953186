import type { FastifyInstance } from 'fastify';

/** Where an exporter is between its start and its end. */
export type Phase = 'catching up' | 'ready' | 'stopping';

export const PLAIN_TEXT = 'text/plain; charset=utf-8';

const READINESS: Readonly<Record<Phase, string>> = {
  'catching up': 'The exporter is catching up with what happened while it was down.\n',
  ready: 'The exporter is ready.\n',
  stopping: 'The exporter is stopping.\n',
};

/** `GET /-/healthy` and `GET /-/ready`: for whatever starts and watches the exporter; they tell nothing secret. */
export function healthRoutes(server: FastifyInstance, phase: () => Phase): void {
  server.get('/-/healthy', (_request, reply) => reply.type(PLAIN_TEXT).send('The exporter is alive.\n'));
  server.get('/-/ready', (_request, reply) =>
    reply
      .code(phase() === 'ready' ? 200 : 503)
      .type(PLAIN_TEXT)
      .send(READINESS[phase()]),
  );
}
