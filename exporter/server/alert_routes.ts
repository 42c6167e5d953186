import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type AlertBook, webhookAlert } from './alert_book.ts';

const webhook = z.object({ version: z.literal('4'), alerts: z.array(webhookAlert).max(10_000) });

/** `POST /v1/alerts`: the receiver that every stack has, in Alertmanager's webhook format. */
export function alertRoutes(server: FastifyInstance, book: AlertBook): void {
  server.post('/v1/alerts', async (request, reply) => {
    const parsed = webhook.safeParse(request.body);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const where = issue?.path.join('.') || 'the body';
      return reply.code(400).send({
        error: `This is not a notification of Alertmanager (webhook version 4): ${where}: ${issue?.message}.`,
      });
    }
    book.receive(parsed.data.alerts, Date.now());
    return reply.code(204).send();
  });
}
