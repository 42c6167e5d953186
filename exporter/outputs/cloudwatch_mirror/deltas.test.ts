import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SeriesDeltas, savedSeries } from './deltas.ts';
import { COUNTER_GROWTH } from './growth.ts';

type Counters = SeriesDeltas<number, number, string>;

interface Counter {
  readonly identity?: unknown;
  readonly key: string;
  readonly created: number;
  readonly value: number;
  readonly isNew?: boolean;
}

/** What a reading says of each counter that is there, by its key; those that only begin to count are not there. */
function read(deltas: Counters, from: number, counters: readonly Counter[], gone: readonly unknown[] = []) {
  const increases: Record<string, number> = {};
  const add = (key: string, increase: number) => {
    increases[key] = (increases[key] ?? 0) + increase;
  };
  deltas.begin();
  for (const { key, identity = key, created, value, isNew = false } of counters) {
    if (deltas.targetsOf(identity) === undefined) {
      deltas.meet({ identity, key, created, value, isNew, targets: key });
      continue;
    }
    const increase = deltas.advance({ identity, created, value });
    if (increase !== null) add(key, increase);
  }
  for (const settled of deltas.settle(from, (identity) => gone.includes(identity))) {
    if (settled !== null) add(...settled);
  }
  return increases;
}

function newDeltas(): Counters {
  return new SeriesDeltas(COUNTER_GROWTH);
}

function afterRestart(before: Counters): Counters {
  const after = newDeltas();
  for (const line of before.save()) after.restore(savedSeries.parse(JSON.parse(JSON.stringify(line))));
  return after;
}

