import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

const MEBIBYTE = 1_048_576;
const JSON_TYPE = 'application/json; charset=utf-8';

/** Most header fields of a request. */
export const MOST_HEADERS = 100;

interface Failure {
  readonly code?: string;
  readonly statusCode?: number;
  readonly message: string;
}

/** Every answer that is no success is `{ "error": "a sentence" }`, whoever of Node, Fastify and us gives it. */
export function answerErrors(server: FastifyInstance, log: Logger): void {
  server.addHook('onRequest', async ({ raw }, reply) => {
    if (raw.headers.host !== undefined || raw.httpVersion === '1.0') return;
    await reply.code(400).send({ error: 'The request has no Host header, which HTTP/1.1 wants.' });
  });
  server.setErrorHandler(async (error: Failure, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) log.error({ err: error }, 'A request failed.');
    await reply.code(status).send({ error: sentenceFor(error, status, request) });
  });
  server.setNotFoundHandler(async (request, reply) => {
    await reply
      .code(404)
      .send({ error: `There is no ${request.method} ${request.url}. See / for what there is.` });
  });
}

function sentenceFor({ code, message }: Failure, status: number, request: FastifyRequest): string {
  // The inside of a failure is for the log; the caller may be anybody.
  if (status >= 500) return 'The exporter failed; its log says why.';
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return `The body is larger than ${(request.routeOptions.bodyLimit ?? 0) / MEBIBYTE} MiB, the most that is read.`;
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return `The content type "${request.headers['content-type'] ?? ''}" is not read here. Send JSON as application/json.`;
    case 'FST_ERR_CTP_INVALID_JSON_BODY':
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return 'The body is not JSON.';
    default:
      return message;
  }
}

/** Fastify's option: what it refuses before it looks for a route. */
export async function answerFrameworkError(
  error: Failure,
  _request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const sentence = error.code === 'FST_ERR_BAD_URL' ? 'The URL is not percent-encoded UTF-8.' : error.message;
  await reply.code(error.statusCode ?? 400).send({ error: sentence });
}

/** Node's event: a request expects something else than to be let go on. */
export function answerExpectation({ headers }: IncomingMessage, response: ServerResponse): void {
  const error = `The expectation "${headers.expect}" cannot be met. Send no Expect header but 100-continue.`;
  const body = JSON.stringify({ error });
  const fields = {
    'content-type': JSON_TYPE,
    'content-length': Buffer.byteLength(body),
    connection: 'close',
  };
  response.writeHead(417, fields).end(body);
}

/** Fastify's option: what Node refuses before there is a request. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  refuseOnSocket(socket, ...brokenRequest(error.code));
}

/** Answers on a connection on which there is no request, and ends it. */
export function refuseOnSocket(socket: Socket, status: number, sentence: string): void {
  const body = JSON.stringify({ error: sentence });
  const head = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\ncontent-type: ${JSON_TYPE}\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n`;
  if (socket.writable) socket.write(head + body);
  socket.destroySoon();
}

function brokenRequest(code: string | undefined): [number, string] {
  if (code === 'HPE_HEADER_OVERFLOW')
    return [
      431,
      `The headers and the URL are longer than 16 KiB together, or there are more than ${MOST_HEADERS} header fields.`,
    ];
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return [408, 'The request took too long to arrive.'];
  return [400, 'The request is not HTTP.'];
}
