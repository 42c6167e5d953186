import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Page, Request } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished } from 'vitest';
import { startChromium } from './chromium.ts';

/** How a person opens a page. */
export interface Visit extends Pick<BrowserContextOptions, 'colorScheme' | 'viewport' | 'httpCredentials'> {
  /** Whether requests may fail or be refused, as they are while a server is away; not unless said. */
  readonly mayFail?: boolean;
}

/** A browser that the tests of a file share; each visit begins without cookies and caches of others. */
export interface BrowserUnderTest {
  /**
   * Opens an address. The test fails where the page writes errors to its console, throws, breaks its Content-Security-Policy, or asks
   * any other server for anything.
   */
  visit(url: string, visit?: Visit): Promise<Page>;
}

/** As a phone is held. */
export const PHONE = { width: 375, height: 812 } as const;

const DESK = { width: 1280, height: 900 } as const;

// As text: what runs in the page has types of its own, which Node's would meet.
const TELL_VIOLATIONS = `document.addEventListener('securitypolicyviolation', (event) => {
  console.error('The policy refused ' + event.violatedDirective + ': ' + event.blockedURI + ' ' + event.sourceFile);
});`;

/** Starts Chromium for all tests of a file, and ends it after them. Throws an Error where there is no Chromium. */
export function browserUnderTest(): BrowserUnderTest {
  let browser: Browser | null = null;
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterAll(async () => {
    await browser?.close();
  });
  return {
    async visit(url, { mayFail = false, ...options } = {}) {
      if (browser === null) throw new Error('The browser has not been started; visit in a test.');
      const context = await browser.newContext({ viewport: DESK, reducedMotion: 'reduce', ...options });
      const page = await context.newPage();
      const troubles = await watch(page, new URL(url).origin, mayFail);
      onTestFinished(async () => {
        const seen = [...troubles];
        await context.close();
        expect(seen, `what went wrong on ${url}`).toEqual([]);
      });
      await page.goto(url, { waitUntil: 'domcontentloaded' });
      return page;
    },
  };
}

/** Collects what goes wrong on a page, as sentences. */
async function watch(page: Page, origin: string, mayFail: boolean): Promise<readonly string[]> {
  const troubles: string[] = [];
  await page.addInitScript(TELL_VIOLATIONS);
  page.on('pageerror', (error) => troubles.push(`It threw ${error.stack ?? error.message}`));
  page.on('console', (message) => {
    const isLoss = message.text().startsWith('Failed to load resource: ');
    if (message.type() === 'error' && !(mayFail && isLoss)) troubles.push(message.text());
  });
  page.on('request', (request) => {
    if (isForeign(request, origin)) troubles.push(`It asked for ${request.url()}`);
  });
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? '';
    // So ends what a page still asks for when it is left.
    if (why === 'net::ERR_ABORTED' || mayFail) return;
    troubles.push(`It did not get ${request.url()}: ${why}`);
  });
  return troubles;
}

function isForeign(request: Request, origin: string): boolean {
  const { protocol, origin: asked } = new URL(request.url());
  return protocol !== 'data:' && asked !== origin;
}

/** What axe-core finds against a page that is serious or critical: rule, elements and what to do. */
export async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  const { violations } = await page.evaluate<AxeResults>(
    "axe.run(document, { resultTypes: ['violations'] })",
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.map(({ html }) => html).join(' ')}`);
}
