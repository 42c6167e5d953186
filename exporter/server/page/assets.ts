import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Logger } from 'pino';
import { type Bundle, bundle } from './bundle.ts';

/** A file that browsers may keep for ever, since its name changes with its content. */
export interface Asset {
  /** `/assets/status-3f9a….js` */
  readonly path: string;
  readonly contentType: string;
  readonly bytes: Buffer;
  readonly gzipped: Buffer;
}

/** What the documents link to. */
export interface Assets {
  readonly statusScript: Asset;
  readonly metricsScript: Asset;
  readonly style: Asset;
}

const SCRIPT = 'text/javascript; charset=utf-8';
const STYLE = 'text/css; charset=utf-8';
/** So long after a failure nothing is tried again: a browser that is reloaded must not start a program each time. */
const PAUSE_MS = 10_000;

// One for the whole process: the files do not change while it runs.
let made: Promise<Assets> | null = null;
let failedAt: number | null = null;

/** Scripts and style of the pages, made when they are first asked for. Rejects with an Error that says why there are none. */
export function pageAssets(make: () => Promise<Bundle> = bundle): Promise<Assets> {
  made ??= assetsOf(make).catch((error: unknown) => {
    failedAt = performance.now();
    throw error;
  });
  if (failedAt !== null && performance.now() - failedAt > PAUSE_MS) {
    made = null;
    failedAt = null;
    return pageAssets(make);
  }
  return made;
}

/** Makes the assets ready before somebody asks; a failure is only logged, for the pages say so, too. */
export async function prepareAssets(log: Logger): Promise<void> {
  try {
    await pageAssets();
  } catch (error) {
    log.error(
      { err: error },
      'The script of the status page cannot be built: the page shows what was true when it was loaded, and nothing live.',
    );
  }
}

async function assetsOf(make: () => Promise<Bundle>): Promise<Assets> {
  const { statusScript, metricsScript, style } = await make();
  return {
    statusScript: await assetOf('status', 'js', SCRIPT, statusScript),
    metricsScript: await assetOf('metrics', 'js', SCRIPT, metricsScript),
    style: await assetOf('style', 'css', STYLE, style),
  };
}

async function assetOf(name: string, extension: string, contentType: string, text: string): Promise<Asset> {
  const bytes = Buffer.from(text);
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  return {
    path: `/assets/${name}-${hash}.${extension}`,
    contentType,
    bytes,
    gzipped: await promisify(gzip)(bytes, { level: 9 }),
  };
}
