import { describe, expect, test } from 'vitest';
import { collectFamilies, metricsOf } from '../exposition/collect.ts';
import type { FamilySamples } from '../family.ts';
import { MetricRegistry } from '../registry.ts';

const family = (name: string, value: number, type = 'counter'): FamilySamples => ({
  name,
  help: `${name} of a guest.`,
  type,
  values: [{ labels: { of: 'guest' }, value }],
});

const failing = (_metric: string, error: unknown) => {
  throw error;
};

const pageOf = async ({ registry }: MetricRegistry) =>
  (await collectFamilies(registry, failing)).map(({ name, values }) => [
    name,
    values.map((one) => one.value),
  ]);

const allOf = async ({ registry }: MetricRegistry) =>
  (await Promise.all(metricsOf(registry).map((metric) => metric.get()))).map(({ name, values }) => [
    name,
    values.map((one) => one.value),
  ]);

describe('metrics that somebody else counts', () => {
  test('are in the registry, and on pages where they are shown', async () => {
    const registry = new MetricRegistry();
    registry
      .scope()
      .guests()
      .replace([family('hidden_total', 1)]);
    registry
      .scope()
      .guests({ areShown: true })
      .replace([family('shown_total', 2)]);

    expect(await allOf(registry)).toEqual([
      ['hidden_total', [1]],
      ['shown_total', [2]],
    ]);
    expect(await pageOf(registry)).toEqual([['shown_total', [2]]]);
    expect(registry.guests.has('hidden_total')).toBe(true);
  });

  test('are one metric of several readers, of which pages have those that are shown', async () => {
    const registry = new MetricRegistry();
    const one = registry.scope();
    one.guests().replace([family('a_total', 1)]);
    registry
      .scope()
      .guests({ areShown: true })
      .replace([family('a_total', 2)]);
    expect(await allOf(registry)).toEqual([['a_total', [1, 2]]]);
    expect(await pageOf(registry)).toEqual([['a_total', [2]]]);

    one.close();

    expect(await allOf(registry)).toEqual([['a_total', [2]]]);
  });

  test('go with the page that they were on, and with the scope of their reader', async () => {
    const registry = new MetricRegistry();
    const scope = registry.scope();
    const share = scope.guests();
    share.replace([family('a_total', 1), family('b_total', 1)]);
    share.replace([family('b_total', 2)]);
    expect(await allOf(registry)).toEqual([['b_total', [2]]]);

    scope.close();
    share.replace([family('c_total', 1)]);

    expect(await allOf(registry)).toEqual([]);
    expect(registry.limit.used).toBe(0);
  });

  test('may come back with another type, and are refused where another reader has another one', () => {
    const registry = new MetricRegistry();
    const [one, other] = [registry.scope().guests(), registry.scope().guests()];
    one.replace([family('a', 1)]);
    expect(one.replace([family('a', 1, 'gauge')])).toEqual([]);

    expect(other.replace([family('a', 1)])).toEqual([{ name: 'a', why: 'it has another type' }]);
  });

  test('give way to goldwatch, whoever was first', async () => {
    const registry = new MetricRegistry();
    const share = registry.scope().guests({ areShown: true });
    share.replace([family('mails_total', 1)]);
    const mails = { name: 'mails_total', type: 'counter', help: 'Mails.', labels: [] } as const;
    registry.scope().counter(mails).labels({}).inc(7);

    expect(await allOf(registry)).toEqual([['mails_total', [7]]]);
    expect(share.replace([family('mails_total', 1)])).toEqual([
      { name: 'mails_total', why: 'the exporter has it' },
    ]);
    expect(await allOf(registry)).toEqual([['mails_total', [7]]]);
  });

  test('do not keep goldwatch from a name that is like theirs', () => {
    const registry = new MetricRegistry();
    registry
      .scope()
      .guests({ areShown: true })
      .replace([family('took_count', 1)]);
    const took = { name: 'took', type: 'histogram', help: 'Time.', labels: [] } as const;

    expect(() => registry.scope().histogram(took)).not.toThrow();
  });

  test('count towards the series limit, and are taken whole or not at all', async () => {
    const registry = new MetricRegistry({ seriesLimit: 2 });
    const share = registry.scope().guests();
    share.replace([family('a_total', 1)]);

    expect(share.replace([family('a_total', 2), family('b_total', 1), family('c_total', 1)])).toBeNull();

    expect(await allOf(registry)).toEqual([['a_total', [1]]]);
    expect(registry.limit.used).toBe(1);
  });
});
