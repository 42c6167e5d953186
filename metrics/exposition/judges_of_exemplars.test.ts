import fc from 'fast-check';
import { Counter, Histogram, Registry } from 'prom-client';
import { afterAll, expect, test } from 'vitest';
import { renderOpenMetrics } from './open_metrics.ts';
import { hostileText } from './testing/families.ts';
import { familiesOf } from './testing/meaning.ts';
import { PythonParser } from './testing/python_parser.ts';

const python = new PythonParser();
afterAll(() => python.end());

// This parser takes a brace in the value of an exemplar's label for the end of the labels.
const labelText = hostileText.map((text) => text.replaceAll('}', ''));

test('whatever an exemplar holds, the strict parser reads it from counters and buckets', async () => {
  await fc.assert(
    fc.asyncProperty(
      labelText,
      labelText,
      fc.double({ min: 0, max: 20, noNaN: true }),
      async (a, b, value) => {
        const openMetrics = new Registry<typeof Registry.OPENMETRICS_CONTENT_TYPE>(
          Registry.OPENMETRICS_CONTENT_TYPE,
        );
        const exemplarLabels = { trace_id: a, 'span.id': b };
        const common = { help: 'H.', registers: [openMetrics], labelNames: ['a'], enableExemplars: true };
        const counter = new Counter<string>({ name: 'c_total', ...common });
        counter.inc({ labels: { a }, value: value + 1, exemplarLabels });
        const histogram = new Histogram<string>({ name: 'h', buckets: [1, 10], ...common });
        histogram.observe({ labels: { a: b }, value, exemplarLabels });
        const families = await familiesOf(openMetrics as unknown as Registry);
        const parsed = await python.parse('openmetrics', renderOpenMetrics(families));
        const found = parsed.flatMap(({ samples }) => samples).flatMap(({ exemplar = [] }) => exemplar);
        const labels = { trace_id: a.toWellFormed(), span_id: b.toWellFormed() };
        expect(found).toMatchObject([
          { labels, value: value + 1 },
          { labels, value },
        ]);
        for (const { timestamp } of found) expect(timestamp).toBeGreaterThan(1_600_000_000);
      },
    ),
    { numRuns: 100 },
  );
});
