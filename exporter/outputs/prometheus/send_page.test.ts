import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';
import type { ContentEncoding } from '../../../metrics/exposition/accept_encoding.ts';
import { sendPage } from './send_page.ts';
import { get, PageUnderTest, readOneByte, serve } from './testing.ts';

const ENCODINGS: readonly ContentEncoding[] = ['identity', 'gzip', 'zstd'];
const KIBIBYTE = 1024;
/** More than the buffers of two sockets can hold. */
const LARGE = { chunks: 500, bytes: 64 * KIBIBYTE };

function random({ chunks, bytes }: typeof LARGE): Uint8Array[] {
  return Array.from({ length: chunks }, () => new Uint8Array(randomBytes(bytes)));
}

async function serving(page: PageUnderTest, encoding: ContentEncoding) {
  const controller = new AbortController();
  const response = Promise.withResolvers<ServerResponse>();
  const sent = Promise.withResolvers<unknown>();
  const { server, url } = await serve((_request, outgoing) => {
    response.resolve(outgoing);
    const scraped = { page, contentType: 'text/plain; version=0.0.4', encoding };
    sendPage(outgoing, scraped, controller.signal).then(() => sent.resolve('sent'), sent.resolve);
  });
  return { server, url, controller, response: response.promise, sent: sent.promise };
}

test.each(ENCODINGS)('a page arrives whole as %s, and may be overwritten from then on', async (encoding) => {
  const chunks = random({ chunks: 40, bytes: 100_001 });
  const whole = Buffer.concat(chunks);
  const page = new PageUnderTest(chunks);
  const { url, sent } = await serving(page, encoding);

  const outgoing = await get(url);

  expect(outgoing.headers).toMatchObject({
    'content-type': 'text/plain; version=0.0.4',
    vary: 'Accept, Accept-Encoding',
  });
  expect(outgoing.headers['content-encoding']).toBe(encoding === 'identity' ? undefined : encoding);
  expect(outgoing.headers['content-length']).toBe(encoding === 'identity' ? String(whole.length) : undefined);
  expect(outgoing.plain.equals(whole)).toBe(true);
  expect([await sent, page.released]).toEqual(['sent', 1]);
});

test.each(ENCODINGS)('an empty page arrives as %s', async (encoding) => {
  const page = new PageUnderTest([new Uint8Array()]);
  const { url, sent } = await serving(page, encoding);

  expect((await get(url)).text).toBe('');
  expect([await sent, page.released]).toEqual(['sent', 1]);
});

test.each(ENCODINGS)('HEAD is answered with the headers of %s alone', async (encoding) => {
  const page = new PageUnderTest([Buffer.from('abc'), Buffer.from('def')]);
  const { url, sent } = await serving(page, encoding);

  const { headers, body } = await get(url, {}, 'HEAD');

  expect(body).toHaveLength(0);
  expect(headers['content-length']).toBe(encoding === 'identity' ? '6' : undefined);
  expect(headers['content-encoding']).toBe(encoding === 'identity' ? undefined : encoding);
  expect([await sent, page.released]).toEqual(['sent', 1]);
});

test('a page in many small chunks is compressed as well as a page in one', async () => {
  const line = (index: number) => `http_requests_total{route="/users/${index}",status="200"} ${index * 7}\n`;
  const lines = Array.from({ length: 20_000 }, (_, index) => Buffer.from(line(index)));
  const whole = Buffer.concat(lines);
  const sizes = { gzip: gzipSync(whole, { level: 1 }).length, zstd: zstdCompressSync(whole).length };
  for (const encoding of ['gzip', 'zstd'] as const) {
    const { url } = await serving(new PageUnderTest(lines.map((bytes) => Buffer.from(bytes))), encoding);
    const { body } = await get(url);
    expect(body.length / sizes[encoding], encoding).toBeLessThan(1.2);
  }
});

test.each(ENCODINGS)(
  'a client that stops to read has a bounded part of a page (%s) wait for it',
  async (encoding) => {
    const page = new PageUnderTest(random(LARGE));
    const { url, controller, response: coming, sent } = await serving(page, encoding);
    const client = await readOneByte(url);
    const response = await coming;
    let most = 0;
    const watch = setInterval(() => {
      most = Math.max(most, response.writableLength);
    });
    const { socket } = response;
    // Nothing moves any more when two looks at what was written are the same.
    let before = -1;
    await vi.waitUntil(
      () => {
        const now = socket?.bytesWritten ?? 0;
        const isSame = now === before;
        before = now;
        return isSame && response.writableNeedDrain;
      },
      { timeout: 10_000, interval: 200 },
    );

    expect(page.released, 'it still reads from the page').toBe(0);
    controller.abort();
    expect(await sent).toBeInstanceOf(Error);
    clearInterval(watch);

    expect(page.released).toBe(1);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThan(256 * KIBIBYTE);
    client.resume();
    await once(client, 'close');
    expect(client.bytesRead, 'it was not all sent').toBeLessThan(page.length);
  },
);

test.each(ENCODINGS)(
  'a page (%s) is released when its client goes away in the middle of it',
  async (encoding) => {
    const page = new PageUnderTest(random(LARGE));
    const { url, sent } = await serving(page, encoding);

    (await readOneByte(url)).resetAndDestroy();

    expect(await sent).toBeInstanceOf(Error);
    expect(page.released).toBe(1);
  },
);

test.each(ENCODINGS)('a page (%s) is released when the server closes its connections', async (encoding) => {
  const page = new PageUnderTest(random(LARGE));
  const { server, url, sent } = await serving(page, encoding);
  await readOneByte(url);

  server.closeAllConnections();

  expect(await sent).toBeInstanceOf(Error);
  expect(page.released).toBe(1);
});

test.each(ENCODINGS)('a page (%s) whose scrape has been given up already is released', async (encoding) => {
  const page = new PageUnderTest([Buffer.from('abc')]);
  const { url, controller, sent } = await serving(page, encoding);
  controller.abort();

  await expect(get(url)).rejects.toThrow('socket hang up');

  expect(await sent).toBeInstanceOf(Error);
  expect(page.released).toBe(1);
});

class PageOfWrongLength extends PageUnderTest {
  override readonly length = 10_000;
}

test.each([
  ['identity', 'ERR_HTTP_CONTENT_LENGTH_MISMATCH'],
  ['zstd', 'ZSTD_error_srcSize_wrong'],
] as const)('a page (%s) that is not as long as it says ends the connection', async (encoding, code) => {
  const page = new PageOfWrongLength([Buffer.alloc(5_000)]);
  const { url, sent } = await serving(page, encoding);

  await expect(get(url)).rejects.toThrow();

  expect(await sent).toMatchObject({ code });
  expect(page.released).toBe(1);
});

test('two pages on one connection, asked for at once, come one after the other', async () => {
  const page = new PageUnderTest([Buffer.from('abc')]);
  const { url } = await serving(page, 'identity');
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const head = 'GET /metrics HTTP/1.1\r\nhost: localhost\r\n';
  socket.write(`${head}\r\n${head}connection: close\r\n\r\n`);

  expect((await text(socket)).match(/\r\n\r\n.../g)).toHaveLength(2);
});
