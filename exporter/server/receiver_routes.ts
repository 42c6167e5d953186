import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SOURCES } from '../sources/index.ts';
import type { Receipt, Receive, ReceivedPath } from '../sources/receiver.ts';
import type { SourceDefinition } from '../sources/source.ts';
import { InWork, mostBytesOf } from './in_work.ts';
import { decodedBody } from './request_body.ts';

const BUSY_SECONDS = 1;

/** Who takes what is sent to a path, or what to refuse it with. */
export type ReceiverFor = (path: string, name: string | undefined) => Receive | Receipt;

/** Where sources take what others send: one route per path, whichever sources there are. */
export const RECEIVED_PATHS: readonly ReceivedPath[] = [
  ...new Map(
    (SOURCES as readonly SourceDefinition[]).flatMap(({ receives = [] }) =>
      receives.map((received) => [received.path, received] as const),
    ),
  ).values(),
];

/** `POST` to every path of a source that takes what others send; `?source=NAME` says to which of several. */
export async function receiverRoutes(server: FastifyInstance, receiverFor: ReceiverFor): Promise<void> {
  const inWork = new InWork();
  const admit = async ({ headers, routeOptions }: FastifyRequest, reply: FastifyReply) => {
    const ended = inWork.take(mostBytesOf(headers, routeOptions.bodyLimit ?? 0));
    if (typeof ended === 'string') {
      const error = `${ended} Send this one again later.`;
      await answer(reply, { status: 429, body: { error }, retryAfter: BUSY_SECONDS });
      return;
    }
    // Also where the client goes away.
    reply.raw.once('close', ended);
  };
  await server.register(async (scoped) => {
    scoped.removeAllContentTypeParsers();
    scoped.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    for (const { path, bodyLimit } of RECEIVED_PATHS) {
      scoped.post(path, { bodyLimit, onRequest: admit }, async (request, reply) =>
        answer(reply, await receiptFor(request, { path, bodyLimit }, receiverFor)),
      );
    }
  });
}

async function receiptFor(
  request: FastifyRequest,
  { path, bodyLimit }: ReceivedPath,
  receiverFor: ReceiverFor,
): Promise<Receipt> {
  const { source } = request.query as Readonly<Record<string, string | string[] | undefined>>;
  if (Array.isArray(source))
    return { status: 400, body: { error: 'There is more than one "source" in the URL.' } };
  const sent = request.body instanceof Uint8Array ? request.body : new Uint8Array();
  const body = await decodedBody(sent, request.headers['content-encoding'], bodyLimit);
  if (!(body instanceof Uint8Array)) return body;
  const receive = receiverFor(path, source);
  if (typeof receive !== 'function') return receive;
  const [mediaType = ''] = (request.headers['content-type'] ?? '').split(';');
  return await receive({ path, body, mediaType: mediaType.trim().toLowerCase() });
}

function answer(reply: FastifyReply, { status, body, retryAfter }: Receipt): FastifyReply {
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter);
  return reply.code(status).send(body);
}
