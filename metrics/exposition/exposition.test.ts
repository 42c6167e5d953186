import fc from 'fast-check';
import { Counter, Gauge, Registry } from 'prom-client';
import { afterEach, expect, test, vi } from 'vitest';
import { MetricRegistry } from '../registry.ts';
import type { MetricScope } from '../scope.ts';
import { FILL, JOBS, WAIT } from '../testing/series.ts';
import { collectFamilies } from './collect.ts';
import { Exposition } from './exposition.ts';
import { renderOpenMetrics } from './open_metrics.ts';
import { decodeDelimited } from './testing/metrics_proto.ts';
import { bytesOf, expositionOf, pageOf, wanted, withoutCreated } from './testing/pages.ts';
import { renderText } from './text.ts';

afterEach(() => vi.useRealTimers());

const queue = fc.constantFrom('', 'mail', 'a "b"', 'ü\n', '😀', 'x'.repeat(40));
const amount = fc.oneof(
  fc.nat({ max: 100_000 }),
  fc.double({ min: 0, max: 1e300, noNaN: true }),
  fc.constantFrom(1e21, 2 ** 31, 2 ** 31 - 1, 2 ** 53, 0),
);
const level = fc.oneof(fc.double(), fc.constantFrom(Number.NaN, -0, 0, 7));
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('inc' as const), queue, amount }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('observe' as const), queue, amount }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('set' as const), queue, amount: level }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), queue, amount: fc.constant(0) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('close' as const), queue, amount: fc.constant(0) }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function take(scope: MetricScope, { do: what, queue: name, amount: by }: Step): void {
  switch (what) {
    case 'inc':
      scope.counter(JOBS).labels({ queue: name }).inc(by);
      break;
    case 'observe':
      scope.histogram(WAIT).labels({ queue: name }).observe(by);
      break;
    case 'set':
      scope.gauge(FILL).labels({ disk: name }).set(by);
      break;
    case 'remove':
      scope.counter(JOBS).remove({ queue: name });
      scope.histogram(WAIT).remove({ queue: name });
      scope.gauge(FILL).remove({ disk: name });
      break;
    case 'close':
      scope.close();
      break;
  }
}

