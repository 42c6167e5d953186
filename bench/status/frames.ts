import type { Browser } from 'playwright-core';
import { startChromium } from '../../tests/support/chromium.ts';
import type { Group } from '../exposition/group.ts';
import { type Figure, GOLDWATCH, median, type Row } from '../exposition/row.ts';
import { withTraffic } from './running.ts';
import { ROUTES, SERVICES } from './workload.ts';

const EMPTY = 'an empty page';
/** One and a half, and three frames of sixty a second. */
const LATE_MS = 25;
const VERY_LATE_MS = 50;
const SETTLE_MS = 6_000;

/** What a page showed over some seconds. */
interface Shown {
  /** Milliseconds from one frame to the next. */
  readonly intervals: readonly number[];
  /** Share of the time in which the main thread was at work. */
  readonly busy: number;
}

const framesOf = (milliseconds: number) => `new Promise((resolve) => {
  const intervals = [];
  let last = performance.now();
  const end = last + ${milliseconds};
  const look = () => {
    const now = performance.now();
    intervals.push(now - last);
    last = now;
    if (now < end) requestAnimationFrame(look);
    else resolve(intervals);
  };
  requestAnimationFrame(look);
})`;

/** Whether the page stays smooth while numbers arrive. */
export const framesGroup: Group = async ({ quick }, done) => {
  const [rounds, seconds] = quick ? [1, 10] : [3, 10];
  const browser = await startChromium();
  try {
    const pages = await withTraffic({}, async ({ url }) => {
      const measured = [
        { name: EMPTY, role: 'bound' as const, url: 'about:blank', shown: [] as Shown[] },
        { name: GOLDWATCH, role: 'goldwatch' as const, url, shown: [] as Shown[] },
      ];
      for (let round = 0; round < rounds; round += 1) {
        for (const page of measured) page.shown.push(await show(browser, page.url, seconds));
      }
      return measured;
    });
    for (const row of rowsOf(pages)) done(row);
  } finally {
    await browser.close();
  }
};

function rowsOf(pages: readonly { name: string; role: Figure['role']; shown: readonly Shown[] }[]): Row[] {
  const figures = (value: (shown: Shown) => number): Figure[] =>
    pages.map(({ name, role, shown }) => ({ name, role, values: shown.map(value) }));
  const late = (limit: number) => figures(({ intervals }) => shareOver(intervals, limit));
  const of = `${SERVICES} services of ${ROUTES} routes`;
  return [
    {
      title: `From one frame to the next, median: ${of}`,
      unit: 'ms',
      figures: figures(({ intervals }) => median(intervals)),
      reaches: [{ atMost: 16.8 }],
    },
    {
      title: `Frames that come after more than ${LATE_MS} ms: ${of}`,
      unit: 'share',
      figures: late(LATE_MS),
      reaches: [{ atMost: 0.05 }],
    },
    {
      title: `Frames that come after more than ${VERY_LATE_MS} ms: ${of}`,
      unit: 'share',
      figures: late(VERY_LATE_MS),
      reaches: [],
    },
    {
      title: `Main thread of the page at work: ${of}`,
      unit: 'share',
      figures: figures(({ busy }) => busy),
      reaches: [],
      note: 'The loop that looks at each frame is in both.',
    },
  ];
}

function shareOver(intervals: readonly number[], limit: number): number {
  return intervals.filter((interval) => interval > limit).length / intervals.length;
}

async function show(browser: Browser, url: string, seconds: number): Promise<Shown> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  await page.goto(url, { waitUntil: 'load' });
  await page.waitForTimeout(SETTLE_MS);
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable');
  const busy = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
  };
  const before = await busy();
  const intervals = await page.evaluate<number[]>(framesOf(seconds * 1_000));
  const after = await busy();
  await context.close();
  return { intervals, busy: (after - before) / seconds };
}
