import { createReadStream } from 'node:fs';
import { resolve } from 'node:path';
import { formatDuration } from '../conventions/quantities.ts';
import { exporterScheme } from '../definition/exporter_client.ts';
import type { Definition } from '../definition/schema.ts';
import { parseListen } from '../exporter/listen.ts';
import {
  formatOfContentType,
  formatOfPage,
  type PageFormat,
} from '../metrics/exposition/parse/content_type.ts';
import { decodePage } from '../metrics/exposition/parse/decode.ts';
import { parsePage } from '../metrics/exposition/parse/page.ts';
import { PageError } from '../metrics/exposition/parse/page_error.ts';
import type { FamilySamples } from '../metrics/family.ts';
import type { Loaded } from './arguments.ts';
import { type ExporterPass, exporterPass } from './exporter_pass.ts';
import { fetchTrusting } from './fetch_trusting.ts';

const LARGEST_PAGE = 64 * 1024 * 1024;
/** How long the exporter may take, which is on this machine. */
const EXPORTER_TIMEOUT_MS = 2_000;
const ADDRESS_TIMEOUT_MS = 10_000;
/** Text, with names as the registry has them: which series are selected goes by these. */
const ACCEPT = 'text/plain;version=0.0.4;escaping=allow-utf-8';

const NO_PASS: ExporterPass = { authorization: null, trust: null };

/** What a metrics page shows. */
export interface MetricsPage {
  /** The page's path or address, for messages. */
  readonly from: string;
  readonly families: readonly FamilySamples[];
}

/** Raised where there is no page, in a clause that begins with where it was looked for. */
export class NoPageError extends Error {
  override readonly name = 'NoPageError';
}

/** The page that `--metrics` names, a file or an address. Throws an Error that says what to do where there is none. */
export async function namedPage(named: string, directory: string): Promise<MetricsPage> {
  try {
    if (/^https?:\/\//i.test(named)) return await askedPage(named, NO_PASS, ADDRESS_TIMEOUT_MS);
    return await savedPage(resolve(directory, named));
  } catch (error) {
    if (!(error instanceof NoPageError)) throw error;
    throw new Error(
      `${error.message}. Let --metrics name a saved /metrics page, or an address that answers with one.`,
    );
  }
}

/**
 * The page of the exporter that runs by a definition. Throws a NoPageError where none answers, and an Error where the page
 * cannot be read.
 */
export async function exporterPage({ definition, baseDirectory }: Loaded): Promise<MetricsPage> {
  const { exporter } = definition;
  const pass = await exporterPass(exporter, baseDirectory, 'metrics').catch((error: Error) => {
    throw new NoPageError(`the exporter cannot be asked: ${error.message.replace(/\.$/, '')}`);
  });
  return await askedPage(`${originOf(exporter)}/metrics`, pass, EXPORTER_TIMEOUT_MS);
}

/** Where something answers that listens there: a listener on every address does on loopback. */
export function originOf(settings: Pick<Definition['exporter'], 'listen' | 'tls_server_config'>): string {
  const { host, port } = parseListen(settings.listen);
  const asked = host === '0.0.0.0' ? '127.0.0.1' : /^[0:]+$/.test(host) ? '::1' : host;
  return `${exporterScheme(settings)}://${asked.includes(':') ? `[${asked}]` : asked}:${port}`;
}

async function savedPage(path: string): Promise<MetricsPage> {
  // One byte more than there may be tells that there is more.
  const bytes = await collect(createReadStream(path, { end: LARGEST_PAGE }), path).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === undefined) throw error;
      throw new NoPageError(`The page ${path} ${reasonOf(error)}`);
    },
  );
  return readPage(path, bytes);
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'does not exist';
  return code === 'EISDIR' ? 'is a folder' : `cannot be read: ${message}`;
}

async function askedPage(address: string, pass: ExporterPass, timeoutMs: number): Promise<MetricsPage> {
  const headers = {
    accept: ACCEPT,
    ...(pass.authorization !== null && { authorization: pass.authorization }),
  };
  const unanswered = (error: unknown): never => {
    if (error instanceof TooLargeError) throw error;
    throw new NoPageError(`${address} does not answer: ${troubleOf(error, timeoutMs)}`);
  };
  const signal = AbortSignal.timeout(timeoutMs);
  const response = await fetchTrusting(address, { headers, signal }, pass.trust).catch(unanswered);
  const type = response.headers.get('content-type');
  const named = formatOfContentType(type);
  if (response.status !== 200 || named === null || response.body === null) {
    await response.body?.cancel();
    const said =
      response.status === 200
        ? `with ${type ?? 'something'}, which is no metrics page`
        : `${response.status}`;
    throw new NoPageError(`${address} answers ${said}`);
  }
  const bytes = await collect(response.body, address).catch(unanswered);
  return readPage(address, bytes, named);
}

function troubleOf(error: unknown, timeoutMs: number): string {
  const { name, message, cause } = error as Error;
  if (name === 'TimeoutError') return `nothing came within ${formatDuration(timeoutMs)}`;
  const { code, message: detail } = (cause ?? {}) as { code?: string; message?: string };
  return code === 'ECONNREFUSED' ? 'nobody listens there' : detail || code || message;
}

class TooLargeError extends Error {}

async function collect(chunks: AsyncIterable<Uint8Array>, from: string): Promise<Buffer> {
  const collected: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > LARGEST_PAGE) {
      throw new TooLargeError(
        `The page ${from} is larger than 64 MB, which no page should be. Let --metrics name a part of it.`,
      );
    }
    collected.push(chunk);
  }
  return Buffer.concat(collected);
}

/** Who serves a saved page calls it text whatever it is. */
function readPage(from: string, bytes: Buffer, named: PageFormat = 'text'): MetricsPage {
  try {
    const text = decodePage(bytes);
    return { from, families: parsePage(text, named === 'text' ? formatOfPage(text) : named) };
  } catch (error) {
    if (!(error instanceof PageError)) throw error;
    throw new Error(`The page ${from} is malformed, so that nothing of it is used: ${error.message}.`);
  }
}