describe('a counter', () => {
  test('counts in full when it began since the last reading, and then by what came to it', () => {
    const deltas = newDeltas();
    expect(read(deltas, 100, [{ key: 'a', created: 100, value: 3 }])).toEqual({ a: 3 });
    expect(read(deltas, 200, [{ key: 'a', created: 100, value: 10 }])).toEqual({ a: 7 });
    expect(read(deltas, 300, [{ key: 'a', created: 100, value: 10 }])).toEqual({ a: 0 });
  });

  test('that is older than what was ever seen of it only begins to count', () => {
    const deltas = newDeltas();
    expect(
      read(deltas, 100, [
        { key: 'a', created: 99, value: 1000 },
        { key: 'b', created: 0, value: 5 },
      ]),
    ).toEqual({});
    expect(
      read(deltas, 200, [
        { key: 'a', created: 99, value: 1001 },
        { key: 'b', created: 0, value: 9 },
      ]),
    ).toEqual({
      a: 1,
      b: 4,
    });
  });

  test('that counts from zero and was not there the last time counts in full, however old', () => {
    expect(read(newDeltas(), 100, [{ key: 'a', created: 1, value: 4, isNew: true }])).toEqual({ a: 4 });
  });

  test('that began anew counts in full, whether it is less or not', () => {
    const deltas = newDeltas();
    read(deltas, 0, [
      { key: 'a', created: 1, value: 10 },
      { key: 'b', created: 1, value: 10 },
    ]);
    expect(
      read(deltas, 100, [
        { key: 'a', created: 150, value: 4 },
        { key: 'b', created: 150, value: 40 },
      ]),
    ).toEqual({
      a: 4,
      b: 40,
    });
  });

  test('that fell was reset, although nobody said so', () => {
    const deltas = newDeltas();
    read(deltas, 0, [{ key: 'a', created: 1, value: 10 }]);
    expect(read(deltas, 100, [{ key: 'a', created: 1, value: 4 }])).toEqual({ a: 4 });
    expect(read(deltas, 200, [{ key: 'a', created: 1, value: 6 }])).toEqual({ a: 2 });
  });

  test('to which something older was added begins to count there', () => {
    const deltas = newDeltas();
    read(deltas, 0, [{ key: 'a', created: 10, value: 1 }]);
    expect(read(deltas, 100, [{ key: 'a', created: 5, value: 1001 }])).toEqual({});
    expect(read(deltas, 200, [{ key: 'a', created: 5, value: 1002 }])).toEqual({ a: 1 });
  });

  test('that is not finite for a while loses nothing', () => {
    const deltas = newDeltas();
    read(deltas, 0, [{ key: 'a', created: 1, value: 10 }]);
    expect(read(deltas, 1, [{ key: 'a', created: 1, value: Number.NaN }])).toEqual({ a: Number.NaN });
    expect(read(deltas, 2, [{ key: 'a', created: 1, value: 13 }])).toEqual({ a: 3 });
  });

  test('that vanishes takes nothing away, and goes on when it returns', () => {
    const deltas = newDeltas();
    read(deltas, 0, [{ key: 'a', created: 1, value: 10 }]);
    expect(read(deltas, 100, [])).toEqual({});
    expect(read(deltas, 200, [{ key: 'a', created: 1, value: 12 }])).toEqual({ a: 2 });
    expect(read(deltas, 300, [])).toEqual({});
    expect(read(deltas, 400, [{ key: 'a', created: 450, value: 5 }])).toEqual({ a: 5 });
  });

  test('that another producer takes over goes on, even while it is read', () => {
    const deltas = newDeltas();
    read(deltas, 0, [{ key: 'a', identity: 'first', created: 1, value: 10 }]);
    expect(read(deltas, 100, [{ key: 'a', identity: 'second', created: 1, value: 12 }])).toEqual({ a: 2 });
    const both = [
      { key: 'a', identity: 'second', created: 1, value: 15 },
      { key: 'a', identity: 'third', created: 1, value: 16 },
    ];
    expect(read(deltas, 200, both, ['second'])).toEqual({ a: 4 });
    expect(read(deltas, 300, [{ key: 'a', identity: 'third', created: 1, value: 17 }])).toEqual({ a: 1 });
    const anew = [
      { key: 'b', identity: 'fourth', created: 400, value: 5 },
      { key: 'b', identity: 'fifth', created: 400, value: 7 },
    ];
    expect(read(deltas, 400, anew, ['fourth'])).toEqual({ b: 7 });
  });

  test('of two producers loses one of them without seeming to begin anew', () => {
    const deltas = newDeltas();
    const first = { key: 'a', identity: 1, created: 1 };
    const second = { key: 'a', identity: 2, created: 1 };
    read(deltas, 0, [
      { ...first, value: 1000 },
      { ...second, value: 7 },
    ]);
    expect(read(deltas, 100, [{ ...second, value: 9 }])).toEqual({ a: 2 });
    expect(
      read(deltas, 200, [
        { ...first, identity: 3, value: 1003 },
        { ...second, value: 9 },
      ]),
    ).toEqual({ a: 3 });
  });

  test('is remembered where another one comes that is not selected, as it vanishes', () => {
    const deltas = newDeltas();
    read(deltas, 0, [{ key: 'a', created: 1, value: 10 }]);
    deltas.begin();
    deltas.passOver('b');
    expect([...deltas.settle(100, () => false)]).toEqual([]);
    expect(read(deltas, 200, [{ key: 'a', created: 1, value: 12 }])).toEqual({ a: 2 });
  });

  test('that is not selected is passed over', () => {
    const deltas = newDeltas();
    deltas.begin();
    deltas.passOver('a');
    expect([...deltas.settle(0, () => false)]).toEqual([]);
    expect(deltas.targetsOf('a')).toBe(null);
    expect([...deltas.save()]).toEqual([]);
  });
});

