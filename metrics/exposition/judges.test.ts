import fc from 'fast-check';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { afterAll, expect, test } from 'vitest';
import type { FamilySamples } from '../family.ts';
import { collectFamilies } from './collect.ts';
import { renderOpenMetrics } from './open_metrics.ts';
import { hostileRegistry } from './testing/families.ts';
import { promtoolCheck } from './testing/promtool.ts';
import { type ParsedSample, PythonParser } from './testing/python_parser.ts';
import { renderText } from './text.ts';

const python = new PythonParser();
afterAll(() => python.end());

async function familiesOf(registry: Registry): Promise<FamilySamples[]> {
  const families = await collectFamilies(registry, (metric, error) => {
    throw new Error(`${metric}: ${String(error)}`);
  });
  // prom-client hands out its own values, which go on changing.
  return structuredClone(families);
}

/** What a page of these families must say, whatever its format. */
function meant(families: readonly FamilySamples[]): ParsedSample[] {
  return families.flatMap(({ name, values }) =>
    values.map(({ metricName = name, labels = {}, value }) => ({
      name: metricName,
      labels: Object.fromEntries(
        Object.entries(labels).map(([label, text]) => [
          label,
          comparable(label, String(text).toWellFormed()),
        ]),
      ),
      value: unsigned(value),
    })),
  );
}

function read(families: readonly { readonly samples: readonly ParsedSample[] }[]): ParsedSample[] {
  return families.flatMap(({ samples }) =>
    samples.map((sample) => ({
      ...sample,
      value: unsigned(sample.value),
      labels: Object.fromEntries(
        Object.entries(sample.labels).map(([label, text]) => [label, comparable(label, text)]),
      ),
    })),
  );
}

// Python reads some negative zeros as integers, which have no sign.
function unsigned(value: number): number {
  return value === 0 ? 0 : value;
}

// `le` and `quantile` are numbers: 1 and 1.0 are the same bucket.
function comparable(label: string, text: string): string {
  if (label !== 'le' && label !== 'quantile') return text;
  return text === '+Inf' ? text : String(Number(text));
}

function ordered(samples: readonly ParsedSample[]): ParsedSample[] {
  const key = ({ name, labels }: ParsedSample) => JSON.stringify([name, Object.entries(labels).sort()]);
  return samples.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

test('the judges do judge', async () => {
  await expect(python.parse('openmetrics', '# TYPE a gauge\na NaN\n')).rejects.toThrow(
    'Missing # EOF at end',
  );
  await expect(python.parse('text', 'a{b="c} 1\n')).rejects.toThrow('ValueError');
  expect(await promtoolCheck('a{b="c} 1\n')).toContain('exit 1');
});

test('whatever a registry holds, its OpenMetrics page is strictly valid and says all of it', async () => {
  await fc.assert(
    fc.asyncProperty(hostileRegistry, async (registry) => {
      const families = await familiesOf(registry);
      const parsed = await python.parse('openmetrics', renderOpenMetrics(families));
      expect(ordered(read(parsed))).toEqual(ordered(meant(families)));
      const helps = new Set(parsed.map(({ help }) => help));
      expect(helps).toEqual(new Set(families.map(({ help }) => help.toWellFormed())));
    }),
    { numRuns: 200 },
  );
});

test('whatever a registry holds, its text page is read back as all of it', async () => {
  await fc.assert(
    fc.asyncProperty(hostileRegistry, async (registry) => {
      const families = await familiesOf(registry);
      const parsed = await python.parse('text', renderText(families));
      // This parser gives every counter a `_total`.
      const renamed = families.map((family) =>
        family.type === 'counter' && !family.name.endsWith('_total')
          ? { ...family, name: `${family.name}_total` }
          : family,
      );
      expect(ordered(read(parsed))).toEqual(ordered(meant(renamed)));
      expect(new Set(parsed.map(({ help }) => help))).toEqual(
        new Set(families.map(({ help }) => help.toWellFormed())),
      );
    }),
    { numRuns: 200 },
  );
});

test('whatever a registry holds, promtool reads its text page, and objects to names only', async () => {
  const pages: string[] = [];
  await fc.assert(
    fc.asyncProperty(hostileRegistry, async (registry) => {
      const page = renderText(await familiesOf(registry));
      // Many pages in one go: each with names of its own.
      const lines = page.split('\n');
      pages.push(lines.map((line) => line.replace(/^(# \w+ )?m/, `$1p${pages.length}_m`)).join('\n'));
    }),
    { numRuns: 100 },
  );
  const said = await promtoolCheck(pages.join(''));
  expect(said.filter((line) => !line.endsWith('counter metrics should have "_total" suffix'))).toEqual([]);
});

test("prom-client's default metrics are accepted by all judges, but for names that promtool would not give", async () => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const families = await familiesOf(registry);
  const parsed = await python.parse('openmetrics', renderOpenMetrics(families));
  expect(ordered(read(parsed))).toEqual(ordered(meant(families)));
  expect(parsed.filter(({ type }) => type === 'unknown')).toEqual([]);
  const said = await promtoolCheck(renderText(families));
  expect(said.filter((line) => !/^nodejs_(?:active_\w+_total|eventloop_utilization\w*) /.test(line))).toEqual(
    [],
  );
});

test('metrics whose names clash in OpenMetrics, but not in Prometheus, keep their names and values', async () => {
  const registry = new Registry();
  for (const name of ['jobs', 'orders_created']) {
    new Gauge({ name, help: 'A gauge.', registers: [registry] }).set(3);
  }
  for (const name of ['jobs_total', 'orders_total', 'mails', 'mails_total']) {
    new Counter({ name, help: 'A counter.', registers: [registry] }).inc(2);
  }
  const families = await familiesOf(registry);
  const parsed = await python.parse('openmetrics', renderOpenMetrics(families));
  expect(ordered(read(parsed))).toEqual(ordered(meant(families)));
});
