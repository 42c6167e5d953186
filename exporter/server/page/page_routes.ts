import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { parsePreferences } from '../../../metrics/exposition/accept_header.ts';
import { type Asset, type Assets, pageAssets, prepareAssets } from './assets.ts';
import { ASSET_HEADERS, DOCUMENT_HEADERS } from './headers.ts';
import { type Essentials, statusDocument } from './status_document.ts';

/** Sources catch up first; who opens the page before that waits for it. */
const PREPARE_AFTER_MS = 1_000;

/** `GET /`: the status page; `GET /assets/…`: what the pages load, made ready soon after the server has begun to listen. */
export function pageRoutes(server: FastifyInstance, log: Logger, essentials: () => Essentials): void {
  let timer: NodeJS.Timeout | undefined;
  let preparing: Promise<void> | null = null;
  server.addHook('onListen', async () => {
    timer = setTimeout(() => {
      preparing = prepareAssets(log);
    }, PREPARE_AFTER_MS);
  });
  server.addHook('onClose', async () => {
    clearTimeout(timer);
    await preparing;
  });

  server.get('/', async (_request, reply) => {
    const assets = await assetsIfAny();
    return reply.headers(DOCUMENT_HEADERS).send(statusDocument(essentials(), assets, Date.now()));
  });

  server.get<{ Params: { file: string } }>('/assets/:file', async (request, reply) => {
    const path = `/assets/${request.params.file}`;
    const assets = await assetsIfAny();
    const asset = assets === null ? undefined : Object.values(assets).find((one: Asset) => one.path === path);
    if (asset === undefined) {
      const error = `There is no ${path} any more: the exporter is of another version than the page. Reload the page.`;
      return reply.code(404).send({ error });
    }
    return sendAsset(reply, asset, request.headers['accept-encoding']);
  });
}

/** Scripts and style; null where they could not be built, which the log has said. */
export async function assetsIfAny(): Promise<Assets | null> {
  return await pageAssets().catch(() => null);
}

function sendAsset(reply: FastifyReply, asset: Asset, acceptEncoding: string | undefined): FastifyReply {
  reply.headers(ASSET_HEADERS).header('content-type', asset.contentType);
  return acceptsGzip(acceptEncoding)
    ? reply.header('content-encoding', 'gzip').send(asset.gzipped)
    : reply.send(asset.bytes);
}

function acceptsGzip(acceptEncoding = ''): boolean {
  const preferences = parsePreferences(acceptEncoding);
  const named =
    preferences.find(({ value }) => value === 'gzip') ?? preferences.find(({ value }) => value === '*');
  return named !== undefined && named.q > 0;
}
