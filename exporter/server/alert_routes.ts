import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { AlertBook } from '../alerts/alert_book.ts';
import { alertsView } from '../alerts/alert_view.ts';
import { webhookAlert } from '../alerts/webhook_alert.ts';

/** Alertmanager does not send again what was refused, so it must fit: thousands of alerts with long texts. */
const BODY_LIMIT = 16 * 1_048_576;

const webhook = z.object({
  version: z.literal('4'),
  alerts: z.array(webhookAlert),
  truncatedAlerts: z.int().nonnegative().default(0),
});

/**
 * `POST /v1/alerts`: the receiver that every stack has, in Alertmanager's webhook format. `GET /v1/alerts`: what fires, and what was
 * over within the last 24 hours.
 */
export function alertRoutes(server: FastifyInstance, book: AlertBook, log: Logger): void {
  server.post('/v1/alerts', { bodyLimit: BODY_LIMIT }, async (request, reply) => {
    const parsed = webhook.safeParse(request.body);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      const where = issue?.path.join('.') || 'the body';
      const error = `This is not a notification of Alertmanager (webhook version 4): ${where}: ${issue?.message}.`;
      // Whatever alerts were in it, Alertmanager does not send them again.
      log.warn(error);
      return reply.code(400).send({ error });
    }
    book.receive(parsed.data.alerts, parsed.data.truncatedAlerts);
    return reply.code(204).send();
  });

  server.get('/v1/alerts', (_request, reply) => {
    book.forget();
    return reply.header('cache-control', 'no-store').send(alertsView(book.known, Date.now()));
  });
}
