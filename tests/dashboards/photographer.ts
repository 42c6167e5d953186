import { PAGE_WIDTH } from '../../grafana/preview/grid.ts';
import { startChromium } from '../support/chromium.ts';

/** A browser that takes pictures of pages. */
export interface Photographer {
  /** Writes a PNG of the whole page to a file. */
  take(page: string, file: string): Promise<void>;
  stop(): Promise<void>;
}

/** Starts Chromium. Throws an Error where there is none. */
export async function startPhotographer(): Promise<Photographer> {
  const browser = await startChromium();
  return {
    async take(text, file) {
      const page = await browser.newPage({ viewport: { width: PAGE_WIDTH, height: 900 } });
      await page.setContent(text);
      await page.screenshot({ path: file, fullPage: true });
      await page.close();
    },
    stop: () => browser.close(),
  };
}
