import { once } from 'node:events';
import { request } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { MetricDeclaration } from '../../../conventions/metrics.ts';
import { decompress, onlyIn, scrapesUnderTest } from './testing.ts';

const WAIT = {
  name: 'wait_seconds',
  type: 'histogram',
  help: 'Wait.',
  labels: ['queue'],
} as const satisfies MetricDeclaration;

const QUEUES = 5_000;

interface Row {
  readonly buckets: number[];
  count: number;
}

/** The rows of a histogram on a text page, by their label. */
function rowsOf(page: string): Map<string, Row> {
  const rows = new Map<string, Row>();
  for (const line of page.split('\n')) {
    const [, kind, queue, value] =
      /^wait_seconds_(bucket|count)\{.*?queue="([^"]*)".*\} (\d+)$/.exec(line) ?? [];
    if (queue === undefined) continue;
    const row = rows.get(queue) ?? { buckets: [], count: -1 };
    rows.set(queue, row);
    if (kind === 'count') row.count = Number(value);
    else row.buckets.push(Number(value));
  }
  return rows;
}

test.each(['identity', 'gzip', 'zstd'])(
  'while a slow client reads a page (%s), the registry is written to, and every row is of one moment',
  async (encoding) => {
    const { registry, url } = await scrapesUnderTest();
    const wait = registry.scope().histogram(WAIT);
    const series = Array.from({ length: QUEUES }, (_, queue) => wait.labels({ queue: `queue-${queue}` }));
    for (const one of series) one.observe(0.3);
    let turn = 0;
    const write = () => {
      for (let n = 0; n < 500; n += 1) {
        series[turn % QUEUES]?.observe((turn % 97) / 7);
        turn += 1;
      }
    };
    const outgoing = request(url, { headers: { 'accept-encoding': onlyIn(encoding) }, agent: false }).end();
    // It writes while the page is rendered, too.
    const answered = once(outgoing, 'response');
    let hasResponse = false;
    answered.then(() => {
      hasResponse = true;
    });
    while (!hasResponse) {
      write();
      await setImmediate();
    }
    const [response] = await answered;
    const parts: Buffer[] = [];
    for await (const part of response) {
      parts.push(part);
      write();
      await setImmediate();
    }
    const rows = rowsOf(decompress(Buffer.concat(parts), encoding).toString());

    expect(rows.size).toBe(QUEUES);
    for (const [queue, { buckets, count }] of rows) {
      expect(buckets, queue).toHaveLength(12);
      expect(buckets.at(-1), queue).toBe(count);
      expect(count, queue).toBeGreaterThan(0);
      expect(buckets, queue).toEqual([...buckets].sort((a, b) => a - b));
    }
    expect(turn).toBeGreaterThan(1_000);
  },
);
