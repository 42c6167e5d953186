import fc from 'fast-check';
import { Counter, Gauge, Histogram, Registry, Summary } from 'prom-client';
import { MetricRegistry } from '../../registry.ts';

/** Texts that formats trip over: quotes, escapes, separators, line ends of all kinds, control characters. */
export const hostileText = fc.string({
  unit: fc.oneof(
    fc.constantFrom('"', '\\', '\n', '\r', '\t', '\0', '{', '}', ',', '=', '#', ' ', 'n', '\u2028', '\u0085'),
    fc.constantFrom('é', '😀', '\ud800', '\udfff', '\u001b', '\u007f', '# EOF', ' # {a="b"} 1', '\\n', '\\"'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
  maxLength: 8,
});

const anyNumber = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.constantFrom(Number.NaN, Infinity, -Infinity, -0, 1e300, 5e-324, 1e21, 123456789012345680000, 0.1 + 0.2),
);
const amount = fc.oneof(
  fc.double({ min: 0, max: 1e300, noNaN: true }),
  fc.nat(),
  fc.constantFrom(5e-324, 1e21),
);
const observation = fc.oneof(
  fc.double({ min: -1e9, max: 1e9, noNaN: true }),
  fc.integer({ min: -3, max: 12 }),
);

// As they arrive: prom-client itself does not see that two lone surrogates will look alike.
const labelSets = fc.uniqueArray(fc.tuple(hostileText, hostileText), {
  maxLength: 4,
  selector: ([a, b]) => JSON.stringify([a.toWellFormed(), b.toWellFormed()]),
});

// A help must begin and end visibly, since the text format drops blanks there; and there must be one.
const help = hostileText.map((text) => `h${text}h`);
const bounds = fc
  .uniqueArray(fc.oneof(fc.integer({ min: -2, max: 10 }), fc.double({ min: 1e-9, max: 1e9, noNaN: true })), {
    minLength: 1,
    maxLength: 6,
    comparator: (a, b) => a === b,
  })
  .map((all) => all.map((bound) => bound + 0).sort((a, b) => a - b));

const values = fc.array(observation, { maxLength: 6 });
const recipe = fc.oneof(
  fc.record({ kind: fc.constant('counter' as const), help, sets: labelSets, amount, total: fc.boolean() }),
  fc.record({ kind: fc.constant('gauge' as const), help, sets: labelSets, level: anyNumber }),
  fc.record({ kind: fc.constant('histogram' as const), help, sets: labelSets, bounds, values }),
  fc.record({ kind: fc.constant('summary' as const), help, sets: labelSets, values }),
);
type Recipe = typeof recipe extends fc.Arbitrary<infer T> ? T : never;

/** Registries full of metrics, half of them prom-client's own and half of them ours. */
export const hostileRegistry = fc
  .array(fc.record({ ours: fc.boolean(), recipe }), { minLength: 1, maxLength: 6 })
  .map((all) => {
    const registry = new Registry();
    all.forEach(({ ours, recipe: one }, index) => {
      if (ours && one.kind !== 'summary') cookOurs(registry, `m${index}`, one);
      else cookTheirs(registry, `m${index}`, one);
    });
    return registry;
  });

const labels = ['a', 'b'] as const;

function cookOurs(registry: Registry, name: string, one: Exclude<Recipe, { kind: 'summary' }>): void {
  const buckets = one.kind === 'histogram' ? one.bounds : [];
  const scope = new MetricRegistry({ registry, buckets }).scope();
  for (const [a, b] of one.sets) {
    if (one.kind === 'counter') {
      const full = one.total ? `${name}_total` : name;
      scope.counter({ name: full, type: 'counter', help: one.help, labels }).labels({ a, b }).inc(one.amount);
    } else if (one.kind === 'gauge') {
      scope.gauge({ name, type: 'gauge', help: one.help, labels }).labels({ a, b }).set(one.level);
    } else {
      const series = scope.histogram({ name, type: 'histogram', help: one.help, labels }).labels({ a, b });
      for (const value of one.values) series.observe(value);
    }
  }
}

function cookTheirs(registry: Registry, name: string, one: Recipe): void {
  const common = { help: one.help, labelNames: labels, registers: [registry] };
  if (one.kind === 'counter') {
    const counter = new Counter({ name: one.total ? `${name}_total` : name, ...common });
    for (const [a, b] of one.sets) counter.inc({ a, b }, one.amount);
  } else if (one.kind === 'gauge') {
    const gauge = new Gauge({ name, ...common });
    for (const [a, b] of one.sets) gauge.set({ a, b }, one.level);
  } else {
    const metric =
      one.kind === 'histogram'
        ? new Histogram({ name, buckets: one.bounds, ...common })
        : new Summary({ name, percentiles: [0, 0.5, 0.999, 1], ...common });
    for (const [a, b] of one.sets) for (const value of one.values) metric.observe({ a, b }, value);
  }
}
