import { expect, test } from 'vitest';
import { parsePage } from '../../metrics/exposition/parse/page.ts';
import { jsonOf, LINES, pageOf } from './workload.ts';

test.each(['text', 'openmetrics'] as const)('the page of %s has 100 000 lines, and is right', (format) => {
  const page = pageOf({ format, scrape: 1, changing: 3 });
  expect(page.split('\n')).toHaveLength(LINES + 1);
  const families = parsePage(page, format);
  expect(families.filter(({ type }) => type === 'histogram')).toHaveLength(3);
  const exemplars = families.flatMap(({ values }) => values.filter(({ exemplar }) => exemplar !== null));
  expect(exemplars.length > 1000).toBe(format === 'openmetrics');
});

test('the JSON text has the bytes that were asked for', () => {
  const text = jsonOf(10_000);
  expect(Buffer.byteLength(text)).toBe(10_000);
  expect(JSON.parse(text).length).toBeGreaterThan(20);
});

test('what is added is a histogram more, and nothing less', () => {
  const page = (added: number) => pageOf({ format: 'text', scrape: 0, changing: 1, added }).split('\n');
  expect(page(2)).toHaveLength(page(0).length + 28);
});