test('whatever producers write and remove between scrapes, kept pages say what pages written anew say', async () => {
  const steps = fc.array(fc.record({ producer: fc.nat(2), step }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(fc.array(steps, { maxLength: 8 }), async (scrapes) => {
      const metrics = new MetricRegistry({ buckets: [0.5, 1, 1000] });
      const { registry } = metrics;
      const scopes = [metrics.scope(), metrics.scope(), metrics.scope()];
      for (const scope of scopes) scope.histogram(WAIT);
      const exposition = expositionOf(registry);
      for (const all of scrapes) {
        for (const { producer, step: one } of all) take(scopes[producer] as MetricScope, one);
        const families = await collectFamilies(registry, fail);
        expect(await pageOf(exposition, 'text')).toBe(renderText(families));
        expect(withoutCreated(await pageOf(exposition, 'openmetrics'))).toBe(renderOpenMetrics(families));
      }
    }),
  );
});

test('what is written while a page is rendered, is in the next one: each family is shown as of one moment', async () => {
  const metrics = new MetricRegistry({ buckets: [1, 2] });
  const scope = metrics.scope();
  const [first, second] = [scope.histogram(WAIT), metrics.scope().histogram(WAIT)];
  const rows = Array.from({ length: 3_000 }, (_, index) => [
    first.labels({ queue: `q${index}` }),
    second.labels({ queue: `q${index % 7 === 0 ? index : 0}` }),
  ]).flat();
  const exposition = expositionOf(metrics.registry);
  let isOver = false;
  const write = async () => {
    for (let round = 0; !isOver; round += 1) {
      // Backwards, so that the writes meet rows that were not rendered yet.
      for (const row of rows.toReversed()) row.observe(1.5, { trace_id: String(round) });
      first.labels({ queue: `new ${round}` }).observe(1);
      first.remove({ queue: `new ${round - 1}` });
      await new Promise(setImmediate);
    }
  };
  const writing = write();
  for (const format of ['text', 'openmetrics', 'protobuf', 'text', 'openmetrics', 'protobuf'] as const) {
    const page = await exposition.render(wanted(format));
    const counts =
      format === 'protobuf'
        ? decodeDelimited(bytesOf(page)).flatMap(({ metric }) =>
            metric.map(({ label, histogram }) => {
              const inBuckets = sumOf(deltas(histogram?.positiveDelta ?? []));
              expect(inBuckets, label[0]?.value).toBe(histogram?.sampleCount);
              expect(histogram?.bucket.at(-1)?.cumulativeCount).toBe(histogram?.sampleCount);
              return [label[0]?.value ?? '', histogram?.sampleCount ?? 0] as const;
            }),
          )
        : [
            ...bytesOf(page)
              .toString()
              .matchAll(/^wait_seconds_count\{queue="(.*)"\} (\d+)$/gm),
          ].map(([, name = '', count]) => [name, Number(count)] as const);
    page.release();
    const ones = counts.filter(([name]) => /^q\d+$/.test(name) && Number(name.slice(1)) % 7 !== 0);
    expect(new Set(ones.map(([, count]) => count)).size, format).toBe(1);
    expect(counts.filter(([name]) => name.startsWith('new')).length, format).toBeLessThanOrEqual(1);
    const twice = counts.filter(
      ([name]) => name !== 'q0' && /^q\d+$/.test(name) && Number(name.slice(1)) % 7 === 0,
    );
    expect(new Set(twice.map(([, count]) => count))).toEqual(new Set([2 * (ones[0]?.[1] ?? 0)]));
  }
  isOver = true;
  await writing;
});

function deltas(all: readonly number[]): number[] {
  let count = 0;
  return all.map((delta) => {
    count += delta;
    return count;
  });
}

function sumOf(all: readonly number[]): number {
  return all.reduce((sum, one) => sum + one, 0);
}

test('a page that is being read never changes, and a released one costs no copy', async () => {
  const metrics = new MetricRegistry({ buckets: [1] });
  const jobs = metrics.scope().counter(JOBS).labels({ queue: 'mail' });
  const exposition = expositionOf(metrics.registry);
  for (const format of ['text', 'openmetrics', 'protobuf'] as const) {
    const held = await exposition.render(wanted(format));
    const before = bytesOf(held);
    jobs.inc(10);
    const next = await exposition.render(wanted(format));
    expect(bytesOf(held), format).toEqual(before);
    expect(bytesOf(next), format).not.toEqual(before);
    held.release();
    held.release();
    jobs.inc();
    const after = bytesOf(next);
    await pageOf(exposition, format);
    expect(bytesOf(next), format).toEqual(after);
    next.release();
  }
});

test('whoever asks while a page is rendered gets a later one, which all who asked for its format share', async () => {
  const metrics = new MetricRegistry();
  const jobs = metrics.scope().counter(JOBS).labels({ queue: 'mail' });
  const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  new Gauge({
    name: 'slow',
    help: 'S.',
    registers: [metrics.registry],
    async collect() {
      jobs.inc();
      begun.resolve();
      await gate.promise;
    },
  });
  const exposition = expositionOf(metrics.registry);
  const first = exposition.render(wanted('text'));
  await begun.promise;
  const later = Promise.all([
    exposition.render(wanted('text')),
    exposition.render(wanted('text')),
    exposition.render(wanted('openmetrics')),
  ]);
  gate.resolve();
  expect(bytesOf(await first).toString()).toContain('jobs_total{queue="mail"} 1\n');
  const [one, two, other] = await later;
  expect(bytesOf(one).toString()).toContain('jobs_total{queue="mail"} 2\n');
  expect(one.chunks[0]?.buffer).toBe(two.chunks[0]?.buffer);
  expect(bytesOf(other).toString()).toContain('jobs_total{queue="mail"} 3\n');
  expect([one.length, two.length]).toEqual([bytesOf(one).length, bytesOf(two).length]);
});

test('a change of the default labels shows at once, in every format', async () => {
  const metrics = new MetricRegistry();
  metrics.scope().counter(JOBS).labels({ queue: 'mail' }).inc();
  const exposition = expositionOf(metrics.registry);
  for (const labels of [{}, { region: 'eu' }, { region: 'us', queue: 'default' }]) {
    metrics.registry.setDefaultLabels(labels);
    const shown = 'region' in labels ? `queue="mail",region="${labels.region}"` : 'queue="mail"';
    expect(await pageOf(exposition, 'text')).toContain(`jobs_total{${shown}} 1\n`);
    expect(await pageOf(exposition, 'openmetrics')).toContain(`jobs_total{${shown}} 1\n`);
    const page = await exposition.render(wanted('protobuf'));
    const [family] = decodeDelimited(bytesOf(page));
    const decoded = family?.metric[0]?.label.map(({ name, value }) => `${name}="${value}"`);
    expect(decoded?.sort().join()).toBe(shown);
    page.release();
  }
});

test('one metric whose collection throws, or that doubles series, is left out and named; the others are served', async () => {
  const registry = new Registry();
  const metrics = new MetricRegistry({ registry, buckets: [1] });
  metrics.scope().histogram(WAIT).labels({ queue: 'a' }).observe(1);
  new Counter({ name: 'wait_seconds_count', help: 'Twice.', registers: [registry] });
  new Gauge({
    name: 'broken',
    help: 'B.',
    registers: [registry],
    collect() {
      throw new Error('no connection');
    },
  });
  const failures: string[] = [];
  const exposition = new Exposition(registry, (metric, error) => {
    failures.push(`${metric}: ${(error as Error).message}`);
  });
  for (const format of ['text', 'openmetrics', 'protobuf'] as const) {
    failures.length = 0;
    const page = await exposition.render(wanted(format));
    expect(bytesOf(page).toString('latin1')).toContain('wait_seconds');
    page.release();
    expect(failures.sort()).toEqual([
      'broken: no connection',
      'wait_seconds_count: The counter wait_seconds_count is left out: the histogram wait_seconds has ' +
        'wait_seconds_count, too. Rename one of them.',
    ]);
  }
});

test('a default label that looks like a label of a family leaves the family out', async () => {
  const metrics = new MetricRegistry();
  metrics
    .scope()
    .counter({ ...JOBS, labels: ['the.queue'] })
    .labels({ 'the.queue': 'mail' })
    .inc();
  metrics.registry.setDefaultLabels({ the_queue: 'default' });
  const failures: string[] = [];
  const exposition = new Exposition(metrics.registry, (_metric, error) => failures.push(String(error)));
  expect(await pageOf(exposition, 'text')).toBe('');
  expect(failures).toEqual([
    'Error: The counter jobs_total is left out: its labels "the.queue" and "the_queue" would both be called the_queue. ' +
      'Rename the label.',
  ]);
});

test('names that only Prometheus 3 reads are quoted for it, and escaped for others', async () => {
  const metrics = new MetricRegistry({ buckets: [1], native: false });
  const scope = metrics.scope();
  scope
    .counter({ name: 'jobs.total', type: 'counter', help: 'J.', labels: ['the.queue'] })
    .labels({ 'the.queue': 'ü' })
    .inc();
  scope.histogram({ name: 'wait.é', type: 'histogram', help: 'W.', labels: [] }).labels({}).observe(1);
  const exposition = new Exposition(metrics.registry, fail, { created: () => false });
  for (const escaping of ['allow-utf-8', 'underscores', 'dots', 'values'] as const) {
    const families = await collectFamilies(metrics.registry, fail);
    for (const [format, rendered] of [
      ['text', renderText(families, escaping)],
      ['openmetrics', renderOpenMetrics(families, escaping)],
    ] as const) {
      const page = await exposition.render(wanted(format, escaping));
      expect(bytesOf(page).toString(), `${format} ${escaping}`).toBe(rendered);
      page.release();
    }
  }
});

test('OpenMetrics and protobuf say when counting began; series that say so can be left out', async () => {
  vi.useFakeTimers({ now: 1_700_000_000_123, toFake: ['Date'] });
  const metrics = new MetricRegistry({ buckets: [1] });
  const scope = metrics.scope();
  scope.counter(JOBS).labels({ queue: 'mail' }).inc();
  scope.histogram(WAIT).labels({ queue: 'mail' }).observe(0.5, { trace_id: 'abc' });
  scope.gauge(FILL).labels({ disk: 'sda' }).set(1);
  let created = true;
  const exposition = new Exposition(metrics.registry, fail, { created: () => created });
  const page =
    '# HELP fill_ratio Fill.\n# TYPE fill_ratio gauge\n# UNIT fill_ratio ratio\nfill_ratio{disk="sda"} 1\n' +
    '# HELP jobs Jobs.\n# TYPE jobs counter\njobs_total{queue="mail"} 1\njobs_created{queue="mail"} 1700000000.123\n' +
    '# HELP wait_seconds Wait.\n# TYPE wait_seconds histogram\n# UNIT wait_seconds seconds\n' +
    'wait_seconds_bucket{queue="mail",le="1.0"} 1 # {trace_id="abc"} 0.5 1700000000.123\n' +
    'wait_seconds_bucket{queue="mail",le="+Inf"} 1\nwait_seconds_sum{queue="mail"} 0.5\n' +
    'wait_seconds_count{queue="mail"} 1\nwait_seconds_created{queue="mail"} 1700000000.123\n# EOF\n';
  expect(await pageOf(exposition, 'openmetrics')).toBe(page);
  created = false;
  expect(await pageOf(exposition, 'openmetrics')).toBe(withoutCreated(page));
  expect(await pageOf(exposition, 'text')).not.toContain('_created');
  const decoded = decodeDelimited(bytesOf(await exposition.render(wanted('protobuf'))));
  const began = { seconds: 1_700_000_000, nanos: 123_000_000 };
  expect(decoded[1]?.metric[0]?.counter?.createdTimestamp).toEqual(began);
  const histogram = decoded[2]?.metric[0]?.histogram;
  expect(histogram?.createdTimestamp).toEqual(began);
  const exemplar = { label: [{ name: 'trace_id', value: 'abc' }], value: 0.5, timestamp: began };
  expect(histogram?.exemplars).toEqual([exemplar]);
  expect(histogram?.bucket[0]?.exemplar).toEqual(exemplar);
});

test('two expositions of one registry do not disturb each other', async () => {
  const metrics = new MetricRegistry();
  const jobs = metrics.scope().counter(JOBS);
  for (let index = 0; index < 1_000; index += 1) jobs.labels({ queue: `q${index}` }).inc();
  const expositions = [expositionOf(metrics.registry), expositionOf(metrics.registry)];
  const [one, two] = await Promise.all(expositions.map((exposition) => pageOf(exposition, 'text')));
  expect(one).toBe(two);
});

function fail(metric: string, error: unknown): never {
  throw new Error(`${metric}: ${String(error)}`);
}
