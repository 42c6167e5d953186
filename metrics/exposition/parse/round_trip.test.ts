import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FamilySamples } from '../../family.ts';
import type { EscapingScheme } from '../escaping.ts';
import { renderOpenMetrics } from '../open_metrics.ts';
import { hostileRegistry } from '../testing/families.ts';
import { familiesOf, meant } from '../testing/meaning.ts';
import { renderText } from '../text.ts';
import type { PageFormat } from './content_type.ts';
import { parsePage } from './page.ts';

const RENDERERS: readonly (readonly [
  PageFormat,
  (families: readonly FamilySamples[], escaping?: EscapingScheme) => string,
])[] = [
  ['text', renderText],
  ['openmetrics', renderOpenMetrics],
];

test.each(RENDERERS)('whatever goes out as %s is read back, sample by sample', async (format, render) => {
  await fc.assert(
    fc.asyncProperty(hostileRegistry, async (registry) => {
      const families = await familiesOf(registry);
      expect(meant(parsePage(render(families), format))).toEqual(meant(families));
    }),
    { numRuns: 60 },
  );
});

test.each(RENDERERS)('a page of %s that was read is written again as it was', async (format, render) => {
  await fc.assert(
    fc.asyncProperty(hostileRegistry, async (registry) => {
      const page = render(await familiesOf(registry));
      expect(render(parsePage(page, format))).toBe(page);
    }),
    { numRuns: 60 },
  );
});

test.each(RENDERERS)(
  'families of %s have the names and types that they have in the registry',
  (format, render) => {
    const families: FamilySamples[] = [
      { name: 'jobs_total', help: 'Jobs.', type: 'counter', values: [{ labels: { a: '1' }, value: 2 }] },
      { name: 'level', help: 'A "level".\n', type: 'gauge', values: [{ value: -0 }] },
      {
        name: 'wait_seconds',
        help: '\\',
        type: 'histogram',
        values: [
          { metricName: 'wait_seconds_bucket', labels: { le: '+Inf' }, value: 1 },
          { metricName: 'wait_seconds_sum', value: 0.25 },
          { metricName: 'wait_seconds_count', value: 1 },
        ],
      },
    ];
    expect(parsePage(render(families), format)).toMatchObject(families);
  },
);

test.each(RENDERERS)('names in quotes of %s are read back', (format, render) => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', minLength: 1 }).filter((text) => !text.includes('\0')),
      fc.string({ unit: 'binary', minLength: 1 }).filter((text) => text !== '__name__'),
      (name, label) => {
        const family = { name, help: 'h', type: 'gauge', values: [{ labels: { [label]: 'x' }, value: 1 }] };
        const [read] = parsePage(render([family], 'allow-utf-8'), format);
        expect(read?.name).toBe(name);
        expect(Object.entries(read?.values[0]?.labels ?? {})).toEqual([[label, 'x']]);
      },
    ),
  );
});

test('exemplars are read back, whatever their labels, values and times are', () => {
  // Those without labels or a time are not written.
  const exemplar = fc.record({
    labelSet: fc.dictionary(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }).filter((name) => name !== '__name__'),
      fc.string({ unit: 'binary', maxLength: 20 }),
      { minKeys: 1, maxKeys: 3, noNullPrototype: true },
    ),
    value: fc.oneof(fc.double(), fc.constantFrom(Number.NaN, Infinity, -0, 5e-324)),
    timestamp: fc.nat({ max: 2 ** 31 }).map((milliseconds) => milliseconds / 1000),
  });
  fc.assert(
    fc.property(exemplar, exemplar, (one, other) => {
      const families = [
        { name: 'jobs_total', help: '', type: 'counter', values: [{ value: 1, exemplar: one }] },
        {
          name: 'took',
          help: '',
          type: 'histogram',
          values: [
            { metricName: 'took_bucket', labels: { le: '+Inf' }, value: 1, exemplar: other },
            { metricName: 'took_sum', value: 1 },
            { metricName: 'took_count', value: 1 },
          ],
        },
      ];
      const [jobs, took] = parsePage(renderOpenMetrics(families, 'allow-utf-8'), 'openmetrics');
      expect([jobs?.values[0]?.exemplar, took?.values[0]?.exemplar]).toEqual([one, other]);
    }),
    { numRuns: 500 },
  );
});
