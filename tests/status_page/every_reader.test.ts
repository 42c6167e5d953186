import type { Page } from 'playwright-core';
import { beforeAll, expect, test, vi } from 'vitest';
import { browserUnderTest, PHONE, seriousFindings } from '../support/browser.ts';
import { accessLine } from '../support/log_lines.ts';
import {
  alert,
  connection,
  focused,
  MONITORING,
  overflow,
  part,
  SOON,
  servedPage,
  tabTo,
} from './testing.ts';

const browser = browserUnderTest();
// Nobody listens there: what the page knows by itself must do, and the rest must say why it is missing.
const WITH_PROMETHEUS = MONITORING.replace('exporter: {', 'exporter: { prometheus: "http://127.0.0.1:9",');
const served = servedPage(WITH_PROMETHEUS);

const MARKUP = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
const RIGHT_TO_LEFT = '\u202eخطأ في النظام';
const EMOJI = '🔥👩‍👩‍👧‍👦'.repeat(5);
const LONG = `/${'long'.repeat(2_500)}`;
const SCRIPT = 'javascript:document.title=3';
const ROUTES = [`/${MARKUP}`, `/${RIGHT_TO_LEFT}`, `/${EMOJI}`, LONG];

beforeAll(async () => {
  const lines = ROUTES.flatMap((route, index) => [
    accessLine(index, { route }),
    accessLine(index, { route, status: 500, level: 'ERROR', message: route, error_type: MARKUP }),
  ]);
  await served.write(lines);
  await served.notify(
    alert(
      { alertname: MARKUP, severity: 'critical', service: RIGHT_TO_LEFT, team: EMOJI },
      {
        summary: MARKUP,
        runbook_url: SCRIPT,
        dashboard_url: 'data:text/html,<script>document.title=4</script>',
        value: MARKUP,
      },
    ),
    alert(
      { alertname: LONG.slice(1, 900), severity: MARKUP, service: MARKUP },
      { summary: LONG, runbook_url: LONG },
    ),
  );
});

/** Opens the page, and waits until all that is hostile is on it. */
async function visit(options: Parameters<typeof browser.visit>[1] = {}): Promise<Page> {
  const page = await browser.visit(served.url, { ...options, mayFail: true });
  await connection(page, 'Live');
  const routes = part(page, 'Worst routes');
  await routes.scrollIntoViewIfNeeded();
  const shown = async () => await routes.getByRole('row').filter({ hasText: RIGHT_TO_LEFT }).count();
  await vi.waitFor(async () => expect(await shown()).toBe(1), SOON);
  return page;
}

test('whatever labels, messages and links say is text, and axe-core finds nothing serious', async () => {
  const page = await visit({ colorScheme: 'light' });

  for (const heading of ['Firing alerts', 'Worst routes', 'Errors']) {
    const text = await part(page, heading).innerText();
    expect(text, heading).toContain(MARKUP);
    expect(text, heading).toContain(RIGHT_TO_LEFT);
  }
  const firing = await part(page, 'Firing alerts').innerText();
  expect(firing).toContain(SCRIPT);
  expect(firing).toContain('Parts of this alert were too long, and are left out.');
  const addresses = await page.getByRole('link').evaluateAll((links) => links.map((link) => String(link)));
  expect(addresses.filter((address) => !/^https?:/.test(address))).toEqual([]);
  expect(await page.locator('main img, main script').count()).toBe(0);
  expect(await page.title()).toBe('(2) goldwatch');
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  expect(await seriousFindings(page)).toEqual([]);
});

test('the page is dark where that is preferred, and axe-core finds nothing serious', async () => {
  const page = await visit({ colorScheme: 'dark' });

  const background = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
  const shades = background.match(/\d+/g)?.slice(0, 3).map(Number) ?? [];
  expect(Math.max(...shades)).toBeLessThan(80);
  await part(page, 'Services').getByRole('button').first().click();
  await vi.waitFor(async () => expect(await page.locator('canvas').count()).toBeGreaterThan(0), SOON);
  // Whatever a browser says of charts that come.
  await connection(page, 'Live');
  expect(await seriousFindings(page)).toEqual([]);
});

test('on a phone nothing but tables scrolls to the side, with charts and configuration open', async () => {
  const page = await visit({ viewport: PHONE });
  await part(page, 'Services').getByRole('button').first().click();
  await vi.waitFor(async () => expect(await page.locator('canvas').count()).toBeGreaterThan(0), SOON);
  await page.getByText(/^Show monitoring.yml/).click();
  await vi.waitFor(
    async () => expect(await part(page, 'monitoring.yml').innerText()).toContain('sources:'),
    SOON,
  );

  expect(await overflow(page)).toBeLessThanOrEqual(0);
  expect(await seriousFindings(page)).toEqual([]);
});

test('the keyboard alone leads from the skip link by alerts, charts and routes to the configuration', async () => {
  const page = await visit();
  await page.evaluate('window.scrollTo(0, 0), document.activeElement.blur()');

  await page.keyboard.press('Tab');
  expect(await focused(page)).toBe('Skip to the content');
  await page.keyboard.press('Enter');
  await tabTo(page, /^Silence for /);

  await tabTo(page, 'demo-api');
  expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).not.toBe('none');
  await page.keyboard.press('Enter');
  const services = part(page, 'Services');
  const errors = services.getByRole('img', { name: /^Error ratio of demo-api/ });
  await vi.waitFor(async () => expect(await errors.getAttribute('aria-label')).toMatch(/now \d/), SOON);
  await page.keyboard.press('Shift+Tab');
  while ((await focused(page)) !== 'Range of the charts') await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('ArrowDown');
  await vi.waitFor(async () => expect(await services.innerText()).toContain('http://127.0.0.1:9'), SOON);

  await tabTo(page, 'p99');
  await page.keyboard.press('Enter');
  const routes = part(page, 'Worst routes');
  const sorted = routes.getByRole('columnheader', { name: 'p99' });
  expect(await sorted.getAttribute('aria-sort')).toBe('descending');
  await page.keyboard.press('Enter');
  expect(await sorted.getAttribute('aria-sort')).toBe('ascending');

  await tabTo(page, /^Show monitoring.yml/);
  await page.keyboard.press('Enter');
  const configuration = part(page, 'monitoring.yml');
  await vi.waitFor(async () => expect(await configuration.innerText()).toContain('type: logs'), SOON);
  expect(await configuration.innerText()).not.toContain('hunter2');
});
