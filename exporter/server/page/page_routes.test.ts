import { gunzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { ask } from '../testing.ts';
import { pageAssets } from './assets.ts';
import { fakeServer } from './testing/fake_server.ts';

async function served() {
  const server = await fakeServer('alerts');
  onTestFinished(() => server.stop());
  return server.url;
}

/** What a document loads from here. */
function loaded(html: unknown): string[] {
  return [...String(html).matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path = '']) => path);
}

test.each(['/', '/metrics'])('all that %s loads is less than 100 kB, not compressed', async (path) => {
  const url = await served();
  const { body } = await ask(`${url}${path}`, { headers: { accept: 'text/html' } });
  const assets = await Promise.all(loaded(body).map((asset) => ask(`${url}${asset}`)));
  const bytes = [body, ...assets.map((asset) => asset.body)].map((text) => Buffer.byteLength(String(text)));

  expect(assets.map(({ status }) => status)).toEqual([200, 200]);
  expect(bytes.reduce((sum, one) => sum + one)).toBeLessThan(100_000);
});

test('a document may load from here, and nothing else', async () => {
  const url = await served();
  const { headers, body } = await ask(`${url}/`);

  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy':
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  });
  expect(String(body)).not.toMatch(/<style|style="|<script>| on\w+="|https?:(?!\/\/www\.w3\.org)/);
});

test('scripts and style may be kept for ever, and are compressed for who accepts that', async () => {
  const url = await served();
  const { statusScript, metricsScript, style } = await pageAssets();
  for (const asset of [statusScript, metricsScript, style]) {
    const plain = await ask(`${url}${asset.path}`);
    const refused = await ask(`${url}${asset.path}`, { headers: { 'accept-encoding': 'gzip;q=0' } });
    const packed = await ask(`${url}${asset.path}`, {
      headers: { 'accept-encoding': 'gzip, deflate, br, zstd' },
    });

    expect(plain.headers).toMatchObject({
      'content-type': asset.contentType,
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      vary: 'Accept-Encoding',
    });
    expect(asset.path).toMatch(/^\/assets\/[a-z]+-[0-9a-f]{16}\.(?:js|css)$/);
    // Not as texts, which a failure would print.
    expect([plain.body, refused.body].map((text) => text === asset.bytes.toString())).toEqual([true, true]);
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(Number(packed.headers['content-length'])).toBe(asset.gzipped.length);
    expect(gunzipSync(asset.gzipped)).toEqual(asset.bytes);
  }
});

test('uPlot goes with its licence', async () => {
  const { statusScript } = await pageAssets();

  expect(statusScript.bytes.toString()).toMatch(/^\/\*! uPlot\nThe MIT License.*?Copyright \(c\)/s);
});

test('an asset of another version is not there', async () => {
  const url = await served();

  expect(await ask(`${url}/assets/status-0123456789abcdef.js`)).toMatchObject({
    status: 404,
    body: {
      error:
        'There is no /assets/status-0123456789abcdef.js any more: the exporter is of another version than the page. Reload the page.',
    },
  });
});
