import fc from 'fast-check';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import type { FamilySamples } from '../family.ts';
import { encodeFamily } from './protobuf/family.ts';
import { ProtoWriter } from './protobuf/writer.ts';
import { hostileRegistry } from './testing/families.ts';
import { familiesOf, meant, ordered } from './testing/meaning.ts';
import { type DecodedFamily, type DecodedMetric, decodeDelimited } from './testing/metrics_proto.ts';
import type { ParsedSample } from './testing/python_parser.ts';

function encoded(families: readonly FamilySamples[]): DecodedFamily[] {
  const writer = new ProtoWriter(1);
  for (const family of families) encodeFamily(family, 'underscores', writer);
  return decodeDelimited(writer.bytes.subarray(0, writer.length));
}

/** The series that Prometheus makes of a metric. */
function seriesOf(name: string, metric: DecodedMetric): ParsedSample[] {
  const labels = Object.fromEntries(metric.label.map((pair) => [pair.name, pair.value]));
  const { histogram, summary } = metric;
  const simple = metric.gauge ?? metric.counter ?? metric.untyped;
  const totals = histogram ?? summary;
  return [
    ...(simple ? [{ name, labels, value: simple.value }] : []),
    ...(totals
      ? [
          { name: `${name}_sum`, labels, value: totals.sampleSum },
          { name: `${name}_count`, labels, value: totals.sampleCount },
        ]
      : []),
    ...(summary?.quantile ?? []).map(({ quantile, value }) => ({
      name,
      labels: { ...labels, quantile: String(quantile) },
      value,
    })),
    ...(histogram?.bucket ?? []).map(({ upperBound, cumulativeCount }) => ({
      name: `${name}_bucket`,
      labels: { ...labels, le: upperBound === Number.POSITIVE_INFINITY ? '+Inf' : String(upperBound) },
      value: cumulativeCount,
    })),
  ];
}

function read(families: readonly DecodedFamily[]): ParsedSample[] {
  return ordered(families.flatMap(({ name, metric }) => metric.flatMap((one) => seriesOf(name, one))));
}

test('whatever a registry holds, protobufjs reads all of it, with its types and helps', async () => {
  await fc.assert(
    fc.asyncProperty(hostileRegistry, async (registry) => {
      const families = await familiesOf(registry);
      const decoded = encoded(families);
      expect(read(decoded)).toEqual(meant(families));
      expect(decoded.map(({ name, help, type }) => [name, help, type])).toEqual(
        families.map(({ name, help, type }) => [name, help.toWellFormed(), type.toUpperCase()]),
      );
    }),
    { numRuns: 200 },
  );
});

test("prom-client's default metrics say the same in protobuf", async () => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const families = await familiesOf(registry);
  expect(read(encoded(families))).toEqual(meant(families));
});