describe('after a restart', () => {
  test('a counter goes on from what was saved, vanished ones, too', () => {
    const before = newDeltas();
    read(before, 0, [
      { key: 'a', created: 1, value: 10 },
      { key: 'b', created: 1, value: 5 },
    ]);
    read(before, 100, [{ key: 'a', created: 1, value: 11 }]);
    const after = afterRestart(before);
    const now = [
      { key: 'a', created: 1, value: 14 },
      { key: 'b', created: 1, value: 6 },
    ];
    expect(read(after, 200, now)).toEqual({ a: 3, b: 1 });
    expect(after.rolledBack).toBe(0);
  });

  test('one that began anew counts in full', () => {
    const before = newDeltas();
    read(before, 0, [{ key: 'a', created: 1, value: 10 }]);
    expect(read(afterRestart(before), 200, [{ key: 'a', created: 300, value: 14 }])).toEqual({ a: 14 });
  });

  test('one that has lost what it counted last counts on from there, and that is said', () => {
    const before = newDeltas();
    read(before, 0, [{ key: 'a', created: 1, value: 1000 }]);
    const after = afterRestart(before);
    expect(read(after, 200, [{ key: 'a', created: 1, value: 990 }])).toEqual({});
    expect(after.rolledBack).toBe(1);
    expect(read(after, 300, [{ key: 'a', created: 1, value: 995 }])).toEqual({ a: 5 });
  });

  test('one of which it is not known when it began was reset where it is less', () => {
    const before = newDeltas();
    read(before, 0, [{ key: 'a', created: 0, value: 1000 }]);
    expect(read(afterRestart(before), 200, [{ key: 'a', created: 0, value: 4 }])).toEqual({ a: 4 });
  });

  test('producers of one label set are told apart by what they had come to', () => {
    const before = newDeltas();
    const first = { key: 'a', identity: 1, created: 1 };
    const second = { key: 'a', identity: 2, created: 1 };
    read(before, 0, [
      { ...first, value: 7 },
      { ...second, value: 100 },
    ]);
    const now = [
      { ...first, value: 103 },
      { ...second, value: 9 },
    ];
    expect(read(afterRestart(before), 200, now)).toEqual({ a: 5 });
  });

  test('what another kind of metric has saved is not taken', () => {
    const histogram = { bounds: [1], counts: [1, 0], sum: 1, native: null };
    expect(newDeltas().restore(['a', 1, histogram])).toBe(false);
  });

  test('all series may be restored late, and no more are remembered than a thousand beyond', () => {
    const deltas = newDeltas();
    for (let index = 0; index < 3000; index += 1) deltas.restore([`${index}`, 1, index]);
    read(deltas, 100, []);
    expect(read(deltas, 200, [{ key: '0', created: 1, value: 5 }])).toEqual({ 0: 5 });
    for (let round = 0; round < 5; round += 1) {
      const counters = Array.from({ length: 1000 }, (_, index) => ({
        key: `${round} ${index}`,
        created: 1,
        value: 1,
      }));
      read(deltas, 300, counters);
    }
    read(deltas, 400, []);
    expect([...deltas.save()]).toHaveLength(4000);
  });
});

test('all increases are what was counted, through restarts, resets and changes of producer', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('count' as const), key: fc.nat(3), by: fc.nat(50) }),
    fc.record({ kind: fc.constant('reset' as const), key: fc.nat(3), by: fc.nat(50) }),
    fc.record({ kind: fc.constant('take over' as const), key: fc.nat(3), by: fc.nat(50) }),
    fc.record({ kind: fc.constant('read' as const) }),
    fc.record({ kind: fc.constant('skip' as const), key: fc.nat(3) }),
    fc.record({ kind: fc.constant('restart' as const) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      let deltas = newDeltas();
      let [time, from] = [1, 1];
      const truth = [0, 0, 0, 0];
      const told = [0, 0, 0, 0];
      const series: { identity: object; created: number; value: number }[] = [];
      const readAll = (without = -1) => {
        const there = series.flatMap((one, key) =>
          one === undefined || key === without ? [] : [{ ...one, key: `${key}` }],
        );
        for (const [key, increase] of Object.entries(read(deltas, from, there))) {
          told[Number(key)] = (told[Number(key)] ?? 0) + increase;
        }
        from = time;
      };
      for (const one of steps) {
        time += 1;
        if (one.kind === 'read') readAll();
        else if (one.kind === 'skip') {
          readAll();
          readAll(one.key);
        } else if (one.kind === 'restart') deltas = afterRestart(deltas);
        else {
          const known = series[one.key];
          truth[one.key] = (truth[one.key] ?? 0) + one.by;
          if (known === undefined) series[one.key] = { identity: {}, created: time, value: one.by };
          else if (one.kind === 'count') known.value += one.by;
          else if (one.kind === 'take over')
            series[one.key] = { ...known, identity: {}, value: known.value + one.by };
          else {
            // What was counted since the last reading is lost with a reset, here as anywhere.
            readAll();
            time += 1;
            series[one.key] = { identity: known.identity, created: time, value: one.by };
          }
        }
      }
      readAll();
      expect(told).toEqual(truth);
    }),
    { numRuns: 500 },
  );
});
