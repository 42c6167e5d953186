import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import type { FamilySamples } from '../family.ts';
import { type EscapingScheme, escapeLabelName } from './escaping.ts';
import { seriesName } from './format.ts';
import { renderOpenMetrics } from './open_metrics.ts';
import { hostileRegistry } from './testing/families.ts';
import { familiesOf, meant, ordered } from './testing/meaning.ts';
import { promtoolCheck } from './testing/promtool.ts';
import { PythonParser } from './testing/python_parser.ts';
import { readQuoted } from './testing/quoted_reader.ts';
import { renderText } from './text.ts';

const python = new PythonParser();
afterAll(() => python.end());

const ESCAPED = ['underscores', 'dots', 'values'] as const;

const part = fc.string({
  unit: fc.constantFrom(
    '.',
    ' ',
    ':',
    '"',
    '\\',
    '\n',
    '\r',
    '{',
    '}',
    ',',
    '=',
    '#',
    '-',
    'é',
    '花',
    '😀',
    '\ud800',
  ),
  minLength: 1,
  maxLength: 4,
});

/**
 * The same families, with a middle part in the names of all metrics and labels that not every Prometheus
 * reads.
 */
function renamed(families: readonly FamilySamples[], middle: string): FamilySamples[] {
  const rename = (name: string) => name.replace(/^(m\d+)/, `$1${middle.replaceAll('$', '$$$$')}`);
  return families.map(({ name, values, ...rest }) => ({
    ...rest,
    name: rename(name),
    values: values.map(({ metricName, labels = {}, ...sample }) => ({
      ...sample,
      ...(metricName !== undefined && { metricName: rename(metricName) }),
      labels: Object.fromEntries(
        Object.entries(labels).map(([label, value]) => [
          label === 'a' || label === 'b' ? `${label}${middle}` : label,
          value,
        ]),
      ),
    })),
  }));
}

/** The same samples under the names that a page has. */
function escaped(families: readonly FamilySamples[], escaping: EscapingScheme): FamilySamples[] {
  return families.map(({ name, values, ...rest }) => ({
    ...rest,
    name: seriesName(name, name, escaping),
    values: values.map(({ metricName = name, labels = {}, value }) => ({
      metricName: seriesName(name, metricName, escaping),
      labels: Object.fromEntries(
        Object.entries(labels).map(([label, text]) => [escapeLabelName(label, escaping), text]),
      ),
      value,
    })),
  }));
}

test('whatever names are made of, all of them is read back from an OpenMetrics page that escapes them', async () => {
  await fc.assert(
    fc.asyncProperty(
      hostileRegistry,
      part,
      fc.constantFrom(...ESCAPED),
      async (registry, middle, escaping) => {
        const families = renamed(await familiesOf(registry), middle);
        const parsed = await python.parse('openmetrics', renderOpenMetrics(families, escaping));
        expect(ordered(parsed.flatMap(({ samples }) => samples))).toEqual(meant(escaped(families, escaping)));
      },
    ),
    { numRuns: 100 },
  );
});

test('whatever names are made of, promtool reads a text page that escapes them', async () => {
  const pages: string[] = [];
  await fc.assert(
    fc.asyncProperty(
      hostileRegistry,
      part,
      fc.constantFrom(...ESCAPED),
      async (registry, middle, escaping) => {
        const page = renderText(renamed(await familiesOf(registry), middle), escaping);
        // Many pages in one go: each with names of its own.
        const own = (line: string) => line.replace(/^(# \w+ )?(U__)?m/, `$1$2p${pages.length}_m`);
        pages.push(page.split('\n').map(own).join('\n'));
      },
    ),
    { numRuns: 60 },
  );
  const said = await promtoolCheck(pages.join(''));
  // Of what a name should be made, it has an opinion; an error would say otherwise.
  const objections = /(?:counter metrics should have "_total" suffix|metric names should not contain .+)$/;
  expect(said.filter((line) => !objections.test(line))).toEqual([]);
});

test.each([
  ['text', renderText],
  ['OpenMetrics', renderOpenMetrics],
])(
  "whatever names are made of, Prometheus's own grammar reads them from %s in UTF-8",
  async (_format, render) => {
    await fc.assert(
      fc.asyncProperty(hostileRegistry, part, async (registry, middle) => {
        const families = renamed(await familiesOf(registry), middle);
        expect(ordered(readQuoted(render(families, 'allow-utf-8')))).toEqual(meant(families));
      }),
      { numRuns: 100 },
    );
  },
);
