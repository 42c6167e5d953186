import fc from 'fast-check';
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { afterAll, expect, test } from 'vitest';
import { renderOpenMetrics } from './open_metrics.ts';
import { hostileRegistry } from './testing/families.ts';
import { familiesOf, meant, ordered } from './testing/meaning.ts';
import { promtoolCheck } from './testing/promtool.ts';
import { type ParsedFamily, PythonParser } from './testing/python_parser.ts';
import { renderText } from './text.ts';

const python = new PythonParser();
afterAll(() => python.end());

function read(families: readonly ParsedFamily[]) {
  return ordered(families.flatMap(({ samples }) => samples));
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
      expect(read(parsed)).toEqual(meant(families));
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
      expect(read(parsed)).toEqual(meant(renamed));
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
  expect(read(parsed)).toEqual(meant(families));
  expect(parsed.filter(({ type }) => type === 'unknown')).toEqual([]);
  const units = Object.fromEntries(parsed.map(({ name, unit }) => [name, unit]));
  expect(units).toMatchObject({
    process_cpu_user_seconds: 'seconds',
    process_resident_memory_bytes: 'bytes',
    nodejs_gc_duration_seconds: 'seconds',
    nodejs_active_handles: '',
  });
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
  expect(read(parsed)).toEqual(meant(families));
});
