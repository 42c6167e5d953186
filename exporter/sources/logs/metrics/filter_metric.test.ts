import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MetricRegistry } from '../../../../metrics/registry.ts';
import { JsonScan } from '../filter/json_scan.ts';
import { LogEvent } from '../filter/log_event.ts';
import { parseSelector } from '../filter/selector.ts';
import { FilterMetric } from './filter_metric.ts';
import { filterMetric } from './filter_metric_settings.ts';
import { SharedRawLabels } from './raw_labels.ts';

/** Two counters by the same fields, the second of which has fewer values; and what they have counted, by their labels. */
function counters(limit: number) {
  const registry = new MetricRegistry();
  const scope = registry.scope();
  const raw = new SharedRawLabels();
  const scan = new JsonScan(['$.a', '$.b'].map(parseSelector));
  const metrics = [10_000, limit].map((label_values_limit, index) => {
    const settings = filterMetric.parse({
      name: `lines_${index}_total`,
      type: 'counter',
      pattern: '{ $.a = * || $.a != 1 || $.a NOT EXISTS || $.a IS NULL || $.a IS TRUE }',
      labels: { a: '$.a', b: '$.b' },
      label_values_limit,
    });
    return new FilterMetric(settings, scope, 'shop', raw);
  });
  return {
    metrics,
    count: (line: string) => {
      const event = new LogEvent(line, scan);
      for (const metric of metrics) expect(metric.count(event)).toBeNull();
    },
    async counted(index: number): Promise<Map<string, number>> {
      const family = registry.registry.getSingleMetric(`lines_${index}_total`);
      const { values } = (await family?.get()) ?? { values: [] };
      return new Map(values.map(({ labels, value }) => [`${labels.a}|${labels.b}`, value]));
    },
  };
}

const shown = (value: unknown) => (value === undefined || value === null ? '' : String(value).slice(0, 200));

test('lines are counted by the texts of their fields, whatever came before', async () => {
  const field = fc.oneof(
    fc.constantFrom('x', 'y', '', '1', 1, 1.5, 0, -0, true, 'true', null, undefined),
    fc.constantFrom('é', '"', '\\', 'x'.repeat(199), 'x'.repeat(200), 'x'.repeat(201), 'x'.repeat(300)),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.record({ a: field, b: field }), { maxLength: 60 }), async (lines) => {
      const { count, counted } = counters(10_000);
      const expected = new Map<string, number>();
      for (const { a, b } of lines) {
        count(JSON.stringify({ a, b }));
        if (a === false) continue;
        const key = `${shown(a)}|${shown(b)}`;
        expected.set(key, (expected.get(key) ?? 0) + 1);
      }
      expect(await counted(0)).toEqual(expected);
      expect(await counted(1)).toEqual(expected);
    }),
  );
});

test('metrics that share their fields have bounds of their own', async () => {
  const { count, counted } = counters(2);
  for (const a of ['x', 'y', 'z', 'x', 'z']) count(JSON.stringify({ a }));
  expect(await counted(0)).toEqual(
    new Map([
      ['x|', 2],
      ['y|', 1],
      ['z|', 2],
    ]),
  );
  expect(await counted(1)).toEqual(
    new Map([
      ['x|', 2],
      ['y|', 1],
      ['<other>|', 2],
    ]),
  );
});

test('counts stay right when more label sets were seen than are remembered', async () => {
  const { count, counted } = counters(100);
  for (let round = 0; round < 3; round += 1) {
    for (let index = 0; index < 6_000; index += 1) count(`{"a":${index},"b":"v${index % 7}"}`);
  }
  const all = await counted(0);
  expect(all.size).toBe(6_000);
  expect(new Set(all.values())).toEqual(new Set([3]));
  const few = await counted(1);
  expect([...few.values()].reduce((sum, value) => sum + value, 0)).toBe(18_000);
});

test('values that are known after a restart take up room that was filled before', async () => {
  const { metrics, count, counted } = counters(1);
  count('{"a":"x"}');
  for (const metric of metrics) metric.restore({ a: ['y'] });
  count('{"a":"y"}');
  expect(await counted(1)).toEqual(
    new Map([
      ['x|', 1],
      ['y|', 1],
    ]),
  );
});
