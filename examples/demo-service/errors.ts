import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { rawPath } from './raw_path.ts';

/** What every failed request is answered with. */
export interface ErrorBody {
  error: string;
  message: string;
  request_id: string;
}

/** An answer that a route refuses with; its message goes to the client. */
export class HttpError extends Error {
  readonly statusCode: number;

  /** @param name a short CamelCase name of the cause, which the log carries as error_type on a 5xx. */
  constructor(statusCode: number, name: string, message: string) {
    super(message);
    this.statusCode = statusCode;
    this.name = name;
  }
}

/**
 * Answers every error and every unmatched path with an ErrorBody.
 * @param onServerError told the cause of each 5xx.
 */
export function installErrorAnswers(
  app: FastifyInstance,
  onServerError: (request: FastifyRequest, errorType: string) => void,
): void {
  app.setErrorHandler((thrown, request, reply) => {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    const status = statusOf(error);
    if (status >= 500) onServerError(request, error.name);
    return answer(request, reply, status, nameOf(error), messageOf(error, status, request));
  });
  app.setNotFoundHandler((request, reply) =>
    answer(
      request,
      reply,
      404,
      'RouteNotFound',
      `${request.method} ${rawPath(request.url)}: there is no such route.`,
    ),
  );
}

function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  error: string,
  message: string,
) {
  const body: ErrorBody = { error, message, request_id: request.id };
  return reply.code(status).send(body);
}

function statusOf(error: Error): number {
  const status = 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 && status <= 599 ? status : 500;
}

function nameOf(error: Error): string {
  return 'validation' in error ? 'ValidationError' : error.name;
}

function messageOf(error: Error, status: number, request: FastifyRequest): string {
  if (error instanceof HttpError) return error.message;
  const where = `${request.method} ${rawPath(request.url)}`;
  // What an unexpected failure says is for the operator, not for the client.
  if (status >= 500)
    return `${where}: the service failed; the access log names the cause under this request_id.`;
  if (status === 415)
    return `${where}: send the body as JSON, with the header content-type: application/json.`;
  return `${where}: ${error.message}`;
}
