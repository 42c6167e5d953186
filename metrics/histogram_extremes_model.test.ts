import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HistogramFamily, HistogramSeries } from './histogram.ts';
import type { Part } from './part.ts';
import { MetricRegistry } from './registry.ts';
import type { Extremes } from './store/extremes.ts';
import { savedAs, WAIT } from './testing/series.ts';

const BUCKETS = [1, 2];
const PRODUCERS = 2;
const producer = fc.nat(PRODUCERS - 1);
// With two producers, more rows than the first chunk has.
const queue = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g');
const value = fc.oneof(fc.double(), fc.constantFrom(-1, -0, 0, 1, 2, Number.NaN, 1 / 0, -1 / 0));
const step = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('observe' as const), producer, queue, value }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('restore' as const),
      producer,
      queue,
      values: fc.array(value, { maxLength: 2 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('remove' as const), producer, queue }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('expire' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('take' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('track' as const), isTracked: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('read' as const), isBegun: fc.boolean() }) },
);
type Step = (typeof step extends fc.Arbitrary<infer S> ? S : never) & object;

interface Known {
  count: number;
  /** Finite ones since the last take; null where there may be others. */
  observed: number[] | null;
}

/** The same, told by lists of all that was observed. */
class Model {
  #isTracked = false;
  readonly #series = new Map<string, Known>();

  track(isTracked: boolean): void {
    if (isTracked === this.#isTracked) return;
    this.#isTracked = isTracked;
    for (const known of this.#series.values()) known.observed = known.count === 0 ? [] : null;
  }

  add(key: string, values: readonly number[], isSeen: boolean): void {
    const known = this.#series.get(key) ?? { count: 0, observed: [] };
    known.count += values.length;
    if (isSeen) known.observed?.push(...values.filter(Number.isFinite));
    else if (values.length > 0) known.observed = null;
    this.#series.set(key, known);
  }

  remove(key: string): void {
    this.#series.delete(key);
  }

  removeAll(): void {
    this.#series.clear();
  }

  take(): Map<string, Extremes | null> {
    const taken = new Map<string, Extremes | null>();
    for (const [key, known] of this.#series) {
      taken.set(key, this.#isTracked && known.observed !== null ? extremesOf(known.observed) : null);
      if (this.#isTracked) known.observed = [];
    }
    return taken;
  }
}

function extremesOf(values: readonly number[]): Extremes {
  return withoutMinusZero({ min: Math.min(...values), max: Math.max(...values) });
}

function withoutMinusZero({ min, max }: Extremes): Extremes {
  return { min: min + 0, max: max + 0 };
}

/** Producers of one histogram, and the handles that they have kept. */
class Subject {
  readonly #metrics = new MetricRegistry({ buckets: BUCKETS });
  readonly #parts = Array.from({ length: PRODUCERS }, () => this.#metrics.scope().histogram(WAIT));
  readonly #kept = new Map<string, HistogramSeries>();
  readonly #family = this.#metrics.family(WAIT) as unknown as HistogramFamily;
  #isRead = false;

  /** The first handle of a label set, whatever has become of it since. */
  handle(of: number, queue: string): HistogramSeries {
    const key = `${of} ${queue}`;
    const series = this.#kept.get(key) ?? this.part(of).labels({ queue });
    this.#kept.set(key, series);
    return series;
  }

  part(of: number): Part<HistogramSeries> {
    return this.#parts[of] as Part<HistogramSeries>;
  }

  track(isTracked: boolean): void {
    this.#metrics.trackExtremes(() => isTracked);
  }

  /** Nothing is young enough. */
  expire(): void {
    this.#family.expire(0, 1);
  }

  read(isBegun: boolean): void {
    if (isBegun === this.#isRead) return;
    this.#isRead = isBegun;
    if (isBegun) this.#family.store.beginReading();
    else this.#family.store.endReading();
  }

  /** As whoever reads all rows does. */
  take(): Map<string, Extremes | null> {
    const taken = new Map<string, Extremes | null>();
    this.#family.store.handles.forEach((series, row) => {
      if (series === undefined) return;
      const extremes = series.takeExtremes();
      const key = `${this.#parts.indexOf(series.part as Part<HistogramSeries>)} ${this.#family.store.sets.values(row)[0]}`;
      taken.set(key, extremes && withoutMinusZero(extremes));
    });
    return taken;
  }
}

function go(subject: Subject, model: Model, one: Step): void {
  switch (one.do) {
    case 'observe':
      subject.handle(one.producer, one.queue).observe(one.value);
      model.add(`${one.producer} ${one.queue}`, [one.value], true);
      break;
    case 'restore':
      subject.part(one.producer).labels({ queue: one.queue }).restore(savedAs(one.values, BUCKETS), BUCKETS);
      model.add(`${one.producer} ${one.queue}`, one.values, false);
      break;
    case 'remove':
      subject.part(one.producer).remove({ queue: one.queue });
      model.remove(`${one.producer} ${one.queue}`);
      break;
    case 'expire':
      subject.expire();
      model.removeAll();
      break;
    case 'take':
      expect(subject.take()).toEqual(model.take());
      break;
    case 'track':
      subject.track(one.isTracked);
      model.track(one.isTracked);
      break;
    case 'read':
      subject.read(one.isBegun);
      break;
  }
}

test('whatever happens to label sets, their rows and their readings, no extremes are wrong, and those that can be known are', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.array(step, { maxLength: 150 }), (isTracked, steps) => {
      const [subject, model] = [new Subject(), new Model()];
      subject.track(isTracked);
      model.track(isTracked);
      for (const one of steps) go(subject, model, one);
      expect(subject.take()).toEqual(model.take());
    }),
  );
});
