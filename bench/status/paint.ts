import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { startChromium } from '../../tests/support/chromium.ts';
import type { Group } from '../exposition/group.ts';
import { type Figure, GOLDWATCH } from '../exposition/row.ts';
import { withTraffic } from './running.ts';

const STATIC = 'a static page of as many bytes';

const PAINTED = `new Promise((resolve) => {
  new PerformanceObserver((list) => {
    const [entry] = list.getEntriesByName('first-contentful-paint');
    if (entry !== undefined) resolve(entry.startTime);
  }).observe({ type: 'paint', buffered: true });
})`;

/** How long a person waits for the status page. */
export const paintGroup: Group = async ({ rounds, warmUp }, done) => {
  const browser = await startChromium();
  try {
    await withTraffic({}, async ({ url }) => {
      const { bytes, requests } = await weigh(browser, url);
      const served = await serveStatic(bytes);
      const pages: readonly (Figure & { readonly url: string; readonly values: number[] })[] = [
        { name: STATIC, role: 'bound', url: served.url, values: [] },
        { name: GOLDWATCH, role: 'goldwatch', url, values: [] },
      ];
      for (let round = -warmUp; round < rounds; round += 1) {
        for (const page of pages) {
          const time = await firstPaint(browser, page.url);
          if (round >= 0) page.values.push(time);
        }
      }
      served.stop();
      done({
        title: `First contentful paint of the status page on loopback, nothing cached`,
        unit: 'ms',
        figures: pages,
        reaches: [{ atMost: 300 }],
        note: `${bytes} bytes in ${requests} answers, headers aside.`,
      });
    });
  } finally {
    await browser.close();
  }
};

async function firstPaint(browser: Browser, url: string): Promise<number> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(url, { waitUntil: 'load' });
  const time = await page.evaluate<number>(PAINTED);
  await context.close();
  return time;
}

/** Bytes of the document and what it loads, as they came, until it is loaded. */
async function weigh(browser: Browser, url: string): Promise<{ bytes: number; requests: number }> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const sizes: Promise<number>[] = [];
  page.on('requestfinished', (request) => {
    sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
  });
  await page.goto(url, { waitUntil: 'load' });
  const all = await Promise.all(sizes);
  await context.close();
  return { bytes: all.reduce((sum, size) => sum + size, 0), requests: all.length };
}

async function serveStatic(bytes: number): Promise<{ readonly url: string; stop(): void }> {
  const head = '<!doctype html><title>status</title><h1>All quiet</h1><p>Nothing fires.</p><!--';
  const page = Buffer.from(`${head}${'x'.repeat(Math.max(0, bytes - head.length - 3))}-->`);
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'content-length': page.length });
    response.end(page);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
